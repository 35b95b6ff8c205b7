import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { collectFacts } from '../../engine/facts/collect.ts';
import type { FieldFact, FileFacts, Span } from '../../engine/facts/facts.ts';
import { calleesOf, callsOf } from '../../engine/facts/packed-calls.ts';
import type { OwnedParser } from '../../engine/syntax/parser.ts';
import { realParser } from '../support/c-parser.ts';

let parser: OwnedParser;
before(async () => {
  parser = await realParser();
});
after(() => parser.dispose());

const collect = (text: string): FileFacts => collectFacts('a.c', text, parser);
const slice = (text: string, span: Span | undefined): string | undefined =>
  span === undefined ? undefined : text.slice(span.start, span.end);

/** Calls of all functions as `function: callee(argument | argument)`. */
function calls(text: string): string[] {
  return collect(text).functions.flatMap((fact) =>
    callsOf(fact).map((call) => `${fact.name}: ${call.callee}(${call.arguments.map((argument) => slice(text, argument)).join(' | ')})`),
  );
}

/** Variables as `[static] type *name[dim] = initialiser @function #region`. */
function variables(text: string): string[] {
  return collect(text).variables.map((fact) => {
    const dimensions = fact.dimensions.map((dimension) => `[${dimension}]`).join('');
    const start = slice(text, fact.initializerSpan)?.replace(/\s+/g, ' ');
    const storage = `${fact.extern ? 'extern ' : ''}${fact.static ? 'static ' : ''}`;
    const name = `${'*'.repeat(fact.pointers)}${fact.name}${dimensions}`;
    return `${storage}${fact.type} ${name}${start === undefined ? '' : ` = ${start}`}${fact.function === undefined ? '' : ` @${fact.function}`}`;
  });
}

function fields(members: FieldFact[]): string {
  return members
    .map((field) => {
      const inner = field.members === undefined ? field.type : `${field.union ? 'union' : 'struct'} { ${fields(field.members)} }`;
      const dimensions = field.dimensions.map((dimension) => `[${dimension}]`).join('');
      return `${inner} ${'*'.repeat(field.pointers)}${field.name ?? ''}${dimensions}${field.functionPointer ? '()' : ''};`;
    })
    .join(' ');
}

test('reads lists, declared in every way', () => {
  const text = `
static const struct dma_buf_mapping_match file_list[2] = { [0] = { .type = &t }, };
int f(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match one[] = { DMA_BUF_EMAPPING_SGT(&ops), }, *p = &one[0], two[N + 1][3];
	unsigned int n = 0;
	static int calls;
	extern const struct dma_buf_ops shared;
	struct device *dev;
	return 0;
}
`;
  assert.deepEqual(variables(text), [
    'static const struct dma_buf_mapping_match file_list[2] = { [0] = { .type = &t }, }',
    'struct dma_buf_mapping_match one[] = { DMA_BUF_EMAPPING_SGT(&ops), } @f',
    'struct dma_buf_mapping_match *p = &one[0] @f',
    'struct dma_buf_mapping_match two[N + 1][3] @f',
    'static int calls @f',
    'extern const struct dma_buf_ops shared @f',
  ]);
  const list = collect(text).variables[0];
  assert.equal(list?.tag, 'dma_buf_mapping_match');
  assert.equal(list?.const, true);
  assert.equal(slice(text, list?.span), 'static const struct dma_buf_mapping_match file_list[2] = { [0] = { .type = &t }, };');
  assert.equal(slice(text, list?.nameSpan), 'file_list');
});

test('reads ops: static, shared, wrapped, in arrays and pointers', () => {
  const text = `
static const struct dma_buf_ops a = { .attach = f };
const struct dma_buf_ops b = { .release = NULL, }, c;
extern const struct dma_buf_ops d;
static const struct wrapped w = { .ops = { .attach = f } };
static const struct dma_buf_ops *tab[] = { &a, &b };
struct { struct dma_buf_ops ops; } anonymous;
`;
  assert.deepEqual(variables(text), [
    'static const struct dma_buf_ops a = { .attach = f }',
    'const struct dma_buf_ops b = { .release = NULL, }',
    'const struct dma_buf_ops c',
    'extern const struct dma_buf_ops d',
    'static const struct wrapped w = { .ops = { .attach = f } }',
    'static const struct dma_buf_ops *tab[] = { &a, &b }',
    `struct @${text.indexOf('struct {')} anonymous`,
  ]);
});

