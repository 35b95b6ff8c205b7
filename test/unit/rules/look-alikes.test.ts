import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '../../../engine/project.ts';
import { checkDiagnostics, described, findingsOf } from '../../support/annotated.ts';
import { readFixture } from '../../support/fixture-text.ts';
import { sharedParser } from '../../support/small-project.ts';

/** What an exporter may look like that is right: declarations before its `match_mapping`, and the body of that function. */
const exporters: Record<string, { before?: string; body: string }> = {
  'a bounded loop of unknown length': {
    body: `	struct dma_buf_mapping_match m[4];
	size_t n = 0;
	while (n < 4 && box_near(args->dmabuf))
		m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);`,
  },
  'a compound literal as the list': {
    body: `	return dma_buf_match_mapping(args, (struct dma_buf_mapping_match[]){ PAL, SGT }, 2);`,
  },
  'a copy of a shorter list, with its length': {
    before: `static const struct dma_buf_mapping_match base[] = { PAL, SGT };`,
    body: `	struct dma_buf_mapping_match m[4];
	memcpy(m, base, sizeof(base));
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(base));`,
  },
  'a copy of another list': {
    before: `static const struct dma_buf_mapping_match base[] = { { .type = &dma_buf_mapping_pal_type, .exp_ops = &box_pal_ops.ops }, SGT };`,
    body: `	struct dma_buf_mapping_match m[2];
	memcpy(m, base, sizeof(m));
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  },
  'a counter that is checked': {
    body: `	struct dma_buf_mapping_match m[2];
	size_t n = 0;
	m[n++] = SGT;
	if (WARN_ON(n > ARRAY_SIZE(m)))
		return -EINVAL;
	return dma_buf_match_mapping(args, m, n);`,
  },
  'a helper fills the list and returns the length': {
    before: `static unsigned int box_list(struct dma_buf *b, struct dma_buf_mapping_match *m)
{
	unsigned int n = 0;
	if (box_near(b))
		m[n++] = PAL;
	m[n++] = SGT;
	return n;
}`,
    body: `	struct dma_buf_mapping_match m[2];
	unsigned int n = box_list(args->dmabuf, m);
	return dma_buf_match_mapping(args, m, n);`,
  },
  'a length chosen by the condition that fills': {
    body: `	struct dma_buf_mapping_match m[2];
	bool near = box_near(args->dmabuf);
	if (near)
		m[1] = PAL;
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, near ? 2 : 1);`,
  },
  'a length computed from the condition that fills': {
    body: `	struct dma_buf_mapping_match m[2];
	bool near = box_near(args->dmabuf);
	if (near)
		m[1] = PAL;
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, 1 + near);`,
  },
  'a list along an array of types': {
    before: `static const struct dma_buf_mapping_type *const types[] = { &dma_buf_mapping_pal_type, &dma_buf_mapping_sgt_type };
