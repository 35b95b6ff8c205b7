/**
 * The core's behaviour, as C of our own that the evaluator runs: the match loop and the attach functions always (so that every step can be told), the two
 * types and their constructors where the workspace has none. `__model_*` calls are answered by simulate.ts.
 * Source of the facts: the public RFC of DMA-buf mapping types; see docs/ARCHITECTURE.md.
 */
import type { FileFacts } from '../facts/facts.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { MODEL_FACTS } from './model-facts.ts';
import { STAND_INS } from './stand-ins.ts';

const MODEL_HEADER = 'model:include/linux/dma-buf-mapping.h';
export const MODEL_CORE = 'model:drivers/dma-buf/dma-buf-mapping.c';

const HEADER = `
struct dma_buf_mapping_exp_ops {};
enum dma_sgt_p2p {
	DMA_SGT_NO_P2P = 0,
	DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE,
	DMA_SGT_IMPORTER_ACCEPTS_P2P,
};
struct dma_buf_mapping_match {
	const struct dma_buf_mapping_type *type;
	const struct dma_buf_mapping_exp_ops *exp_ops;
	union {
		struct {
			struct device *importing_dma_device;
			struct pci_dev *exporting_p2p_device;
			enum dma_sgt_p2p importer_accepts_p2p;
			enum dma_sgt_p2p exporter_requires_p2p;
		} sgt_data;
	};
};
struct dma_buf_match_args {
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attach;
	const struct dma_buf_mapping_match *imp_matches;
	size_t imp_len;
};
struct dma_buf_mapping_type {
	const char *name;
	int (*match)(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp);
	void (*finish_match)(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp);
	void (*debugfs_dump)(struct seq_file *file, struct dma_buf_attachment *attach);
};
struct dma_buf_attach_ops {
	bool allow_peer2peer;
	void (*move_notify)(struct dma_buf_attachment *attach);
};
struct dma_buf_ops {
	int (*match_mapping)(struct dma_buf_match_args *args);
	const struct dma_buf_mapping_match *single_exporter_match;
	int (*attach)(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
	void (*detach)(struct dma_buf *dmabuf, struct dma_buf_attachment *attach);
	int (*pin)(struct dma_buf_attachment *attach);
	void (*unpin)(struct dma_buf_attachment *attach);
	void (*release)(struct dma_buf *dmabuf);
};
struct dma_buf {
	size_t size;
	const struct dma_buf_ops *ops;
	void *priv;
};
struct dma_buf_attachment {
	struct dma_buf *dmabuf;
	const struct dma_buf_attach_ops *importer_ops;
	void *importer_priv;
	void *priv;
	struct dma_buf_mapping_match map_type;
};
struct dma_buf_mapping_sgt_exp_ops {
	struct dma_buf_mapping_exp_ops ops;
	struct sg_table *(*map_dma_buf)(struct dma_buf_attachment *attach, enum dma_data_direction dir);
	void (*unmap_dma_buf)(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir);
};
struct dma_buf_mapping_pal_exp_ops {
	struct dma_buf_mapping_exp_ops ops;
	void *(*map_phys)(struct dma_buf_attachment *attach);
	void (*unmap_phys)(struct dma_buf_attachment *attach, void *list);
};
static inline struct dma_buf_mapping_match DMA_BUF_IMAPPING_SGT(struct device *dev, bool accepts_p2p)
{
	return (struct dma_buf_mapping_match){
		.type = &dma_buf_mapping_sgt_type,
		.sgt_data = {
			.importing_dma_device = dev,
			.importer_accepts_p2p = accepts_p2p ? DMA_SGT_IMPORTER_ACCEPTS_P2P : DMA_SGT_NO_P2P,
		},
	};
}
#define DMA_BUF_EMAPPING_SGT(exporter_ops) \\
	((const struct dma_buf_mapping_match){ \\
		.type = &dma_buf_mapping_sgt_type, \\
		.exp_ops = &((exporter_ops)->ops), \\
		.sgt_data = { .exporter_requires_p2p = DMA_SGT_NO_P2P }, \\
	})
static inline struct dma_buf_mapping_match DMA_BUF_EMAPPING_SGT_P2P(const struct dma_buf_mapping_sgt_exp_ops *exp_ops, struct pci_dev *pdev)
{
	struct dma_buf_mapping_match match = DMA_BUF_EMAPPING_SGT(exp_ops);

	match.sgt_data.exporting_p2p_device = pdev;
	match.sgt_data.exporter_requires_p2p = DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE;
	return match;
}
#define DMA_BUF_SIMPLE_SGT_EXP_MATCH(map, unmap) \\
	.single_exporter_match = &((const struct dma_buf_mapping_match){ \\
		.type = &dma_buf_mapping_sgt_type, \\
		.exp_ops = &((const struct dma_buf_mapping_sgt_exp_ops){ .map_dma_buf = map, .unmap_dma_buf = unmap }).ops, \\
		.sgt_data = { .exporter_requires_p2p = DMA_SGT_NO_P2P }, \\
	})
static inline struct dma_buf_mapping_match DMA_BUF_IMAPPING_PAL(void)
{
	return (struct dma_buf_mapping_match){ .type = &dma_buf_mapping_pal_type };
}
static inline struct dma_buf_mapping_match DMA_BUF_EMAPPING_PAL(const struct dma_buf_mapping_pal_exp_ops *exp_ops)
{
	return (struct dma_buf_mapping_match){ .type = &dma_buf_mapping_pal_type, .exp_ops = &exp_ops->ops };
}
static inline bool dma_buf_sgt_p2p_allowed(struct dma_buf_attachment *attach)
{
	return attach->map_type.sgt_data.importer_accepts_p2p == DMA_SGT_IMPORTER_ACCEPTS_P2P;
}
`;

