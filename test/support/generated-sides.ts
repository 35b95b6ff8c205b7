/** Drivers by the thousand, of few kinds: importers and exporters that differ in their names, and in their lists by kind. */

/** Importers and exporters of so many kinds each. */
export const KINDS = 16;

/** The driver with this number; those whose numbers are equal modulo `KINDS` hand over the same. */
export function importerText(number: number, kind: number = number % KINDS): string {
  const name = `imp${number}`;
  const sgt = `m[n++] = DMA_BUF_IMAPPING_SGT(priv->dev, ${kind & 1 ? 'true' : 'false'});`;
  const pal = `${kind & 2 ? 'if (priv->pal)\n\t\t' : ''}m[n++] = DMA_BUF_IMAPPING_PAL();`;
  const lines = kind & 4 ? [pal, sgt] : [sgt, pal];
  return `/* Imports what others share, number ${number}. */
#include <linux/dma-buf.h>
#include <linux/dma-buf-mapping.h>

struct ${name} {
	struct device *dev;
	bool pal;
};

static void ${name}_moved(struct dma_buf_attachment *attach)
{
}

static const struct dma_buf_attach_ops ${name}_attach_ops = {
	.allow_peer2peer = ${kind & 8 ? 'true' : 'false'},
	.move_notify = ${name}_moved,
};

static int ${name}_import(struct ${name} *priv, struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match m[2];
	struct dma_buf_attachment *attach;
	size_t n = 0;

	${lines.join('\n\t')}
	attach = dma_buf_mapping_attach(dmabuf, m, n, &${name}_attach_ops, priv);
	if (IS_ERR(attach))
		return PTR_ERR(attach);
	dma_buf_detach(dmabuf, attach);
	return 0;
}
`;
}

/** As `importerText`, for exporters. */
export function exporterText(number: number, kind: number = number % KINDS): string {
  const name = `exp${number}`;
  const sgt =
    kind & 1 ? `m[n++] = DMA_BUF_EMAPPING_SGT_P2P(&${name}_sgt_ops, priv->pdev);` : `m[n++] = DMA_BUF_EMAPPING_SGT(&${name}_sgt_ops);`;
  const pal = `${kind & 2 ? 'if (priv->contiguous)\n\t\t' : ''}m[n++] = DMA_BUF_EMAPPING_PAL(&${name}_pal_ops);`;
  const lines = kind & 4 ? [pal, sgt] : [sgt, pal];
  const refused = kind & 8 ? '\tif (priv->revoked)\n\t\treturn -ENODEV;\n' : '';
  return `/* Shares what others import, number ${number}. */
#include <linux/dma-buf.h>
#include <linux/dma-buf-mapping.h>

struct ${name} {
	struct pci_dev *pdev;
	bool contiguous;
	bool revoked;
};

static struct sg_table *${name}_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}

static void ${name}_unmap(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir)
{
}

static const struct dma_buf_mapping_sgt_exp_ops ${name}_sgt_ops = {
	.map_dma_buf = ${name}_map,
	.unmap_dma_buf = ${name}_unmap,
};

static const struct dma_buf_mapping_pal_exp_ops ${name}_pal_ops = {};

static int ${name}_match_mapping(struct dma_buf_match_args *args)
{
	struct ${name} *priv = args->dmabuf->priv;
	struct dma_buf_mapping_match m[2];
	size_t n = 0;

${refused}	${lines.join('\n\t')}
	return dma_buf_match_mapping(args, m, n);
}

static void ${name}_release(struct dma_buf *dmabuf)
{
}

static const struct dma_buf_ops ${name}_ops = {
	.match_mapping = ${name}_match_mapping,
	.release = ${name}_release,
};

static struct dma_buf *${name}_share(struct ${name} *priv)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = &${name}_ops;
	info.priv = priv;
	return dma_buf_export(&info);
}
`;
}
