import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '../../../engine/project.ts';
import { checkDiagnostics, checkFix, checkNoFix, findingsOf } from '../../support/annotated.ts';
import { readFixture } from '../../support/fixture-text.ts';
import { sharedParser } from '../../support/small-project.ts';

const exporter = (body: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_sgt_exp_ops box_other_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
bool box_near(struct dma_buf *dmabuf);
#define SGT DMA_BUF_EMAPPING_SGT(&box_sgt_ops)
#define P2P DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev)
#define PAL DMA_BUF_EMAPPING_PAL(&box_pal_ops)
static const struct dma_buf_attach_ops near_ops = { .allow_peer2peer = true };
struct dma_buf_attachment *near_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_sgt_dynamic_attach(dmabuf, dev, &near_ops, NULL);
}
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
	struct pci_dev *pdev = args->dmabuf->priv;
${body}
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

const list = (entries: string) => `	struct dma_buf_mapping_match match[] = {
${entries}
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));`;

const importer = (entries: string) => `
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
${entries}
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;

const faded = (text: string) => `//- faded\n//- drivers/fixture/fixture.c\n${text}`;

test('unreachable-entry finds an entry behind one that never refuses', () =>
  checkDiagnostics(
    exporter(
      list(`		DMA_BUF_EMAPPING_SGT(&box_sgt_ops),
		DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev),
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 hint[unreachable-entry]: Entry 1 of \`match\` is never taken: entry 0 before it is SGT as well, and fits wherever this one could; move this one up, or remove it`),
    ),
  ));

test('unreachable-entry finds other ops behind the same type', () =>
  checkDiagnostics(
    exporter(
      list(`		SGT,
		PAL,
		DMA_BUF_EMAPPING_SGT(&box_other_ops),
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 hint[unreachable-entry]: Entry 2 of \`match\` is never taken: entry 0 before it is SGT as well, and fits wherever this one could; remove it`),
    ),
  ));

test('unreachable-entry finds entries that code writes, if no path leaves them something', () =>
  checkDiagnostics(
    exporter(`	struct dma_buf_mapping_match m[3];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = PAL;
	m[n++] = SGT;
	m[n++] = P2P;
//	         ^^^ hint[unreachable-entry]: is never taken
	return dma_buf_match_mapping(args, m, n);`),
  ));

test('unreachable-entry finds an importer whose second wish is part of the first', () =>
  checkDiagnostics(
    importer(`		DMA_BUF_IMAPPING_SGT(dev, true),
		DMA_BUF_IMAPPING_SGT(dev, false),
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 hint[unreachable-entry]: Entry 1 of \`match\` is never taken: entry 0 before it is SGT as well`),
  ));

test('unreachable-entry finds a type that the other side lacks', async () => {
  await checkDiagnostics(`
//- with: sgt
//- drivers/fixture/fixture.c
${exporter(
  list(`		PAL,
//		^^^ 💡 hint[unreachable-entry]: No importer in this tree asks for PAL: this entry is never taken
		SGT,`),
)}`);
  await checkDiagnostics(`
//- with: sgt
//- drivers/fixture/fixture.c
${importer(`		DMA_BUF_IMAPPING_SGT(dev, false),
		DMA_BUF_IMAPPING_PAL(),
//		^^^^^^^^^^^^^^^^^^^^^^ 💡 hint[unreachable-entry]: No exporter in this tree offers PAL: this entry is never taken`)}`);
});

const silent: [name: string, text: string][] = [
  ['P2P first and plain second', exporter(list('\t\tP2P,\n\t\tSGT,'))],
  [
    'both wishes of an importer, the choosy one first',
    importer('\t\tDMA_BUF_IMAPPING_SGT(dev, false),\n\t\tDMA_BUF_IMAPPING_SGT(dev, true),'),
  ],
  ['two devices', exporter(list('\t\tP2P,\n\t\tDMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev + 1),'))],
  [
    'an entry that another path puts first',
    exporter(`	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = SGT;
	m[n++] = P2P;
	return dma_buf_match_mapping(args, m, n);`),
  ],
  ['all types that are asked for', exporter(list('\t\tPAL,\n\t\tSGT,'))],
];

for (const [name, text] of silent) test(`unreachable-entry is silent: ${name}`, () => checkDiagnostics(faded(text)));

test('unreachable-entry is silent about counterparts where one of them is not known', () =>
  checkDiagnostics(`
//- faded
//- with: sgt
//- drivers/fixture/fixture.c
${exporter(list('\t\tPAL,\n\t\tSGT,'))}
//- drivers/fixture/unknown.c
#include <linux/dma-buf-mapping.h>
struct box { struct dma_buf_mapping_match list[2]; size_t count; };
struct dma_buf_attachment *unknown_attach(struct dma_buf *dmabuf, struct box *box)
{
	return dma_buf_mapping_attach(dmabuf, box->list, box->count, NULL, NULL);
}
`));

test('unreachable-entry is silent about counterparts in a folder that has no core', async () => {
  const project = new Project(await sharedParser());
  project.setFile(
    'alone.c',
    `#include <linux/dma-buf-mapping.h>\n${importer('\t\tDMA_BUF_IMAPPING_PAL(),\n\t\t{ .type = &cam_type },').replace('struct dma_buf_a', 'static const struct dma_buf_mapping_type cam_type;\nstruct dma_buf_a')}`,
  );
  assert.deepEqual(
    project.findings().map(({ rule }) => rule),
    [],
  );
});

test('unreachable-entry: findings are faded', async () => {
  const [finding] = await findingsOf(readFixture(faded(exporter(list('\t\tSGT,\n\t\tP2P,')))));
  assert.equal(finding?.fade, true);
});

test('unreachable-entry: fixes move the entry up, or remove it', async () => {
  const wrong = faded(exporter(list('\t\tPAL,\n\t\tSGT, /* any */\n\t\t$0P2P, /* near */')));
  await checkFix(wrong, faded(exporter(list('\t\tPAL,\n\t\tP2P, /* any */\n\t\tSGT, /* near */'))), {
    safe: false,
    title: 'Move this entry before entry 1',
  });
  await checkFix(wrong, faded(exporter(list('\t\tPAL,\n\t\tSGT, /* any */'))), { safe: false, title: 'Remove this entry' });
  await checkNoFix(
    faded(
      exporter(`	struct dma_buf_mapping_match m[2];

	m[0] = SGT;
	m[1] = $0P2P;
	return dma_buf_match_mapping(args, m, 2);`),
    ),
  );
});
