/** Items that are read from their tokens, beside what a tree says of the same text. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { digest } from '../../engine/facts/digest.ts';
import { readPlain } from '../../engine/facts/plain.ts';
import { mask } from '../../engine/syntax/mask.ts';
import type { OwnedParser } from '../../engine/syntax/parser.ts';
import { realParser } from '../support/c-parser.ts';
import { minikernel, sources } from '../support/minikernel.ts';
import { readingsOf } from '../support/readings.ts';

let parser: OwnedParser;
before(async () => {
  parser = await realParser();
});
after(() => parser.dispose());

const plain: Record<string, string> = {
  functions:
    'static inline struct a *f(const char *name, int (*get)(struct a *x, int), u32 v[3], ...) { return x; }\nint g(void) { }\nint h() {}',
  prototypes: 'extern const u8 *const f(struct a *, unsigned long, int x), *g(void), count;',
  objects:
    'static const struct ops a = { .f = g, [1 ... 3] = { 1, }, .x.y[2] = (void *)&b, }, *const volatile b = &a;\nu32 c[2][N + 1], d;',
  'initialisers of all kinds':
    'int a = -1 << 3 | (B & ~C) ? sizeof(struct d *) : sizeof(e[0]), b = f(1, g->h[2].i, "a" "\\n"), c = \'x\', d = (u8)1, *e = &(struct s){ 1 };',
  records:
    'struct a;\nstruct a { unsigned b:3, c:1; union { struct b *d; enum { X, Y = 2 } e; }; int (*f)(void *, int), *g[N]; struct { int h; } i, *j; };',
  enums: 'enum a { A, B = 1 << 2, C, };\nenum { D } d;',
  typedefs:
    'typedef struct { int a; } b;\ntypedef unsigned long long c;\ntypedef int (*d)(struct a *,\n\t\tint);\ntypedef int e[3];\ntypedef int (*f)(void);\ntypedef u8 *g[4];',
  'sized types':
    'unsigned a; long long unsigned int b; short c; struct s { unsigned long d; unsigned e:4; }; unsigned f(long, short int x);',
  branches:
    '#ifdef A\nint a;\nstruct s {\n#if B\nint b;\n#endif\n};\n#else\nint f(void) { return 1; }\n#endif\nenum {\n#ifdef C\nX,\n#endif\nY };',
};

const left: Record<string, string> = {
  'a local object that stays where no statement begins':
    'int f(void) { if (a) static int b; x: static int c; }\nint g(void) { y(sizeof(struct { int z; })); }',
  'a local object of an odd type': 'int f(void) { static TYPE(a) b; return b++; }',
  'names alone as parameters': 'int f(a, b);',
  'parameters in the old style': 'int f(a, b) int a; int b; { return a; }\nint g(void) { return 1; }',
  'what could be a call': 'f(a);\ng (*a)(b);',
  'a block by itself': 'int a; { } int b;',
  'an attribute that is not known': 'int f(void) __odd;\nstruct s { int a __odd; };\nint g(void) __odd { return 1; }',
  'a macro for a type': 'TYPE(a) b;\nstruct s { TYPE(a) b; };',
  'something missing': 'int a = ;\nint b[;\nstruct s { int };\nint c, ;\nint d = { , };\nint e = f(,);\nstruct { int f };',
  'operators that are none': 'int a = b = = c; int d = e & & f + ++g; int h = i ? : j; int k = (l) m n; int o = p == = q;',
  'statements in expressions': 'int a = ({ 1; });\nint b[] = { [c] d, e: 1 };',
  'brackets across': 'int f(void) { g(; }\nint h(void) { a); }\nstruct s x = { .a = (1, .b = 2 };\nint y;',
  'pointers without end': `struct s { int ${'*'.repeat(20_000)}a; int b; };\nint f(int ${'*'.repeat(400)}a, int ${'*'.repeat(400)});\nint ${'*'.repeat(20_000)}c;`,
  'letters of other alphabets': 'int größe;\nint a$b;\nint c = "ä";',
};

function check(text: string, what: string): void {
  const { collected, tree } = readingsOf(text, parser);
  assert.deepEqual(collected, tree, what);
}

describe('what is read from tokens is what a tree says', () => {
  for (const [what, text] of Object.entries({ ...plain, ...left })) it(what, () => check(text, what));

  it('in all files of the miniature kernel', () => {
    for (const file of sources(minikernel, ['.c', '.h'])) check(readFileSync(file, 'utf8'), file);
  });
});

describe('a tree is not needed', () => {
  for (const [what, text] of Object.entries(plain)) {
    it(`for ${what}`, () => {
      const masked = mask(text);
      const short = digest(masked);
      assert.deepEqual(
        readPlain(short, masked).rest.map(({ start, end }) => short.text.slice(start, end)),
        [],
      );
    });
  }
});
