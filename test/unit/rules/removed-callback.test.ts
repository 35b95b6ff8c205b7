import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';

const callbacks = `static struct sg_table *cam_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}

static void cam_unmap(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir)
{
}
`;
const gone = '//- with: sgt pal new-only\n';

test('removed-callback finds callbacks of the old interface', () =>
  checkDiagnostics(`${gone}//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
${callbacks}
static const struct dma_buf_ops cam_ops = {
	.map_dma_buf = cam_map,
//	               ^^^^^^^ 💡 error[removed-callback]: \`struct dma_buf_ops\` has no \`.map_dma_buf\` and \`.unmap_dma_buf\` any more, but \`cam_ops\` sets them
	.unmap_dma_buf = cam_unmap,
};
`));

test('removed-callback finds one that is left beside the matcher, behind a macro', () =>
  checkDiagnostics(`${gone}//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
${callbacks}
#define OLD(fn) .unmap_dma_buf = fn
static const struct dma_buf_ops cam_ops = {
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap),
	OLD(cam_unmap),
//	    ^^^^^^^^^ error[removed-callback]: has no \`.unmap_dma_buf\` any more, but \`cam_ops\` sets it: the matcher says how buffers are mapped
};
`));

test('removed-callback finds code that calls them', () =>
  checkDiagnostics(`${gone}//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
struct sg_table *cam_pass_on(struct dma_buf_attachment *at, enum dma_data_direction dir)
{
	const struct dma_buf_ops *lower = at->dmabuf->ops;

	return (*lower).map_dma_buf(at, dir);
//	       ^^^^^^^^^^^^^^^^^^^^ error[removed-callback]: the ops of the agreed mapping type have it
}
`));

test('removed-callback is silent while the struct has them', () =>
  checkDiagnostics(`${callbacks}
static const struct dma_buf_ops cam_ops = {
	.map_dma_buf = cam_map,
	.unmap_dma_buf = cam_unmap,
};
`));

test('removed-callback is silent on ops of a mapping type', () =>
  checkDiagnostics(`${gone}//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
${callbacks}
static const struct dma_buf_mapping_sgt_exp_ops cam_sgt_ops = {
	.map_dma_buf = cam_map,
	.unmap_dma_buf = cam_unmap,
};
static const struct dma_buf_mapping_match cam_entry = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops);
static const struct dma_buf_ops cam_ops = { .single_exporter_match = &cam_entry, .map_dma_buf = NULL };
`));

test('removed-callback: the fix converts a plain exporter', () =>
  checkFix(
    `${gone}//- drivers/cam/cam.c
#include <linux/dma-buf.h>
#include <linux/types.h>
${callbacks}
static const struct dma_buf_ops cam_ops = {
	.attach		= NULL,
	.map_dma_buf	= cam_$0map,
	.unmap_dma_buf	= cam_unmap,
	.release	= NULL,
};
`,
    `//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
#include <linux/dma-buf.h>
#include <linux/types.h>
${callbacks}
static const struct dma_buf_ops cam_ops = {
	.attach		= NULL,
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap),
	.release	= NULL,
};
`,
    { safe: true },
  ));

test('removed-callback: the fix takes out what a matcher made needless', () =>
  checkFix(
    `${gone}//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
${callbacks}
static const struct dma_buf_ops cam_ops = {
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap),
	.map_dma_buf = cam_$0map,
	.unmap_dma_buf = cam_unmap
};
`,
    `//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
${callbacks}
static const struct dma_buf_ops cam_ops = {
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap),
};
`,
    { safe: true },
  ));

test('removed-callback: a call that gets too wide goes on below its first argument', () => {
  const long = 'cam_with_a_name_that_is_rather_long_for_the_kernel';
  const functions = callbacks.replaceAll('cam_', `${long}_`);
  return checkFix(
    `${gone}//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
${functions}
static const struct dma_buf_ops cam_ops = {
	.map_dma_buf	= ${long}_$0map,
	.unmap_dma_buf	= ${long}_unmap,
};
`,
    `//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
${functions}
static const struct dma_buf_ops cam_ops = {
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(${long}_map,
				     ${long}_unmap),
};
`,
  );
});
