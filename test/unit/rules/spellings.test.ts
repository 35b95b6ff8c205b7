/** Defects in the spellings that drivers may choose: macros, helpers, members, pointers, sizes. Each is found by its rule, and nothing else is said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { described, findingsOf } from '../../support/annotated.ts';
import { readFixture } from '../../support/fixture-text.ts';

/** An exporter whose `match_mapping` has this body, behind other declarations. */
const exporter = (body: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
bool box_near(struct dma_buf *dmabuf);
void *kmalloc_array(size_t count, size_t size, gfp_t flags);
#define PAL DMA_BUF_EMAPPING_PAL(&box_pal_ops)
#define SGT DMA_BUF_EMAPPING_SGT(&box_sgt_ops)
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
${body}
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

/** An importer with this body, behind other declarations; `lonely` leaves the exporters of PAL out. */
const importer = (body: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops cam_sgt_ops = {};
bool cam_near(void);
${before}
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
${body}
}
`;

const lonely = (body: string, before = '') =>
  `//- with: sgt\n//- drivers/fixture/fixture.c\n#include <linux/dma-buf-mapping.h>\n#include <linux/kernel.h>\n${importer(body, before)}`;

const defects: Record<string, Record<string, string>> = {
  'uninitialized-entry': {
    'macro adds': exporter(
      `	struct dma_buf_mapping_match m[2]; unsigned int n = 0;
	if (box_near(args->dmabuf)) ADD(PAL);
	ADD(SGT);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
      '#define ADD(e) (m[n++] = (e))',
    ),
    'macro do-while': exporter(
      `	struct dma_buf_mapping_match m[2]; unsigned int n = 0;
	if (box_near(args->dmabuf)) ADD(m, n, PAL);
	ADD(m, n, SGT);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
      '#define ADD(l, c, e) do { (l)[(c)] = (e); (c)++; } while (0)',
    ),
    'local struct member': exporter(
      `	struct box b; b.n = 0;
	if (box_near(args->dmabuf)) b.list[b.n++] = PAL;
	b.list[b.n++] = SGT;
	return dma_buf_match_mapping(args, b.list, ARRAY_SIZE(b.list));`,
      'struct box { struct dma_buf_mapping_match list[2]; size_t n; };',
    ),
    'helper fills, whole': exporter(
      `	struct dma_buf_mapping_match m[2];
	fill(args->dmabuf, m);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
      `static size_t fill(struct dma_buf *d, struct dma_buf_mapping_match *m)
{
	size_t n = 0;
	if (box_near(d)) m[n++] = PAL;
	m[n++] = SGT;
	return n;
}`,
    ),
    'helper hands over': exporter(
      `	struct dma_buf_mapping_match m[2];
	size_t n = 0;
	if (box_near(args->dmabuf)) m[n++] = PAL;
	m[n++] = SGT;
	return hand(args, m);`,
      `static int hand(struct dma_buf_match_args *args, struct dma_buf_mapping_match *m)
{
	return dma_buf_match_mapping(args, m, 2);
}`,
    ),
    'sizeof division by type': exporter(`	struct dma_buf_mapping_match m[2];
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, sizeof(m) / sizeof(struct dma_buf_mapping_match));`),
    'sizeof *m': exporter(`	struct dma_buf_mapping_match m[2];
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, sizeof m / sizeof *m);`),
    'pointer to array walk': exporter(`	struct dma_buf_mapping_match m[2], *p = m;
	if (box_near(args->dmabuf)) *p++ = PAL;
	*p++ = SGT;
	return dma_buf_match_mapping(args, &m[0], 2);`),
    heap: exporter(`	struct dma_buf_mapping_match *m = kmalloc_array(2, sizeof(*m), 0);
	if (!m) return -ENOMEM;
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, 2);`),
    'goto early': exporter(`	struct dma_buf_mapping_match m[2];
	m[0] = SGT;
	if (!box_near(args->dmabuf)) goto out;
	m[1] = PAL;
out:
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`),
    importer: importer(`	struct dma_buf_mapping_match m[2]; int n = 0;
	m[n++] = DMA_BUF_IMAPPING_SGT(dev, false);
	if (IS_ENABLED(CONFIG_CAM)) m[n++] = DMA_BUF_IMAPPING_PAL();
	return dma_buf_mapping_attach(dmabuf, m, ARRAY_SIZE(m), NULL, NULL);`),
    switch: exporter(
      `	struct dma_buf_mapping_match m[2];
	switch (box_near(args->dmabuf)) { case 1: m[1] = PAL; fallthrough; default: m[0] = SGT; }
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
      '#define fallthrough',
    ),
    'length var': exporter(`	struct dma_buf_mapping_match m[2]; size_t len = ARRAY_SIZE(m);
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, len);`),
    typedef: exporter(
      `	entry_t m[2];
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
      'typedef struct dma_buf_mapping_match entry_t;',
    ),
    'list by macro decl': exporter(
      `	LIST(m, 2);
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
      '#define LIST(name, n) struct dma_buf_mapping_match name[n]',
    ),
  },
  'empty-list': {
    'behind a macro that may return': exporter(
      `	struct dma_buf_mapping_match m[1]; unsigned int n = 0;
	CHECK(args);
	if (IS_ENABLED(CONFIG_BOX)) m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);`,
      '#define CHECK(a) do { if (box_near((a)->dmabuf)) return -EBUSY; } while (0)',
    ),
  },
  'missing-exp-ops': {
    'a helper makes the entry': exporter(
      `	struct dma_buf_mapping_match m[1];
	m[0] = made();
	return dma_buf_match_mapping(args, m, 1);`,
      'static struct dma_buf_mapping_match made(void) { return DMA_BUF_EMAPPING_PAL(NULL); }',
    ),
  },
  'ops-type-mismatch': {
    'a helper makes the entry': exporter(
      `	struct dma_buf_mapping_match m[1];
	m[0] = made();
	return dma_buf_match_mapping(args, m, 1);`,
      'static struct dma_buf_mapping_match made(void) { return DMA_BUF_EMAPPING_SGT(&box_pal_ops); }',
    ),
  },
  'removed-field': {
    'an object macro': `
#define NEAR (attach->dev)
struct device *cam_device(struct dma_buf_attachment *attach)
{
	return NEAR;
}
`,
    'a cast in a macro of a macro': `
#define OF(data) (((struct dma_buf_attachment *)(data))->peer2peer)
#define SAME OF(data)
bool cam_peer(void *data)
{
	return SAME;
}
`,
  },
  'unguarded-map-call': {
    'a device in an entry that is spelled out': `
struct cam { struct dma_buf_attachment *attach; };
int cam_start(struct cam *cam, struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		{ .type = &dma_buf_mapping_pal_type },
		{ .type = &dma_buf_mapping_sgt_type, .sgt_data = { .importing_dma_device = dev } },
	};
	cam->attach = dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, cam);
	return PTR_ERR_OR_ZERO(cam->attach);
}
struct sg_table *cam_map(struct cam *cam)
{
	return dma_buf_sgt_map_attachment(cam->attach, DMA_TO_DEVICE);
}
`,
  },
  'list-length': {
    'size of another array in a local': exporter(
      `	struct dma_buf_mapping_match m[] = { PAL, SGT };
	struct dma_buf_mapping_match o[] = { SGT };
	size_t len = (SAME(LEN));
	if (box_near(args->dmabuf)) return dma_buf_match_mapping(args, o, 1);
	return dma_buf_match_mapping(args, m, len);`,
      '#define SAME(x) (x)\n#define LEN ARRAY_SIZE(o)',
    ),
    'sizeof no paren': exporter(`	struct dma_buf_mapping_match m[] = { PAL, SGT };
	return dma_buf_match_mapping(args, m, sizeof m);`),
    'sizeof var': exporter(`	struct dma_buf_mapping_match m[] = { PAL, SGT }; size_t len = sizeof(m);
	return dma_buf_match_mapping(args, m, len);`),
    'sizeof macro': exporter(
      `	struct dma_buf_mapping_match m[] = { PAL, SGT };
	return dma_buf_match_mapping(args, m, LEN(m));`,
      '#define LEN(x) sizeof(x)',
    ),
    'call macro sizeof': exporter(
      `	struct dma_buf_mapping_match m[] = { PAL, SGT };
	return HAND(m);`,
      '#define HAND(x) dma_buf_match_mapping(args, x, sizeof(x))',
    ),
    'sizeof(m[0])': exporter(`	struct dma_buf_mapping_match m[] = { PAL, SGT };
	return dma_buf_match_mapping(args, m, sizeof(m[0]));`),
    'struct member sizeof': exporter(
      `	struct box b = { .list = { PAL, SGT } };
	return dma_buf_match_mapping(args, b.list, sizeof(b.list));`,
      'struct box { struct dma_buf_mapping_match list[2]; };',
    ),
    'other array': exporter(`	struct dma_buf_mapping_match m[] = { PAL, SGT };
	struct dma_buf_mapping_match o[] = { SGT };
	if (box_near(args->dmabuf)) return dma_buf_match_mapping(args, o, 1);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(o));`),
    'other array sizeof sizeof': exporter(`	struct dma_buf_mapping_match m[] = { SGT };
	struct dma_buf_mapping_match o[] = { PAL, SGT };
	if (box_near(args->dmabuf)) return dma_buf_match_mapping(args, o, 2);
	return dma_buf_match_mapping(args, m, sizeof(o) / sizeof(*o));`),
    'other array macro': exporter(
      `	struct dma_buf_mapping_match m[] = { SGT };
	struct dma_buf_mapping_match o[] = { PAL, SGT };
	if (box_near(args->dmabuf)) return dma_buf_match_mapping(args, o, 2);
	return dma_buf_match_mapping(args, m, LEN);`,
      '#define LEN ARRAY_SIZE(o)',
    ),
    'longer literal': importer(`	struct dma_buf_mapping_match m[] = { DMA_BUF_IMAPPING_SGT(dev, false) };
	return dma_buf_mapping_attach(dmabuf, m, 2, NULL, NULL);`),
    'longer var': importer(`	struct dma_buf_mapping_match m = DMA_BUF_IMAPPING_SGT(dev, false);
	return dma_buf_mapping_attach(dmabuf, &m, 2, NULL, NULL);`),
    'off by one': importer(`	struct dma_buf_mapping_match m[] = { DMA_BUF_IMAPPING_SGT(dev, false) };
	return dma_buf_mapping_attach(dmabuf, m, ARRAY_SIZE(m) + 1, NULL, NULL);`),
    tail: importer(`	struct dma_buf_mapping_match m[] = { DMA_BUF_IMAPPING_PAL(), DMA_BUF_IMAPPING_SGT(dev, false) };
	return dma_buf_mapping_attach(dmabuf, m + 1, ARRAY_SIZE(m), NULL, NULL);`),
    helper: exporter(
      `	struct dma_buf_mapping_match m[] = { PAL, SGT };
	return hand(args, m, sizeof(m));`,
      `static int hand(struct dma_buf_match_args *args, struct dma_buf_mapping_match *m, size_t n)
{
	return dma_buf_match_mapping(args, m, n);
}`,
    ),
    enum: exporter(
      `	struct dma_buf_mapping_match m[] = { SGT };
	return dma_buf_match_mapping(args, m, BOX_N);`,
      'enum { BOX_A, BOX_B, BOX_N };',
    ),
  },
  'wrong-side': {
    'statement expression': exporter(`	struct dma_buf_mapping_match m[1];
	m[0] = ({ DMA_BUF_IMAPPING_PAL(); });
	return dma_buf_match_mapping(args, m, 1);`),
    'a macro around the constructor': exporter(
      `	struct dma_buf_mapping_match m[1];
	m[0] = SAME(DMA_BUF_IMAPPING_PAL());
	return dma_buf_match_mapping(args, m, 1);`,
      '#define SAME(x) (x)',
    ),
    'a macro in a helper': exporter(
      `	struct dma_buf_mapping_match m[1];
	m[0] = __made();
	return dma_buf_match_mapping(args, m, 1);`,
      `#define MADE (DMA_BUF_IMAPPING_PAL())
static struct dma_buf_mapping_match __made(void)
{
	return ({ MADE; });
}`,
    ),
    'object macro of inline': exporter(
      `	struct dma_buf_mapping_match m[] = { WRONG };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
      '#define WRONG DMA_BUF_IMAPPING_SGT(NULL, false)',
    ),
    'assigned through temp': exporter(`	struct dma_buf_mapping_match e = DMA_BUF_IMAPPING_PAL(), m[1];
	m[0] = e;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`),
    ternary: exporter(`	struct dma_buf_mapping_match m[1];
	m[0] = box_near(args->dmabuf) ? DMA_BUF_IMAPPING_PAL() : SGT;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`),
    helper: exporter(
      `	struct dma_buf_mapping_match m[1];
	fill(m);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
      `static void fill(struct dma_buf_mapping_match *m)
{
	*m = DMA_BUF_IMAPPING_PAL();
}`,
    ),
    paren: exporter(`	struct dma_buf_mapping_match m[] = { (DMA_BUF_IMAPPING_PAL()) };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`),
    'through a pointer': importer(`	const struct dma_buf_mapping_match *p;
	struct dma_buf_mapping_match m = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops);
	p = &m;
	return dma_buf_mapping_attach(dmabuf, p, 1, NULL, NULL);`),
    'struct member': exporter(
      `	struct box b;
	b.list[0] = DMA_BUF_IMAPPING_PAL();
	return dma_buf_match_mapping(args, b.list, 1);`,
      'struct box { struct dma_buf_mapping_match list[2]; };',
    ),
    'compound literal': exporter(`	return dma_buf_match_mapping(args, (struct dma_buf_mapping_match[]){ DMA_BUF_IMAPPING_PAL() }, 1);`),
    'two deep helper': exporter(
      `	struct dma_buf_mapping_match m[] = { b() };
	return dma_buf_match_mapping(args, m, 1);`,
      `static struct dma_buf_mapping_match a(void)
{
	return DMA_BUF_IMAPPING_PAL();
}
static inline struct dma_buf_mapping_match b(void)
{
	struct dma_buf_mapping_match x = a();
	return x;
}`,
    ),
  },
  'impossible-match': {
    'one entry': lonely(`	struct dma_buf_mapping_match m = DMA_BUF_IMAPPING_PAL();
	return dma_buf_mapping_attach(dmabuf, &m, 1, NULL, NULL);`),
    'a list in a struct': lonely(
      `	struct cam c = { .m = { DMA_BUF_IMAPPING_PAL() } };
	return dma_buf_mapping_attach(dmabuf, c.m, 1, NULL, NULL);`,
      'struct cam { struct dma_buf_mapping_match m[1]; };',
    ),
    'a list that a helper fills': lonely(
      `	struct dma_buf_mapping_match m[2];
	return dma_buf_mapping_attach(dmabuf, m, fill(m), NULL, NULL);`,
      `static int fill(struct dma_buf_mapping_match *m)
{
	m[0] = DMA_BUF_IMAPPING_PAL();
	return 1;
}`,
    ),
    'two paths': lonely(`	struct dma_buf_mapping_match m[2]; int n = 0;
	m[n++] = DMA_BUF_IMAPPING_PAL();
	if (cam_near()) n = 1;
	return dma_buf_mapping_attach(dmabuf, m, n, NULL, NULL);`),
  },
};

for (const [rule, spellings] of Object.entries(defects)) {
  for (const [name, text] of Object.entries(spellings)) {
    test(`${rule} finds it spelled as: ${name}`, async () => {
      const found = await findingsOf(readFixture(text));
      assert.deepEqual([...new Set(found.map((finding) => finding.rule))], [rule], found.map(described).join('\n'));
    });
  }
}
