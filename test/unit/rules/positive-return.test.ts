import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';
import { exporterWith, typeWith } from '../../support/callback-trees.ts';

const found: Record<string, string> = {
  'an assignment in the return': exporterWith(`	int ret = dma_buf_match_mapping(args, match, ARRAY_SIZE(match));

	if (ret)
		return ret;
	return args->attach->map_type.sgt_data.exporter_requires_p2p = DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[positive-return]: \`box_match_mapping\` returns 1 (\`DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE\`) when \`dma_buf_match_mapping(...) == 0\``),
  'an errno without its sign': exporterWith(`	if (!box_near(args->dmabuf))
		return EOPNOTSUPP;
//              ^^^^^^^^^^^^^^^^^^ 💡 error[positive-return]: returns 95 (\`EOPNOTSUPP\`) when \`!box_near(...)\`
	return dma_buf_match_mapping(args, match, 1);`),
  'a number kept in a variable': exporterWith(`	int ret = 0;

	if (dma_buf_match_mapping(args, match, 1) == 0)
		ret = 1;
	else
		ret = -EINVAL;
	return ret;
//      ^^^^^^^^^^^ error[positive-return]: \`box_match_mapping\` returns 1 when \`dma_buf_match_mapping(...) == 0\``),
  'a number from a macro in a helper': exporterWith(
    `	if (box_refuses(args))
		return box_refuses(args);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ error[positive-return]: returns 3
	return dma_buf_match_mapping(args, match, 1);`,
    `#define BOX_AWAY 3
static int box_refuses(struct dma_buf_match_args *args)
{
	if (box_near(args->dmabuf))
		return 0;
	return (BOX_AWAY);
}`,
  ),
  'the truth of a comparison': exporterWith(`	dma_buf_match_mapping(args, match, 1);
	return box_mode(args->dmabuf) > 2;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[positive-return]: can return a value above zero`).replace(
    '	dma_buf_match_mapping(args, match, 1);\n',
    '	int ret = dma_buf_match_mapping(args, match, 1);\n\n	if (ret)\n		return ret;\n',
  ),
  'the distance as the answer of a type': typeWith({
    match: `	return pci_p2pdma_distance(exp->sgt_data.exporting_p2p_device, imp->sgt_data.importing_dma_device, true);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[positive-return]: \`wire_match\` can return a value above zero`,
    before: 'int pci_p2pdma_distance(struct pci_dev *provider, struct device *client, bool verbose);',
  }),
  'a number behind an #if': exporterWith(`#ifdef CONFIG_BOX_DEBUG
	if (box_near(args->dmabuf))
		return 2;
//              ^^^^^^^^^ error[positive-return]: returns 2 when \`CONFIG_BOX_DEBUG=y\` and \`box_near(...)\`
#endif
	return dma_buf_match_mapping(args, match, 1);`),
};
for (const [name, text] of Object.entries(found)) test(`positive-return finds ${name}`, () => checkDiagnostics(text));

const silent: Record<string, string> = {
  'the number of a function that is not here': exporterWith(`	int ret = box_mode(args->dmabuf);

	if (ret)
		return ret;
	return dma_buf_match_mapping(args, match, 1);`),
  'a positive number that is turned round': exporterWith(`	int ret = EBUSY;

	if (box_near(args->dmabuf))
		return -ret;
	return dma_buf_match_mapping(args, match, 1);`),
  'a comparison that cannot be true': exporterWith(`	int mode = box_mode(args->dmabuf);

	if (mode > 2)
		return -EINVAL;
	if (dma_buf_match_mapping(args, match, 1))
		return -EOPNOTSUPP;
	return mode > 2;`),
  'a distance that is only looked at': typeWith({
    match: `	int distance = wire_distance(dmabuf);

	if (distance < 0)
		return -EOPNOTSUPP;
	return 0;`,
  }),
  'a result that the match left': exporterWith(`	return dma_buf_match_mapping(args, match, 1);`),
};
for (const [name, text] of Object.entries(silent)) test(`positive-return is silent: ${name}`, () => checkDiagnostics(text));

test('positive-return: the fix splits the assignment', () => {
  const head = `	int ret = dma_buf_match_mapping(args, match, ARRAY_SIZE(match));

	if (ret)
		return ret;
`;
  const place = 'args->attach->map_type.sgt_data.exporter_requires_p2p =\n\t\tDMA_SGT_IMPORTER_ACCEPTS_P2P';
  return checkFix(exporterWith(`${head}	return$0 ${place};`), exporterWith(`${head}	${place};\n	return 0;`), { safe: true });
});

test('positive-return: the fix gives an errno its sign', () =>
  checkFix(
    exporterWith(
      `	int ret = EINVAL;\n\n	if (box_near(args->dmabuf))\n		r$0eturn ret;\n	return dma_buf_match_mapping(args, match, 1);`,
    ),
    exporterWith(`	int ret = -EINVAL;\n\n	if (box_near(args->dmabuf))\n		return ret;\n	return dma_buf_match_mapping(args, match, 1);`),
  ));

test('positive-return: no fix where two statements would need braces', () =>
  checkNoFix(
    exporterWith(`	int mode;

	if (dma_buf_match_mapping(args, match, 1) == 0)
		return$0 mode = 2;
	return -EINVAL;`),
  ));
