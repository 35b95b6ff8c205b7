/** Answers are kept until what they were made from changes, and no longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Memo } from '../../engine/index/memo.ts';
import { InOrder } from '../../engine/index/whole.ts';

/** Numbers by name, and how often each answer was made. */
function world() {
  const memo = new Memo();
  const values = new Map<string, number>();
  const made: string[] = [];
  const value = (name: string): number => {
    memo.note(name);
    return values.get(name) ?? 0;
  };
  const set = (name: string, to: number): void => {
    values.set(name, to);
    memo.forget([name]);
  };
  const told = (): string => made.splice(0).join(' ');
  /** The answer, marked as made. */
  const mark = <Answer>(name: string, answer: Answer): Answer => {
    made.push(name);
    return answer;
  };
  return { memo, value, set, mark, told };
}

test('an answer is made again when one of its sources has changed, and only then', () => {
  const { memo, value, set, mark, told } = world();
  const sum = () => memo.get('sum', () => mark('sum', value('a') + value('b')));
  assert.equal(sum(), 0);
  set('c', 1);
  assert.equal(sum(), 0);
  assert.equal(told(), 'sum');
  set('b', 2);
  assert.equal(sum(), 2);
  assert.equal(told(), 'sum');
});

test('a settled answer that comes out equal stops a change', () => {
  const { memo, value, set, mark, told } = world();
  const parity = () => memo.settled('parity', () => mark('parity', { odd: value('a') % 2 === 1 }));
  const text = () => memo.get('text', () => mark('text', `${parity().odd}`));
  const first = parity();
  assert.equal(text(), 'false');
  told();
  set('a', 2);
  assert.equal(text(), 'false');
  assert.equal(told(), 'parity');
  assert.equal(parity(), first);
  set('a', 3);
  assert.equal(text(), 'true');
  assert.equal(told(), 'parity text');
});

test('inputs that an answer no longer asks for do not count', () => {
  const { memo, value, set, mark, told } = world();
  const chosen = () => memo.get('chosen', () => mark('chosen', value('which') === 0 ? value('a') : value('b')));
  chosen();
  set('which', 1);
  chosen();
  told();
  set('a', 5);
  chosen();
  assert.equal(told(), '');
  set('b', 6);
  assert.equal(chosen(), 6);
});

test('an input is not made again if one that was asked before it has changed', () => {
  const { memo, value, set, mark, told } = world();
  const inner = (of: string) => memo.get(`inner ${of}`, () => mark(`inner ${of}`, value(`value of ${of}`)));
  const outer = () => memo.get('outer', () => mark('outer', value('which') === 0 ? inner('a') : inner('b')));
  outer();
  told();
  set('value of a', 1);
  set('which', 1);
  outer();
  assert.equal(told(), 'inner b outer');
});

test('what was handed is never used again once it has changed', () => {
  const { memo, value, set } = world();
  const named = (name: string) => memo.get('named', () => `${name} ${value('suffix')}`, { handed: ['the name'] });
  let name = 'old';
  const reader = () => memo.get('reader', () => `${named(name)} ${value('the name')}`);
  assert.equal(reader(), 'old 0 0');
  name = 'new';
  memo.forget(['the name']);
  set('suffix', 1);
  assert.equal(reader(), 'new 1 0');
  assert.equal(named('new'), 'new 1');
  // Handed by other sources: another thing, whatever became of the first.
  assert.equal(
    memo.get('named', () => 'third', { handed: ['another name'] }),
    'third',
  );
});

test('what is thrown is not remembered, and reaches whoever asks', () => {
  const { memo, value, set } = world();
  const risky = () =>
    memo.get('risky', () => {
      if (value('a') === 1) throw new Error('one');
      return value('a');
    });
  const reader = () => memo.get('reader', () => risky() + 1);
  assert.equal(reader(), 1);
  set('a', 1);
  assert.throws(reader, /one/);
  assert.throws(reader, /one/);
  set('a', 2);
  assert.equal(reader(), 3);
});

