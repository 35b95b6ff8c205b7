import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '../../../engine/project.ts';
import { checkDiagnostics, checkFix, checkNoFix, described } from '../../support/annotated.ts';
import { sharedParser } from '../../support/small-project.ts';

const exporter = (list: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match match[] = {
		${list}
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

test('unknown-constructor finds a misspelled constructor, and says which was meant', async () => {
  await checkDiagnostics(
    exporter(`DMA_BUF_EMAPPING_SGTT(&box_sgt_ops),
//		^^^^^^^^^^^^^^^^^^^^^ 💡 error[unknown-constructor]: No constructor \`DMA_BUF_EMAPPING_SGTT\` is defined in this tree; did you mean \`DMA_BUF_EMAPPING_SGT\`?`),
  );
  await checkDiagnostics(
    exporter(`(DMA_BUF_EMAPPING_PLA(&box_pal_ops)),
//		 ^^^^^^^^^^^^^^^^^^^^ 💡 error[unknown-constructor]: did you mean \`DMA_BUF_EMAPPING_PAL\`?`),
  );
  await checkDiagnostics(
    exporter(`DMABUF_EMAPPING_SGT(&box_sgt_ops),
//		^^^^^^^^^^^^^^^^^^^ 💡 error[unknown-constructor]: did you mean \`DMA_BUF_EMAPPING_SGT\`?`),
  );
  await checkDiagnostics(
    exporter(`DMA_BUF_EMAPING_SGT(&box_sgt_ops),
//		^^^^^^^^^^^^^^^^^^^ 💡 error[unknown-constructor]: did you mean \`DMA_BUF_EMAPPING_SGT\`?`),
  );
});

test('unknown-constructor finds one that is like no other', () =>
  checkDiagnostics(
    exporter(`DMA_BUF_EMAPPING_NOBODY_KNOWS(&box_sgt_ops),
//		^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[unknown-constructor]: No constructor \`DMA_BUF_EMAPPING_NOBODY_KNOWS\` is defined in this tree: it does not compile`),
  ));

test('unknown-constructor finds it in a macro, a static list and an assignment', async () => {
  await checkDiagnostics(
    exporter(
      'BOX_ENTRY,',
      `#define BOX_ENTRY DMA_BUF_EMAPPNG_SGT(&box_sgt_ops)
#define BOX_OTHER(ops) \\
	DMA_BUF_EMAPPING_SGS(ops)
//	^^^^^^^^^^^^^^^^^^^^ 💡 error[unknown-constructor]: did you mean \`DMA_BUF_EMAPPING_SGT\`?`,
    ).replace('EMAPPNG_SGT', 'EMAPPING_SGT'),
  );
  await checkDiagnostics(`
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_match box_match = DMA_BUF_EMAPPING_STG(&box_sgt_ops);
//                                                    ^^^^^^^^^^^^^^^^^^^^ 💡 error[unknown-constructor]: did you mean \`DMA_BUF_EMAPPING_SGT\`?
`);
  await checkDiagnostics(`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match m[1];

	m[0] = DMA_BUF_IMAPPING_SGTX(dev, false);
//	       ^^^^^^^^^^^^^^^^^^^^^ 💡 error[unknown-constructor]: did you mean \`DMA_BUF_IMAPPING_SGT\`?
	return dma_buf_mapping_attach(dmabuf, m, 1, NULL, NULL);
}
`);
});

test('unknown-constructor finds a mapping type that nobody defines', async () => {
  await checkDiagnostics(
    exporter(`{ .type = &dma_buf_mapping_sgt_typ_type, .exp_ops = &box_sgt_ops.ops },
//		           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[unknown-constructor]: No mapping type \`dma_buf_mapping_sgt_typ_type\` is defined in this tree`),
  );
  await checkDiagnostics(
    exporter(
      `{ .type = &dma_buf_mapping_stg_type, .exp_ops = &box_sgt_ops.ops },
//		           ^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[unknown-constructor]: did you mean \`dma_buf_mapping_sgt_type\`?`,
    ),
  );
});

const silent: Record<string, string> = {
  'a name in a comment and in a string': exporter(
    'DMA_BUF_EMAPPING_SGT(&box_sgt_ops), /* not DMA_BUF_EMAPPING_SGTT(x) */',
    'static const char *box_text = "DMA_BUF_EMAPPING_NO(1)";',
  ),
  'a constructor that another file defines': `
//- include/linux/wire.h
#include <linux/dma-buf-mapping.h>
#define DMA_BUF_EMAPPING_WIRE(ops) DMA_BUF_EMAPPING_SGT(ops)
//- drivers/fixture/fixture.c
#include <linux/kernel.h>
#include <linux/wire.h>
${exporter('DMA_BUF_EMAPPING_WIRE(&box_sgt_ops),')}`,
  'a branch that is never compiled': exporter(
    'DMA_BUF_EMAPPING_SGT(&box_sgt_ops),\n#if 0\n\t\tDMA_BUF_EMAPPING_OLD(&box_sgt_ops),\n#endif',
  ),
  'a branch that asks whether it is there': exporter(
    '#ifdef DMA_BUF_EMAPPING_NEW\n\t\tDMA_BUF_EMAPPING_NEW(&box_sgt_ops),\n#else\n\t\tDMA_BUF_EMAPPING_SGT(&box_sgt_ops),\n#endif',
  ),
  'an entry from a function of another file': exporter('box_entry(),', 'struct dma_buf_mapping_match box_entry(void);'),
};

for (const [name, text] of Object.entries(silent)) test(`unknown-constructor is silent: ${name}`, () => checkDiagnostics(text));

test('unknown-constructor: the fix takes the name that was meant', async () => {
  await checkFix(exporter('DMA_BUF_EMAPPING_SG$0TT(&box_sgt_ops),'), exporter('DMA_BUF_EMAPPING_SGT(&box_sgt_ops),'), { safe: false });
  await checkNoFix(exporter('DMA_BUF_EMAPPING_NOB$0ODY_KNOWS(&box_sgt_ops),'));
});

test('unknown-constructor: in a folder that has no core, only misspellings are found', async () => {
  const project = new Project(await sharedParser());
  project.setFile(
    'alone.c',
    `#include <linux/dma-buf-mapping.h>\n${exporter('DMA_BUF_EMAPPING_NEWER(&box_sgt_ops), DMA_BUF_EMAPPING_SGTT(&box_sgt_ops),')}`,
  );
  assert.deepEqual(project.findings().map(described), [
    'alone.c:9:41-62 💡 error[unknown-constructor]: No constructor `DMA_BUF_EMAPPING_SGTT` is defined here, and the interface has none of that name; did you mean `DMA_BUF_EMAPPING_SGT`?',
  ]);
});
