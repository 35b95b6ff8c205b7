/** One importer against one exporter, both given as C, over the miniature kernel's headers and core. */
import type { Outcome } from '../../engine/answers.ts';
import type { Project } from '../../engine/project.ts';
import { smallProject } from './small-project.ts';

const PROLOGUE = `#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>
#include <linux/pci-p2pdma.h>

static struct sg_table *map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}
static const struct dma_buf_mapping_sgt_exp_ops sgt_ops = { .map_dma_buf = map };
static const struct dma_buf_mapping_pal_exp_ops pal_ops;
bool ask_a(void);
bool ask_b(void);
int number(void);
void touch(void *what);
`;

export interface Sides {
  /** Statements of `match_mapping(struct dma_buf_match_args *args)`. */
  exporter?: string;
  /** Statements before \`return dma_buf_mapping_attach(dmabuf, list, length, NULL, NULL)\` in the importer, or the whole body if it has the call. */
  importer?: string;
  /** File-scope C before both. */
  before?: string;
  /** Replaces the exporter's ops initialiser. */
  ops?: string;
}

/** The file that `outcomesOf` evaluates. */
export function pairSource({ exporter, importer, before, ops }: Sides): string {
  const asks = importer ?? 'struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, false) };';
  const body = asks.includes('attach(') ? asks : `${asks}\n\treturn dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);`;
  const offers =
    exporter ??
    'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };\nreturn dma_buf_match_mapping(args, m, ARRAY_SIZE(m));';
  return `${PROLOGUE}${before ?? ''}
static int exporter_match(struct dma_buf_match_args *args)
{
	${offers}
}
static const struct dma_buf_ops exporter_ops = { ${ops ?? '.match_mapping = exporter_match'} };

struct dma_buf_attachment *importer(struct dma_buf *dmabuf, struct device *dev)
{
	${body}
}
`;
}

/** Outcomes as lines: `SGT 0/1`, `EINVAL`, `uninitialized`, `unknown: why`, with ` when …` where there are conditions. */
export async function outcomesOf(sides: Sides): Promise<string[]> {
  return outcomeTexts(await pairProject(sides));
}

export function pairProject(sides: Sides): Promise<Project> {
  return smallProject([{ path: 'drivers/pair.c', text: pairSource(sides) }], []);
}

/** The outcomes of the pair in a project of `pairProject`. */
export function outcomeTexts(project: Project): string[] {
  return project.cell('drivers/pair.c:importer', 'drivers/pair.c:exporter_ops').outcomes.map(line);
}

function line(outcome: Outcome): string {
  const conditions = outcome.conditions.length === 0 ? '' : ` when ${outcome.conditions.join(' and ')}`;
  switch (outcome.kind) {
    case 'matched':
      return `${outcome.type} ${outcome.exporterEntry}/${outcome.importerEntry}${outcome.p2p === 'yes' ? ' P2P' : ''}${conditions}`;
    case 'error':
      return `${outcome.errno}${conditions}`;
    case 'defect':
      return `${outcome.defect}${conditions}`;
    case 'unknown':
      return `unknown: ${outcome.reason}${conditions}`;
  }
}
