/** Fixtures around one callback: an exporter with a `match_mapping`, or a mapping type that an importer asks for. */

/** An exporter whose `match_mapping` has that body; `before` stands in front of the function. `SGT` is an entry for its lists. */
export function exporterWith(body: string, before = ''): string {
  return `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
struct box { struct dma_resv *resv; int mode; bool near; };
bool box_near(struct dma_buf *dmabuf);
int box_mode(struct dma_buf *dmabuf);
#define SGT DMA_BUF_EMAPPING_SGT(&box_sgt_ops)
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match match[] = { SGT };
${body}
}
const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;
}

/** A mapping type of which `match` and `finish_match` have these bodies, and an importer that asks for it, or for SGT. */
export function typeWith({ match, finish = FINISH, before = '' }: { match?: string; finish?: string; before?: string }): string {
  return `
static const struct dma_buf_mapping_type wire_mapping_type;
static const struct dma_buf_mapping_type rope_mapping_type;
int wire_distance(struct dma_buf *dmabuf);
void wire_note(struct dma_buf_attachment *attach);
${before}
${match === undefined ? '' : `static int wire_match(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)\n{\n${match}\n}\n`}
static void wire_finish(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
${finish}
}
static void rope_finish(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
static const struct dma_buf_mapping_type rope_mapping_type = { .name = "Rope", .finish_match = rope_finish };
static const struct dma_buf_mapping_type wire_mapping_type = {
	.name = "Wire",
	.finish_match = wire_finish,${match === undefined ? '' : '\n\t.match = wire_match,'}
};
struct dma_buf_attachment *wire_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		{ .type = &wire_mapping_type },
		DMA_BUF_IMAPPING_SGT(dev, false),
	};
	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;
}

const FINISH = `	args->attach->map_type = *exp;`;
