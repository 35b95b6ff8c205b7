import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '../../../engine/project.ts';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';
import { sharedParser } from '../../support/small-project.ts';

const importer = (entry: string, before = '') => `${before}
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		${entry}
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;

const exporter = (list: string, before = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
${before}
static int box_match_mapping(struct dma_buf_match_args *args)
{
	struct pci_dev *pdev = args->dmabuf->priv;
	struct dma_buf_mapping_match match[] = {
		${list}
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

test('constructor-arity finds too few and too many arguments, of functions and macros', async () => {
  await checkDiagnostics(
    importer(`DMA_BUF_IMAPPING_SGT(dev),
//		^^^^^^^^^^^^^^^^^^^^ 💡 error[constructor-arity]: \`DMA_BUF_IMAPPING_SGT\` takes 2 arguments (\`dev\`, \`accepts_p2p\`), but 1 is given: add what is missing`),
  );
  await checkDiagnostics(
    importer(`DMA_BUF_IMAPPING_PAL(dev),
//		^^^^^^^^^^^^^^^^^^^^ 💡 error[constructor-arity]: \`DMA_BUF_IMAPPING_PAL\` takes no arguments, but 1 is given: drop what is too much`),
  );
  await checkDiagnostics(
    exporter(`DMA_BUF_EMAPPING_SGT(&box_sgt_ops, &pdev->dev, true),
//		^^^^^^^^^^^^^^^^^^^^ 💡 error[constructor-arity]: \`DMA_BUF_EMAPPING_SGT\` takes 1 argument (\`exp_ops\`), but 3 are given`),
  );
  await checkDiagnostics(
    exporter(`DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops), DMA_BUF_EMAPPING_SGT(&box_sgt_ops),
//		^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[constructor-arity]: takes 2 arguments (\`exp_ops\`, \`pdev\`), but 1 is given`),
  );
});

test("constructor-arity finds it in a macro's body, and for a driver's own constructor", async () => {
  await checkDiagnostics(
    importer(
      'CAM_ENTRY(dev),',
      `#define CAM_ENTRY(d) \\
	DMA_BUF_IMAPPING_SGT(d)
//	^^^^^^^^^^^^^^^^^^^^ error[constructor-arity]: takes 2 arguments`.replace('error', '💡 error'),
    ),
  );
  await checkDiagnostics(
    importer(
      `CAM_IMAPPING_NEAR(dev),
//		^^^^^^^^^^^^^^^^^ 💡 error[constructor-arity]: \`CAM_IMAPPING_NEAR\` takes no arguments, but 1 is given`,
      'static struct dma_buf_mapping_match CAM_IMAPPING_NEAR(void)\n{\n\treturn DMA_BUF_IMAPPING_PAL();\n}',
    ),
  );
});

const silent: Record<string, string> = {
  'right numbers': importer('DMA_BUF_IMAPPING_SGT((dev), (1, true)), DMA_BUF_IMAPPING_PAL( ),'),
  'commas inside of brackets': exporter('DMA_BUF_EMAPPING_SGT(((void)pdev, &box_sgt_ops)),'),
  'a macro that is several arguments': importer('DMA_BUF_IMAPPING_SGT(CAM_GIVEN),', '#define CAM_GIVEN dev, false'),
  'variable arguments': importer('CAM_ENTRY(dev, true),', '#define CAM_ENTRY(...) DMA_BUF_IMAPPING_SGT(__VA_ARGS__)'),
  'variable arguments with a name': importer('CAM_ENTRY(dev, true),', '#define CAM_ENTRY(given...) DMA_BUF_IMAPPING_SGT(given)'),
  'a macro that takes any number': importer(
    'CAM_IMAPPING_ANY(dev, 1, 2),',
    '#define CAM_IMAPPING_ANY(dev, ...) DMA_BUF_IMAPPING_SGT(dev, true)',
  ),
  'two definitions of which one fits': exporter(
    'BOX_EMAPPING_ANY(&box_sgt_ops, pdev),',
    `#ifdef CONFIG_BOX_P2P
#define BOX_EMAPPING_ANY(ops, pdev) DMA_BUF_EMAPPING_SGT_P2P(ops, pdev)
#else
#define BOX_EMAPPING_ANY(ops) DMA_BUF_EMAPPING_SGT(ops)
#endif`,
  ).replaceAll('CONFIG_BOX_P2P', '__GNUC__'),
};

for (const [name, text] of Object.entries(silent)) test(`constructor-arity is silent: ${name}`, () => checkDiagnostics(text));

test('constructor-arity is silent where only the built-in model says how many', async () => {
  const project = new Project(await sharedParser());
  project.setFile('alone.c', `#include <linux/dma-buf-mapping.h>\n${importer('DMA_BUF_IMAPPING_SGT(dev, true, 3),')}`);
  assert.deepEqual(
    project.findings().map(({ rule }) => rule),
    [],
  );
});

test('constructor-arity: fixes add what is at hand or a value to begin with, and drop what is too much', async () => {
  await checkFix(importer('DMA_BUF_IMAPPING_SGT$0(dev),'), importer('DMA_BUF_IMAPPING_SGT(dev, false),'), { safe: false });
  await checkFix(importer('DMA_BUF_IMAPPING_SGT$0(),'), importer('DMA_BUF_IMAPPING_SGT(dev, false),'));
  await checkFix(importer('DMA_BUF_IMAPPING_PAL$0(dev),'), importer('DMA_BUF_IMAPPING_PAL(),'));
  await checkFix(exporter('DMA_BUF_EMAPPING_SGT$0(&box_sgt_ops, &pdev->dev, true),'), exporter('DMA_BUF_EMAPPING_SGT(&box_sgt_ops),'));
  await checkFix(
    exporter('DMA_BUF_EMAPPING_SGT_P2P$0(&box_sgt_ops),'),
    exporter('DMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, pdev),').replace('__never__', ''),
  );
  const two = 'static const struct dma_buf_mapping_sgt_exp_ops box_other_ops = {};';
  await checkNoFix(exporter('DMA_BUF_EMAPPING_SGT_P2P$0(),', two));
});
