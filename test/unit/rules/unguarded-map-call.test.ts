import { test } from 'node:test';
import { checkDiagnostics } from '../../support/annotated.ts';

const attach = (after: string) => `struct cam {
	struct dma_buf_attachment *attach;
	struct sg_table *table;
	bool plain;
};

int cam_start(struct cam *cam, struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = { DMA_BUF_IMAPPING_PAL(), DMA_BUF_IMAPPING_SGT(dev, false) };

	cam->attach = dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, cam);
	if (IS_ERR(cam->attach))
		return PTR_ERR(cam->attach);
	${after}
	return 0;
}
`;

test('unguarded-map-call finds a call that does not look', () =>
  checkDiagnostics(`${attach('')}
void cam_map(struct cam *cam)
{
	cam->table = dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE);
//	             ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unguarded-map-call]: This attachment may come out as PAL as well as SGT, but \`dma_buf_sgt_map_attachment()\` fails for all but SGT
}
`));

test('unguarded-map-call finds one beside one that looks', () =>
  checkDiagnostics(`${attach('')}
void cam_map(struct cam *cam)
{
	if (cam->attach->map_type.type != &dma_buf_mapping_sgt_type)
		return;
	cam->table = dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE);
}
void cam_unmap(struct cam *cam)
{
	if (cam->table)
		dma_buf_sgt_unmap_attachment(cam->attach, cam->table, DMA_TO_DEVICE);
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[unguarded-map-call]: look at its \`map_type.type\` first
}
`));

const silent: [name: string, after: string, map: string][] = [
  [
    'it looks, in a helper',
    '',
    `static bool is_plain(const struct dma_buf_attachment *at) { return at->map_type.type == &dma_buf_mapping_sgt_type; }
void cam_map(struct cam *cam) { if (is_plain(cam->attach)) cam->table = dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE); }`,
  ],
  [
    'the answer is kept',
    'cam->plain = cam->attach->map_type.type == &dma_buf_mapping_sgt_type;',
    'void cam_map(struct cam *cam) { if (cam->plain) cam->table = dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE); }',
  ],
  [
    'a caller looks',
    '',
    `static void cam_map_plain(struct cam *cam) { cam->table = dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE); }
void cam_map(struct cam *cam) { if (cam->attach->map_type.type == &dma_buf_mapping_sgt_type) cam_map_plain(cam); }`,
  ],
];
for (const [name, after, map] of silent) test(`unguarded-map-call is silent: ${name}`, () => checkDiagnostics(`${attach(after)}${map}\n`));

test('unguarded-map-call is silent: no exporter of the tree offers the other type', () =>
  checkDiagnostics(`//- with: sgt
//- drivers/cam/cam.c
#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>
${attach('')}
void cam_map(struct cam *cam)
{
	cam->table = dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE);
}
`));
