import { test } from 'node:test';
import { checkDiagnostics } from '../../support/annotated.ts';

const exporter = (body: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
bool box_near(struct dma_buf *dmabuf);
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
${body}
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

const defects: [name: string, body: string, before?: string][] = [
  [
    'NULL for the ops',
    `	struct dma_buf_mapping_match m[] = {
		DMA_BUF_EMAPPING_PAL(NULL),
//		                     ^^^^ error[missing-exp-ops]: The \`exp_ops\` of this PAL entry are NULL: the match succeeds, and the first map call follows a NULL pointer; give it a \`struct dma_buf_mapping_pal_exp_ops\`
	};`,
  ],
  [
    'a pointer that is NULL',
    `	const struct dma_buf_mapping_sgt_exp_ops *ops = box_near(args->dmabuf) ? &box_sgt_ops : NULL;
	struct dma_buf_mapping_match m[] = {
		DMA_BUF_EMAPPING_SGT(ops),
//		^^^^^^^^^^^^^^^^^^^^^^^^^ error[missing-exp-ops]: The \`exp_ops\` of this SGT entry are NULL when \`!box_near(...)\`
	};`,
  ],
  [
    'an entry spelled out without them',
    `	static const struct dma_buf_mapping_match m[] = {
		{ .type = &dma_buf_mapping_sgt_type },
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[missing-exp-ops]: The \`exp_ops\` of this SGT entry are NULL
	};`,
  ],
  [
    'a macro that spells it out',
    `	struct dma_buf_mapping_match m[] = {
		BOX_ENTRY,
//		^^^^^^^^^ error[missing-exp-ops]: SGT entry are NULL
	};`,
    '#define BOX_ENTRY (struct dma_buf_mapping_match){ .type = &dma_buf_mapping_sgt_type }',
  ],
  [
    'an entry of which code sets the type only',
    `	struct dma_buf_mapping_match m[1];

	m[0].type = &dma_buf_mapping_pal_type;
//	            ^^^^^^^^^^^^^^^^^^^^^^^^^ error[missing-exp-ops]: The \`exp_ops\` of this PAL entry are never set: the match succeeds, and the first map call follows whatever was in memory`,
  ],
  [
    'a helper that hands NULL on',
    `	struct dma_buf_mapping_match m[] = { box_entry(NULL) };
//	                                               ^^^^ error[missing-exp-ops]: PAL entry are NULL`,
    `static struct dma_buf_mapping_match box_entry(const struct dma_buf_mapping_pal_exp_ops *ops)
{
	return DMA_BUF_EMAPPING_PAL(ops);
}`,
  ],
];

for (const [name, body, before] of defects) test(`missing-exp-ops finds: ${name}`, () => checkDiagnostics(exporter(body, before)));

test('missing-exp-ops finds a single match without ops', () =>
  checkDiagnostics(`
static const struct dma_buf_mapping_match box_match = { .type = &dma_buf_mapping_sgt_type };
//                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[missing-exp-ops]: SGT entry are NULL
static const struct dma_buf_ops box_ops = { .single_exporter_match = &box_match };
`));

const silent: [name: string, body: string, before?: string][] = [
  [
    'ops from a parameter',
    '	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT((const struct dma_buf_mapping_sgt_exp_ops *)args->dmabuf->priv) };',
  ],
  [
    'an entry spelled out with them',
    '	struct dma_buf_mapping_match m[] = { { .type = &dma_buf_mapping_sgt_type, .exp_ops = &box_sgt_ops.ops } };',
  ],
  [
    'ops that are set later',
    `	struct dma_buf_mapping_match m[] = { { .type = &dma_buf_mapping_sgt_type } };

	m[0].exp_ops = &box_sgt_ops.ops;`,
  ],
  [
    'a result that gets its ops after the match',
    `	struct dma_buf_mapping_match m[] = { { .type = &dma_buf_mapping_sgt_type } };
	int ret = dma_buf_match_mapping(args, m, 1);

	if (ret)
		return ret;
	args->attach->map_type.exp_ops = &box_sgt_ops.ops;
	return 0;`,
  ],
  [
    'a type whose constructors set none',
    '	struct dma_buf_mapping_match m[] = { WIRE_EMAPPING_X() };',
    `static void wire_finish_match(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp,
			      const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = wire_finish_match };
static inline struct dma_buf_mapping_match WIRE_EMAPPING_X(void)
{
	return (struct dma_buf_mapping_match){ .type = &wire_mapping_type };
}
struct dma_buf_attachment *wire_attach(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match m = { .type = &wire_mapping_type };

	return dma_buf_mapping_attach(dmabuf, &m, 1, NULL, NULL);
}`,
  ],
];

for (const [name, body, before] of silent) test(`missing-exp-ops is silent: ${name}`, () => checkDiagnostics(exporter(body, before)));

test("missing-exp-ops is silent on importers' entries", () =>
  checkDiagnostics(`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match m[] = { DMA_BUF_IMAPPING_PAL(), { .type = &dma_buf_mapping_sgt_type } };

	return dma_buf_mapping_attach(dmabuf, m, ARRAY_SIZE(m), NULL, NULL);
}
`));
