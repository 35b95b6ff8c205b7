/** Every form of exporter, and who exports it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExporterInfo } from '../../../engine/answers.ts';
import { smallProject } from '../../support/small-project.ts';

const FILE = 'drivers/gpu/drm/moss/moss.c';

const COMMON = `#include <linux/dma-buf-mapping.h>
static struct sg_table *m(struct dma_buf_attachment *a, enum dma_data_direction d) { return NULL; }
static void u(struct dma_buf_attachment *a, struct sg_table *t, enum dma_data_direction d) {}
static int refuse(struct dma_buf_match_args *args) { return -EOPNOTSUPP; }
#define CALLBACK .match_mapping = refuse
#define SGT DMA_BUF_SIMPLE_SGT_EXP_MATCH(m, u)
struct moss_ops { int flags; struct dma_buf_ops ops; };
struct moss_all { struct dma_buf_ops kinds[2]; };
`;

/** `name: callback` or `name: single`, and `!` where a pair does not come out as that says. */
async function exporters(text: string): Promise<string[]> {
  const project = await smallProject([{ path: FILE, text: COMMON + text }], ['sgt']);
  const importer = project.importers()[0]!.id;
  return project
    .exporters()
    .filter(({ location }) => location.file === FILE)
    .map(({ id, match }) => {
      const kinds = project.cell(importer, id).outcomes.map(({ kind }) => kind);
      const expected = match === 'single' ? 'matched' : 'error';
      return `${id.slice(FILE.length + 1)}: ${match}${kinds.join() === expected ? '' : ` !${kinds}`}`;
    });
}

const forms: [what: string, text: string, expected: string[]][] = [
  ['static', 'static const struct dma_buf_ops a = { SGT };', ['a: single']],
  ['shared', 'extern const struct dma_buf_ops a;\nconst struct dma_buf_ops a = { CALLBACK };', ['a: callback']],
  ['only declared', 'extern const struct dma_buf_ops a;', []],
  ['only a pointer', 'static const struct dma_buf_ops *a = NULL;', []],
  ['tentative first', 'static const struct dma_buf_ops a;\nstatic const struct dma_buf_ops a = { SGT };', ['a: single']],
  ['never filled in', 'static struct dma_buf_ops a;', []],
  ['nested', 'static const struct moss_ops a = { .ops = { SGT } };', ['a.ops: single']],
  ['nested, with nothing in it', 'static const struct moss_ops a = { .flags = 1 };', []],
  ['array', 'static const struct dma_buf_ops a[] = { { SGT }, { CALLBACK } };', ['a[0]: single', 'a[1]: callback']],
  [
    'array with holes',
    'static const struct dma_buf_ops a[11] = { [2] = { CALLBACK }, [10] = { SGT } };',
    ['a[2]: callback', 'a[10]: single'],
  ],
  ['array of structs', 'static const struct moss_ops a[] = { { .ops = { SGT } }, { .flags = 2 } };', ['a[0].ops: single']],
  [
    'array in a struct',
    'static const struct moss_all a = { .kinds = { { CALLBACK }, { SGT } } };',
    ['a.kinds[0]: callback', 'a.kinds[1]: single'],
  ],
  ['list from a macro', '#define LIST { SGT }\nstatic const struct dma_buf_ops a = LIST;', ['a: single']],
  [
    'list from a macro with parameters',
    '#define LIST(f) { .match_mapping = f }\nstatic const struct dma_buf_ops a = LIST(refuse);',
    ['a: callback'],
  ],
  [
    'defined by a macro',
    '#define DEFINE_MOSS(name, f) static const struct dma_buf_ops name = { .match_mapping = f, }\nDEFINE_MOSS(a, refuse);\nDEFINE_MOSS(b, refuse);',
    ['a: callback', 'b: callback'],
  ],
  [
    'defined by a macro that makes the name',
    '#define DEFINE_MOSS(name) \\\n\tconst struct dma_buf_ops name##_ops = { SGT }\nstatic DEFINE_MOSS(a);',
    ['a_ops: single'],
  ],
  ['no definition of ops by a macro', '#define DEFINE_MOSS(name) static const struct moss name = { .x = 1 }\nDEFINE_MOSS(a);', []],
  [
    'variants',
    '#ifdef CONFIG_A\nstatic const struct dma_buf_ops a = { CALLBACK };\n#else\nstatic const struct dma_buf_ops a = { SGT };\n#endif',
    ['a: callback', 'a#2: single'],
  ],
  ['in a function', 'static void f(void)\n{\n\tstatic const struct dma_buf_ops a = { SGT };\n}', ['f.a: single']],
];

for (const [what, text, expected] of forms) {
  test(`exporters: ${what}`, async () => {
    assert.deepEqual(await exporters(text), expected);
  });
}

