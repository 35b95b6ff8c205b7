/** Each kind of thing that an answer can depend on in another file: an edit of it counts, there and back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '../../../engine/project.ts';
import { answersOf } from '../../support/project-answers.ts';
import { sharedParser } from '../../support/small-project.ts';

const TREE: Record<string, string> = {
  'include/moss.h': `struct moss { struct device *dev; const struct moss_funcs *funcs; };
struct moss_all { int n; struct dma_buf_ops ops; };
struct moss_funcs { struct dma_buf *(*share)(struct moss *moss); };
#define MOSS_MEMBERS .share = NULL
#define ATTACH(buf, dev) moss_attach(buf, dev, NULL)
#define MOSS_OPS &moss_ops
struct dma_buf_export_info { const struct dma_buf_ops *ops; int flags; };
#define DEFINE_DMA_BUF_EXPORT_INFO(name) struct dma_buf_export_info name = { .flags = 0 }
struct dma_buf_attachment *moss_attach(struct dma_buf *buf, struct device *dev, const struct dma_buf_attach_ops *ops);
`,
  'lib/moss.c': `#include <moss.h>
struct dma_buf_attachment *moss_attach(struct dma_buf *buf, struct device *dev, const struct dma_buf_attach_ops *ops)
{
	return dma_buf_dynamic_attach(buf, dev, ops, NULL);
}
EXPORT_SYMBOL_GPL(moss_attach);
struct dma_buf_attachment *moss_get(struct dma_buf *buf, struct device *dev)
{
	return dma_buf_attach(buf, dev);
}
EXPORT_SYMBOL_GPL(moss_get);
struct dma_buf *moss_share(struct moss *moss, struct dma_buf_export_info *info)
{
	return dma_buf_export(info);
}
EXPORT_SYMBOL_GPL(moss_share);
struct dma_buf *moss_export(struct moss *moss)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	info.ops = moss->funcs->ops;
	return dma_buf_export(&info);
}
EXPORT_SYMBOL_GPL(moss_export);
`,
  'lib/near/near.c': 'int near(struct dma_buf *buf, struct device *dev) { return !IS_ERR(moss_get(buf, dev)); }\n',
  'other/grab.h': '#define GRAB(buf, dev) moss_attach(buf, dev, NULL)\n',
  'drivers/a/a.c': `#include <moss.h>
int a_import(struct dma_buf *buf, struct device *dev)
{
	struct dma_buf_attachment *attach = moss_attach(buf, dev, NULL);
	return attach->priv ? 1 : 0;
}
`,
  'drivers/b/b.c': `#include <moss.h>
const struct dma_buf_ops moss_ops = { .map_dma_buf = b_map };
static struct moss_all moss_holder = { .ops = { .map_dma_buf = b_map } };
struct dma_buf *b_share(struct moss *moss)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	info.ops = &moss_ops;
	return moss_share(moss, &info);
}
`,
  'drivers/c/c.c': 'int c_nothing;\n',
  'drivers/c/part.c': 'void c_part(struct dma_buf *buf, struct device *dev) { dma_buf_attach(buf, dev)->priv = 0; }\n',
};

const CALLS = `#include <moss.h>
int c_import(struct dma_buf *buf, struct device *dev)
{
	return !IS_ERR(moss_attach(buf, dev, NULL));
}
`;

/** What is edited, the file, and how its text comes out; further files that are different all the time. */
const edits: [what: string, file: string, to: string, others?: Record<string, string>][] = [
  ['a call of a wrapper', 'drivers/c/c.c', CALLS],
  ['a call by a macro', 'drivers/c/c.c', CALLS.replace('moss_attach(buf, dev, NULL)', 'ATTACH(buf, dev)')],
  [
    'what a macro calls',
    'include/moss.h',
    TREE['include/moss.h']!.replace('ATTACH(buf, dev) moss_attach', 'ATTACH(buf, dev) moss_detach'),
    {
      'drivers/c/c.c': CALLS.replace('moss_attach(buf, dev, NULL)', 'ATTACH(buf, dev)'),
    },
  ],
  ['an attach call', 'drivers/c/c.c', CALLS.replace('moss_attach(buf, dev, NULL)', 'dma_buf_attach(buf, dev)')],
  ['a table', 'drivers/c/c.c', 'int a_import(struct dma_buf *buf, struct device *dev);\nstruct c_desc c_desc = { .attach = a_import };\n'],
  [
    'who uses a table',
    'drivers/b/b.c',
    'extern struct c_desc c_desc;\nvoid b_init(void) { b_register(&c_desc); }\n',
    {
      'drivers/c/c.c': 'int a_import(struct dma_buf *buf, struct device *dev);\nstruct c_desc c_desc = { .attach = a_import };\n',
    },
  ],
  [
    'what a macro puts into a table',
    'include/moss.h',
    TREE['include/moss.h']!.replace('.share = NULL', '.attach = a_import'),
    {
      'drivers/c/c.c':
        '#include <moss.h>\nint a_import(struct dma_buf *buf, struct device *dev);\nstruct c_desc c_desc = { MOSS_MEMBERS };\n',
    },
  ],
  ['what a wrapper does', 'lib/moss.c', TREE['lib/moss.c']!.replace('(buf, dev, ops, NULL)', '(buf, dev, &lib_ops, NULL)')],
  [
    'whether a wrapper is static',
    'lib/moss.c',
    TREE['lib/moss.c']!.replace('struct dma_buf_attachment *moss_attach', 'static struct dma_buf_attachment *moss_attach'),
  ],
  [
    'a definition of a name',
    'drivers/a/near.c',
    'struct dma_buf_attachment *moss_attach(struct dma_buf *buf, struct device *dev, void *ops) { return NULL; }\n',
  ],
  [
    'whether the result is asked for errors',
    'drivers/a/a.c',
    TREE['drivers/a/a.c']!.replace('return attach', 'if (IS_ERR(attach)) return 0;\n\treturn attach'),
  ],
  ['ops', 'drivers/c/c.c', 'const struct dma_buf_ops c_ops = { .map_dma_buf = c_map };\n'],
  [
    'who exports ops',
    'drivers/c/c.c',
    `#include <moss.h>
extern const struct dma_buf_ops moss_ops;
struct dma_buf *c_share(struct moss *moss)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	info.ops = &moss_ops;
	return moss_share(moss, &info);
}
`,
  ],
  [
    'what stores to a member',
    'drivers/c/c.c',
    `#include <moss.h>
extern const struct dma_buf_ops moss_ops;
struct own_funcs { const struct dma_buf_ops *ops; };
void c_init(struct own_funcs *funcs)
{
	funcs->ops = &moss_ops;
}
`,
    {
      'lib/moss.c': `struct own_funcs { const struct dma_buf_ops *ops; };
struct own { struct own_funcs *funcs; };
struct dma_buf *own_export(struct own *own)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	info.ops = own->funcs->ops;
	return dma_buf_export(&info);
}
`,
    },
  ],
  [
    'what replaces ops',
    'drivers/c/c.c',
    `extern const struct dma_buf_ops moss_ops;
struct dma_buf { const struct dma_buf_ops *ops; };
void c_replace(struct dma_buf *buf)
{
	buf->ops = &moss_ops;
}
`,
  ],
  ['whether a struct holds ops', 'include/moss.h', TREE['include/moss.h']!.replace('struct dma_buf_ops ops;', 'struct other_ops ops;')],
  ['what is exported', 'lib/moss.c', TREE['lib/moss.c']!.replace('EXPORT_SYMBOL_GPL(moss_get);', '')],
  [
    'what is included',
    'drivers/c/c.c',
    CALLS.replace('#include', '#include "../../other/grab.h"\n#include').replace('moss_attach(buf, dev, NULL)', 'GRAB(buf, dev)'),
    {
      'drivers/c/c.c': CALLS.replace('moss_attach(buf, dev, NULL)', 'GRAB(buf, dev)'),
    },
  ],
  ['a source that includes another', 'drivers/c/c.c', '#include "part.c"\nint c_nothing;\n', { 'Makefile of c': 'obj-m += c.o\n' }],
  [
    'a comment that silences',
    'drivers/a/a.c',
    TREE['drivers/a/a.c']!.replace('\tstruct', '\t/* dmabuf-mapping: ignore unchecked-attach -- seeded */\n\tstruct'),
  ],
  ['the first words of mapping types', 'drivers/c/c.c', 'struct dma_buf_mapping_type { int x; };\n'],
  [
    'a text that says the same names at the same places',
    'drivers/a/a.c',
    TREE['drivers/a/a.c']!.replace('attach->priv ? 1', 'attach != 0  ? 1'),
  ],
  ['a new file', 'drivers/d/d.c', 'const struct dma_buf_ops d_ops = { .map_dma_buf = d_map };\n'],
  ['lines above', 'drivers/b/b.c', `\n\n${TREE['drivers/b/b.c']!}`],
];

