import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';
import { exporterWith } from '../../support/callback-trees.ts';

const found: Record<string, string> = {
  'a result that is dropped': exporterWith(`	dma_buf_match_mapping(args, match, 1);
//      ^^^^^^^^^^^^^^^^^^^^^ 💡 error[ignored-result]: The result of this call is not looked at: \`box_match_mapping\` returns 0 although no type may match, and
	return 0;`),
  'a result that is only warned about': exporterWith(`	WARN_ON(dma_buf_match_mapping(args, match, 1));
//              ^^^^^^^^^^^^^^^^^^^^^ error[ignored-result]: A failure of this call is seen, but \`box_match_mapping\` returns 0 when
	return 0;`),
  'a result that is overwritten': exporterWith(`	int ret = dma_buf_match_mapping(args, match, 1);
//                ^^^^^^^^^^^^^^^^^^^^^ error[ignored-result]: \`box_match_mapping\` returns 0

	ret = box_mode(args->dmabuf);
	if (ret < 0)
		return ret;
	ret = 0;
	return ret;`),
  'a result that another one takes the place of': exporterWith(`	int ret = dma_buf_match_mapping(args, match, 1);
//                ^^^^^^^^^^^^^^^^^^^^^ error[ignored-result]: returns something else although no type may match

	ret = box_mode(args->dmabuf);
	return ret;`),
  'success on the failing path, in a helper': exporterWith(
    `	return box_try(args, match);`,
    `static int box_try(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *list)
{
	if (dma_buf_match_mapping(args, list, 1) == -EINVAL)
//          ^^^^^^^^^^^^^^^^^^^^^ error[ignored-result]: A failure of this call is seen, but \`box_match_mapping\` returns 0 when \`dma_buf_match_mapping(...) == -22\`
		return 0;
	return dma_buf_match_mapping(args, list, 1);
}`,
  ),
  'the last of several lists': exporterWith(`	if (dma_buf_match_mapping(args, match, 1) == 0)
		return 0;
	(void)dma_buf_match_mapping(args, match, 1);
//            ^^^^^^^^^^^^^^^^^^^^^ 💡 error[ignored-result]: when \`dma_buf_match_mapping(...) != 0\`
	return 0;`),
};
for (const [name, text] of Object.entries(found)) test(`ignored-result finds ${name}`, () => checkDiagnostics(text));

const silent: Record<string, string> = {
  'the result goes on': exporterWith(`	int ret = dma_buf_match_mapping(args, match, 1);

	if (ret)
		goto out;
	args->attach->priv = args->dmabuf->priv;
out:
	return ret;`),
  'another error takes its place': exporterWith(`	return dma_buf_match_mapping(args, match, 1) ? -ENODEV : 0;`),
  'another list is tried': exporterWith(`	int ret = dma_buf_match_mapping(args, match, 1);

	if (ret == -EINVAL)
		ret = dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
	return ret;`),
  'lists are tried in a loop': exporterWith(`	int ret = -EINVAL, i;

	for (i = 0; i < 2; i++) {
		ret = dma_buf_match_mapping(args, &match[0], 1);
		if (!ret)
			break;
	}
	return ret;`),
  'the callback chooses by itself': exporterWith(`	if (dma_buf_match_mapping(args, match, 1))
		args->attach->map_type = match[0];
	return 0;`),
  'another function may choose': exporterWith(
    `	if (dma_buf_match_mapping(args, match, 1))
		box_choose(args);
	return 0;`,
    'void box_choose(struct dma_buf_match_args *args);',
  ),
  'a function of the result': exporterWith(`	return box_result(dma_buf_match_mapping(args, match, 1));`, 'int box_result(int ret);'),
  'cleaning up has a result of its own': exporterWith(
    `	int ret = dma_buf_match_mapping(args, match, 1);

	if (ret)
		return box_legacy(args->dmabuf);
	return 0;`,
    'int box_legacy(struct dma_buf *dmabuf);',
  ),
};
for (const [name, text] of Object.entries(silent)) test(`ignored-result is silent: ${name}`, () => checkDiagnostics(text));

test('ignored-result: the fix returns the call', () =>
  checkFix(
    exporterWith(`	dma_buf_match$0_mapping(args, match, 1);\n	return 0;`),
    exporterWith(`	return dma_buf_match_mapping(args, match, 1);`),
    { safe: false },
  ));

test('ignored-result: the fix returns the variable that has the result', () => {
  const tree = (result: string) =>
    exporterWith(`	int ret;

	ret = dma_buf_match$0_mapping(args, match, 1);
	if (!ret)
		args->attach->priv = args->dmabuf->priv;
	return ${result};`);
  return checkFix(tree('0'), tree('ret').replace('$0', ''));
});

test('ignored-result: no fix if the variable is gone', () =>
  checkNoFix(
    exporterWith(`	if (box_near(args->dmabuf)) {
		int ret = dma_buf_match$0_mapping(args, match, 1);

		if (ret == -ENODEV)
			return ret;
	}
	return 0;`).replace('	return 0;\n}', '	else\n		return -ENODEV;\n	return 0;\n}'),
  ));
