import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';
import { exporterWith, typeWith } from '../../support/callback-trees.ts';

const MATCH = '	return dma_buf_match_mapping(args, match, 1);';

const found: Record<string, string> = {
  'the buffer': exporterWith(`	struct box *box = args->attach->dmabuf->priv;
//                        ^^^^^^^^^^^^^^^^^^^^ 💡 error[unset-attach-field]: \`box_match_mapping\` reads \`args->attach->dmabuf\`, which is still NULL while a match is sought: use \`args->dmabuf\`

	if (!box->near)
		return -ENODEV;
${MATCH}`),
  'the importer, through another name, on one path': exporterWith(`	struct dma_buf_attachment *a = (args)->attach;

	if (box_near(args->dmabuf) && !a->importer_ops)
//                                     ^^^^^^^^^^^^^^^ error[unset-attach-field]: reads \`args->attach->importer_ops\` when \`box_near(...)\`
		return -EINVAL;
${MATCH}`),
  'what the importer handed over, in a helper': exporterWith(
    `	if (box_near(args->dmabuf) && !box_of(args->attach))
//                                     ^^^^^^ error[unset-attach-field]: This call reads \`args->attach->importer_priv\`
		return -EINVAL;
${MATCH}`,
    `static struct box *box_of(struct dma_buf_attachment *attach)
{
	return attach->importer_priv;
}`,
  ),
  'priv in finish_match': typeWith({
    finish: `	args->attach->map_type = *exp;
	wire_use(args->attach->priv);
//               ^^^^^^^^^^^^^^^^^^ error[unset-attach-field]: \`wire_finish\` reads \`args->attach->priv\``,
    before: 'void wire_use(void *priv);',
  }),
};
for (const [name, text] of Object.entries(found)) test(`unset-attach-field finds ${name}`, () => checkDiagnostics(text));

const silent: Record<string, string> = {
  'the buffer of the arguments': exporterWith(`	struct box *box = args->dmabuf->priv;

	if (!box->near)
		return -ENODEV;
${MATCH}`),
  'a member that was set before': exporterWith(`	args->attach->priv = args->dmabuf->priv;
	if (!args->attach->priv)
		return -ENODEV;
${MATCH}`),
  'a member that another function may have set': exporterWith(
    `	box_prepare(args->attach);
	if (!args->attach->priv)
		return -ENODEV;
${MATCH}`,
    'void box_prepare(struct dma_buf_attachment *attach);',
  ),
  'the address of a member': exporterWith(
    `	box_list(&args->attach->node);
${MATCH}`,
    'void box_list(struct list_head *node);',
  ),
  'the map type': exporterWith(`	int ret = dma_buf_match_mapping(args, match, 1);

	if (!ret && !args->attach->map_type.exp_ops)
		return -EINVAL;
	return ret;`),
  'what a finish_match may have left in priv': exporterWith(`	int ret = dma_buf_match_mapping(args, match, 1);

	if (!ret && args->attach->priv)
		args->attach->priv = args->dmabuf->priv;
	return ret;`),
  'a core that sets the buffer first': `//- drivers/dma-buf/dma-buf.c
#include <linux/dma-buf-mapping.h>
#include <linux/dma-buf.h>
#include <linux/slab.h>
struct dma_buf_attachment *dma_buf_mapping_attach(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *imp_matches,
		size_t match_len, const struct dma_buf_attach_ops *importer_ops, void *importer_priv)
{
	struct dma_buf_attachment *attach = kzalloc(sizeof(*attach), GFP_KERNEL);
	struct dma_buf_match_args args = { .dmabuf = dmabuf, .attach = attach, .imp_matches = imp_matches, .imp_len = match_len };
	int ret;

	if (!attach)
		return ERR_PTR(-ENOMEM);
	attach->dmabuf = dmabuf;
	ret = dmabuf->ops->match_mapping ? dmabuf->ops->match_mapping(&args) : dma_buf_match_mapping(&args, dmabuf->ops->single_exporter_match, 1);
	if (ret)
		return ERR_PTR(ret);
	return attach;
}
struct dma_buf_attachment *dma_buf_sgt_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match sgt_match[] = { DMA_BUF_IMAPPING_SGT(dev, false) };

	return dma_buf_mapping_attach(dmabuf, sgt_match, 1, NULL, NULL);
}
//- drivers/fixture/fixture.c
${exporterWith(`	if (box_near(args->dmabuf) && !args->attach->dmabuf)
		return -ENODEV;
${MATCH}`)}`,
};
for (const [name, text] of Object.entries(silent)) test(`unset-attach-field is silent: ${name}`, () => checkDiagnostics(text));

test('unset-attach-field: the fix reads the buffer from the arguments, whatever they are called', () => {
  const tree = (from: string) =>
    exporterWith(`	struct box *box = ${from}->priv;

	if (!box->near)
		return -ENODEV;
	return dma_buf_match_mapping(question, match, 1);`).replace('struct dma_buf_match_args *args', 'struct dma_buf_match_args *question');
  return checkFix(tree('question->attach->$0dmabuf'), tree('question->dmabuf'), { safe: true });
});

test('unset-attach-field: no fix for what the importer hands over later', () =>
  checkNoFix(exporterWith(`	if (!args->attach->importer_$0priv)\n		return -EINVAL;\n${MATCH}`)));
