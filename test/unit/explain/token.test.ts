import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { declares, isMember, tokensAt, wordsOf } from '../../../engine/explain/token.ts';

/** `$0` is the offset. */
const places: [string, string[]][] = [
  ['a $0foo(b)', ['foo']],
  ['a fo$0o(b)', ['foo']],
  ['a foo$0(b)', ['foo', '(']],
  ['f(x$0)', ['x', ')']],
  ['f( $0)', [')']],
  ['a $0 b', []],
  ['/* f$0oo */', []],
  ['// foo \\\n b$0ar', []],
  ['// foo\nb$0ar', ['bar']],
  ['"a\\"b$0c"', []],
  ['"abc" d$0e', ['de']],
  ["'\"' d$0e", ['de']],
  ["don't\nd$0e", ['de']],
  ['"open\nd$0e', ['de']],
  ['/* open d$0e', []],
  ['12$0ab', []],
  ['$0', []],
];

describe('tokensAt', () => {
  for (const [text, expected] of places) {
    it(JSON.stringify(text), () => {
      const offset = text.indexOf('$0');
      const source = text.replace('$0', '');
      const found = tokensAt(source, offset);
      assert.deepEqual(
        found.map((token) => token.text),
        expected,
      );
      assert.deepEqual(
        found.map(({ start, end }) => source.slice(start, end)),
        expected,
      );
    });
  }

  it('survives any text and offset', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('/', '*', '"', "'", '\\', '\n', 'a', '1', '(', ' ') }),
        fc.integer(),
        (text, offset) => {
          for (const { start, end, text: word } of tokensAt(text, offset)) {
            assert.equal(text.slice(start, end), word);
          }
        },
      ),
    );
  });
});

describe('isMember', () => {
  const cases: [string, boolean][] = [
    ['a.', true],
    ['a->', true],
    ['{ . ', true],
    ['a >', false],
    ['a ', false],
    ['', false],
  ];
  for (const [before, expected] of cases) {
    it(JSON.stringify(before), () => assert.equal(isMember(`${before}x`, before.length), expected));
  }
});

describe('wordsOf', () => {
  it('leaves out comments, literals and numbers', () => {
    assert.deepEqual(wordsOf('a(b /* c */, "d", \'e\', 0x1f) // f\n#g'), ['a', 'b', 'g']);
  });
});

describe('declares', () => {
  const cases: [string, boolean][] = [
    ['{ int x;', true],
    ['{ struct foo *x = y;', true],
    ['{ struct foo a, *x;', true],
    ['{ int a = f(b, c), x = 2;', true],
    ['{ foo_t x[2];', true],
    ['{ for (;;) { u32 x; ', true],
    ['{ x = 1;', false],
    ['{ f(x); x++;', false],
    ['{ return x;', false],
    ['{ goto x;', false],
    ['{ int a = x;', false],
    ['{ a = b * x;', false],
    ['{ int a = f(b, x);', false],
    ['{ p->x = 2;', false],
    ['{ int y;', false],
  ];
  for (const [code, expected] of cases) {
    it(code, () => assert.equal(declares(code, 'x'), expected));
  }
});
