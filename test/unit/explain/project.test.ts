import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Project } from '../../../engine/project.ts';
import { LineIndex } from '../../../engine/syntax/lines.ts';
import { type MarkedFiles, readMarked } from '../../support/markers.ts';
import { sharedFiles, smallProject } from '../../support/small-project.ts';

const exporter = `
#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>

struct bay { bool in_bar; struct pci_dev *pdev; };

static const struct dma_buf_mapping_sgt_exp_ops [|/*expOps*/bay_exp_ops|] = {};

static int [|/*callbackDefined*/bay_match_mapping|](struct dma_buf_match_args *args)
{
	struct bay *bay = args->dmabuf->priv;
	struct dma_buf_mapping_match [|/*list*/match|][2];
	unsigned int count = 0;

	if (bay->in_bar)
		[|/*use*/match|][count++] = [|/*p2p*/DMA_BUF_EMAPPING_SGT_P2P|](&[|/*argument*/bay_exp_ops|], bay->[|/*member*/pdev|]);
	match[count++] = [|/*plain*/DMA_BUF_EMAPPING_SGT|](&bay_exp_ops);
	return [|/*core*/dma_buf_match_mapping|](args, match, count);
}

static const struct dma_buf_ops [|/*ops*/bay_ops|] = {
	.match_mapping = [|/*callback*/bay_match_mapping|],
};
`;

const importer = `
#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>

struct dma_buf_attachment *dock_import(struct dma_buf *dmabuf, struct device *dev)
{
	const struct dma_buf_mapping_match [|/*asked*/match|][] = {
		{ .type = &[|/*type*/dma_buf_mapping_sgt_type|] },
	};

	return [|/*attach*/dma_buf_mapping_attach|](dmabuf, match, [|/*size*/ARRAY_SIZE|](match), NULL, NULL);
}

struct dma_buf_attachment *quay_import(struct dma_buf *dmabuf, struct device *dev)
{
	return [|/*helper*/dma_buf_sgt_attach|](dmabuf, dev);
}
`;

const bay = '[bay_ops](dmabuf-open:drivers/bay.c#21)';
const dock = '[dock_import](dmabuf-open:drivers/dock.c#11)';
const quay = '[quay_import](dmabuf-open:drivers/dock.c#16)';
const sgtImporters = `- SGT: 2 importers, ${dock}, ${quay}`;

const core = 'drivers/dma-buf/dma-buf-mapping.c';
const met = `exporter entry 0 \\(SGT\\) meets importer entry 0 \\(SGT\\). \`sgt_match\` answers 0 ([dma-buf-mapping.c:47](dmabuf-open:${core}#47)). Match: \`sgt_finish_match\` records it in \`attach->map_type\` ([dma-buf-mapping.c:61](dmabuf-open:${core}#61)).`;

const lists = `- SGT (\`exporter_requires_p2p = DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE\`), then SGT (\`exporter_requires_p2p = DMA_SGT_NO_P2P\`) when \`args->dmabuf->priv->in_bar\`
- SGT (\`exporter_requires_p2p = DMA_SGT_NO_P2P\`) when \`!args->dmabuf->priv->in_bar\``;

const offers = `Offers one of these lists:

${lists}

Where several entries fit, the exporter's order decides.`;