test('reads functions, prototypes and calls', () => {
  const text = `
int proto(struct dma_buf *, int fd, ...);
static inline struct dma_buf_attachment __must_check *get(struct dma_buf *buf, int (*fn)(void *p), int a[2])
{
	if (check(buf) && buf->ops->attach(buf))
		return dma_buf_dynamic_attach(buf, dev(buf), &ops, fn(a, ({ inner(1); })));
	list_for_each_entry(a, &buf->list, node)
		visit(a, (struct x[]){ make(2) });
	return NULL;
}
void none(void) { }
int (*pointer)(int);
`;
  const { functions } = collect(text);
  assert.deepEqual(
    functions.map(
      ({ name, returns, static: isStatic, inline, bodySpan }) => `${isStatic} ${inline} ${returns} ${name} ${bodySpan !== undefined}`,
    ),
    ['false false int proto false', 'true true struct dma_buf_attachment * get true', 'false false void none true'],
  );
  assert.deepEqual(functions[0]?.parameters, [{ text: 'struct dma_buf *' }, { text: 'int fd', name: 'fd' }, { text: '...' }]);
  assert.deepEqual(
    functions[1]?.parameters.map(({ name }) => name),
    ['buf', 'fn', 'a'],
  );
  assert.deepEqual(functions[2]?.parameters, []);
  assert.deepEqual(calls(text), [
    'get: check(buf)',
    'get: dma_buf_dynamic_attach(buf | dev(buf) | &ops | fn(a, ({ inner(1); })))',
    'get: dev(buf)',
    'get: fn(a | ({ inner(1); }))',
    'get: inner(1)',
    'get: visit(a | (struct x[]){ make(2) })',
    'get: make(2)',
  ]);
  assert.deepEqual(variables(text), ['int *pointer']);
});

test('reads old-style definitions', () => {
  const text = 'int f(a, b) int a; char *b; { return g(a); }\n';
  assert.deepEqual(
    collect(text).functions.map(({ name, parameters }) => `${name} ${parameters.map((parameter) => parameter.name).join(' ')}`),
    ['f a b'],
  );
  assert.deepEqual(calls(text), ['f: g(a)']);
});

test('reads structs with anonymous members and function pointers', () => {
  const text = `
struct dma_buf_mapping_match {
	const struct dma_buf_mapping_type *type;
	union {
		struct { struct pci_dev *dev; u8 flags:3, more[2]; } sgt_data;
		struct { long pad; };
	};
	int (*match)(struct dma_buf *d, const struct x *y);
	DECLARE_BITMAP(bits, 3);
} __packed;
union u { int a; };
typedef struct { int z; } anon_t, *anon_p;
typedef int (*fn_t)(int);
typedef struct known kn_t;
`;
  const facts = collect(text);
  const [match, , , , union] = facts.records;
  assert.equal(match?.tag, 'dma_buf_mapping_match');
  assert.equal(
    fields(match?.fields ?? []),
    'const struct dma_buf_mapping_type *type; union { struct { struct pci_dev *dev; u8 flags; u8 more[2]; } sgt_data; struct { long pad; } ; } ; int *match();',
  );
  assert.equal(union?.union, true);
  const anonymous = `@${text.indexOf('struct { int z')}`;
  assert.ok(facts.records.some(({ tag, fields }) => tag === anonymous && fields[0]?.name === 'z'));
  assert.deepEqual(
    facts.typedefs.map(({ name, type }) => `${name}: ${type}`),
    [`anon_t: struct ${anonymous}`, `anon_p: struct ${anonymous} *`, 'fn_t: int (*)(int)', 'kn_t: struct known'],
  );
});

test('reads enums with values and conditions', () => {
  const text = 'enum e { A, B = 1 << 2,\n#ifdef X\n C = B,\n#endif\n};\nenum { D };';
  const [named, anonymous] = collect(text).enums;
  assert.equal(named?.tag, 'e');
  assert.deepEqual(
    named?.enumerators.map(({ name, valueSpan, region }) => [name, slice(text, valueSpan), region]),
    [
      ['A', undefined, undefined],
      ['B', '1 << 2', undefined],
      ['C', 'B', 0],
    ],
  );
  assert.equal(anonymous?.tag, undefined);
});

