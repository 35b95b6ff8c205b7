import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { collectFacts } from '../../engine/facts/collect.ts';
import { Index } from '../../engine/index/index.ts';
import type { Found } from '../../engine/index/names.ts';
import type { OwnedParser } from '../../engine/syntax/parser.ts';
import { realParser } from '../support/c-parser.ts';

let parser: OwnedParser;
before(async () => {
  parser = await realParser();
});
after(() => parser.dispose());

function indexOf(files: Record<string, string>): Index {
  const index = new Index();
  for (const [file, text] of Object.entries(files)) put(index, file, text);
  return index;
}

function put(index: Index, file: string, text: string): void {
  index.set(collectFacts(file, text, parser), text);
}

const places = (found: Found<unknown>[]): string[] => found.map(({ file }) => file);

test('takes a name of the file itself before any other', () => {
  const index = indexOf({
    'a.c': '#include "h.h"\nstatic int f(void) { return 1; }',
    'h.h': 'static inline int f(void) { return 2; }',
    'b.c': 'int f(void) { return 3; }',
  });
  assert.deepEqual(places(index.functions('f', 'a.c')), ['a.c']);
  assert.deepEqual(places(index.functions('f', 'b.c')), ['b.c']);
});

test('takes a name of an included file before an external one', () => {
  const index = indexOf({
    'd/a.c': '#include "one.h"',
    'd/one.h': '#include <linux/two.h>',
    'include/linux/two.h': 'static inline int f(void) { return 2; }',
    'b.c': 'int f(void) { return 3; }',
  });
  assert.deepEqual(places(index.functions('f', 'd/a.c')), ['include/linux/two.h']);
});

test('keeps statics and macros of other source files apart', () => {
  const index = indexOf({ 'a.c': 'static int f(void) { return 1; }\n#define M 1\nstatic int v = 1;', 'b.c': 'int x;' });
  assert.deepEqual(index.functions('f', 'b.c'), []);
  assert.deepEqual(index.macros('M', 'b.c'), []);
  assert.deepEqual(index.variables('v', 'b.c'), []);
});

test('sees statics of a source file that is included', () => {
  const index = indexOf({ 'a.c': '#include "b.c"\n', 'b.c': 'static int f(void) { return 1; }\n#define M 1' });
  assert.deepEqual(places(index.functions('f', 'a.c')), ['b.c']);
  assert.deepEqual(places(index.macros('M', 'a.c')), ['b.c']);
});

test('finds the one external definition, behind a prototype in a header', () => {
  const index = indexOf({
    'a.c': '#include "h.h"',
    'h.h': 'int f(void);\nextern const struct dma_buf_ops o;',
    'b.c': 'int f(void) { return 1; }\nconst struct dma_buf_ops o = { };',
  });
  assert.deepEqual(places(index.functions('f', 'a.c')), ['b.c']);
  assert.deepEqual(places(index.variables('o', 'a.c')), ['b.c']);
  index.remove('b.c');
  assert.deepEqual(places(index.functions('f', 'a.c')), ['h.h']);
  assert.deepEqual(places(index.variables('o', 'a.c')), ['h.h']);
});

test('takes an initialised object before a tentative one', () => {
  const index = indexOf({ 'a.c': 'int v;\nint v = 2;\nint v;' });
  assert.deepEqual(
    index.variables('v', 'a.c').map(({ fact }) => fact.nameSpan.start),
    [11],
  );
});

test('takes a tentative object before a declaration', () => {
  const index = indexOf({ 'a.c': '#include "h.h"', 'h.h': 'extern int v;', 'b.c': 'int v;' });
  assert.deepEqual(places(index.variables('v', 'a.c')), ['b.c']);
});

test('gives both definitions where branches differ', () => {
  const index = indexOf({ 'a.c': '#ifdef A\n#define M 1\n#else\n#define M 2\n#endif\n' });
  assert.deepEqual(
    index.macros('M', 'a.c').map(({ fact }) => fact.region),
    [0, 1],
  );
});

test('does not take a local for an object of the file', () => {
  const index = indexOf({ 'a.c': 'void f(void) { static int v = 1; struct dma_buf_mapping_match m; }' });
  assert.deepEqual(index.variables('v', 'a.c'), []);
  assert.deepEqual(index.variables('m', 'a.c'), []);
});

test('finds types, enumerators and macros of headers', () => {
  const index = indexOf({
    'a.c': '#include <x/h.h>',
    'include/x/h.h': 'struct s { int a; };\nenum e { A, B };\ntypedef int t;\n#define M 1',
  });
  assert.deepEqual(places(index.records('s', 'a.c')), ['include/x/h.h']);
  assert.deepEqual(places(index.typedefs('t', 'a.c')), ['include/x/h.h']);
  assert.deepEqual(places(index.macros('M', 'a.c')), ['include/x/h.h']);
  const [found] = index.enumerators('B', 'a.c');
  assert.equal(found?.fact.position, 1);
  assert.equal(found?.fact.enum.enumerators[1]?.name, 'B');
});

test('finds public headers although the header between is not known', () => {
  const index = indexOf({
    'drivers/x/a.c': '#include "private.h"',
    'include/linux/h.h': 'static inline int f(void) { return 1; }',
    'drivers/y/h.h': 'static inline int g(void) { return 1; }',
  });
  assert.deepEqual(places(index.functions('f', 'drivers/x/a.c')), ['include/linux/h.h']);
  assert.deepEqual(index.functions('g', 'drivers/x/a.c'), []);
});

