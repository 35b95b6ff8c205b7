import assert from 'node:assert/strict';
import { test } from 'node:test';
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