test('ops that code fills in are an exporter', async () => {
  const project = await smallProject(
    [{ path: FILE, text: `${COMMON}static struct dma_buf_ops a;\nvoid fill(void) { a.match_mapping = refuse; }` }],
    [],
  );
  assert.deepEqual(
    project.exporters().map(({ name }) => name),
    ['a'],
  );
});

const OPS = `${COMMON}static const struct dma_buf_ops one = { SGT };
static const struct dma_buf_ops two = { CALLBACK };
static const struct dma_buf_ops many[] = { { SGT }, { CALLBACK } };
static const struct moss_ops nested = { .ops = { SGT } };
#define DEFINE_MADE(name) static const struct dma_buf_ops name##_ops = { SGT }
DEFINE_MADE(made);
`;

const KMEMDUP = 'void *kmemdup(const void *from, size_t size, unsigned int flags);\nvoid *kzalloc(size_t size, unsigned int flags);\n';

/** Body of a function `f(struct device *dev, int c)`, and who exports what then. */
const bodies: [what: string, body: string, expected: string[]][] = [
  ['macro for the info', 'DEFINE_DMA_BUF_EXPORT_INFO(info);\ninfo.ops = &one;\nreturn dma_buf_export(&info);', ['one: f']],
  ['initialiser', 'struct dma_buf_export_info info = { .ops = &two };\nreturn dma_buf_export(&info);', ['two: f']],
  ['defined by a macro', 'DEFINE_DMA_BUF_EXPORT_INFO(info);\ninfo.ops = &made_ops;\nreturn dma_buf_export(&info);', ['made_ops: f']],
  ['compound literal', 'return dma_buf_export(&(struct dma_buf_export_info){ .ops = &one });', ['one: f']],
  ['part of a struct', 'DEFINE_DMA_BUF_EXPORT_INFO(info);\ninfo.ops = &nested.ops;\nreturn dma_buf_export(&info);', ['nested.ops: f']],
  ['choice', 'DEFINE_DMA_BUF_EXPORT_INFO(info);\ninfo.ops = c ? &one : &two;\nreturn dma_buf_export(&info);', ['one: f', 'two: f']],
  [
    'choice by if',
    'DEFINE_DMA_BUF_EXPORT_INFO(info);\ninfo.ops = &one;\nif (c)\n\tinfo.ops = &two;\nreturn dma_buf_export(&info);',
    ['one: f', 'two: f'],
  ],
  ['element', 'DEFINE_DMA_BUF_EXPORT_INFO(info);\ninfo.ops = &many[1];\nreturn dma_buf_export(&info);', ['many[1]: f']],
  ['any element', 'DEFINE_DMA_BUF_EXPORT_INFO(info);\ninfo.ops = &many[c];\nreturn dma_buf_export(&info);', ['many[0]: f', 'many[1]: f']],
  [
    'through a variable',
    'DEFINE_DMA_BUF_EXPORT_INFO(info);\nconst struct dma_buf_ops *ops = &one;\ninfo.ops = ops;\nreturn dma_buf_export(&info);',
    ['one: f'],
  ],
  [
    'copy on the heap',
    'DEFINE_DMA_BUF_EXPORT_INFO(info);\nstruct dma_buf_ops *copy = kmemdup(&one, sizeof(one), 0);\ncopy->release = NULL;\ninfo.ops = copy;\nreturn dma_buf_export(&info);',
    ['one: copy in f'],
  ],
  [
    'copy by assignment',
    'DEFINE_DMA_BUF_EXPORT_INFO(info);\nstruct dma_buf_ops *copy = kzalloc(sizeof(*copy), 0);\n*copy = two;\ninfo.ops = copy;\nreturn dma_buf_export(&info);',
    ['two: copy in f'],
  ],
  ['replaced', 'struct dma_buf *buf = moss_get(dev);\nbuf->ops = &two;\nreturn buf;', ['two: f sets']],
  ['compared only', 'struct dma_buf *buf = moss_get(dev);\nif (buf->ops == &two)\n\treturn NULL;\nreturn buf;', []],
  ['ops of something else', 'struct moss_thing *thing = moss_thing(dev);\nthing->ops = &two;\nreturn NULL;', []],
  ['nothing known', 'DEFINE_DMA_BUF_EXPORT_INFO(info);\ninfo.ops = moss_choose(dev);\nreturn dma_buf_export(&info);', []],
];

function told(all: ExporterInfo[]): string[] {
  return all.flatMap(({ name, exportedBy = [] }) =>
    exportedBy.map(({ function: by, how, via, copied }) => {
      const what = how === 'default' ? `default of ${by}` : how === 'assignment' ? `${by} sets` : `${copied ? 'copy in ' : ''}${by}`;
      return `${name}: ${what}${via ? ` > ${via.join(' > ')}` : ''}`;
    }),
  );
}

