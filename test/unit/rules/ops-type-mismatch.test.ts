import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

const exporter = (body: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
${body}
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

const sgtInPal =
  'error[ops-type-mismatch]: These ops are a `struct dma_buf_mapping_sgt_exp_ops`, which belongs to SGT, but the entry is PAL: its functions take them for a `struct dma_buf_mapping_pal_exp_ops`';
const palInSgt =
  'error[ops-type-mismatch]: These ops are a `struct dma_buf_mapping_pal_exp_ops`, which belongs to PAL, but the entry is SGT: its functions take them for a `struct dma_buf_mapping_sgt_exp_ops`';

const defects: [name: string, body: string, before?: string][] = [
  [
    'the macro, which any struct with `ops` pleases',
    `	struct dma_buf_mapping_match m[] = {
		DMA_BUF_EMAPPING_SGT(&box_pal_ops),
//		                     ^^^^^^^^^^^^ 💡 ${palInSgt}
	};`,
  ],
  [
    'the inline function, with a cast',
    `	struct dma_buf_mapping_match m[] = {
		DMA_BUF_EMAPPING_PAL((const void *)&box_sgt_ops),
//		                     ^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 ${sgtInPal}
	};`,
  ],
  [
    'an entry spelled out',
    `	static const struct dma_buf_mapping_match m[] = {
		{ .type = &dma_buf_mapping_pal_type, .exp_ops = &box_sgt_ops.ops },
//		                                                 ^^^^^^^^^^^ 💡 ${sgtInPal}
	};`,
  ],
  [
    'a member that code sets',
    `	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&box_pal_ops) };

	m[0].exp_ops = &box_sgt_ops.ops;
//	                ^^^^^^^^^^^ 💡 ${sgtInPal}`,
  ],
  [
    'a macro around the macro',
    `	struct dma_buf_mapping_match m[] = { BOX_ENTRY(box_pal_ops) };
//	                                               ^^^^^^^^^^^ 💡 ${palInSgt}`,
    '#define BOX_ENTRY(ops) DMA_BUF_EMAPPING_SGT(&ops)',
  ],
  [
    'ops from a pointer of a struct',
    `	struct box *box = args->dmabuf->priv;
	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(box->ops) };
//	                                                          ^^^^^^^^ 💡 ${palInSgt}`,
    'struct box { const struct dma_buf_mapping_pal_exp_ops *ops; };',
  ],
];

for (const [name, body, before] of defects) test(`ops-type-mismatch finds: ${name}`, () => checkDiagnostics(exporter(body, before)));

const silent: [name: string, body: string, before?: string][] = [
  ['the right ops', '	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&box_pal_ops), DMA_BUF_EMAPPING_SGT(&box_sgt_ops) };'],
  [
    'the right ops inside another struct',
    '	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&box_more.sgt) };',
    'static const struct { int users; struct dma_buf_mapping_sgt_exp_ops sgt; } box_more = {};',
  ],
  [
    'ops of which nothing is known',
    '	struct dma_buf_mapping_match m[] = { { .type = &dma_buf_mapping_sgt_type, .exp_ops = args->dmabuf->priv } };',
  ],
  [
    'a struct that begins with the right ops',
    '	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT((const struct dma_buf_mapping_sgt_exp_ops *)&box_more) };',
    'struct box_more { struct dma_buf_mapping_sgt_exp_ops sgt; int users; };\nstatic const struct box_more box_more = {};',
  ],
];

for (const [name, body, before] of silent) test(`ops-type-mismatch is silent: ${name}`, () => checkDiagnostics(exporter(body, before)));

test("ops-type-mismatch knows a driver's own types", () =>
  checkDiagnostics(`
struct wire_exp_ops { struct dma_buf_mapping_exp_ops ops; };
static void wire_finish_match(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp,
			      const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = wire_finish_match };
static inline struct dma_buf_mapping_match WIRE_EMAPPING_X(const struct wire_exp_ops *exp_ops)
{
	return (struct dma_buf_mapping_match){ .type = &wire_mapping_type, .exp_ops = &exp_ops->ops };
}
static const struct wire_exp_ops wire_ops = {};

static int wire_match_mapping(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match m[] = {
		WIRE_EMAPPING_X(&wire_ops),
		DMA_BUF_EMAPPING_SGT(&wire_ops),
//		                     ^^^^^^^^^ error[ops-type-mismatch]: These ops are a \`struct wire_exp_ops\`, which belongs to WIRE, but the entry is SGT
	};

	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
}
static const struct dma_buf_ops wire_buf_ops = { .match_mapping = wire_match_mapping };

struct dma_buf_attachment *wire_attach(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match m[] = { { .type = &wire_mapping_type } };

	return dma_buf_mapping_attach(dmabuf, m, ARRAY_SIZE(m), NULL, NULL);
}
`));

test('ops-type-mismatch: fixes use the other constructor, or the other ops', async () => {
  const list = (entry: string) => exporter(`	struct dma_buf_mapping_match m[] = {\n\t\t${entry},\n\t};\n`);
  await checkFix(list('DMA_BUF_EMAPPING_SGT(&box_$0pal_ops)'), list('DMA_BUF_EMAPPING_PAL(&box_pal_ops)'), { safe: false });
  await checkFix(list('DMA_BUF_EMAPPING_SGT(&box_$0pal_ops)'), list('DMA_BUF_EMAPPING_SGT(&box_sgt_ops)'), {
    title: 'Hand over `box_sgt_ops`',
  });
  await checkNoFix(
    exporter(
      '	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(box->o$0ps) };'.replace(
        '	struct',
        '	struct box *box = args->dmabuf->priv;\n	struct',
      ),
      'struct box { const struct dma_buf_mapping_pal_exp_ops *ops; };\nstatic const struct dma_buf_mapping_pal_exp_ops more_ops = {};',
    ).replace('m[] = {', 'm[] = { DMA_BUF_EMAPPING_PAL(&more_ops),'),
  );
});