/** Marks that share a hover; \`LINE NAME\` stands for the line of the header that defines NAME. */
const hovers: [string[], string][] = [
  [['attach'], `SGT with 1 of 1 exporter\n\nAsks for SGT.\n\n- SGT: 1 exporter, ${bay}\n\nWith ${bay}: ${met}`],
  [
    ['helper'],
    `SGT with 1 of 1 exporter\n\n\`dma_buf_sgt_attach()\` asks for one SGT entry.\n\n- SGT: 1 exporter, ${bay}\n\nWith ${bay}: ${met}`,
  ],
  [['asked'], `SGT with 1 of 1 exporter\n\nImporter list of ${dock}. It has room for 1 entry.\nHolds SGT.\n\n- SGT: 1 exporter, ${bay}`],
  [['ops'], `SGT with 2 of 2 importers\n\n${offers}\n\n${sgtImporters}\n\nWith ${dock}: ${met}`],
  [
    ['callback', 'callbackDefined'],
    `SGT with 2 of 2 importers

\`match_mapping\` of ${bay}. The core calls it during attach: the reservation lock of the buffer is not held, and \`args->attach\` is still all zero.
It returns what \`dma_buf_match_mapping()\` says, or a negative errno.
${offers}

${sgtImporters}`,
  ],
  [
    ['list', 'use'],
    `SGT with 2 of 2 importers

Exporter list of ${bay}. It has room for 2 entries.
Holds one of these lists:

${lists}

${sgtImporters}`,
  ],
  [
    ['p2p'],
    `Entry 0 (of 2): SGT; chosen with at most 2 of 2 importers

Exporter entry of ${bay}, made by the function [DMA_BUF_EMAPPING_SGT_P2P](dmabuf-open:include/linux/dma-buf-mapping.h#LINE).
In the list when \`args->dmabuf->priv->in_bar\`.
Sets \`exporter_requires_p2p = DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE\`.

- this one or that of another path: 2 importers, ${dock}, ${quay}`,
  ],
  [
    ['plain'],
    `Entry 1 (of 2) or 0 (of 1): SGT; chosen with 2 of 2 importers

Exporter entry of ${bay}, made by the macro [DMA_BUF_EMAPPING_SGT](dmabuf-open:include/linux/dma-buf-mapping.h#LINE).
Sets \`exporter_requires_p2p = DMA_SGT_NO_P2P\`.

- under conditions: 2 importers, ${dock}, ${quay}`,
  ],
  [
    ['type'],
    `SGT: offered by 1 of 1 exporter, asked for by 2 of 2 importers

\`sgt_match()\` decides whether two entries of this type fit; \`sgt_finish_match()\` writes the result into \`attach->map_type\`.
Exporters bring a \`struct dma_buf_mapping_sgt_exp_ops\`.

- 1 exporter: ${bay}
- 2 importers: ${dock}, ${quay}`,
  ],
];

/** Mark of a name → mark of its definition, or a header that defines it. */
const targets: [string, { mark: string } | { file: string; name: string }][] = [
  ['callback', { mark: 'callbackDefined' }],
  ['use', { mark: 'list' }],
  ['argument', { mark: 'expOps' }],
  ['p2p', { file: 'include/linux/dma-buf-mapping.h', name: 'DMA_BUF_EMAPPING_SGT_P2P' }],
  ['plain', { file: 'include/linux/dma-buf-mapping.h', name: 'DMA_BUF_EMAPPING_SGT' }],
  ['type', { file: 'drivers/dma-buf/dma-buf-mapping.c', name: 'dma_buf_mapping_sgt_type' }],
  ['core', { file: 'drivers/dma-buf/dma-buf-mapping.c', name: 'dma_buf_match_mapping' }],
  ['attach', { file: 'drivers/dma-buf/dma-buf.c', name: 'dma_buf_mapping_attach' }],
  ['helper', { file: 'drivers/dma-buf/dma-buf.c', name: 'dma_buf_sgt_attach' }],
];

const shared = new Map(sharedFiles().map(({ path, text }) => [path, text]));

/** Line (from 0) on which a name stands at the start of its definition in a shared file. */
function definitionLine(file: string, name: string): number {
  const lines = (shared.get(file) ?? '').split('\n');
  return lines.findIndex((line) => new RegExp(`^(?:#define |\\w.*\\b|)${name}(?:\\(| =)`).test(line) && !line.endsWith(';'));
}

describe('hover and definition on a real analysis', () => {
  let marked: MarkedFiles;
  let project: Project;
  before(async () => {
    marked = readMarked({ 'drivers/bay.c': exporter, 'drivers/dock.c': importer });
    project = await smallProject(
      [...marked.files].map(([path, text]) => ({ path, text })),
      [],
    );
  });

  const positionOf = (mark: string) => {
    const { file, start } = marked.at(mark);
    return [file, new LineIndex(marked.files.get(file) ?? '').position(start)] as const;
  };

  for (const [marks, expected] of hovers) {
    for (const mark of marks) {
      it(`answers at ${mark}`, () => {
        const header = 'include/linux/dma-buf-mapping.h';
        const text = expected.replace(
          /\[(\w+)\]\(([^)]*)#LINE\)/,
          (_, name: string, file: string) => `[${name}](${file}#${definitionLine(header, name) + 1})`,
        );
        assert.equal(project.hover(...positionOf(mark))?.markdown, text);
      });
    }
  }

  for (const mark of ['member', 'argument', 'size', 'core', 'expOps']) {
    it(`says nothing at ${mark}`, () => assert.equal(project.hover(...positionOf(mark)), undefined));
  }

  for (const [mark, target] of targets) {
    it(`goes from ${mark} to its definition`, () => {
      const [found, ...others] = project.definition(...positionOf(mark));
      assert.deepEqual(others, []);
      if ('mark' in target) {
        const [file, start] = positionOf(target.mark);
        assert.deepEqual([found?.file, found?.range.start], [file, start]);
      } else {
        assert.deepEqual([found?.file, found?.range.start.line], [target.file, definitionLine(target.file, target.name)]);
      }
    });
  }
});