for (const [what, body, expected] of bodies) {
  test(`exports: ${what}`, async () => {
    const text = `${OPS}${KMEMDUP}struct moss_thing { const struct dma_buf_ops *ops; };\nstruct dma_buf *moss_get(struct device *dev);
struct moss_thing *moss_thing(struct device *dev);\nstruct dma_buf *f(struct device *dev, int c)\n{\n${body}\n}\n`;
    const project = await smallProject([{ path: FILE, text }], []);
    assert.deepEqual(told(project.exporters()), expected);
  });
}

const HEADER = `#include <linux/dma-buf-mapping.h>
struct lib_object;
struct lib_funcs { struct dma_buf *(*export)(struct lib_object *object); };
struct lib_object { const struct lib_funcs *funcs; };
struct dma_buf *lib_export_info(struct lib_object *object, struct dma_buf_export_info *info);
struct dma_buf *lib_export_ops(const struct dma_buf_ops *ops);
struct dma_buf *lib_export(struct lib_object *object);
`;

const LIBRARY = `#include <drm/lib.h>
static struct sg_table *m(struct dma_buf_attachment *a, enum dma_data_direction d) { return NULL; }
static void u(struct dma_buf_attachment *a, struct sg_table *t, enum dma_data_direction d) {}
static const struct dma_buf_ops lib_ops = { DMA_BUF_SIMPLE_SGT_EXP_MATCH(m, u) };
struct dma_buf *lib_export_info(struct lib_object *object, struct dma_buf_export_info *info)
{
	return dma_buf_export(info);
}
EXPORT_SYMBOL(lib_export_info);
struct dma_buf *lib_export_ops(const struct dma_buf_ops *ops)
{
	struct dma_buf_export_info info = { .ops = ops };
	return lib_export_info(NULL, &info);
}
EXPORT_SYMBOL(lib_export_ops);
struct dma_buf *lib_export(struct lib_object *object)
{
	struct dma_buf_export_info info = { .ops = &lib_ops };
	return lib_export_info(object, &info);
}
EXPORT_SYMBOL(lib_export);
struct dma_buf *lib_handle_to_fd(struct lib_object *object)
{
	struct dma_buf *buf;
	if (object->funcs && object->funcs->export)
		buf = object->funcs->export(object);
	else
		buf = lib_export(object);
	return buf;
}
`;

const DRIVER = `#include <drm/lib.h>
static struct sg_table *m(struct dma_buf_attachment *a, enum dma_data_direction d) { return NULL; }
static void u(struct dma_buf_attachment *a, struct sg_table *t, enum dma_data_direction d) {}
static const struct dma_buf_ops fern_ops = { DMA_BUF_SIMPLE_SGT_EXP_MATCH(m, u) };
static const struct dma_buf_ops heap_ops = { DMA_BUF_SIMPLE_SGT_EXP_MATCH(m, u) };
static struct dma_buf *fern_export(struct lib_object *object)
{
	struct dma_buf *buf = lib_export(object);
	buf->ops = &fern_ops;
	return buf;
}
static struct dma_buf *plain_export(struct lib_object *object) { return lib_export(object); }
struct dma_buf *fern_heap(void) { return lib_export_ops(&heap_ops); }
static const struct lib_funcs fern_funcs = { .export = fern_export };
static const struct lib_funcs plain_funcs = { .export = plain_export };
static const struct lib_funcs empty_funcs = { };
`;

async function library() {
  return smallProject(
    [
      { path: 'include/drm/lib.h', text: HEADER },
      { path: 'drivers/gpu/drm/lib.c', text: LIBRARY },
      { path: 'drivers/gpu/drm/fern/fern.c', text: DRIVER },
    ],
    [],
  );
}

test('what local ops offer is decided in their function', async () => {
  const project = await smallProject(
    [
      {
        path: 'drivers/local.c',
        text: `#include <linux/dma-buf-mapping.h>
int make(const struct dma_buf_mapping_match *from, struct dma_buf_export_info *info)
{
	struct dma_buf_mapping_match one;
	struct dma_buf_ops ops = { .single_exporter_match = &one };

	one = *from;
	info->ops = &ops;
	return 0;
}
struct dma_buf_attachment *take(struct dma_buf *b, struct device *d) { return dma_buf_sgt_attach(b, d); }
`,
      },
    ],
    [],
  );
  assert.deepEqual(
    project.findings().map(({ rule }) => rule),
    [],
  );
  const { outcomes } = project.cell('drivers/local.c:take', 'drivers/local.c:make.ops');
  assert.deepEqual(outcomes, [{ kind: 'unknown', reason: 'what the ops offer is decided in make()', conditions: [] }]);
});

