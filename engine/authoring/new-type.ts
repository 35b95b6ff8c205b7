/** The text of a new mapping type. */

/** A name to begin with, from that of the file: `drivers/x/net-dmabuf.c` gives `net`, or `net2` and so on if that is taken. Never throws. */
export function stemOf(file: string, isTaken: (name: string) => boolean): string {
  const base = file.slice(file.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const words = base.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  const plain = words.replace(/_?(?:dma_?buf|prime|export(?:er)?|import(?:er)?|mapping)(?=_|$)/g, '').replace(/^_+|(?<!_)_+$/g, '');
  const stem = /^[a-z]/.test(plain) ? plain : 'my';
  for (let count = 1; ; count++) {
    const name = count === 1 ? stem : `${stem}${count}`;
    if (!namesOf(name).some(isTaken)) return name;
  }
}

/** What the text of a new type declares. */
export function namesOf(stem: string): string[] {
  const upper = stem.toUpperCase();
  const small = ['mapping_exp_ops', 'mapping_type', 'finish_match'].map((rest) => `${stem}_${rest}`);
  return [...small, `DMA_BUF_IMAPPING_${upper}`, `DMA_BUF_EMAPPING_${upper}`];
}

/**
 * A mapping type that one file has for itself: the exporter's ops, the type with the function that ends a match, and a constructor for each side. What
 * mapping means is for its author to say. Tabs, `\n`, a newline at the end.
 */
export function mappingType(stem: string): string {
  const upper = stem.toUpperCase();
  return `/* What an exporter of this type does. */
struct ${stem}_mapping_exp_ops {
	struct dma_buf_mapping_exp_ops ops;
	int (*map)(struct dma_buf_attachment *attach);
	void (*unmap)(struct dma_buf_attachment *attach);
};

static const struct dma_buf_mapping_type ${stem}_mapping_type;

static void ${stem}_finish_match(struct dma_buf_match_args *args,
${aligned(`static void ${stem}_finish_match(`)}const struct dma_buf_mapping_match *exp,
${aligned(`static void ${stem}_finish_match(`)}const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = (struct dma_buf_mapping_match){
		.type = &${stem}_mapping_type,
		.exp_ops = exp->exp_ops,
	};
}

static const struct dma_buf_mapping_type ${stem}_mapping_type = {
	.name = "${upper}",
	.finish_match = ${stem}_finish_match,
};

static inline struct dma_buf_mapping_match DMA_BUF_IMAPPING_${upper}(void)
{
	return (struct dma_buf_mapping_match){
		.type = &${stem}_mapping_type,
	};
}

static inline struct dma_buf_mapping_match
DMA_BUF_EMAPPING_${upper}(const struct ${stem}_mapping_exp_ops *exp_ops)
{
	return (struct dma_buf_mapping_match){
		.type = &${stem}_mapping_type,
		.exp_ops = &exp_ops->ops,
	};
}
`;
}

const TAB = 8;

/** White space that is as wide as the text. */
function aligned({ length }: string): string {
  return '\t'.repeat(Math.floor(length / TAB)) + ' '.repeat(length % TAB);
}