test('resolves includes: beside the file, upwards, by any include folder, uapi, and of the own architecture', () => {
  const index = indexOf({
    'drivers/a/a.c': '#include "x.h"\n#include "../up.h"\n#include <b/y.h>\n#include <linux/u.h>\n#include <asm/z.h>',
    'drivers/a/x.h': '#define X 1',
    'include/x.h': '#define X 2',
    'drivers/up.h': '#define UP 1',
    'drivers/a/include/b/y.h': '#define Y 1',
    'drivers/b/include/b/y.h': '#define Y 2',
    'include/uapi/linux/u.h': '#define U 1',
    'arch/arm/include/asm/z.h': '#define Z 1',
    'arch/x86/include/asm/z.h': '#define Z 2',
    'arch/arm/a.c': '#include <asm/z.h>',
    'include/other.h': '#define U 2',
  });
  const from = 'drivers/a/a.c';
  assert.deepEqual(places(index.macros('X', from)), ['drivers/a/x.h']);
  assert.deepEqual(places(index.macros('UP', from)), ['drivers/up.h']);
  assert.deepEqual(places(index.macros('Y', from)), ['drivers/a/include/b/y.h']);
  assert.deepEqual(places(index.macros('U', from)), ['include/uapi/linux/u.h']);
  assert.deepEqual(places(index.macros('Z', from)), ['arch/arm/include/asm/z.h', 'arch/x86/include/asm/z.h']);
  assert.deepEqual(places(index.macros('Z', 'arch/arm/a.c')), ['arch/arm/include/asm/z.h']);
});

test('stands cycles of includes', () => {
  const index = indexOf({ 'a.h': '#include "b.h"\n#define A 1', 'b.h': '#include "a.h"\n#define B 1' });
  assert.deepEqual(places(index.macros('B', 'a.h')), ['b.h']);
  assert.deepEqual(places(index.macros('A', 'b.h')), ['a.h']);
});

test('follows edits: names, includes, added and removed files', () => {
  const index = indexOf({ 'p/a.c': '#include "q.h"', 'lib/x/q.h': '#define M 1' });
  assert.deepEqual(places(index.macros('M', 'p/a.c')), ['lib/x/q.h']);
  put(index, 'p/a.c', '');
  assert.deepEqual(index.macros('M', 'p/a.c'), []);
  put(index, 'p/a.c', '#include "q.h"');
  put(index, 'p/q.h', '#define M 2');
  assert.deepEqual(places(index.macros('M', 'p/a.c')), ['p/q.h']);
  put(index, 'p/q.h', '#define N 2');
  assert.deepEqual(index.macros('M', 'p/a.c'), []);
  index.remove('p/q.h');
  index.remove('p/q.h');
  assert.deepEqual(places(index.macros('M', 'p/a.c')), ['lib/x/q.h']);
  assert.deepEqual([...index.files()].sort(), ['lib/x/q.h', 'p/a.c']);
  assert.equal(index.text('p/q.h'), undefined);
  assert.equal(index.text('p/a.c'), '#include "q.h"');
  assert.equal(index.facts('p/a.c')?.includes.length, 1);
});

test('the model is visible from everywhere, and loses against the workspace', () => {
  const index = indexOf({
    'a.c': 'int x;',
    'model:core.h':
      'static inline int only(void) { return 1; }\nstatic inline int both(void) { return 1; }\nstruct s { int a; };\n#define M 1',
    'model:core.c': 'int f(void) { return both(); }\nstatic int own(void) { return 1; }',
    'include/linux/h.h': 'static inline int both(void) { return 2; }\nstruct s { int b; };',
    'b.c': 'int own(void) { return 2; }\nint f(void) { return 3; }',
  });
  assert.deepEqual(places(index.functions('only', 'a.c')), ['model:core.h']);
  assert.deepEqual(places(index.macros('M', 'a.c')), ['model:core.h']);
  assert.deepEqual(places(index.functions('both', 'a.c')), ['include/linux/h.h']);
  assert.deepEqual(places(index.functions('both', 'model:core.c')), ['include/linux/h.h']);
  assert.deepEqual(places(index.records('s', 'model:core.c')), ['include/linux/h.h']);
  assert.deepEqual(places(index.functions('only', 'model:core.c')), ['model:core.h']);
  assert.deepEqual(places(index.functions('f', 'model:core.c')), ['b.c']);
  assert.deepEqual(places(index.functions('own', 'model:core.c')), ['model:core.c']);
});

test('takes the nearer of external definitions', () => {
  const index = indexOf({ 'a/a.c': 'int f(void) { return 1; }', 'y/x/b.c': 'int f(void) { return 2; }', 'y/x/from.c': '' });
  assert.deepEqual(places(index.functions('f', 'y/x/from.c')), ['y/x/b.c']);
});

test('knows nothing of what nobody declares', () => {
  const index = indexOf({ 'a.c': 'int constructor_;' });
  for (const name of ['constructor', '__proto__', '', 'toString']) {
    assert.deepEqual(index.functions(name, 'a.c'), []);
    assert.deepEqual(index.variables(name, 'nowhere.c'), []);
  }
});
