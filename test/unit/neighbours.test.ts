import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Neighbours } from '../../engine/prefilter/neighbours.ts';
import { WordFinder } from '../../engine/prefilter/word-finder.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

for (const [names, text, expected] of [
  [['helper'], 'x = helper(y);', true],
  [['helper'], 'helper', true],
  [['helper'], 'xhelper helper2 _helper helper_', false],
  [['helper'], 'helpe', false],
  [['helper'], '', false],
  [['helper', 'helper_two'], 'a helper_two', true],
  [['helper', 'helper_two'], 'helper_three, helper', true],
  [['helper_two', 'ab'], 'ab', true],
  [['helper_two', 'ab'], 'xab abx helper_tw', false],
  [['aaaaaa'], 'aaaaaaa aaaaaa', true],
  [['aaaaaa'], 'aaaaaaa', false],
  [['helper'], '\u00e9helper\u00e9', true],
  [[], 'helper', false],
  [['a', '', 'not-one'], 'a not-one', false],
] as const) {
  test(`looks for ${names.join(', ') || 'nothing'} in ${JSON.stringify(text)}`, () => {
    assert.equal(new WordFinder(names).finds(bytes(text)), expected);
  });
}

test('finds each of many names at every offset', () => {
  const names = Array.from({ length: 300 }, (_, i) => `name_${i.toString(36)}_of_${i}`);
  const finder = new WordFinder(names);
  for (const [i, name] of names.entries()) {
    assert.equal(finder.finds(bytes(`${' '.repeat(i % 40)}${name};`)), true, name);
    assert.equal(finder.finds(bytes(`${' '.repeat(i % 40)}${name}_;`)), false, name);
  }
});

/** Names, a text, and whether a file with that text is of interest. */
for (const [names, text, expected] of [
  [['helper', 'helper_two'], 'x = helper_two(y);', true],
  [['helper'], 'xhelper helper2 helper_ helper', true],
  [['helper', 'other'], 'xhelper other2', false],
  [['one$helper'], 'a one$helper', true],
  [['one$helper'], 'a one$helpers oneXhelper', false],
  [['h\u00e9lper', 'b'], 'a h\u00e9lper', true],
  [[], 'helper', false],
  [['', 'helper'], 'other', false],
  [[...Array.from({ length: 3000 }, (_, at) => `name_of_number_${at}`), 'last'], 'the last', true],
  [Array.from({ length: 3000 }, (_, at) => `name_of_number_${at}`), 'name_of_number_3000 number_1', false],
] as const) {
  test(`${expected ? 'keeps' : 'passes over'} ${JSON.stringify(text)} for ${names.length} names, such as ${names[0]}`, () => {
    const it = new Neighbours(names);
    it.offer('a.c', text);
    assert.deepEqual(it.files(), expected ? ['a.c'] : []);
    assert.equal(it.plan(() => names).enter.length, expected ? 1 : 0);
  });
}

test('a file enters for any of its names, whichever was found first', () => {
  const it = new Neighbours(['one', 'two', 'three'], { guess: ['two'] });
  it.offer('a.c', 'one two');
  it.offer('b.c', 'one three');
  assert.deepEqual(
    it.plan(() => assert.fail('there is something to guess from')).enter.map(({ file }) => file),
    ['a.c'],
  );
  assert.deepEqual(
    it.plan(() => ['three']),
    { enter: [{ file: 'b.c', text: 'one three' }], leave: ['a.c'], search: [] },
  );
});

test('names that were given up are passed over, and those that came since are not', () => {
  const it = new Neighbours(['one']);
  it.offer('a.c', 'one');
  it.begin(['two']);
  it.offer('b.c', 'two');
  it.abandon(['one']);
  it.offer('c.c', 'one');
  assert.deepEqual(it.files(), ['a.c', 'b.c']);
});

test('a file enters when it is sought, and leaves when it is not', () => {
  const it = new Neighbours([]);
  assert.deepEqual(
    it.plan(() => ['helper']),
    { enter: [], leave: [], search: ['helper'] },
  );
  it.begin(['helper']);
  assert.equal(it.offer('a.c', 'helper();'), false);
  assert.equal(it.offer('b.c', 'other();'), false);
  assert.deepEqual(it.files(), ['a.c']);
  assert.deepEqual(
    it.plan(() => ['helper']),
    { enter: [{ file: 'a.c', text: 'helper();' }], leave: [], search: [] },
  );
  assert.deepEqual(
    it.plan(() => ['helper']),
    { enter: [], leave: [], search: [] },
  );
  assert.deepEqual(
    it.plan(() => []),
    { enter: [], leave: ['a.c'], search: [] },
  );
  assert.deepEqual(it.plan(() => ['helper']).enter.length, 1);
});

test('a member tells of new texts, until it no longer uses what is sought', () => {
  const it = new Neighbours([]);
  it.begin(['one', 'two']);
  it.offer('a.c', 'one');
  it.plan(() => ['one']);
  assert.equal(it.offer('a.c', 'one one'), true);
  assert.deepEqual(
    it.plan(() => ['one']),
    { enter: [], leave: [], search: [] },
  );
  assert.equal(it.offer('a.c', 'two'), true);
  assert.deepEqual(
    it.plan(() => ['one']),
    { enter: [], leave: ['a.c'], search: [] },
  );
  assert.equal(it.offer('a.c', 'nothing'), false);
  assert.deepEqual(it.files(), []);
  it.offer('a.c', 'one');
  it.forget('a.c');
  assert.deepEqual(
    it.plan(() => ['one']),
    { enter: [], leave: [], search: [] },
  );
});

test('a search that was given up is due again', () => {
  const it = new Neighbours([]);
  it.begin(['helper']);
  it.abandon(['helper']);
  assert.deepEqual(it.plan(() => ['helper']).search, ['helper']);
});