static const struct dma_buf_mapping_exp_ops *const ops[] = { &box_pal_ops.ops, &box_sgt_ops.ops };`,
    body: `	struct dma_buf_mapping_match m[ARRAY_SIZE(types)] = {};
	size_t i;
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		m[i].type = types[i];
		m[i].exp_ops = ops[i];
	}
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(types));`,
  },
  'a list and a length in a struct that others fill': {
    before: `struct box { struct dma_buf_mapping_match list[3]; size_t count; };`,
    body: `	struct box *box = args->dmabuf->priv;
	return dma_buf_match_mapping(args, box->list, box->count);`,
  },
  'a list and its counter in a local struct': {
    before: `struct box { struct dma_buf_mapping_match list[3]; size_t count; };`,
    body: `	struct box box;
	box.count = 0;
	box.list[box.count++] = SGT;
	return dma_buf_match_mapping(args, box.list, box.count);`,
  },
  'a list filled through a pointer, and a length from it': {
    body: `	struct dma_buf_mapping_match m[2], *p = m;
	if (box_near(args->dmabuf))
		*p++ = PAL;
	*p++ = SGT;
	return dma_buf_match_mapping(args, m, p - m);`,
  },
  'a list from the heap, filled completely': {
    body: `	struct dma_buf_mapping_match *m = kmalloc_array(2, sizeof(*m), 0);
	int ret;
	if (!m)
		return -ENOMEM;
	m[0] = SGT;
	m[1] = PAL;
	ret = dma_buf_match_mapping(args, m, 2);
	kfree(m);
	return ret;`,
  },
  'a list handed through a helper': {
    before: `static int box_do(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *list, size_t n)
{
	return dma_buf_match_mapping(args, list, n);
}`,
    body: `	struct dma_buf_mapping_match m[1];
	m[0] = SGT;
	return box_do(args, m, 1);`,
  },
  'a list in a struct that others may have filled': {
    before: `struct box { struct dma_buf_mapping_match list[3]; size_t count; };`,
    body: `	struct box *box = args->dmabuf->priv;
	box->list[0] = SGT;
	return dma_buf_match_mapping(args, box->list, ARRAY_SIZE(box->list));`,
  },
  'a list that is zeroed first': {
    body: `	struct dma_buf_mapping_match m[2];
	memset(m, 0, sizeof(m));
	m[0] = SGT;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  },
  'a loop fills the list': {
    body: `	struct dma_buf_mapping_match m[2];
	int i;
	for (i = 0; i < 2; i++)
		m[i] = i ? SGT : PAL;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  },
  'a second match with the rest of the list': {
    body: `	struct dma_buf_mapping_match m[2] = { PAL };
	int ret = dma_buf_match_mapping(args, m, 1);
	if (ret == -EINVAL) {
		m[1] = SGT;
		ret = dma_buf_match_mapping(args, m + 1, 1);
	}
	return ret;`,
  },
  'a shorter list of the same name in a block': {
    body: `	struct dma_buf_mapping_match m[2] = { PAL, SGT };
	if (box_near(args->dmabuf)) {
		struct dma_buf_mapping_match m[1];
		m[0] = SGT;
		return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
	}
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  },
  'a static list that is filled once': {
    before: `static struct dma_buf_mapping_match box_list[2];`,
    body: `	if (!box_list[0].type)
		box_list[0] = SGT;
	return dma_buf_match_mapping(args, box_list, ARRAY_SIZE(box_list));`,
  },
  'a switch that falls through': {
    body: `	struct dma_buf_mapping_match m[2];
	size_t n = 0;
	switch (box_mode(args->dmabuf)) {
	case 1:
		m[n++] = PAL;
	case 2:
		m[n++] = SGT;
		break;
	default:
		return -EOPNOTSUPP;
	}
	return dma_buf_match_mapping(args, m, n);`,
  },
  'a zeroed list from the heap': {
    body: `	struct dma_buf_mapping_match *m = kcalloc(2, sizeof(*m), 0);
	int ret;
	if (!m)
		return -ENOMEM;
	m[0] = SGT;
	ret = dma_buf_match_mapping(args, m, 2);
	kfree(m);
	return ret;`,
  },
  'an entry under #ifdef': {
    body: `	struct dma_buf_mapping_match m[] = {
#ifdef CONFIG_BOX_PAL
		PAL,
#endif
		SGT,
	};
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  },
  'entries copied from each other': {
    body: `	struct dma_buf_mapping_match a = SGT, m[2];
	m[1] = a;
	m[0] = m[1];
	m[0] = PAL;
	return dma_buf_match_mapping(args, m, 2);`,
  },
  'entries with indices under #if': {
    body: `	struct dma_buf_mapping_match m[] = {
#if IS_ENABLED(CONFIG_BOX_PAL)
		[0] = PAL,
		[1] = SGT,
#else
		[0] = SGT,
#endif
	};
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  },
  'indices and length from an enumeration': {
    before: `enum { BOX_PAL, BOX_SGT, BOX_ENTRIES };`,
    body: `	struct dma_buf_mapping_match m[BOX_ENTRIES] = {
		[BOX_PAL] = PAL,
		[BOX_SGT] = SGT,
	};
	return dma_buf_match_mapping(args, m, BOX_ENTRIES);`,
  },
  'the path that fills less jumps over the match': {
    body: `	struct dma_buf_mapping_match m[2];
	int ret = -ENODEV;
	m[0] = SGT;
	if (!box_near(args->dmabuf))
		goto out;
	m[1] = PAL;
	ret = dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
out:
	return ret;`,
  },
  'the result is patched after the match': {
    body: `	struct dma_buf_mapping_match m[] = { SGT };
	int ret = dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
	if (ret)
		return ret;
	args->attach->map_type.sgt_data.importer_accepts_p2p = DMA_SGT_NO_P2P;
	return 0;`,
  },
};

