import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

const exporter = (body: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
bool box_near(struct dma_buf *dmabuf);
int box_count(struct dma_buf *dmabuf);
#define PAL DMA_BUF_EMAPPING_PAL(&box_pal_ops)
#define SGT DMA_BUF_EMAPPING_SGT(&box_sgt_ops)
#define P2P DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, args->dmabuf->priv)
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
${body}
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

const message = (what: string) => `error[entry-overflow]: ${what}`;

const defects: [name: string, body: string, before?: string][] = [
  [
    'a counter that one path drives too far',
    `	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = P2P;
	m[n++] = PAL;
	m[n++] = SGT;
//	^^^^^^^^^^^^ 💡 ${message('`m[2]` is written when `box_near(...)`, but `m` has only 2 entries')}
	return dma_buf_match_mapping(args, m, n);`,
  ],
  [
    'a fixed index',
    `	struct dma_buf_mapping_match list[1];

	list[0] = PAL;
	list[1] = SGT;
//	^^^^^^^^^^^^^ 💡 ${message('`list[1]` is written, but `list` has only 1 entry')}
	return dma_buf_match_mapping(args, list, ARRAY_SIZE(list));`,
  ],
  [
    'a member of an entry',
    `	struct dma_buf_mapping_match list[1] = { PAL };

	list[1].type = &dma_buf_mapping_sgt_type;
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 ${message('`list[1]` is written')}
	return dma_buf_match_mapping(args, list, 1);`,
  ],
  [
    'a pointer that walks',
    `	struct dma_buf_mapping_match m[1], *p = m;

	*p++ = PAL;
	*p++ = SGT;
//	^^^^^^^^^^ 💡 ${message('`m[1]` is written')}
	return dma_buf_match_mapping(args, m, p - m);`,
  ],
  [
    'a macro that adds',
    `	struct dma_buf_mapping_match m[1];
	unsigned int n = 0;

	BOX_ADD(m, n, PAL);
	BOX_ADD(m, n, SGT);
//	^^^^^^^^^^^^^^^^^^ 💡 ${message('`m[1]` is written')}
	return dma_buf_match_mapping(args, m, n);`,
    '#define BOX_ADD(list, count, entry) do { (list)[(count)++] = (entry); } while (0)',
  ],
  [
    'a helper that adds',
    `	struct dma_buf_mapping_match m[1];
	unsigned int n = 0;

	box_add(m, &n, PAL);
	if (box_near(args->dmabuf))
		box_add(m, &n, SGT);
	return dma_buf_match_mapping(args, m, n);`,
    `static void box_add(struct dma_buf_mapping_match *list, unsigned int *n, struct dma_buf_mapping_match entry)
{
	list[(*n)++] = entry;
//	^^^^^^^^^^^^^^^^^^^^ 💡 ${message('`m[1]` is written when `box_near(...)`')}
}`,
  ],
  [
    'a loop with a bound of its own',
    `	struct dma_buf_mapping_match m[2];
	int i;

	for (i = 0; i < 3; i++)
		m[i] = i == 2 ? SGT : i ? PAL : P2P;
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 ${message('`m[2]` is written')}
	return dma_buf_match_mapping(args, m, 2);`,
  ],
  [
    'a list in a struct',
    `	struct box box;

	box.count = 0;
	box.list[box.count++] = PAL;
	box.list[box.count++] = SGT;
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${message('`box.list[1]` is written')}
	return dma_buf_match_mapping(args, box.list, box.count);`,
    'struct box { struct dma_buf_mapping_match list[1]; size_t count; };',
  ],
];

for (const [name, body, before] of defects) test(`entry-overflow finds: ${name}`, () => checkDiagnostics(exporter(body, before)));

test('entry-overflow finds an importer that does it', () =>
  checkDiagnostics(`
struct cam { bool p2p, phys; };

struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev, struct cam *cam)
{
	struct dma_buf_mapping_match m[1];
	size_t n = 0;

	if (cam->phys)
		m[n++] = DMA_BUF_IMAPPING_PAL();
	m[n++] = DMA_BUF_IMAPPING_SGT(dev, cam->p2p);
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 ${message('`m[1]` is written when `cam->phys`')}
	return dma_buf_mapping_attach(dmabuf, m, n, NULL, NULL);
}
`));

const silent: [name: string, body: string, before?: string][] = [
  [
    'conditions that exclude each other',
    `	struct dma_buf_mapping_match m[1];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = PAL;
	if (!box_near(args->dmabuf))
		m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);`,
  ],
  [
    'a check before the write',
    `	struct dma_buf_mapping_match m[1];
	size_t n = 0;

	if (box_near(args->dmabuf))
		m[n++] = PAL;
	if (n < ARRAY_SIZE(m))
		m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);`,
  ],
  [
    'a loop whose bound is not known here',
    `	struct dma_buf_mapping_match m[2];
	int i, n = 0, count = box_count(args->dmabuf);

	for (i = 0; i < count; i++)
		m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);`,
  ],
  [
    'a helper that counts in a loop',
    `	struct dma_buf_mapping_match m[2] = { PAL };
	int n = box_near_ones(args->dmabuf);

	m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);`,
    `static int box_near_ones(struct dma_buf *dmabuf)
{
	int n = 0;

	while (box_count(dmabuf) > n)
		n++;
	return n;
}`,
  ],
  [
    'an array of something else',
    `	struct dma_buf_mapping_match m[] = { SGT };
	int seen[1];

	seen[1] = 0;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  ],
  [
    'the address behind the last entry',
    `	struct dma_buf_mapping_match m[2], *p;

	for (p = m; p < &m[2]; p++)
		*p = p == m ? PAL : SGT;
	return dma_buf_match_mapping(args, m, p - m);`,
  ],
];

for (const [name, body, before] of silent) test(`entry-overflow is silent: ${name}`, () => checkDiagnostics(exporter(body, before)));

test('entry-overflow: the fix makes room for every write', async () => {
  const body = (size: number, cursor = '') => `	struct dma_buf_mapping_match m[${size}];
	unsigned int n = 0;

	m[n++] = P2P;
	m[n++] = PAL;
	m[n++] = ${cursor}SGT;
	return dma_buf_match_mapping(args, m, n);`;
  await checkFix(exporter(body(1).replace('] = PAL', '] = $0PAL')), exporter(body(3)), { safe: false });
  await checkFix(exporter(body(2, '$0')), exporter(body(3)));
});

test('entry-overflow: no fix where the length would count entries that a path leaves unset, or the dimension is no number', async () => {
  await checkNoFix(
    exporter(`	struct dma_buf_mapping_match m[1];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = PAL;
	m[n++] = $0SGT;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`),
  );
  await checkNoFix(
    exporter(
      `	struct dma_buf_mapping_match m[BOX_LIST];

	m[0] = PAL;
	m[1] = $0SGT;
	return dma_buf_match_mapping(args, m, 2);`,
      '#define BOX_LIST 1',
    ),
  );
});
