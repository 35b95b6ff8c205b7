import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

/** An importer with two entries, attached with the given list and length arguments; annotations follow the call. */
const importer = (list: string, length: string, annotation = '') => `
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		DMA_BUF_IMAPPING_PAL(),
		DMA_BUF_IMAPPING_SGT(dev, false),
	};
	struct dma_buf_mapping_match single = DMA_BUF_IMAPPING_SGT(dev, false);

	if (!dev)
		return dma_buf_mapping_attach(dmabuf, &single, 1, NULL, NULL);
	return dma_buf_mapping_attach(dmabuf, ${list},
		${length}, NULL, NULL);
${annotation}
}
`;

const defects: [name: string, list: string, length: string, message: string][] = [
  ['bytes', 'match', 'sizeof(match)', '`sizeof(match)` is a number of bytes, not of entries'],
  ['bytes of an operand without parentheses', 'match', 'sizeof match', '`sizeof match` is a number of bytes'],
  ['a literal that is too large', 'match', '3', '`3` is longer than `match`, which has 2 entries: the core reads past its end'],
  ['an expression that is too large', 'match', 'ARRAY_SIZE(match) + 1', '`ARRAY_SIZE(match) + 1`, 3, is longer than `match`'],
  ['the address of the first element', '&match[0]', 'sizeof(match)', 'is a number of bytes'],
];

for (const [name, list, length, message] of defects) {
  test(`list-length finds: ${name}`, () =>
    checkDiagnostics(importer(list, length, `//\t\t${'^'.repeat(length.length)} 💡 error[list-length]: ${message}`)));
}

const right: [name: string, list: string, length: string][] = [
  ['ARRAY_SIZE', 'match', 'ARRAY_SIZE(match)'],
  ['sizeof divided', 'match', 'sizeof(match) / sizeof(match[0])'],
  ['sizeof divided by the struct', 'match', 'sizeof(match) / sizeof(struct dma_buf_mapping_match)'],
  ['sizeof divided by *', 'match', 'sizeof(match) / sizeof(*match)'],
  ['a right literal', 'match', '2'],
  ['a shorter literal', 'match', '1'],
  ['parentheses', '(match)', '(ARRAY_SIZE(match))'],
  ['the tail of a list', 'match + 1', 'ARRAY_SIZE(match) - 1'],
  ['the tail of a list by address', '&match[1]', '1'],
];

for (const [name, list, length] of right) {
  test(`list-length is silent: ${name}`, () => checkDiagnostics(importer(list, length)));
}

/** An exporter with two lists. */
const exporter = (body: string) => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
static const struct dma_buf_mapping_match box_one[] = { DMA_BUF_EMAPPING_SGT(&box_sgt_ops) };
static const struct dma_buf_mapping_match box_two[] = {
	{ .type = &dma_buf_mapping_pal_type, .exp_ops = &box_pal_ops.ops },
	DMA_BUF_EMAPPING_SGT(&box_sgt_ops),
};

static int box_match_mapping(struct dma_buf_match_args *args)
{
${body}
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

test('list-length finds: the size of another array, too long and too short', async () => {
  await checkDiagnostics(
    exporter(`	return dma_buf_match_mapping(args, box_one, ARRAY_SIZE(box_two));
//	                                            ^^^^^^^^^^^^^^^^^^^ 💡 error[list-length]: \`ARRAY_SIZE(box_two)\` is the length of \`box_two\`, but the list is \`box_one\`: the core reads past the end of \`box_one\`, which has 1 entry`),
  );
  await checkDiagnostics(
    exporter(`	return dma_buf_match_mapping(args, box_two, sizeof(box_one) / sizeof(box_one[0]));
//	                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[list-length]: the last entry of \`box_two\` is never looked at`),
  );
});

const silentExporters: [name: string, body: string][] = [
  [
    'a pointer to one of two lists',
    `	const struct dma_buf_mapping_match *list = args->dmabuf->size ? box_two : box_one;
	size_t length = args->dmabuf->size ? ARRAY_SIZE(box_two) : ARRAY_SIZE(box_one);

	return dma_buf_match_mapping(args, list, length);`,
  ],
  [
    'a copy of another array',
    `	struct dma_buf_mapping_match copy[4];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(box_two); i++)
		copy[i] = box_two[i];
	return dma_buf_match_mapping(args, copy, ARRAY_SIZE(box_two));`,
  ],
  [
    'an array declared along another one',
    `	struct dma_buf_mapping_match copy[ARRAY_SIZE(box_two)] = {
		DMA_BUF_EMAPPING_PAL(&box_pal_ops),
		DMA_BUF_EMAPPING_SGT(&box_sgt_ops),
	};

	return dma_buf_match_mapping(args, copy, ARRAY_SIZE(box_two));`,
  ],
  [
    'an empty list',
    `\treturn dma_buf_match_mapping(args, box_one, 0);
//	                                            ^ warning[empty-list]: has no entries`,
  ],
];

for (const [name, body] of silentExporters) test(`list-length is silent: ${name}`, () => checkDiagnostics(exporter(body)));

test('list-length: the fix passes ARRAY_SIZE', async () => {
  await checkFix(importer('match', '$0sizeof(match)'), importer('match', 'ARRAY_SIZE(match)'), { safe: true });
  await checkFix(importer('match', '3$0'), importer('match', 'ARRAY_SIZE(match)'));
  await checkFix(
    exporter('\treturn dma_buf_match_mapping(args, box_two, ARRAY_SIZE($0box_one));'),
    exporter('\treturn dma_buf_match_mapping(args, box_two, ARRAY_SIZE(box_two));'),
    { safe: true },
  );
});

test('list-length: no fix for a single entry, or for a list with gaps', async () => {
  await checkNoFix(importer('&single', '$02'));
  await checkNoFix(
    exporter(`	struct dma_buf_mapping_match m[2];

	m[0] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, sizeof$0(m));`),
  );
});