const tree = ({ before = '', body }: { before?: string; body: string }) => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
bool box_near(struct dma_buf *dmabuf);
int box_mode(struct dma_buf *dmabuf);
void *memset(void *to, int value, size_t size);
void *memcpy(void *to, const void *from, size_t size);
void *kcalloc(size_t count, size_t size, gfp_t flags);
void *kmalloc_array(size_t count, size_t size, gfp_t flags);
void kfree(const void *pointer);
#define PAL DMA_BUF_EMAPPING_PAL(&box_pal_ops)
#define SGT DMA_BUF_EMAPPING_SGT(&box_sgt_ops)
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
${body}
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

for (const [name, exporter] of Object.entries(exporters)) {
  test(`no rule says anything about ${name}`, () => checkDiagnostics(tree(exporter)));
}

test('no rule says anything about raw entries and local types of a test', () =>
  checkDiagnostics(`
static void probe_finish_match(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp,
			       const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

int probe_match(struct dma_buf *dmabuf, struct dma_buf_attachment *attach)
{
	static const struct dma_buf_mapping_type first = { .name = "first", .finish_match = probe_finish_match };
	static const struct dma_buf_mapping_type second = { .name = "second" };
	struct dma_buf_mapping_match exp[] = { { .type = &first } };
	struct dma_buf_mapping_match imp[] = { { .type = &second }, { .type = &first } };
	struct dma_buf_match_args args = { .dmabuf = dmabuf, .attach = attach, .imp_matches = imp, .imp_len = ARRAY_SIZE(imp) };

	return dma_buf_match_mapping(&args, exp, ARRAY_SIZE(exp));
}
`));

test('no rule says anything about a driver that is opened alone', async () => {
  const project = new Project(await sharedParser());
  const driver = `#include <linux/dma-buf-mapping.h>
static void link_finish_match(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp,
			      const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
static const struct dma_buf_mapping_type up_mapping_type = { .name = "Up", .finish_match = link_finish_match };
static const struct dma_buf_mapping_type down_mapping_type = { .name = "Down", .finish_match = link_finish_match };
static const struct dma_buf_mapping_match up_match = { .type = &up_mapping_type };
static const struct dma_buf_ops up_ops = { .single_exporter_match = &up_match };

struct dma_buf_attachment *down_attach(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match match[] = { { .type = &down_mapping_type } };

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;
  project.setFile('alone.c', driver);
  assert.deepEqual(project.findings().map(described), []);
  assert.equal(project.matrix().cells[0]?.outcomes[0]?.errno, 'EINVAL');
});

test('no rule throws over calls that are still being typed', async () => {
  const calls = [
    'dma_buf_match_mapping()',
    'dma_buf_match_mapping(args)',
    'dma_buf_match_mapping(args, m)',
    'dma_buf_match_mapping(args, , 1)',
  ];
  for (const call of calls)
    await findingsOf(readFixture(tree({ body: `	struct dma_buf_mapping_match m[1] = { SGT };\n	return ${call};` })));
  for (const given of ['', 'dmabuf', 'dmabuf, m', 'dmabuf, m, 1']) {
    const importer = `struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match m[1] = { DMA_BUF_IMAPPING_SGT(dev, false) };
	return dma_buf_mapping_attach(${given});
}`;
    await findingsOf(readFixture(importer));
  }
});