/** Lists by name, which are made of numbers, as one list; and how many each of its names is in. */
function gatheredWorld() {
  const { memo, value, set, mark, told } = world();
  let names = ['b', 'a'];
  const all = (): InOrder<number> =>
    memo.gathered(
      'numbers',
      {
        keys: () => {
          memo.note('names');
          return names;
        },
        part: (name) => mark(name, value(name) < 0 ? [] : [value(name) % 10]),
      },
      () => new InOrder(memo, 'numbers', (a, b) => (a < b ? -1 : 1)),
    );
  const rename = (now: string[]): void => {
    names = now;
    memo.forget(['names']);
  };
  return { memo, value, set, rename, mark, told, all };
}

test('of a whole, only the parts that changed are made again', () => {
  const { set, told, all } = gatheredWorld();
  set('a', 1);
  set('b', 2);
  assert.deepEqual([all().all(), all().files(), told()], [[1, 2], ['a', 'b'], 'b a']);
  set('b', 3);
  assert.deepEqual([all().all(), told()], [[1, 3], 'b']);
  set('a', -1);
  assert.deepEqual([all().all(), all().files(), told()], [[3], ['b'], 'a']);
});

test('parts come and go with their keys', () => {
  const { set, rename, told, all } = gatheredWorld();
  set('a', 1);
  set('b', 2);
  all();
  told();
  rename(['c', 'b']);
  assert.deepEqual([all().all(), told()], [[2, 0], 'c']);
  set('a', 5);
  assert.deepEqual([all().all(), told()], [[2, 0], '']);
  rename(['a']);
  assert.deepEqual(all().all(), [5]);
});

test('readers of a whole are made again if what they read of it changed, whoever asks first', () => {
  const { memo, set, mark, told, all } = gatheredWorld();
  const files = () => memo.get('files', () => mark('files', all().files().join()));
  const sum = () =>
    memo.get('sum', () =>
      mark(
        'sum',
        all()
          .all()
          .reduce((one, other) => one + other, 0),
      ),
    );
  const above = () => memo.get('above', () => mark('above', `${files()} ${sum()}`));
  assert.equal(above(), 'a,b 0');
  told();
  set('a', 10);
  assert.equal(above(), 'a,b 0');
  assert.equal(told(), 'a');
  set('a', 11);
  assert.equal(above(), 'a,b 1');
  assert.equal(told(), 'a sum above');
  set('b', -1);
  assert.equal(sum(), 1);
  assert.equal(above(), 'a 1');
});

test('parts of a whole may be made from another whole', () => {
  const { memo, set, rename, all } = gatheredWorld();
  const part = (key: string): number[] => [all().all().length + Number(key)];
  const keys = () =>
    all()
      .files()
      .map((_, index) => `${index}`);
  const counts = () => memo.gathered('counts', { keys, part }, () => new InOrder<number>(memo, 'counts', (a, b) => (a < b ? -1 : 1)));
  const last = () => memo.get('last', () => counts().all().at(-1));
  assert.deepEqual([counts().all(), last()], [[2, 3], 3]);
  set('a', -1);
  assert.deepEqual([last(), counts().all()], [1, [1]]);
  rename(['a', 'b', 'c', 'd']);
  assert.deepEqual([last(), counts().all()], [5, [3, 4, 5]]);
});

test('a whole is in the order of its parts, whether they are words or objects', () => {
  const { memo, value, set } = world();
  const order = (a: string, b: string) => (a < b ? -1 : 1);
  const keys = () => ['a', 'b', 'c'];
  const all = <Item>(name: string, told: (number: number) => Item): readonly Item[] =>
    memo.gathered(name, { keys, part: (key) => [told(value(key)), told(7)] }, () => new InOrder<Item>(memo, name, order)).all();
  const words = () => all('words', (number) => `${number}`);
  const objects = () => all('objects', (number) => ({ number }));
  for (const [key, to] of Object.entries({ a: 0, b: 7, c: 3 })) {
    set(key, to);
    const before = [...objects()];
    const held = objects();
    set('b', to + 1);
    assert.deepEqual(held, before);
    const numbers = [value('a'), 7, value('b'), 7, value('c'), 7];
    assert.deepEqual([words(), objects()], [numbers.map(String), numbers.map((number) => ({ number }))]);
  }
});