const CORE = `
int dma_buf_match_mapping(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, size_t exp_len)
{
	size_t e, i;
	int ret;

	__model_offer(exp, exp_len);
	for (e = 0; e < exp_len; e++) {
		for (i = 0; i < args->imp_len; i++) {
			const struct dma_buf_mapping_match *imp = &args->imp_matches[i];

			__model_compare(&exp[e], imp, e, i);
			if (exp[e].type != imp->type)
				continue;
			if (exp[e].type->match) {
				__model_match(exp[e].type->match);
				ret = exp[e].type->match(args->dmabuf, &exp[e], imp);
				__model_matched(ret);
				if (ret == -EOPNOTSUPP)
					continue;
				if (ret != 0)
					return ret;
			}
			__model_finish(exp[e].type, exp[e].type->finish_match, e, i);
			exp[e].type->finish_match(args, &exp[e], imp);
			return 0;
		}
	}
	return -EINVAL;
}

static const struct dma_buf_mapping_sgt_exp_ops model_compat_ops;

struct dma_buf_attachment *dma_buf_mapping_attach(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *imp_matches,
		size_t match_len, const struct dma_buf_attach_ops *importer_ops, void *importer_priv)
{
	struct dma_buf_mapping_match compat[] = { DMA_BUF_EMAPPING_SGT(&model_compat_ops) };
	struct dma_buf_attachment *attach = __model_attachment();
	struct dma_buf_match_args args = {
		.dmabuf = dmabuf,
		.attach = attach,
		.imp_matches = imp_matches,
		.imp_len = match_len,
	};
	int ret;

	__model_attach(imp_matches, match_len);
	if (dmabuf->ops->match_mapping)
		ret = dmabuf->ops->match_mapping(&args);
	else if (dmabuf->ops->single_exporter_match)
		ret = dma_buf_match_mapping(&args, dmabuf->ops->single_exporter_match, 1);
	else
		ret = dma_buf_match_mapping(&args, compat, 1);
	if (ret < 0)
		__model_failed(ret);
	if (ret > 0)
		__model_positive(ret);
	if (attach->map_type.type != &dma_buf_mapping_sgt_type)
		__model_attached(attach, -1);
	if (dma_buf_sgt_p2p_allowed(attach))
		__model_attached(attach, 1);
	__model_attached(attach, 0);
	return attach;
}

struct dma_buf_attachment *dma_buf_sgt_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match sgt_match[] = { DMA_BUF_IMAPPING_SGT(dev, false) };

	return dma_buf_mapping_attach(dmabuf, sgt_match, ARRAY_SIZE(sgt_match), NULL, NULL);
}

struct dma_buf_attachment *dma_buf_sgt_dynamic_attach(struct dma_buf *dmabuf, struct device *dev,
		const struct dma_buf_attach_ops *importer_ops, void *importer_priv)
{
	struct dma_buf_mapping_match sgt_match[] = { DMA_BUF_IMAPPING_SGT(dev, importer_ops->allow_peer2peer) };

	return dma_buf_mapping_attach(dmabuf, sgt_match, ARRAY_SIZE(sgt_match), importer_ops, importer_priv);
}

struct dma_buf_attachment *dma_buf_dynamic_attach(struct dma_buf *dmabuf, struct device *dev,
		const struct dma_buf_attach_ops *importer_ops, void *importer_priv)
{
	struct dma_buf_mapping_match sgt_match[] = { DMA_BUF_IMAPPING_SGT(dev, importer_ops && importer_ops->allow_peer2peer) };

	return dma_buf_mapping_attach(dmabuf, sgt_match, ARRAY_SIZE(sgt_match), importer_ops, importer_priv);
}

struct dma_buf_attachment *dma_buf_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_dynamic_attach(dmabuf, dev, NULL, NULL);
}

static int sgt_match(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	switch (exp->sgt_data.exporter_requires_p2p) {
	case DMA_SGT_NO_P2P:
		return 0;
	case DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE:
		if (imp->sgt_data.importer_accepts_p2p != DMA_SGT_IMPORTER_ACCEPTS_P2P)
			return -EOPNOTSUPP;
		if (pci_p2pdma_distance(exp->sgt_data.exporting_p2p_device, imp->sgt_data.importing_dma_device, true) < 0)
			return -EOPNOTSUPP;
		return 0;
	default:
		return -EINVAL;
	}
}

static void sgt_finish_match(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = (struct dma_buf_mapping_match){
		.type = &dma_buf_mapping_sgt_type,
		.exp_ops = exp->exp_ops,
		.sgt_data = {
			.importing_dma_device = imp->sgt_data.importing_dma_device,
			.exporting_p2p_device = exp->sgt_data.exporting_p2p_device,
			.importer_accepts_p2p = imp->sgt_data.importer_accepts_p2p,
			.exporter_requires_p2p = exp->sgt_data.exporter_requires_p2p,
		},
	};
}

const struct dma_buf_mapping_type dma_buf_mapping_sgt_type = {
	.name = "DMA Mapped Scatter Gather Table",
	.match = sgt_match,
	.finish_match = sgt_finish_match,
};

static void pal_finish_match(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = (struct dma_buf_mapping_match){ .type = &dma_buf_mapping_pal_type, .exp_ops = exp->exp_ops };
}

const struct dma_buf_mapping_type dma_buf_mapping_pal_type = {
	.name = "Physical Address List",
	.finish_match = pal_finish_match,
};
`;

/** The model's files by name. */
export const MODEL_FILES: readonly { file: string; text: string }[] = [
  { file: MODEL_HEADER, text: HEADER },
  { file: MODEL_CORE, text: CORE },
  STAND_INS,
  ARITHMETIC,
];

/** The facts of the model's files, in the same order: made before, so that no start has to read them. */
export function modelFacts(): FileFacts[] {
  return MODEL_FACTS.map((facts) => JSON.parse(facts) as FileFacts);
}

/** The text of a file of the built-in model, as its locations name it; undefined for any other name. */
export function builtInText(file: string): string | undefined {
  return MODEL_FILES.find((each) => each.file === file)?.text;
}

/** Attach functions of the interface, old and new. */
export const ATTACH_FUNCTIONS: ReadonlySet<string> = new Set([
  'dma_buf_mapping_attach',
  'dma_buf_sgt_attach',
  'dma_buf_sgt_dynamic_attach',
  'dma_buf_attach',
  'dma_buf_dynamic_attach',
]);

/** Functions of the core that always run as the model says. */
export const MODELLED: ReadonlySet<string> = new Set([
  'dma_buf_match_mapping',
  'dma_buf_mapping_attach',
  'dma_buf_attach',
  'dma_buf_dynamic_attach',
]);
