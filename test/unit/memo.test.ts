/** Answers are kept until what they were made from changes, and no longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Memo } from '../../engine/index/memo.ts';

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