test('a part that looks twice at a whole that changes meanwhile is made of what it is in the end', () => {
  const { memo, value, set } = world();
  const lists = (name: string, part: () => (number | string)[]): readonly (number | string)[] =>
    memo.gathered(name, { keys: () => [''], part }, () => new InOrder<number | string>(memo, name, () => 0)).all();
  const below = () => lists('below', () => [value('number')]);
  const between = () => lists('between', () => (value('is followed') > 0 ? [...below()] : ['none']));
  const above = () => lists('above', () => (value('looks twice') > 0 ? [...between(), ...below(), ...between()] : [...between()]));
  assert.deepEqual(above(), ['none']);
  assert.deepEqual(below(), [0]);
  set('is followed', 1);
  assert.deepEqual(above(), [0]);
  set('looks twice', 1);
  set('number', 5);
  assert.deepEqual(above(), [5, 5, 5]);
});

test('a part that throws takes nothing from the others, and is made again when it no longer does', () => {
  const { memo, value, set } = world();
  const part = (key: string): string[] => {
    if (value(key) < 0) throw new Error(`no ${key}`);
    return [`${key}${value(key)}`];
  };
  const all = () =>
    memo.gathered('all', { keys: () => ['a', 'b'], part }, () => new InOrder<string>(memo, 'all', (a, b) => (a < b ? -1 : 1))).all();
  const other = () => memo.get('other', () => value('c'));
  assert.deepEqual(all(), ['a0', 'b0']);
  set('a', -1);
  set('b', 1);
  set('c', 2);
  assert.equal(other(), 2);
  assert.throws(all, /no a/);
  set('a', 3);
  assert.deepEqual(all(), ['a3', 'b1']);
});

test('answers that nobody asks for any more are let go', () => {
  const { memo, value, set } = world();
  memo.get('asked once', () => value('a'));
  assert.ok(memo.isRead('a'));
  for (let change = 1; change < 200; change++) set('a', change);
  assert.ok(!memo.isRead('a'));
  assert.ok(memo.isEmpty);
});

test('what is let go does not keep what it was made from', async () => {
  v8.setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  const memo = new Memo();
  const made: WeakRef<object>[] = [];
  const link = (number: number): object =>
    memo.get(`link ${number}`, () => {
      memo.note('source');
      const answer = { of: number };
      made.push(new WeakRef(answer));
      return answer;
    });
  for (let number = 0; number < 200; number++) {
    memo.get(`two links ${number}`, () => [number === 0 ? memo.get('stays', () => 'for ever') : link(number - 1), link(number)].length);
    memo.forget(['source']);
  }
  // Weak references hold what they refer to until the turn is over.
  await new Promise((resolve) => setImmediate(resolve));
  gc();
  const living = made.filter((each) => each.deref() !== undefined).length;
  assert.ok(living > 0 && living < 100, `${living} of ${made.length} answers are still there`);
});

test('sources that nobody reads any more are let go', () => {
  const { memo, set } = world();
  v8.setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const held = (): number => {
    gc();
    return process.memoryUsage().heapUsed;
  };
  /** Each time the answer is made from other sources, as when a file is read whose names change with every letter. */
  const typed = (letters: number): void => {
    for (let letter = 0; letter < letters; letter++) {
      set('text', letter);
      memo.get('answer', () => {
        memo.note('text');
        for (let name = 0; name < 100; name++) memo.note(`name ${letter} ${name}`);
        return letter;
      });
    }
  };
  typed(100);
  const before = held();
  typed(1000);
  const kilobytes = (held() - before) / 1024;
  assert.ok(kilobytes < 4096, `${Math.round(kilobytes)} KB more for 100,000 sources that were read once`);
});
