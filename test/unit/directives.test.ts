import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDirectives } from '../../engine/syntax/directives.ts';

/** One line per branch: nesting, group, condition, and the words in it. */
function branches(text: string): string[] {
  const { regions } = readDirectives(text);
  return regions.map((region) => {
    const words = text.slice(region.start, region.end).split(/\s+/).filter(Boolean).join(' ');
    return `${region.parent ?? '-'} ${region.group} ${region.condition}: ${words}`;
  });
}

function directives(text: string): string[] {
  return readDirectives(text).directives.map(({ keyword, argument }) => `${keyword} ${text.slice(argument.start, argument.end)}`.trim());
}

test('spells conditions out, with the negation of what precedes them', () => {
  const text = '#ifdef A\na\n#elif IS_ENABLED(CONFIG_B) && defined C\nb\n#else\nc\n#endif\n#ifndef D\nd\n#endif\n';
  assert.deepEqual(branches(text), [
    '- 0 defined(A): a',
    '- 0 !(defined(A)) && (IS_ENABLED(CONFIG_B) && defined(C)): b',
    '- 0 !(defined(A)) && !(IS_ENABLED(CONFIG_B) && defined(C)): c',
    '- 1 !defined(D): d',
  ]);
});

test('nests branches', () => {
  assert.deepEqual(branches('#if A\n#if B\nx\n#else\ny\n#endif\n#endif\n'), ['- 0 A: #if B x #else y #endif', '0 1 B: x', '0 1 !(B): y']);
});

test('reads elifdef and elifndef', () => {
  assert.deepEqual(branches('#if A\n#elifdef B\n#elifndef C\n#endif'), [
    '- 0 A: ',
    '- 0 !(A) && (defined(B)): ',
    '- 0 !(A) && !(defined(B)) && (!defined(C)): ',
  ]);
});

test('sees no branch in an include guard', () => {
  assert.deepEqual(branches('/* head */\n#ifndef G_H\n#define G_H\nint x;\n#if A\n#endif\n#endif /* G_H */\n'), ['- 0 A: ']);
  assert.deepEqual(branches('#if !defined(G_H)\n#define G_H\nint x;\n#endif\n'), []);
  assert.deepEqual(branches('#pragma once\nint x;\n'), []);
});

test('sees a branch in what only begins like an include guard', () => {
  assert.deepEqual(branches('#ifndef N\n#define N 1\n#endif\nint x;\n'), ['- 0 !defined(N): #define N 1']);
  assert.deepEqual(branches('#ifndef N\n#define M\nint x;\n#endif\n'), ['- 0 !defined(N): #define M int x;']);
  assert.deepEqual(branches('#ifndef N\n#define N\n#else\nint x;\n#endif\n').length, 2);
});

test('knows what is never compiled', () => {
  const text = '#if 0\n#define X\n#else\n#define Y\n#endif\n#if 1\n#define Z\n#else\n#define W\n#endif\n';
  const { directives, dead } = readDirectives(text);
  assert.deepEqual(
    directives.filter(({ keyword }) => keyword === 'define').map(({ argument }) => text.slice(argument.start, argument.end)),
    ['Y', 'Z'],
  );
  assert.deepEqual(
    dead.map(({ start, end }) => text.slice(start, end).trim()),
    ['#define X', '#define W'],
  );
});

test('tolerates unbalanced directives', () => {
  assert.deepEqual(branches('#endif\n#else\n#elif X\n#if A\nx\n#if B\ny'), ['- 0 A: x #if B y', '0 1 B: y']);
});

test('joins lines and respects comments, strings and characters', () => {
  const text = [
    '#define M(a) \\\r\n  x("#if NOT" /* \\*/, \'"\')\r\n',
    '# /* c */ include <a.h> // #if NO\n',
    '/* #if NO\n#if NO */ #if YES /* over\nlines */ && MORE\n',
    'x = "\\\n#if NO";\n',
    'y #if NO\n',
    '// a \\\n#if NO\n#endif',
  ].join('');
  assert.deepEqual(directives(text), [
    'define M(a) \\\r\n  x("#if NOT" /* \\*/, \'"\')',
    'include <a.h> // #if NO',
    'if YES /* over\nlines */ && MORE',
    'endif',
  ]);
  assert.equal(readDirectives(text).regions[0]?.condition, 'YES && MORE');
});

test('ends lines at CR, LF and CRLF, and with the text', () => {
  assert.deepEqual(directives('#if A\r#define B\r\n#define C\n#endif'), ['if A', 'define B', 'define C', 'endif']);
});

test('keeps a very long chain of branches short', () => {
  const text = `#if A0\n${Array.from({ length: 3000 }, (_, i) => `#elif A${i + 1}\n`).join('')}#endif`;
  const { regions } = readDirectives(text);
  assert.equal(regions.length, 3001);
  assert.ok(regions.every(({ condition }) => condition.length < 2000));
});
