import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';

test('renamed-call finds calls of functions that are gone', () =>
  checkDiagnostics(`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_attach(dmabuf, dev);
//	       ^^^^^^^^^^^^^^ 💡 warning[renamed-call]: \`dma_buf_attach()\` is gone from this tree: call \`dma_buf_sgt_attach()\`
}
#define CAM_UNMAP(a, t) dma_buf_unmap_attachment(a, t, DMA_TO_DEVICE)
//                      ^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning[renamed-call]: call \`dma_buf_sgt_unmap_attachment()\`
struct sg_table *cam_map(struct dma_buf_attachment *attach)
{
	return dma_buf_map_attachment_unlocked(attach, DMA_TO_DEVICE);
//	       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning[renamed-call]: call \`dma_buf_sgt_map_attachment_unlocked()\`
}
`));

test('renamed-call is silent while the tree has the function', () =>
  checkDiagnostics(`
//- include/linux/dma-buf-old.h
struct dma_buf_attachment *dma_buf_attach(struct dma_buf *dmabuf, struct device *dev);
#define dma_buf_map_attachment dma_buf_sgt_map_attachment
//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
#include <linux/dma-buf-old.h>
struct sg_table *cam_import(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_attach(dmabuf, dev);

	if (IS_ERR(attach))
		return NULL;
	return dma_buf_map_attachment(attach, DMA_TO_DEVICE);
}
`));

test('renamed-call: the fix renames and includes the header', () =>
  checkFix(
    `#include <linux/dma-buf.h>
void cam_unmap(struct dma_buf_attachment *attach, struct sg_table *table)
{
	dma_buf_unmap$0_attachment(attach, table, DMA_TO_DEVICE);
}
`,
    `#include <linux/dma-buf-mapping.h>
#include <linux/dma-buf.h>
void cam_unmap(struct dma_buf_attachment *attach, struct sg_table *table)
{
	dma_buf_sgt_unmap_attachment(attach, table, DMA_TO_DEVICE);
}
`,
    { safe: true },
  ));

test('renamed-call: a dynamic attach without ops becomes a static one', () =>
  checkFix(
    `
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev, void *priv)
{
	return dma_buf_dynamic$0_attach(dmabuf, dev, NULL, priv);
}
`,
    `
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev, void *priv)
{
	return dma_buf_sgt_attach(dmabuf, dev);
}
`,
    { safe: false },
  ));
