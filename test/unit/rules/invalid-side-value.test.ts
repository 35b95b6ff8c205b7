import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';

const importer = (body: string, before = '') => `${before}
bool cam_near(struct device *dev);
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
${body}
	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;

const entry = (value: string, annotation = '') => `	struct dma_buf_mapping_match match[] = {
		{
			.type = &dma_buf_mapping_sgt_type,
			.sgt_data = {
				.importing_dma_device = dev,
				.importer_accepts_p2p = ${value},
${annotation}			},
		},
	};
`;

const defects: [name: string, text: string][] = [
  [
    'true where an enumerator is asked',
    importer(
      entry(
        'true',
        `//				                        ^^^^ 💡 warning[invalid-side-value]: \`importer_accepts_p2p\` is \`true\`, which is \`DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE\`, in this entry: that is a value for the exporter and means nothing here; use \`DMA_SGT_IMPORTER_ACCEPTS_P2P\`\n`,
      ),
    ),
  ],
  [
    "the exporter's enumerator",
    importer(
      entry(
        'DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE',
        `//				                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning[invalid-side-value]: \`importer_accepts_p2p\` is \`DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE\` in this entry\n`,
      ),
    ),
  ],
  ['a number', importer(entry('1', `//				                        ^ 💡 warning[invalid-side-value]: is \`1\`, which is\n`))],
  [
    'a member that code sets, on one path',
    importer(`	struct dma_buf_mapping_match match[1] = { DMA_BUF_IMAPPING_SGT(dev, false) };

	if (cam_near(dev))
		match[0].sgt_data.importer_accepts_p2p = true;
//		                                         ^^^^ 💡 warning[invalid-side-value]: in this entry when \`cam_near(...)\``),
  ],
  [
    'an argument of a constructor that takes the enumeration',
    importer(
      `	struct dma_buf_mapping_match match[] = { CAM_IMAPPING_X(dev, true) };
//	                                                             ^^^^ 💡 warning[invalid-side-value]: \`importer_accepts_p2p\` is \`true\``,
      `static inline struct dma_buf_mapping_match CAM_IMAPPING_X(struct device *dev, enum dma_sgt_p2p p2p)
{
	return (struct dma_buf_mapping_match){
		.type = &dma_buf_mapping_sgt_type,
		.sgt_data = { .importing_dma_device = dev, .importer_accepts_p2p = p2p },
	};
}`,
    ),
  ],
  [
    "an exporter that gives the importer's answer",
    `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_match box_match = {
	.type = &dma_buf_mapping_sgt_type,
	.exp_ops = &box_sgt_ops.ops,
	.sgt_data.exporter_requires_p2p = DMA_SGT_IMPORTER_ACCEPTS_P2P,
//	                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning[invalid-side-value]: that is a value for the importer and means nothing here; use \`DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE\`
};
static const struct dma_buf_ops box_ops = { .single_exporter_match = &box_match };
//                              ^^^^^^^ warning[impossible-match]: turned down in \`match\`

static int near_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&box_sgt_ops) };

	return dma_buf_match_mapping(args, m, 1);
}
static const struct dma_buf_ops near_ops = { .match_mapping = near_match_mapping };
`,
  ],
];

for (const [name, text] of defects) test(`invalid-side-value finds: ${name}`, () => checkDiagnostics(text));

const silent: Record<string, string> = {
  "the importer's enumerator": importer(entry('DMA_SGT_IMPORTER_ACCEPTS_P2P')),
  'no P2P, in several spellings':
    importer(`${entry('DMA_SGT_NO_P2P')}`) +
    importer(entry('0')).replaceAll('cam_', 'lens_') +
    importer(entry('false')).replaceAll('cam_', 'eye_'),
  'a choice': importer(entry('cam_near(dev) ? DMA_SGT_IMPORTER_ACCEPTS_P2P : DMA_SGT_NO_P2P')),
  'a value that is not known': importer(entry('(enum dma_sgt_p2p)cam_near(dev)')),
  'constructors that take a bool': importer('	struct dma_buf_mapping_match match[] = { DMA_BUF_IMAPPING_SGT(dev, true) };'),
  'right values for both sides': `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static int box_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, args->dmabuf->priv), DMA_BUF_EMAPPING_SGT(&box_sgt_ops) };

	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
}
static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`,
};

for (const [name, text] of Object.entries(silent)) test(`invalid-side-value is silent: ${name}`, () => checkDiagnostics(text));

test('invalid-side-value: the fix writes the enumerator of this side', async () => {
  await checkFix(importer(entry('tr$0ue')), importer(entry('DMA_SGT_IMPORTER_ACCEPTS_P2P')), { safe: false });
});
