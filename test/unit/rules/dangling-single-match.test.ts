import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

const prelude = `#include <linux/dma-buf-mapping.h>
#include <linux/slab.h>

static const struct dma_buf_mapping_sgt_exp_ops cam_sgt_ops = {};
static struct sg_table *cam_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}
static void cam_unmap(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir)
{
}
struct cam { struct dma_buf_ops ops; };
`;

const found: [name: string, text: string][] = [
  [
    'a local entry',
    `void cam_init(struct cam *cam)
{
	const struct dma_buf_mapping_match one = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops);

	cam->ops.single_exporter_match = &one;
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[dangling-single-match]: \`.single_exporter_match\` points at \`one\`, which lives on the stack of \`cam_init()\`: the core reads it at every attach
}`,
  ],
  [
    'a local list',
    `static struct dma_buf_ops cam_ops = { DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap) };
void cam_init(void)
{
	struct dma_buf_mapping_match list[] = { DMA_BUF_EMAPPING_SGT(&cam_sgt_ops) };

	cam_ops.single_exporter_match = list;
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[dangling-single-match]: \`list\`
}`,
  ],
  [
    'a compound literal from the short form',
    `void cam_init(struct cam *cam)
{
	cam->ops = (struct dma_buf_ops){
		DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap),
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[dangling-single-match]: points at a compound literal, which lives on the stack of \`cam_init()\`
	};
}`,
  ],
  [
    'ops on the stack that are exported',
    `struct dma_buf *cam_export(void)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf_ops ops = { DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap) };
//	                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[dangling-single-match]: the buffer that is exported with these ops reads it

	info.ops = &ops;
	return dma_buf_export(&info);
}`,
  ],
  [
    'ops on the heap',
    `int cam_init(struct dma_buf_ops **out)
{
	struct dma_buf_ops *ops = kzalloc(sizeof(*ops), GFP_KERNEL);
	struct dma_buf_mapping_match one = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops);

	if (!ops)
		return -ENOMEM;
	ops->single_exporter_match = &one;
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[dangling-single-match]: \`one\`
	*out = ops;
	return 0;
}`,
  ],
  [
    'a pointer on the way, under a condition',
    `void cam_init(struct cam *cam, bool plain)
{
	const struct dma_buf_mapping_match one = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops), *match = NULL;

	if (plain)
		match = &one;
	cam->ops.single_exporter_match = match;
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[dangling-single-match]: on the stack of \`cam_init()\` when \`plain\`
}`,
  ],
  [
    'what a call that nobody knows got to see',
    `void cam_register(struct cam *cam);
void cam_init(struct cam *cam)
{
	struct dma_buf_mapping_match one = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops);

	cam->ops.single_exporter_match = &one;
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[dangling-single-match]: \`one\`
	cam_register(cam);
}`,
  ],
];
for (const [name, text] of found) test(`dangling-single-match finds ${name}`, () => checkDiagnostics(prelude + text));

const silent: [name: string, body: string][] = [
  [
    'a static local',
    'static const struct dma_buf_mapping_match one = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops); cam->ops.single_exporter_match = &one;',
  ],
  [
    'local ops that stay local',
    'struct dma_buf_mapping_match one = *from; struct dma_buf_ops ops = {}; ops.single_exporter_match = &one; if (ops.single_exporter_match->type) cam->ops.release = NULL;',
  ],
  [
    'a pointer that is taken back',
    'struct dma_buf_mapping_match one = *from; cam->ops.single_exporter_match = &one; cam->ops.single_exporter_match = NULL;',
  ],
  ['an entry of the caller', 'cam->ops.single_exporter_match = from;'],
  [
    'an entry on the heap',
    'struct dma_buf_mapping_match *one = kmemdup(from, sizeof(*from), GFP_KERNEL); cam->ops.single_exporter_match = one;',
  ],
];
for (const [name, body] of silent)
  test(`dangling-single-match is silent: ${name}`, () =>
    checkDiagnostics(`${prelude}
void cam_init(struct cam *cam, const struct dma_buf_mapping_match *from)
{
	${body}
}
`));

test('dangling-single-match: the fix makes the entry static', () =>
  checkFix(
    `${prelude}
void cam_init(struct cam *cam)
{
	const struct dma_buf_mapping_match list[] = { DMA_BUF_EMAPPING_SGT(&cam_sgt_ops) };

	cam->ops.single_exporter_match$0 = list;
}
`,
    `${prelude}
void cam_init(struct cam *cam)
{
	static const struct dma_buf_mapping_match list[] = { DMA_BUF_EMAPPING_SGT(&cam_sgt_ops) };

	cam->ops.single_exporter_match = list;
}
`,
    { safe: false },
  ));

test('dangling-single-match: no fix where the entry depends on what the function was given', () =>
  checkNoFix(`${prelude}
void cam_init(struct cam *cam, const struct dma_buf_mapping_sgt_exp_ops *how)
{
	struct dma_buf_mapping_match one = DMA_BUF_EMAPPING_SGT(how);

	cam->ops.single_exporter_match$0 = &one;
}
`));