test('reads macros: parameters, variadic ones, bodies over lines', () => {
  const text =
    '#define A\n#define B(x, y...)  f(x, \\\n\t##y) /* c */\n#define C(...) g(__VA_ARGS__)\n#define D (1)\n#define E() 2\n#ifdef Q\n#define F 3\n#endif\n';
  assert.deepEqual(
    collect(text).macros.map((macro) => [
      macro.name,
      macro.parameters?.join(' '),
      macro.variadic,
      slice(text, macro.bodySpan),
      macro.region,
    ]),
    [
      ['A', undefined, undefined, '', undefined],
      ['B', 'x y', true, 'f(x, \\\n\t##y) /* c */', undefined],
      ['C', '...', true, 'g(__VA_ARGS__)', undefined],
      ['D', undefined, undefined, '(1)', undefined],
      ['E', '', undefined, '2', undefined],
      ['F', undefined, undefined, '3', 0],
    ],
  );
});

test('reads includes and exports', () => {
  const text =
    '#include <linux/dma-buf.h>\n#include "x.h" /* y */\n#include MACRO\nEXPORT_SYMBOL_NS_GPL(f, "DMA_BUF");\nEXPORT_SYMBOL(g)\nint x;\n';
  const facts = collect(text);
  assert.deepEqual(
    facts.includes.map(({ path, system }) => [path, system]),
    [
      ['linux/dma-buf.h', true],
      ['x.h', false],
    ],
  );
  assert.deepEqual(facts.exported, ['f', 'g']);
});

test('names the objects of the file that functions assign to', () => {
  const text = `
struct s { int x; } a, b, d, e, k, m, n;
struct s c[2], *p, *r, *t, **u, read, hidden, q, hides[2], only, shifted;
int first = 1, v;
void f(struct s *param, int q) {
	int local, i = 0; static int kept = 1, once = 2;
	static struct { int x; } rows[] = { { 1 } };
	a = 1; b.x.y = 2; c[i].z++; --d; (e) = 3; k += 1; i = v * m++; n.x <<= 2;
	p->field = 4; *r = 5; **u = 1; (*t).x = 3; param = NULL; local = 6; kept = 7; q = 8;
	if (read == 1 || read <= 2 || read >= 3 || read != 4) i = read;
	for (i = 0; i < rows[0].x; i++) shifted >>= 1;
}
void g(void) { struct s hidden = { 1 }; const struct s *only = &a; hidden.x = 1; only = NULL; }
int h(void) { struct s *hides; hides = c; return only.x; }
`;
  assert.deepEqual(collect(text).assigned, ['a', 'b', 'c', 'd', 'e', 'k', 'kept', 'm', 'n', 'shifted']);
});

test('takes for calls what calls a name', () => {
  const text = `
int f(struct s *x) {
	int (*call)(void) = x->get; struct t *own(int);
	if (a(1, (2), b(c))) return (d)(e(), { 3 }) ? sizeof(int) : x->ops->g(h());
	for (i(); j(); ) do { k(l[m(1)], "n(", 'o'); } while (p (q, ));
	x.r(s, ({ t(1); 2; }));
	return x * aa(1);
	u(v(w(;
}
`;
  const [fact] = collect(text).functions;
  assert.deepEqual(
    (fact ? callsOf(fact) : []).map(
      ({ callee, arguments: given }) => `${callee} ${given.map(({ start, end }) => text.slice(start, end)).join(' | ')}`,
    ),
    ['a 1 | (2) | b(c)', 'b c', 'e ', 'h ', 'i ', 'j ', 'k l[m(1)] | "n(" | \'o\'', 'm 1', 'p q', 't 1', 'aa 1'],
  );
});

test('says under which branch a fact stands', () => {
  const text =
    '#ifndef G\n#define G\n#ifdef A\nint f(void) { return 1; }\n#else\nint f(void) { return 2; }\nint v;\nstruct s { int a; };\n#endif\nint w;\n#endif\n';
  const facts = collect(text);
  assert.deepEqual(
    facts.functions.map(({ region }) => region),
    [0, 1],
  );
  assert.deepEqual(
    facts.variables.map(({ region }) => region),
    [1, undefined],
  );
  assert.deepEqual(facts.records[0]?.region, 1);
});