function projectOf(texts: ReadonlyMap<string, string>, parser: ConstructorParameters<typeof Project>[0]): Project {
  const project = new Project(parser);
  project.setBuildFile('drivers/a/Makefile', 'obj-m += a.o\n');
  for (const [file, text] of texts) {
    if (file === 'Makefile of c') project.setBuildFile('drivers/c/Makefile', text);
    else project.setFile(file, text);
  }
  return project;
}

for (const [what, file, to, others = {}] of edits) {
  test(`an edit counts: ${what}`, async () => {
    const parser = await sharedParser();
    const texts = new Map(Object.entries({ ...TREE, ...others }));
    const from = texts.get(file);
    const before = answersOf(projectOf(texts, parser));
    const after = answersOf(projectOf(new Map([...texts, [file, to]]), parser));
    assert.notDeepEqual(after, before, 'the edit changes no answer');
    const project = projectOf(texts, parser);
    assert.deepEqual(answersOf(project), before);
    for (let turn = 0; turn < 2; turn++) {
      project.setFile(file, to);
      assert.deepEqual(answersOf(project), after);
      if (from === undefined) project.removeFile(file);
      else project.setFile(file, from);
      assert.deepEqual(answersOf(project), before);
    }
  });
}

test('a file that comes again with other includes sees what they say', async () => {
  const parser = await sharedParser();
  const without = CALLS.replace('moss_attach(buf, dev, NULL)', 'GRAB(buf, dev)');
  const texts = new Map(Object.entries({ ...TREE, 'drivers/c/c.c': without }));
  const project = projectOf(texts, parser);
  answersOf(project);
  project.removeFile('drivers/c/c.c');
  answersOf(project);
  texts.set('drivers/c/c.c', `#include "../../other/grab.h"\n${without}`);
  project.setFile('drivers/c/c.c', texts.get('drivers/c/c.c')!);
  assert.deepEqual(answersOf(project), answersOf(projectOf(texts, parser)));
});
