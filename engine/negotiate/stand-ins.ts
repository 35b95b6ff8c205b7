/**
 * Counterparts for a folder without the core: three exporters and three importers of no driver, as C of our own that the evaluator runs like any other.
 * Their entries are written out, not made by constructors, since a folder may bring constructors of its own with other parameters.
 */
import { callsNamed } from '../facts/packed-calls.ts';
import type { Found, Names } from '../index/names.ts';
import type { SiteFound } from './discover.ts';
import type { OpsFound } from './ops.ts';

const STAND_INS_FILE = 'model:stand-ins.c';

const TEXT = `/*
 * DMA-BUF Mapping brings these exporters and importers for folders without the
 * DMA-buf core, so that a driver alone has counterparts. They belong to no tree.
 */
struct sg_table *built_in_map_dma_buf(struct dma_buf_attachment *attach, enum dma_data_direction dir);
void built_in_unmap_dma_buf(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir);

static const struct dma_buf_mapping_sgt_exp_ops built_in_sgt_exp_ops = {
	.map_dma_buf = built_in_map_dma_buf,
	.unmap_dma_buf = built_in_unmap_dma_buf,
};

static const struct dma_buf_mapping_pal_exp_ops built_in_pal_exp_ops = {};

/* Memory that every device can reach. */
static int built_in_sgt_match_mapping(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match match[] = {
		{
			.type = &dma_buf_mapping_sgt_type,
			.exp_ops = &built_in_sgt_exp_ops.ops,
			.sgt_data = { .exporter_requires_p2p = DMA_SGT_NO_P2P },
		},
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}

static const struct dma_buf_ops built_in_sgt_dmabuf_ops = {
	.match_mapping = built_in_sgt_match_mapping,
};

/* Memory behind a PCI device: only for peers. */
static int built_in_sgt_p2p_match_mapping(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match match[] = {
		{
			.type = &dma_buf_mapping_sgt_type,
			.exp_ops = &built_in_sgt_exp_ops.ops,
			.sgt_data = {
				.exporting_p2p_device = args->dmabuf->priv,
				.exporter_requires_p2p = DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE,
			},
		},
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}

static const struct dma_buf_ops built_in_sgt_p2p_dmabuf_ops = {
	.match_mapping = built_in_sgt_p2p_match_mapping,
};

/* Memory that is handed over as physical addresses. */
static int built_in_pal_match_mapping(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match match[] = {
		{
			.type = &dma_buf_mapping_pal_type,
			.exp_ops = &built_in_pal_exp_ops.ops,
		},
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}

static const struct dma_buf_ops built_in_pal_dmabuf_ops = {
	.match_mapping = built_in_pal_match_mapping,
};

static struct dma_buf_attachment *built_in_sgt_attach(struct dma_buf *dmabuf, struct device *dev)
{
	const struct dma_buf_mapping_match match[] = {
		{
			.type = &dma_buf_mapping_sgt_type,
			.sgt_data = { .importing_dma_device = dev },
		},
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}

static struct dma_buf_attachment *built_in_sgt_p2p_attach(struct dma_buf *dmabuf, struct device *dev)
{
	const struct dma_buf_mapping_match match[] = {
		{
			.type = &dma_buf_mapping_sgt_type,
			.sgt_data = {
				.importing_dma_device = dev,
				.importer_accepts_p2p = DMA_SGT_IMPORTER_ACCEPTS_P2P,
			},
		},
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}

static struct dma_buf_attachment *built_in_pal_attach(struct dma_buf *dmabuf)
{
	const struct dma_buf_mapping_match match[] = {
		{ .type = &dma_buf_mapping_pal_type },
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;

/** The stand-ins' own file of the model. */
export const STAND_INS: { file: string; text: string } = { file: STAND_INS_FILE, text: TEXT };

interface Title {
  id: string;
  name: string;
}

const EXPORTERS: Record<string, Title> = {
  built_in_sgt_dmabuf_ops: { id: 'built-in:sgt-exporter', name: 'built-in: plain SGT exporter' },
  built_in_sgt_p2p_dmabuf_ops: { id: 'built-in:sgt-p2p-exporter', name: 'built-in: SGT exporter that needs P2P' },
  built_in_pal_dmabuf_ops: { id: 'built-in:pal-exporter', name: 'built-in: PAL exporter' },
};

const IMPORTERS: Record<string, Title> = {
  built_in_sgt_attach: { id: 'built-in:sgt-importer', name: 'built-in: plain SGT importer' },
  built_in_sgt_p2p_attach: { id: 'built-in:sgt-p2p-importer', name: 'built-in: SGT importer that accepts P2P' },
  built_in_pal_attach: { id: 'built-in:pal-importer', name: 'built-in: PAL importer' },
};

export function standInOps(names: Names): OpsFound[] {
  return (names.facts(STAND_INS_FILE)?.variables ?? []).flatMap((fact) => {
    const title = EXPORTERS[fact.name];
    const definition: Found<typeof fact> = { file: STAND_INS_FILE, fact };
    return title ? [{ ...title, definition, path: '' }] : [];
  });
}

export function standInSites(names: Names): SiteFound[] {
  return (names.facts(STAND_INS_FILE)?.functions ?? []).flatMap((fact) => {
    const title = IMPORTERS[fact.name];
    const [call] = callsNamed(fact, 'dma_buf_mapping_attach');
    return title && call ? [{ ...title, file: STAND_INS_FILE, function: fact, call }] : [];
  });
}

/** True for what `standInOps` and `standInSites` find, and for mapping types of the model. */
export function isBuiltIn({ file }: { file: string }): boolean {
  return file.startsWith('model:');
}

/** Files in their order, those of the model last. */
export function byFile(a: string, b: string): number {
  const [one, other] = [isBuiltIn({ file: a }), isBuiltIn({ file: b })];
  if (one !== other) return one ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
