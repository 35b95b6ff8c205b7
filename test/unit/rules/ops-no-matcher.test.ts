import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

const map = `static struct sg_table *cam_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}

static void cam_unmap(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir)
{
}
`;
const match = `static int cam_match_mapping(struct dma_buf_match_args *args)
{
	return -ENODEV;
}
`;
const release = `static void cam_release(struct dma_buf *dmabuf)
{
}
`;
const exported = `
struct dma_buf *cam_export(void)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = &cam_ops;
	return dma_buf_export(&info);
}
`;

test('ops-no-matcher finds ops without one', () =>
  checkDiagnostics(`${release}
static const struct dma_buf_ops cam_ops = {
//                              ^^^^^^^ error[ops-no-matcher]: \`cam_ops\` has neither \`.match_mapping\` nor \`.single_exporter_match\`: \`dma_buf_export()\` refuses
	.release = cam_release,
};
${exported}`));

test('ops-no-matcher finds ops that nobody exports yet', () =>
  checkDiagnostics(`${release}
const struct dma_buf_ops cam_ops = { .release = cam_release, .match_mapping = NULL };
//                       ^^^^^^^ error[ops-no-matcher]: \`cam_ops\`
`));

test('ops-no-matcher says in which configuration', () =>
  checkDiagnostics(`${match}
static const struct dma_buf_ops cam_ops = {
//                              ^^^^^^^ 💡 error[ops-no-matcher]: when \`CONFIG_CAM_SHARE!=y\`
#ifdef CONFIG_CAM_SHARE
	.match_mapping = cam_match_mapping,
#endif
};
${exported}`));

const silent: [name: string, text: string][] = [
  [
    'a callback that always refuses',
    `${match}static const struct dma_buf_ops cam_ops = { .match_mapping = cam_match_mapping };${exported}`,
  ],
  ['one entry', `${map}static const struct dma_buf_ops cam_ops = { DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap) };${exported}`],
  [
    'ops that wait for their conversion',
    `${map}static const struct dma_buf_ops cam_ops = { .map_dma_buf = cam_map, .unmap_dma_buf = cam_unmap };${exported}`,
  ],
  [
    'a template that code completes',
    `${match}${release}static const struct dma_buf_ops cam_template = { .release = cam_release };
static struct dma_buf_ops cam_ops;
void cam_init(void)
{
	cam_ops = cam_template;
	cam_ops.match_mapping = cam_match_mapping;
}
${exported}`,
  ],
  [
    'local ops that their function fills in',
    `${match}struct dma_buf *cam_export(void)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	static struct dma_buf_ops cam_ops = {};

	cam_ops.match_mapping = cam_match_mapping;
	info.ops = &cam_ops;
	return dma_buf_export(&info);
}`,
  ],
  [
    'ops filled in by code',
    `${match}static struct dma_buf_ops cam_ops = { .release = NULL };
void cam_init(void)
{
	cam_ops.match_mapping = cam_match_mapping;
}
${exported}`,
  ],
];
for (const [name, text] of silent) test(`ops-no-matcher is silent: ${name}`, () => checkDiagnostics(text));

test('ops-no-matcher: the fix takes the callback that the file has for it', () =>
  checkFix(
    `${match}${release}
static const struct dma_buf_ops cam$0_ops = {
	.release	= cam_release,
};
`,
    `${match}${release}
static const struct dma_buf_ops cam_ops = {
	.release	= cam_release,
	.match_mapping	= cam_match_mapping,
};
`,
    { safe: false },
  ));

test('ops-no-matcher: the fix offers the map callbacks that the file has', () =>
  checkFix(
    `#include <linux/dma-buf.h>
#include <linux/module.h>
${map}${release}
static const struct dma_buf_ops cam$0_ops = {
	.release = cam_release,
};
`,
    `#include <linux/dma-buf-mapping.h>
#include <linux/dma-buf.h>
#include <linux/module.h>
${map}${release}
static const struct dma_buf_ops cam_ops = {
	.release = cam_release,
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap),
};
`,
    { safe: false },
  ));

test('ops-no-matcher: no fix without anything to offer', () =>
  checkNoFix(`${release}static const struct dma_buf_ops cam$0_ops = { .release = cam_release };`));