test('helpers: callers that tell the ops, users of default ops, and tables that leave them', async () => {
  const project = await library();
  assert.deepEqual(told(project.exporters()), [
    'fern_ops: fern_export sets',
    'heap_ops: fern_heap > lib_export_ops > lib_export_info',
    'lib_ops: lib_export > lib_export_info',
    'lib_ops: plain_export > lib_export > lib_export_info',
    'lib_ops: default of empty_funcs > lib_export > lib_export_info',
  ]);
});

test('helpers and tables are sought everywhere', async () => {
  const project = await library();
  assert.deepEqual(
    project.sought().filter((name) => name.startsWith('lib')),
    ['lib_export', 'lib_export_info', 'lib_export_ops', 'lib_funcs'],
  );
});

test('ops that a struct keeps, as a pointer or as a copy, are what any function stores there', async () => {
  const text = `${OPS}struct moss_device { struct dma_buf_ops ops; const struct dma_buf_ops *others; };
void moss_init(struct moss_device *device, const struct dma_buf_ops *ops) { device->ops = *ops; device->ops.release = NULL; }
void moss_probe(struct moss_device *device) { moss_init(device, &one); device->others = &two; }
struct dma_buf *moss_copy(struct moss_device *device)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	info.ops = &device->ops;
	return dma_buf_export(&info);
}
struct dma_buf *moss_other(struct moss_device *device)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	info.ops = device->others;
	return dma_buf_export(&info);
}
`;
  const project = await smallProject([{ path: FILE, text }], []);
  assert.deepEqual(told(project.exporters()), ['one: copy in moss_copy', 'two: moss_other']);
  assert.ok(project.sought().includes('moss_init'));
});

/** Every way to say that what is stored to is a struct moss_device; the last is none. */
for (const [what, store, around, found] of [
  ['a parameter', 'void s(struct moss_device *d) { d->ops = &one; }', '', true],
  ['a member', 'void s(struct user *u) { u->dev->ops = &one; }', 'struct user { struct moss_device *dev; };', true],
  ['a member inside', 'void s(struct user *u) { u->in . ops = &one; }', 'struct user { union { struct moss_device in; int b; }; };', true],
  ['an object', 'void s(void) { moss.ops = &one; }', 'static struct moss_device moss;', true],
  ['an element', 'void s(struct user *u) { u->all[2].ops = &one; }', 'struct user { struct moss_device all[4]; };', true],
  ['a typedef', 'void s(moss_t *d) { d->ops = &one; }', 'typedef struct moss_device moss_t;', true],
  [
    'a macro for the object',
    'void s(struct user *u) { DEV->ops = &one; }',
    'struct user { struct moss_device *dev; };\n#define DEV u->dev',
    true,
  ],
  ['a cast', 'void s(void *p) { ((struct moss_device *)p)->ops = &one; }', '', true],
  ['another struct', 'void s(struct user *d) { d->ops = &one; }', 'struct user { const struct dma_buf_ops *ops; };', false],
] as const) {
  test(`ops that are stored to a struct: ${what}`, async () => {
    const text = `${OPS}struct moss_device { const struct dma_buf_ops *ops; };\n${around}\n${store}
struct dma_buf *moss_export(struct moss_device *device)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	info.ops = device->ops;
	return dma_buf_export(&info);
}
`;
    const project = await smallProject([{ path: FILE, text }], []);
    assert.deepEqual(told(project.exporters()).includes('one: moss_export'), found);
  });
}

test('the hover of ops names who exports them, and the hover of an export call its ops', async () => {
  const project = await library();
  const exporter = (name: string) => project.exporters().find((each) => each.name === name)!;
  const hover = ({ file, range }: ExporterInfo['location']) => project.hover(file, range.start)?.markdown ?? '';
  const lib = exporter('lib_ops');
  assert.match(hover(lib.location), /^Exported by \[lib_export\]\(.*\), \[plain_export\]\(.*\)\. Default of \[empty_funcs\]\(.*\)\./m);
  assert.match(hover(exporter('heap_ops').exportedBy![0]!.location), /^Exports \[heap_ops\]/m);
});

test('C initialises no static object with what a function gives', async () => {
  const text = `${COMMON}static void *give(void) { return refuse; }
static const struct dma_buf_ops a = { .match_mapping = give() }, b = { CALLBACK };
`;
  const project = await smallProject([{ path: FILE, text }], []);
  const callbacks = project.exporters().flatMap(({ name, location, callback }) => (location.file === FILE ? [[name, callback?.name]] : []));
  assert.deepEqual(callbacks, [
    ['a', undefined],
    ['b', 'refuse'],
  ]);
});
