import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

/** An exporter whose match_mapping has the given body. */
const exporter = (body: string) => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
bool box_near(struct dma_buf *dmabuf);
bool box_far(struct dma_buf *dmabuf);
int box_check(struct dma_buf *dmabuf);
void box_fill(struct dma_buf_mapping_match *entry);

static int box_match_mapping(struct dma_buf_match_args *args)
{
${body}
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

const defects: [name: string, body: string][] = [
  [
    'a counter beside ARRAY_SIZE',
    `	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (IS_ENABLED(CONFIG_BOX))
		m[n++] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
//	                                      ^^^^^^^^^^^^^ 💡 error[uninitialized-entry]: \`m[1]\` is read uninitialized when \`IS_ENABLED(CONFIG_BOX)\` is off: \`ARRAY_SIZE(m)\` is 2 but only 1 entry is set`,
  ],
  [
    'a literal length',
    `	struct dma_buf_mapping_match m[2];
	int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, 2);
//	                                      ^ 💡 error[uninitialized-entry]: 2 entries are passed but only 1 entry is set`,
  ],
  [
    'fixed indices, no path writes the second',
    `	struct dma_buf_mapping_match list[2];

	list[0] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, list, ARRAY_SIZE(list));
//	                                         ^^^^^^^^^^^^^^^^ error[uninitialized-entry]: \`list[1]\` is read uninitialized: \`ARRAY_SIZE(list)\` is 2`,
  ],
  [
    'sizeof divided by sizeof',
    `	struct dma_buf_mapping_match list[3];

	list[0] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
	list[2] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, list, sizeof(list) / sizeof(list[0]));
//	                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[uninitialized-entry]: \`list[1]\``,
  ],
  [
    'two conditions',
    `	struct dma_buf_mapping_match m[2];
	size_t n = 0;

	if (box_near(args->dmabuf))
		m[n++] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
	if (box_far(args->dmabuf))
		m[n++] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
//	                                      ^^^^^^^^^^^^^ 💡 error[uninitialized-entry]: only 0 to 1 entry is set`,
  ],
  [
    'an early return does not hide the other path',
    `	struct dma_buf_mapping_match m[2];
	int ret = box_check(args->dmabuf);

	if (ret)
		return ret;
	m[0] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	ret = dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
//	                                     ^^^^^^^^^^^^^ error[uninitialized-entry]: \`m[1]\`
	return ret;`,
  ],
  [
    'an element that is filled member by member, but not its type',
    `	struct dma_buf_mapping_match m[1];

	m[0].exp_ops = &box_sgt_ops.ops;
	return dma_buf_match_mapping(args, m, 1);
//	                                      ^ error[uninitialized-entry]: \`m[0]\` is read uninitialized`,
  ],
];

for (const [name, body] of defects) test(`uninitialized-entry finds: ${name}`, () => checkDiagnostics(exporter(body)));

test('uninitialized-entry: a macro around the call is named by no length, and is not replaced', () =>
  checkDiagnostics(`
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
bool box_near(struct dma_buf *dmabuf);
#define BOX_MATCH(args, list) dma_buf_match_mapping(args, list, ARRAY_SIZE(list))

static int box_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, args->dmabuf->priv);
	m[n++] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return BOX_MATCH(args, m);
//	       ^^^^^^^^^^^^^^^^^^ error[uninitialized-entry]: 2 entries are passed but only 1 entry is set
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`));

const lookAlikes: [name: string, body: string][] = [
  [
    'a counter as the length',
    `	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, n);`,
  ],
  [
    'every element is written on every path',
    `	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
	else
		m[n++] = DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, args->dmabuf->priv);
	m[n++] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  ],
  [
    'the same condition twice',
    `	struct dma_buf_mapping_match m[2];

	if (IS_ENABLED(CONFIG_BOX)) {
		m[0] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
		m[1] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	}
	if (IS_ENABLED(CONFIG_BOX))
		return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
	return -EOPNOTSUPP;`,
  ],
  [
    'an early return for the path that fills less',
    `	struct dma_buf_mapping_match m[2];

	m[0] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	if (!box_near(args->dmabuf))
		return dma_buf_match_mapping(args, m, 1);
	m[1] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
	return dma_buf_match_mapping(args, m, 2);`,
  ],
  [
    'an unknown function fills the list',
    `	struct dma_buf_mapping_match m[2];

	box_fill(m);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  ],
  [
    'zeroed by an initialiser',
    `	struct dma_buf_mapping_match m[2] = {};

	m[0] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  ],
  [
    'a static list is zero',
    `	static struct dma_buf_mapping_match m[2] = {
		[1] = { .type = &dma_buf_mapping_sgt_type, .exp_ops = &box_sgt_ops.ops },
	};

	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  ],
  [
    'only the type is set; nobody reads the rest of a type without match',
    `	struct dma_buf_mapping_match m[1];

	m[0].type = &dma_buf_mapping_pal_type;
	m[0].exp_ops = &box_pal_ops.ops;
	return dma_buf_match_mapping(args, m, 1);`,
  ],
];

for (const [name, body] of lookAlikes) test(`uninitialized-entry is silent: ${name}`, () => checkDiagnostics(exporter(body)));

test('uninitialized-entry: an importer list, with the conditions of its path', () =>
  checkDiagnostics(`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev, bool pal)
{
	struct dma_buf_mapping_match match[2];
	unsigned int count = 0;

	if (pal)
		match[count++] = DMA_BUF_IMAPPING_PAL();
	match[count++] = DMA_BUF_IMAPPING_SGT(dev, false);
	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
//	                                             ^^^^^^^^^^^^^^^^^ 💡 error[uninitialized-entry]: \`match[1]\` is read uninitialized when \`!pal\`
}
`));

const counted = (length: string) =>
  exporter(`	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = DMA_BUF_EMAPPING_PAL(&box_pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, ${length});`);

test('uninitialized-entry: the fix passes the counter', async () => {
  await checkFix(counted('ARRAY_$0SIZE(m)'), counted('n'), { safe: true });
  await checkFix(counted('$02'), counted('n'), { title: 'Pass the counter `n` as the length' });
});

test('uninitialized-entry: no fix without one counter', () =>
  checkNoFix(
    exporter(`	struct dma_buf_mapping_match m[2];

	m[0] = DMA_BUF_EMAPPING_SGT(&box_sgt_ops);
	return dma_buf_match_mapping(args, m, ARRAY$0_SIZE(m));`),
  ));
