import { test } from 'node:test';
import { checkDiagnostics } from '../../support/annotated.ts';

const exporter = (pin: string, map = 'return NULL;') => `static int lens_pin(struct dma_buf_attachment *attach)
{
	${pin}
}

static struct sg_table *lens_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	${map}
}

static void lens_unmap(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir)
{
}
`;
const ops = `static const struct dma_buf_ops lens_ops = {
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(lens_map, lens_unmap),
	.pin = lens_pin,
};
`;
const importer = (mark = '') => `int dma_buf_pin(struct dma_buf_attachment *attach);

int cam_start(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach;
	int ret;

	attach = dma_buf_sgt_attach(dmabuf, dev);
${mark}	if (IS_ERR(attach))
		return PTR_ERR(attach);
	ret = dma_buf_pin(attach);
	if (ret)
		dma_buf_detach(dmabuf, attach);
	return ret;
}
`;

test('unusable-match finds an importer that pins what cannot be pinned', () =>
  checkDiagnostics(
    exporter('return -EOPNOTSUPP;') +
      ops +
      importer(
        '//	         ^^^^^^^^^^^^^^^^^^ info[unusable-match]: This attach agrees with `lens_ops`, but then pins, and `.pin` of that exporter always fails with -EOPNOTSUPP\n',
      ),
  ));

test('unusable-match finds a pin that fails in more than one way', () =>
  checkDiagnostics(
    exporter('if (attach->priv)\n\t\treturn -EBUSY;\n\treturn -EINVAL;') +
      ops +
      importer('//	         ^^^^^^^^^^^^^^^^^^ info[unusable-match]: always fails with -EBUSY or -EINVAL\n'),
  ));

test('unusable-match finds an exporter that never maps', () =>
  checkDiagnostics(`${exporter('return 0;', 'return ERR_PTR(-ENXIO);')}
static const struct dma_buf_ops lens_ops = {
//                              ^^^^^^^^ info[unusable-match]: 1 importer can agree with \`lens_ops\`, but \`lens_map()\` always fails with -ENXIO: nothing is ever mapped
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(lens_map, lens_unmap),
	.pin = lens_pin,
};
`));

const silent: [name: string, text: string][] = [
  ['a pin that may work', exporter('return attach->priv ? 0 : -EBUSY;') + ops + importer()],
  [
    'an importer that pins only sometimes',
    exporter('return -EOPNOTSUPP;') + ops + importer().replace('ret = dma_buf_pin(attach);', 'ret = dev ? dma_buf_pin(attach) : 0;'),
  ],
  ['a map callback that may work', exporter('return 0;', 'return attach->priv ? NULL : ERR_PTR(-ENXIO);') + ops],
];
for (const [name, text] of silent) test(`unusable-match is silent: ${name}`, () => checkDiagnostics(text));

test('unusable-match is silent: an exporter of a test', () =>
  checkDiagnostics(`//- drivers/lens/lens-test.c
#include <linux/dma-buf-mapping.h>
#include <linux/err.h>
${exporter('return 0;', 'return ERR_PTR(-ENXIO);')}${ops}`));
