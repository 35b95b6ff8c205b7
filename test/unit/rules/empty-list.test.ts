import { test } from 'node:test';
import { checkDiagnostics } from '../../support/annotated.ts';

const exporter = (body: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
bool box_near(struct dma_buf *dmabuf);
#define PAL DMA_BUF_EMAPPING_PAL(&box_pal_ops)
#define SGT DMA_BUF_EMAPPING_SGT(&box_sgt_ops)
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
${body}
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

const defects: [name: string, body: string, before?: string][] = [
  [
    'a counter that one path leaves at zero',
    `	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (IS_ENABLED(CONFIG_BOX))
		m[n++] = PAL;
	if (box_near(args->dmabuf))
		m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);
//	                                      ^ warning[empty-list]: \`m\` has no entries when \`IS_ENABLED(CONFIG_BOX)\` is off and \`!box_near(...)\`: the core finds nothing to match and returns -EINVAL, so nobody can attach; return an errno of its own`,
  ],
  [
    'a length chosen by a condition',
    `	static const struct dma_buf_mapping_match m[] = { SGT };

	return dma_buf_match_mapping(args, m, box_near(args->dmabuf) ? ARRAY_SIZE(m) : 0);
//	                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[empty-list]: \`m\` has no entries when \`!box_near(...)\``,
  ],
  [
    'entries that are all under #ifdef',
    `	struct dma_buf_mapping_match m[] = {
#ifdef CONFIG_BOX_PAL
		PAL,
#endif
	};

	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
//	                                      ^^^^^^^^^^^^^ warning[empty-list]: \`m\` has no entries when \`CONFIG_BOX_PAL!=y\``,
  ],
  [
    'a counter that a helper leaves at zero',
    `	struct dma_buf_mapping_match m[1];
	size_t n = box_fill(args->dmabuf, m);

	return dma_buf_match_mapping(args, m, n);
//	                                      ^ warning[empty-list]: \`m\` has no entries when`,
    `static size_t box_fill(struct dma_buf *dmabuf, struct dma_buf_mapping_match *list)
{
	if (!box_near(dmabuf))
		return 0;
	list[0] = SGT;
	return 1;
}`,
  ],
];

for (const [name, body, before] of defects) test(`empty-list finds: ${name}`, () => checkDiagnostics(exporter(body, before)));

test('empty-list finds an importer that asks for nothing', () =>
  checkDiagnostics(`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_mapping_attach(dmabuf, NULL, 0, NULL, NULL);
//	                                            ^ warning[empty-list]: the list has no entries: the core finds nothing to match and returns -EINVAL, so this attach fails with every exporter; put an entry into it
}
`));

const silent: [name: string, body: string][] = [
  [
    'an errno of its own where nothing is offered',
    `	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (IS_ENABLED(CONFIG_BOX))
		m[n++] = PAL;
	if (box_near(args->dmabuf))
		m[n++] = SGT;
	if (!n)
		return -EOPNOTSUPP;
	return dma_buf_match_mapping(args, m, n);`,
  ],
  [
    'conditions of which one holds',
    `	struct dma_buf_mapping_match m[1];
	unsigned int n = 0;

	if (box_near(args->dmabuf))
		m[n++] = PAL;
	if (!box_near(args->dmabuf))
		m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);`,
  ],
  [
    'a loop of unknown length',
    `	struct dma_buf_mapping_match m[4];
	size_t n = 0;

	while (n < 4 && box_near(args->dmabuf))
		m[n++] = SGT;
	return dma_buf_match_mapping(args, m, n);`,
  ],
  ['a callback that always refuses', `	return -EOPNOTSUPP;`],
];

for (const [name, body] of silent) test(`empty-list is silent: ${name}`, () => checkDiagnostics(exporter(body)));

test('empty-list is silent in KUnit tests', () =>
  checkDiagnostics(`
//- include/kunit/test.h
struct kunit;
//- drivers/fixture/fixture_test.c
#include <kunit/test.h>
#include <linux/dma-buf-mapping.h>

static void nothing_matches(struct kunit *test)
{
	struct dma_buf *dmabuf = (void *)test;

	dma_buf_mapping_attach(dmabuf, NULL, 0, NULL, NULL);
}
`));
