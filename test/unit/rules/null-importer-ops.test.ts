import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

test('null-importer-ops finds NULL at the attach call', () =>
  checkDiagnostics(`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_sgt_dynamic_attach(dmabuf, dev, NULL, NULL);
//	                                               ^^^^ 💡 error[null-importer-ops]: NULL importer ops reach \`dma_buf_sgt_dynamic_attach()\`, which reads \`importer_ops->allow_peer2peer\`: the kernel crashes in this attach; call \`dma_buf_sgt_attach()\`
}
`));

test('null-importer-ops finds NULL under a condition', () =>
  checkDiagnostics(`
static const struct dma_buf_attach_ops cam_ops = { .allow_peer2peer = true };
struct cam { bool moves; };
struct dma_buf_attachment *cam_attach(struct cam *cam, struct dma_buf *dmabuf, struct device *dev)
{
	const struct dma_buf_attach_ops *ops = NULL;

	if (cam->moves)
		ops = &cam_ops;
	return dma_buf_sgt_dynamic_attach(dmabuf, dev, ops, cam);
//	                                               ^^^ error[null-importer-ops]: when \`!cam->moves\`
}
`));

test('null-importer-ops finds NULL that wrappers hand on', () =>
  checkDiagnostics(`
//- drivers/core/core.c
#include <linux/dma-buf-mapping.h>
struct core { struct dma_buf_attachment *attach; };
static int core_attach(struct core *core, struct dma_buf *dmabuf, struct device *dev, const struct dma_buf_attach_ops *how)
{
	core->attach = dma_buf_sgt_dynamic_attach(dmabuf, dev, how, core);
	return PTR_ERR_OR_ZERO(core->attach);
}
int core_bind(struct core *core, struct dma_buf *dmabuf, struct device *dev, const struct dma_buf_attach_ops *ops)
{
	return core_attach(core, dmabuf, dev, ops);
}
//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
struct core;
int core_bind(struct core *core, struct dma_buf *dmabuf, struct device *dev, const struct dma_buf_attach_ops *ops);
#define NO_OPS NULL
int cam_bind(struct core *core, struct dma_buf *dmabuf, struct device *dev)
{
	return core_bind(core, dmabuf, dev, NO_OPS);
//	                                    ^^^^^^ error[null-importer-ops]: reach \`dma_buf_sgt_dynamic_attach()\` through \`core_bind()\`
}
`));

test('null-importer-ops finds a wrapper that reads them itself', () =>
  checkDiagnostics(`
static struct dma_buf_attachment *core_attach(struct dma_buf *dmabuf, struct device *dev, const struct dma_buf_attach_ops *ops)
{
	struct dma_buf_mapping_match match[] = { DMA_BUF_IMAPPING_SGT(dev, ops->allow_peer2peer) };

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), ops, NULL);
}
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return core_attach(dmabuf, dev, NULL);
//	                                ^^^^ error[null-importer-ops]: NULL importer ops reach \`core_attach()\`, which reads \`ops->allow_peer2peer\`
}
`));

const silent: [name: string, text: string][] = [
  [
    'an attach function that asks first',
    'struct dma_buf_attachment *cam_attach(struct dma_buf *b, struct dma_buf_mapping_match *m) { return dma_buf_mapping_attach(b, m, 1, NULL, NULL); }',
  ],
  [
    'ops that are there',
    `static const struct dma_buf_attach_ops cam_ops = {};
struct dma_buf_attachment *cam_attach(struct dma_buf *b, struct device *d) { return dma_buf_sgt_dynamic_attach(b, d, &cam_ops, NULL); }`,
  ],
  [
    'ops that nobody knows',
    'struct dma_buf_attachment *cam_attach(struct dma_buf *b, struct device *d, const struct dma_buf_attach_ops *o) { return dma_buf_sgt_dynamic_attach(b, d, o, NULL); }',
  ],
  [
    'a wrapper with a default',
    `static const struct dma_buf_attach_ops usual;
static struct dma_buf_attachment *core_attach(struct dma_buf *b, struct device *d, const struct dma_buf_attach_ops *ops)
{
	if (!ops)
		ops = &usual;
	return dma_buf_sgt_dynamic_attach(b, d, ops, NULL);
}
struct dma_buf_attachment *cam_attach(struct dma_buf *b, struct device *d) { return core_attach(b, d, NULL); }`,
  ],
  [
    'NULL goes to the static helper',
    `static struct dma_buf_attachment *core_attach(struct dma_buf *b, struct device *d, const struct dma_buf_attach_ops *ops)
{
	return ops ? dma_buf_sgt_dynamic_attach(b, d, ops, NULL) : dma_buf_sgt_attach(b, d);
}
struct dma_buf_attachment *cam_attach(struct dma_buf *b, struct device *d) { return core_attach(b, d, NULL); }`,
  ],
];
for (const [name, text] of silent) test(`null-importer-ops is silent: ${name}`, () => checkDiagnostics(text));

test('null-importer-ops: the fix takes the static helper', () =>
  checkFix(
    `struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_sgt_dynamic_attach(dmabuf, dev,
					  NU$0LL, NULL);
}
`,
    `struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_sgt_attach(dmabuf, dev);
}
`,
    { safe: true },
  ));

test('null-importer-ops: no fix where NULL is not written at the attach call', () =>
  checkNoFix(`static struct dma_buf_attachment *core_attach(struct dma_buf *b, struct device *d, const struct dma_buf_attach_ops *ops)
{
	return dma_buf_sgt_dynamic_attach(b, d, ops, NULL);
}
struct dma_buf_attachment *cam_attach(struct dma_buf *b, struct device *d) { return core_attach(b, d, NU$0LL); }
`));
