import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';
import { exporterWith, typeWith } from '../../support/callback-trees.ts';

const found: Record<string, string> = {
  'ENOTSUPP from match': typeWith({
    match: `	if (wire_distance(dmabuf) < 0)
		return -ENOTSUPP;
//                     ^^^^^^^^^ 💡 warning[match-errno]: \`-ENOTSUPP\` from \`wire_match\` when \`wire_distance(...) < 0\` ends the search at once
	return 0;`,
  }),
  'ENOSYS kept in a variable': typeWith({
    match: `	int ret = -ENOSYS;
//                ^^^^^^^ 💡 warning[match-errno]: \`-ENOSYS\` from \`wire_match\`

	if (!exp->exp_ops)
		goto out;
	ret = 0;
out:
	return ret;`,
  }),
  'a conditional expression': typeWith({
    match: `	return exp->exp_ops ? 0 : -ENOTSUPP;
//                                ^^^^^^^^^ 💡 warning[match-errno]: let the core try the next entry`.replace('let the', 'lets the'),
  }),
  'a helper': exporterWith(
    `	int ret = box_check(args->dmabuf);

	if (ret)
		return ret;
	return dma_buf_match_mapping(args, match, 1);`,
    `static inline int box_check(struct dma_buf *dmabuf)
{
	if (!box_near(dmabuf))
		return -(ENOTSUPP);
//                     ^^^^^^^^^^^ warning[match-errno]: \`-ENOTSUPP\` from \`box_match_mapping\` when \`!box_near(...)\` makes the attach fail
	return 0;
}`,
  ),
  'a macro': exporterWith(
    `	if (!box_near(args->dmabuf))
		return BOX_UNSUITABLE;
//                     ^^^^^^^^^^^^^^ warning[match-errno]: \`-ENOTSUPP\`
	return dma_buf_match_mapping(args, match, 1);`,
    '#define BOX_UNSUITABLE (-ENOTSUPP)',
  ),
};
for (const [name, text] of Object.entries(found)) test(`match-errno finds ${name}`, () => checkDiagnostics(text));

const silent: Record<string, string> = {
  'errnos that name a failure': exporterWith(`	if (box_mode(args->dmabuf) == 1)
		return -ENODEV;
	if (box_mode(args->dmabuf) == 2)
		return -EINVAL;
	if (box_mode(args->dmabuf) == 3)
		return -EIO;
	return dma_buf_match_mapping(args, match, 1);`),
  EOPNOTSUPP: typeWith({ match: '\treturn exp->exp_ops ? 0 : -EOPNOTSUPP;' }),
  'a look-alike that never reaches the core': exporterWith(`	int ret = -ENOTSUPP;

	if (box_near(args->dmabuf))
		ret = dma_buf_match_mapping(args, match, 1);
	if (ret == -ENOTSUPP)
		return -EOPNOTSUPP;
	return ret;`),
  'another callback of the exporter': `${exporterWith('	return dma_buf_match_mapping(args, match, 1);').replace(
    'const struct dma_buf_ops box_ops = {',
    `static int box_pin(struct dma_buf_attachment *attach)
{
	return -ENOTSUPP;
}
const struct dma_buf_ops box_ops = { .pin = box_pin,`,
  )}`,
};
for (const [name, text] of Object.entries(silent)) test(`match-errno is silent: ${name}`, () => checkDiagnostics(text));

test('match-errno: the fix goes where the number is written', () =>
  checkFix(
    typeWith({ match: '\tint ret = $0-ENOTSUPP;\n\n\tif (exp->exp_ops)\n\t\tret = 0;\n\treturn ret;' }),
    typeWith({ match: '\tint ret = -EOPNOTSUPP;\n\n\tif (exp->exp_ops)\n\t\tret = 0;\n\treturn ret;' }),
    { safe: false },
  ));