test('gives what is recognisable around broken C', () => {
  const text =
    'int before(void) { return a(); }\nint broken(int x { if (b( ; ] }\nint after(void) { return c(); }\nconst struct dma_buf_ops o = { .attach = @, };\n';
  const facts = collect(text);
  const names = facts.functions.map(({ name }) => name);
  assert.ok(names.includes('before') && names.includes('after'), names.join());
  assert.ok(facts.variables.some(({ name, tag }) => name === 'o' && tag === 'dma_buf_ops'));
  assert.ok(facts.errors.length > 0);
});

test('reports a branch it had to leave out', () => {
  const text = 'void f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t}\n}\n';
  assert.deepEqual(
    collect(text).errors.map((span) => slice(text, span)?.trim()),
    ['if (b) {'],
  );
});

test('counts offsets in UTF-16, with CRLF and without a last newline', () => {
  const text = '/* \u{1f600} */\r\nint f(void)\r\n{\r\n\treturn g("\u{1f600}", h);\r\n}';
  assert.deepEqual(calls(text), ['f: g("\u{1f600}" | h)']);
});

const hostile: Record<string, string> = {
  'no text': '',
  'an unterminated comment': 'int f(void) { return g(); } /* int h(void) {',
  'an unterminated string': 'int f(void) { return g(); }\nchar *s = "dma',
  'a NUL': 'int f(void) { return g(); }\0\0int h;',
  '20,000 parentheses': `int f(void) { return g(); }\nint x = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`,
  '20,000 nested calls': `int f(void) { return g(); }\nint x = ${'h('.repeat(20_000)}1${')'.repeat(20_000)};`,
  '20,000 pointers': `int f(void) { return g(); }\nint ${'*'.repeat(20_000)}x;`,
  '2,000 nested structs': `int f(void) { return g(); }\n${'struct {'.repeat(2_000)}int x;${'};'.repeat(2_000)}`,
  'a million characters on a line': `int f(void) { return g(); }\nint x = ${'1 + '.repeat(250_000)}1;`,
  'a line in an enumeration that the parser gives up': `int f(void) { return g(); }\nenum e {\n\tA,\n${'f(x),'.repeat(167_000)}\n`,
  '20,000 functions in functions': `int f(void) { return g(); }\n${'static u8 h(u8 a) {'.repeat(20_000)}`,
  '20,000 functions in functions that end': `int f(void) { return g(); }\n${'static u8 h(u8 a) {'.repeat(20_000)}${'}'.repeat(20_000)}`,
  'branches without end': `int f(void) { return g(); }\n${'#if A\n'.repeat(2_000)}`,
};
for (const [name, text] of Object.entries(hostile)) {
  test(`survives ${name}`, () => {
    const { functions } = collect(text);
    assert.equal(functions[0] && calleesOf(functions[0])[0], text === '' ? undefined : 'g');
  });
}

test('says what of a file the parser gave up', () => {
  const line = 'f(x),'.repeat(167_000);
  const text = `int f(void) { return g(); }\nenum e {\n\tA,\n${line}\n`;
  const start = text.indexOf(line);
  const given = (error: Span) => error.start <= start && error.end >= start + line.length;
  assert.deepEqual(collect(text).errors.filter(given), [{ start, end: start + line.length }]);
  const hopeless = `int f(void);\n${'x(\n'.repeat(400_000)}`;
  assert.deepEqual(collect(hopeless).errors, [{ start: 0, end: hopeless.length }]);
});

test('facts are plain data', () => {
  const facts = collect('#if A\nint f(void) { return g(); }\n#endif\n');
  assert.deepEqual(structuredClone(facts), facts);
  assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts);
});

test('a disposed parser gives what can be told without a tree, and throws nothing', async () => {
  const other = await realParser();
  other.dispose();
  other.dispose();
  const text = '#define M 1\nint f(void) { return 1; }\nTYPE(a) b;';
  const facts = collectFacts('a.c', text, other);
  assert.deepEqual(
    facts.functions.map(({ name }) => name),
    ['f'],
  );
  assert.equal(facts.macros[0]?.name, 'M');
  assert.deepEqual(facts.errors, [{ start: text.indexOf('b;'), end: text.length }]);
});
