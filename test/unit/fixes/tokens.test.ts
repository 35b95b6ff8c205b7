import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closing, comments, directives, spelled, splitAtCommas, tokens, withoutParentheses } from '../../../engine/fixes/tokens.ts';

const texts = (text: string) => tokens(text).map((token) => token.text);

test('operators of several characters are one token each', () => {
  assert.deepEqual(texts('a->b++ <<= c!=d&&e'), ['a', '->', 'b', '++', '<<=', 'c', '!=', 'd', '&&', 'e']);
  assert.deepEqual(texts('f(x, ...)'), ['f', '(', 'x', ',', '...', ')']);
});

test('comments, directives and white space give no tokens', () => {
  assert.deepEqual(texts('a /* b ; */ = // c\n#ifdef X(\n"d;" ,\n#endif\n1u;'), ['a', '=', '"d;"', ',', '1u', ';']);
});

test('offsets are those of the whole text', () => {
  const text = 'x = (a, b);';
  const [first] = tokens(text, { start: 5, end: text.length });
  assert.deepEqual(first, { kind: 'name', text: 'a', start: 5, end: 6 });
});

test('a bracket finds its partner, and none if they cross or stay open', () => {
  assert.equal(closing(tokens('(a[1], {b})'), 0), 9);
  assert.equal(closing(tokens('(a]'), 0), -1);
  assert.equal(closing(tokens('(a'), 0), -1);
  assert.equal(closing(tokens('a'), 0), -1);
});

test('commas inside brackets do not split', () => {
  assert.deepEqual(splitAtCommas(tokens('f(a, b), { .x = 1, .y = 2 }, c,')).map(spelled), ['f(a,b)', '{.x=1,.y=2}', 'c']);
});

test('only parentheses around everything are dropped', () => {
  assert.equal(spelled(withoutParentheses(tokens('((a))'))), 'a');
  assert.equal(spelled(withoutParentheses(tokens('(a) + (b)'))), '(a)+(b)');
});

test('a spelled expression keeps words apart', () => {
  assert.equal(spelled(tokens('sizeof  list /* bytes */ + ( unsigned int ) n')), 'sizeof list+(unsigned int)n');
});

test('comments and directives are found with their places', () => {
  const text = 'a; /* one */\n#if X /* two */\nb; // three\n#endif\n"/* four */"';
  assert.deepEqual(
    comments(text).map(({ start, end }) => text.slice(start, end)),
    ['/* one */', '// three'],
  );
  assert.deepEqual(
    directives(text, { start: 0, end: text.length }).map(({ start, end }) => text.slice(start, end)),
    ['#if X /* two */', '#endif'],
  );
});
