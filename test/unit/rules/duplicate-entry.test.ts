import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

const exporter = (body: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_sgt_exp_ops box_other_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
bool box_near(struct dma_buf *dmabuf);
#define SGT DMA_BUF_EMAPPING_SGT(&box_sgt_ops)
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

const said = (later: number, first: number, label: string) =>
  `warning[duplicate-entry]: Entry ${later} of \`match\` is the same as entry ${first}: both are ${label} with the same fields, so this one is never taken`;

const defects: [name: string, body: string, before?: string][] = [
  [
    'the same constructor twice',
    list(`		DMA_BUF_EMAPPING_SGT(&box_sgt_ops),
		DMA_BUF_EMAPPING_PAL(&box_pal_ops),
		DMA_BUF_EMAPPING_SGT(&box_sgt_ops),
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 ${said(2, 0, 'SGT')}`),
  ],
  [
    'the same P2P entry twice',
    list(`		DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev),
		DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev),
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 ${said(1, 0, 'SGT')}`),
  ],
  [
    'one by a macro, one spelled out',
    list(`		SGT,
		{ .type = &dma_buf_mapping_sgt_type, .exp_ops = &box_sgt_ops.ops },
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 ${said(1, 0, 'SGT')}`),
  ],
  [
    'written in code',
    `	struct dma_buf_mapping_match match[3];
	unsigned int n = 0;

	match[n++] = PAL;
	if (box_near(args->dmabuf))
		match[n++] = DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev);
	match[n++] = PAL;
//	             ^^^ ${said(2, 0, 'PAL')}
	return dma_buf_match_mapping(args, match, n);`,
  ],
];

for (const [name, body, before] of defects) test(`duplicate-entry finds: ${name}`, () => checkDiagnostics(exporter(body, before)));

test('duplicate-entry finds an importer that asks twice', () =>
  checkDiagnostics(`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = { DMA_BUF_IMAPPING_SGT(dev, true), DMA_BUF_IMAPPING_SGT(dev, true) };
//	                                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 ${said(1, 0, 'SGT')}

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`));

const silent: [name: string, body: string, before?: string][] = [
  ['P2P first and plain second', list('\t\tDMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev),\n\t\tSGT,')],
  [
    'P2P of two devices',
    `${list('\t\tDMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev),\n\t\tDMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, other),\n\t\tSGT,')}`.replace(
      '	struct dma_buf_mapping_match',
      '	struct pci_dev *other = pdev + 1;\n	struct dma_buf_mapping_match',
    ),
  ],
  [
    'the same entry on two paths',
    `	struct dma_buf_mapping_match match[2];
	unsigned int n = 0;

	if (box_near(args->dmabuf)) {
		match[n++] = PAL;
		match[n++] = SGT;
	} else {
		match[n++] = SGT;
	}
	return dma_buf_match_mapping(args, match, n);`,
  ],
  [
    'the same entry where a branch of #if has it, and after it',
    `	struct dma_buf_mapping_match match[] = {
#ifdef CONFIG_BOX
		SGT,
		PAL,
#else
		PAL,
#endif
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));`,
  ],
  [
    'a loop that fills with the same entry',
    `	struct dma_buf_mapping_match match[2];
	int i;

	for (i = 0; i < 2; i++)
		match[i] = i ? SGT : PAL;
	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));`,
  ],
];

for (const [name, body, before] of silent) test(`duplicate-entry is silent: ${name}`, () => checkDiagnostics(exporter(body, before)));

test('duplicate-entry: the fix removes the later entry, on lines of its own or not', async () => {
  await checkFix(
    exporter(list('\t\tSGT, /* the usual one */\n\t\tPAL,\n\t\tSG$0T, /* again */')),
    exporter(list('\t\tSGT, /* the usual one */\n\t\tPAL,')),
    { safe: true },
  );
  await checkFix(exporter(list('\t\tSGT, SGT$0, PAL')), exporter(list('\t\tSGT, PAL')));
  await checkFix(
    exporter(list('\t\tPAL,\n\t\tPAL$0,').replace('match[]', 'match[2]').replace('ARRAY_SIZE(match)', '2')),
    exporter(list('\t\tPAL,').replace('match[]', 'match[1]').replace('ARRAY_SIZE(match)', '1')),
  );
});

test('duplicate-entry: no fix where the length would not follow, or code writes the entries', async () => {
  await checkNoFix(exporter(list('\t\tPAL,\n\t\tPAL$0,').replace('ARRAY_SIZE(match)', 'BOX_LENGTH'), '#define BOX_LENGTH 2'));
  await checkNoFix(
    exporter(`	struct dma_buf_mapping_match match[2];

	match[0] = PAL;
	match[1] = $0PAL;
	return dma_buf_match_mapping(args, match, 2);`),
  );
});
