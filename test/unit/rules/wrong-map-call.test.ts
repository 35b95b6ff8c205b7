import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';

const attach = `struct cam {
	struct dma_buf_attachment *attach;
	struct dma_buf_phys_list *list;
	struct sg_table *table;
};

int cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match match[] = { DMA_BUF_IMAPPING_PAL() };
	struct dma_buf_attachment *attach;

	attach = dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, cam);
	if (IS_ERR(attach))
		return PTR_ERR(attach);
	cam->attach = attach;
	return 0;
}
`;

test('wrong-map-call finds a call for another type, through a member', () =>
  checkDiagnostics(`${attach}
void cam_map(struct cam *cam)
{
	cam->table = dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE);
//	             ^^^^^^^^^^^^^^^^^^^^^^^^^^ error[wrong-map-call]: \`dma_buf_sgt_map_attachment()\` is for SGT attachments, but this one only comes out as PAL: the call does nothing but fail; call \`dma_buf_pal_map_phys()\`
}
void cam_unmap(struct cam *c)
{
	struct dma_buf_attachment *mine = c->attach;

	dma_buf_sgt_unmap_attachment(mine, c->table, DMA_TO_DEVICE);
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[wrong-map-call]: call \`dma_buf_pal_unmap_phys()\`
}
`));

test('wrong-map-call finds it through static helpers and what they return', () =>
  checkDiagnostics(`
static struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_sgt_attach(dmabuf, dev);

	return attach;
}
static struct dma_buf_phys_list *cam_list(struct dma_buf_attachment *at)
{
	return dma_buf_pal_map_phys(at);
//	       ^^^^^^^^^^^^^^^^^^^^ error[wrong-map-call]: is for PAL attachments, but this one only comes out as SGT
}
struct dma_buf_phys_list *cam_start(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = cam_attach(dmabuf, dev);

	if (IS_ERR(attach))
		return ERR_CAST(attach);
	return cam_list(attach);
}
`));

test('wrong-map-call finds the function of a type that a driver has of its own', () =>
  checkDiagnostics(`
static void wire_finish_match(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = wire_finish_match };
static int wire_open(struct dma_buf_attachment *attach)
{
	if (attach->map_type.type != &wire_mapping_type)
		return -EINVAL;
	return 1;
}
int cam_start(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_sgt_attach(dmabuf, dev);

	if (IS_ERR(attach))
		return PTR_ERR(attach);
	return wire_open(attach);
//	       ^^^^^^^^^ error[wrong-map-call]: \`wire_open()\` is for WIRE attachments, but this one only comes out as SGT
}
`));

const silent: [name: string, text: string][] = [
  ['the right call', 'void cam_map(struct cam *cam) { cam->list = dma_buf_pal_map_phys(cam->attach); }'],
  ['an attachment that others give', 'void cam_map(struct dma_buf_attachment *at) { dma_buf_sgt_map_attachment(at, DMA_TO_DEVICE); }'],
  [
    'a member that is stored to with what is not known',
    'void cam_take(struct cam *cam, struct dma_buf_attachment *at) { cam->attach = at; }\nvoid cam_map(struct cam *cam) { cam->table = dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE); }',
  ],
  [
    'another struct with a member of the name',
    'struct box { struct dma_buf_attachment *attach; };\nvoid box_map(struct box *box) { dma_buf_sgt_map_attachment(box->attach, DMA_TO_DEVICE); }',
  ],
];
for (const [name, text] of silent) test(`wrong-map-call is silent: ${name}`, () => checkDiagnostics(`${attach}\n${text}\n`));

test('wrong-map-call: the fix takes the right function where it is of the same kind', () => {
  const header = `//- include/linux/ray.h
#include <linux/dma-buf-mapping.h>
extern const struct dma_buf_mapping_type dma_buf_mapping_ray_type;
struct sg_table *dma_buf_ray_map_attachment(struct dma_buf_attachment *attach, enum dma_data_direction direction);
//- drivers/cam/cam.c
#include <linux/ray.h>
`;
  const code = (call: string) => `${header}struct sg_table *cam_start(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_sgt_attach(dmabuf, dev);

	if (IS_ERR(attach))
		return ERR_CAST(attach);
	return ${call}(attach, DMA_TO_DEVICE);
}
`;
  return checkFix(code('dma_buf_ray$0_map_attachment'), code('dma_buf_sgt_map_attachment'), { safe: false });
});