test('a guess saves the first question, and is mended by its answer', () => {
  const it = new Neighbours(['known', 'unused']);
  assert.deepEqual(it.names, ['known', 'unused']);
  it.offer('a.c', 'known');
  it.offer('b.c', 'unused');
  const asked: string[] = [];
  const ask = () => {
    asked.push('sought');
    return ['known', 'other'];
  };
  assert.deepEqual(
    it.plan(ask).enter.map(({ file }) => file),
    ['a.c', 'b.c'],
  );
  assert.deepEqual(asked, []);
  assert.deepEqual(it.plan(ask), { enter: [], leave: ['b.c'], search: ['other'] });
  assert.deepEqual(it.plan(ask).enter, []);
});

/** The start of a file that an edit further down is told of. */
const LONG = `${' '.repeat(10_000)}\n;\n`;

/** Files that are told, as `file: text`, with `!` before those that matter by themselves; and which of the others belong to the project. */
for (const [what, told, belong] of [
  ['a word that nobody else says', ['!a.c: struct dma_buf', 'b.c: dma_buf_size'], []],
  ['a word of a file that matters', ['!a.c: struct dma_buf my_dma_buf_ok', 'b.c: my_dma_buf_ok', 'c.c: my_dma_buf_okay'], ['b.c']],
  [
    'a word of one that says a word of such a file',
    ['c.c: x_dma_buf_2', 'b.c: x_dma_buf_2 x_dma_buf_1', '!a.c: x_dma_buf_1 struct dma_buf'],
    ['b.c', 'c.c'],
  ],
  ['words of each other alone', ['!a.c: struct dma_buf', 'b.c: x_dma_buf_1', 'c.c: x_dma_buf_1'], []],
  ['a word of a file that uses what is sought', ['b.c: helper x_dma_buf_1', 'c.c: x_dma_buf_1', 'd.c: x_dma_buf_2'], ['b.c', 'c.c']],
  ['a file that mattered, and says the same no more', ['!a.c: struct dma_buf x_dma_buf_1', 'b.c: x_dma_buf_1', '!a.c: struct dma_buf'], []],
  ['a file that matters no more', ['!a.c: struct dma_buf x_dma_buf_1', 'b.c: x_dma_buf_1', 'a.c: x_dma_buf_1'], []],
  [
    'a file that mattered, did not, and does again',
    [
      `!a.c: ${LONG} struct dma_buf x_dma_buf_1 ;;`,
      `a.c: ${LONG} x_dma_buf_1 ;;`,
      `!a.c: ${LONG} struct dma_buf x_dma_buf_1 ;;`,
      'b.c: x_dma_buf_1',
    ],
    ['b.c'],
  ],
  ['a file that matters now', ['a.c: x_dma_buf_1', 'b.c: x_dma_buf_1', '!a.c: struct dma_buf x_dma_buf_1'], ['b.c']],
] as const) {
  const tell = (it: Neighbours, each: string) => {
    const [file, text] = each.replace('!', '').split(': ') as [string, string];
    if (each.startsWith('!')) it.hear(file, text);
    else it.offer(file, text);
  };
  test(`${belong.length > 0 ? 'lets in' : 'leaves out'} a file for ${what}`, () => {
    const atOnce = new Neighbours(['helper']);
    for (const each of told) tell(atOnce, each);
    assert.deepEqual(
      atOnce
        .plan(() => ['helper'])
        .enter.map(({ file }) => file)
        .sort(),
      belong,
    );
    const oneByOne = new Neighbours(['helper'], { guess: [] });
    const inside = new Set<string>();
    for (const each of told) {
      tell(oneByOne, each);
      if (each.startsWith('!')) inside.delete(each.slice(1, 4));
      const { enter, leave } = oneByOne.plan(() => ['helper']);
      for (const file of leave) assert.ok(inside.delete(file), file);
      for (const { file } of enter) inside.add(file);
    }
    assert.deepEqual([...inside].sort(), belong);
  });
}

test('what files come to is the same whatever order they are told in, and however often', () => {
  const start = fc.constantFrom('', LONG);
  const some = fc
    .subarray(['x_dma_buf_1', 'x_dma_buf_2', 'x_dma_buf_3', 'x_dma_buf_4', 'helper', 'struct dma_buf'])
    .map((words) => words.join(' '));
  const text = fc.tuple(start, some).map((parts) => `${parts.join('')} ;;`);
  const telling = fc.record({ file: fc.constantFrom('a.c', 'b.c', 'c.c', 'd.c', 'e.c'), text });
  const property = fc.property(fc.array(telling, { maxLength: 20 }), fc.constantFrom([], ['helper']), (tellings, sought) => {
    const tell = (it: Neighbours, file: string, each: string) => {
      if (each.includes('struct')) it.hear(file, each);
      return !each.includes('struct') && it.offer(file, each);
    };
    const follow = (it: Neighbours, inside: Set<string>) => {
      for (let plan = it.plan(() => sought); plan.enter.length + plan.leave.length > 0; plan = it.plan(() => sought)) {
        for (const file of plan.leave) assert.ok(inside.delete(file));
        for (const { file } of plan.enter) inside.add(file);
      }
      return [...inside].sort();
    };
    const living = new Neighbours(['helper']);
    const inside = new Set<string>();
    for (const each of tellings) {
      if (!tell(living, each.file, each.text)) inside.delete(each.file);
      follow(living, inside);
    }
    const fresh = new Neighbours(['helper']);
    for (const [file, each] of new Map(tellings.map((each) => [each.file, each.text]))) tell(fresh, file, each);
    assert.deepEqual([...inside].sort(), follow(fresh, new Set()));
  });
  fc.assert(property, { numRuns: 2000, seed: 11 });
});
