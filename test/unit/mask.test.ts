import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { errorSpans } from '../../engine/facts/errors.ts';
import { mask, maskFragment } from '../../engine/syntax/mask.ts';
import type { OwnedParser } from '../../engine/syntax/parser.ts';
import { realParser } from '../support/c-parser.ts';

let parser: OwnedParser;
before(async () => {
  parser = await realParser();
});
after(() => parser.dispose());

const squeeze = (text: string): string => text.replace(/[ \t]+/g, ' ').trim();
const inFunction = (statement: string): string => `void f(void)\n{\n\t${statement}\n}\n`;
const body = (text: string): string => squeeze(text.slice(text.indexOf('{') + 1, text.lastIndexOf('}')));

function errors(text: string): string[] {
  const tree = parser.parse(text);
  try {
    return errorSpans(tree.root).map(({ start, end }) => text.slice(start, end));
  } finally {
    tree.dispose();
  }
}

/** Noise at file scope, and what is left of it. */
const files: Record<string, string> = {
  'static __must_check int __init f(void) __acquires(x);': 'static int f(void) ;',
  'struct s { int n; u8 data[] __counted_by(n); } __packed __aligned(4);': 'struct s { int n; u8 data[] ; } ;',
  'int f(int __user *a, void __iomem *b, const struct x __rcu *c);': 'int f(int *a, void *b, const struct x *c);',
  'static __always_inline int f(void) { return 1; }': 'static inline int f(void) { return 1; }',
  '__printf(1, 2) int f(const char *s, ...);': 'int f(const char *s, ...);',
  'int x; EXPORT_SYMBOL_NS_GPL(x, "DMA_BUF");\nint y;': 'int x; \nint y;',
  'MODULE_LICENSE("GPL")\nMODULE_AUTHOR("a;b");\nint y;': 'int y;',
  'static DEFINE_MUTEX(lock);\nint y;': 'int y;',
  'DEFINE_SHOW_ATTRIBUTE(a)\nstatic int y;': 'static int y;',
  'static __cold __attribute__((section(".x"))) int y = 1;': 'static int y = 1;',
  'struct s { DECLARE_BITMAP(bits, 4); int a; };': 'struct s { int a; };',
  'struct s { struct_group(name, int a; int b;); int c; };': 'struct s { int a; int b; int c; };',
  'struct s f(int x) { if (x) g = 1; return g; }': 'struct s f(int x) { if (x) g = 1; return g; }',
  'struct s __f(int x) { return ({ g(x); }); }': 'struct s __f(int x) { return ({ g(x); }); }',
  'struct __a __f(void) { if (x) g = 1; return ({ g(x); }); }': 'struct __a __f(void) { if (x) g = 1; return ({ g(x); }); }',
  'struct __packed __aligned(8) { DECLARE_BITMAP(bits, 4); int a; } x;': 'struct { int a; } x;',
  'struct __aligned(8) s { DECLARE_BITMAP(bits, 4); int a; };': 'struct s { int a; };',
  'typeof(x.y) z;': 'typeof z;',
  '\ufeffint x; // c\n/* d\n*/ int y;': 'int x; \n \n int y;',
};
for (const [text, expected] of Object.entries(files)) {
  test(`reads ${JSON.stringify(text)}`, () => {
    const { text: masked } = mask(text);
    assert.equal(squeeze(masked), expected);
    assert.deepEqual(errors(masked), []);
  });
}

/** Noise inside functions, and what is left of it. */
const statements: Record<string, string> = {
  'list_for_each_entry(a, &b->list, link)\n\t\tx++;': 'while (a, &b->list, link)\n x++;',
  'drm_for_each_thing(a) { for_each_other(b, c) x(a); }': 'while (a) { while (b, c) x(a); }',
  'for_each_x() { y(); }': 'while (1) { y(); }',
  'FOR_EACH_QUEUE(n) x(n);': 'while (n) x(n);',
  'with_power(dev) { y(); }': 'while (dev) { y(); }',
  'idr_for_each(&idr, fn, p);': 'idr_for_each(&idr, fn, p);',
  'return bus_for_each_dev(b, fn);': 'return bus_for_each_dev(b, fn);',
  'guard(mutex)(&m->lock);': 'guard(mutex)(&m->lock);',
  'scoped_guard(mutex, &m) { x(); }': '{ x(); }',
  'scoped_guard(mutex, &m)\n return x();': 'return x();',
  'p = container_of(q, struct T, m);': 'p = container_of(q, T, m);',
  'p = list_entry(q, struct T, m.n[1]);': 'p = list_entry(q, T, m.n[1]);',
  'p = kzalloc_obj(struct T *);': 'p = kzalloc_obj( T );',
  'n = va_arg(ap, unsigned long);': 'n = va_arg(ap, 064 );',
  'n = va_arg(ap, struct T *);': 'n = va_arg(ap, T );',
  'n = sizeof(struct T) + (long)(struct T *)p;': 'n = sizeof(struct T) + (long)(struct T *)p;',
  'n = offsetof(struct T, m);': 'n = offsetof(struct T, m);',
  'n = offsetof(struct T, m.n[2]);': 'n = offset_f( T, m.n[2]);',
  'n = struct_size(p, m, 2) * min_t(u32, a * b, c);': 'n = struct_size(p, m, 2) * min_t(u32, a * b, c);',
  'switch (n) { case 1 ... 3: x(); }': 'switch (n) { case 1 <= 3: x(); }',
  'int a[] = { [0 ... 3] = 1 };': 'int a[] = { [0 ... 3] = 1 };',
  'struct T *p __free(kfree) = q;': 'struct T *p = q;',
  'typeof(*q) *p = (typeof(q))r;': 'typeof *p = (typeof )r;',
  'v = ({ int w = 1; w; }) ?: 2;': 'v = ({ int w = 1; w; }) ?: 2;',
  'v = REG(d, 1371_CODEC) + 0x1fUL + 1e-3f;': 'v = REG(d, _371_CODEC) + 0x1fUL + 1e-3f;',
  'printk(KERN_ERR DRV_NAME ": x\\n");': 'printk( DRV_NAME ": x\\n");',
  'ONLY_IN_TESTS(struct T *p = q;)': 'struct T *p = q;',
  'v = _Generic(x, int: 1, default: 2);': 'v = _Generic(x, int: 1, default: 2);',
  'DECLARE_COMPLETION_ONSTACK(done);': 'DECLARE_COMPLETION_ONSTACK(done);',
};
for (const [statement, expected] of Object.entries(statements)) {
  test(`reads ${JSON.stringify(statement)} in a function`, () => {
    const { text: masked } = mask(inFunction(statement));
    assert.equal(body(masked), expected);
    assert.deepEqual(errors(masked), []);
  });
}

