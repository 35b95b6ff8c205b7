/** Drivers in folders of their own, without a kernel around them. */

export const IMPORTER = `#include <linux/dma-buf-mapping.h>

struct dma_buf_attachment *gear_import(struct dma_buf *dmabuf, struct device *dev, bool pal)
{
	struct dma_buf_mapping_match match[2];
	unsigned int n = 0;

	if (pal)
		match[n++] = DMA_BUF_IMAPPING_PAL();
	match[n++] = DMA_BUF_IMAPPING_SGT(dev, true);
	return dma_buf_mapping_attach(dmabuf, match, n, NULL, NULL);
}
`;

export const EXPORTER = `#include <linux/dma-buf-mapping.h>

static const struct dma_buf_ops gear_dmabuf_ops = {
	.release = gear_release,
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(gear_map, gear_unmap),
};
`;

/** A type that no other driver knows. */
export const PRIVATE_TYPE = `#include <linux/dma-buf-mapping.h>

static void gear_link_finish_match(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp,
				   const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

static const struct dma_buf_mapping_type gear_link_type = {
	.name = "Gear link",
	.finish_match = gear_link_finish_match,
};

struct dma_buf_attachment *gear_link_attach(struct dma_buf *dmabuf)
{
	const struct dma_buf_mapping_match match[] = {
		{ .type = &gear_link_type },
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;

export const OLD_INTERFACE = `#include <linux/dma-buf.h>

static const struct dma_buf_ops gear_dmabuf_ops = {
	.map_dma_buf = gear_map,
	.unmap_dma_buf = gear_unmap,
	.release = gear_release,
};

int gear_import(struct device *dev, struct dma_buf *dmabuf)
{
	return PTR_ERR_OR_ZERO(dma_buf_attach(dmabuf, dev));
}
`;