test('tells loops of macros from loops of C', () => {
  const text = inFunction('while (x) list_for_each_entry(a, &b, c) y();');
  assert.deepEqual(
    mask(text).loops.map(({ start, end }) => text.slice(start, end)),
    ['list_for_each_entry(a, &b, c)'],
  );
});

test('keeps both branches where both can stand in one text', () => {
  const text = 'int a[] = {\n#ifdef A\n\t1,\n#else\n\t2,\n#endif\n};\n';
  assert.equal(squeeze(mask(text).text).replace(/\s+/g, ' '), 'int a[] = { 1, 2, };');
  assert.deepEqual(mask(text).dropped, []);
});

test('keeps one of the branches that only balance alone', () => {
  const head = inFunction('\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t\tx();\n\t}');
  const definition = '#ifdef A\nint f(int a)\n#else\nint f(void)\n#endif\n{\n\treturn 1;\n}\n';
  const nested = inFunction('\n#if X\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t\tx(); }\n#else\n y();\n#endif\n');
  for (const [text, gone] of [
    [head, 'if (b) {'],
    [definition, 'int f(void)'],
    [nested, 'if (b) {'],
  ] as const) {
    const masked = mask(text);
    assert.deepEqual(
      masked.dropped.map(({ start, end }) => text.slice(start, end).trim()),
      [gone],
    );
    assert.deepEqual(errors(masked.text), []);
  }
});

test('reads a brace that opens and closes under the same condition', () => {
  const masked = mask(inFunction('\n#ifdef A\n\tif (a) {\n#endif\n\tx();\n#ifdef A\n\t}\n#endif\n'));
  assert.deepEqual(masked.dropped, []);
  assert.deepEqual(errors(masked.text), []);
});

test('reads a macro body as code, with its stringification', () => {
  assert.equal(squeeze(maskFragment('list_for_each(a, b) { c( \\\n #x); }').text), 'while (a, b) { c( \n #x); }');
  assert.equal(squeeze(maskFragment('FOO(a) \\\n BAR(b);').text), 'FOO(a) \n BAR(b);');
});

test('hides what no configuration compiles', () => {
  const masked = mask('int a;\n#if 0\nit\'s "no C {\n#else\nint b;\n#endif\n');
  assert.equal(masked.text.replace(/\s+/g, ' ').trim(), 'int a; int b;');
});

const hostile: Record<string, string> = {
  'an unterminated comment': 'int a; /* dma_buf_attach(',
  'an unterminated string': 'x = "dma_buf_attach(\nint a;',
  'a NUL': 'int \0a;\0',
  'a backslash at the end': 'int a; \\',
  'a lone quote': "'",
  'closing brackets only': '})]})]',
  'opening brackets only': '{([{([',
  'crossed brackets': 'f(a { b ) } [ ( ] )',
  'a lone surrogate': 'int a\ud800b; "\udc00"',
  'half a directive': '#',
  'a macro without end': '#define A(b',
  CRLF: '#define A \\\r\n b\r\nint a; /* x\r\n y */\r\n',
};
for (const [name, text] of Object.entries(hostile)) test(`keeps length and lines of ${name}`, () => keepsShape(text));

test('keeps length and lines of any text', () => {
  const piece = fc.constantFrom(
    '#if A\n',
    '#else\n',
    '#endif\n',
    '(',
    ')',
    '{',
    '}',
    ';',
    '/*',
    '*/',
    '"',
    "'",
    '\\\n',
    '\r\n',
    'for_each_x',
    'struct T',
    'case 1...2:',
    'struct_group(',
    'offsetof',
    ',',
    '__printf',
    'DEFINE_X',
    ' ',
    'int',
    '__user',
    '1ab',
  );
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => keepsShape(pieces.join(''))));
});

test('reads a million characters on one line, and deep nesting', () => {
  keepsShape(`int x = ${'f(1, "a") + '.repeat(90_000)}0;`);
  keepsShape(`int x = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`);
  keepsShape('#if A\n{\n'.repeat(5_000));
});

function keepsShape(text: string): void {
  for (const masked of [mask(text), maskFragment(text)]) {
    assert.equal(masked.text.length, text.length);
    assert.equal(masked.text.replace(/[^\r\n]/g, ''), text.replace(/[^\r\n]/g, ''));
  }
}
