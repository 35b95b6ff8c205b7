import { test } from 'node:test';
import { checkDiagnostics } from '../../support/annotated.ts';

const attach = (entry: string, ops = '&cam_ops') => `struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = { ${entry} };

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), ${ops}, NULL);
}
`;
const NO_P2P = 'DMA_BUF_IMAPPING_SGT(dev, false)';

test('ignored-peer2peer finds a flag that the list contradicts', () =>
  checkDiagnostics(`
static const struct dma_buf_attach_ops cam_ops = {
	.allow_peer2peer = true,
//	                   ^^^^ info[ignored-peer2peer]: \`dma_buf_mapping_attach()\` never reads \`.allow_peer2peer\`: the match list decides, and it does not accept peer-to-peer transfers
};
${attach(NO_P2P)}`));

test('ignored-peer2peer finds a flag that the list makes needless', () =>
  checkDiagnostics(`
#define YES 1
static const struct dma_buf_attach_ops cam_ops = { .allow_peer2peer = YES };
//                                                                    ^^^ info[ignored-peer2peer]: the match list decides, and it accepts them anyway
${attach('DMA_BUF_IMAPPING_SGT(dev, true)')}`));

test('ignored-peer2peer finds it through a wrapper', () =>
  checkDiagnostics(`
static struct dma_buf_attachment *core_attach(struct dma_buf *dmabuf, const struct dma_buf_attach_ops *how)
{
	struct dma_buf_mapping_match match[] = { DMA_BUF_IMAPPING_PAL() };

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), how, NULL);
}
static const struct dma_buf_attach_ops cam_ops = { .allow_peer2peer = true };
//                                                                    ^^^^ info[ignored-peer2peer]: the match list decides
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf)
{
	return core_attach(dmabuf, &cam_ops);
}
`));

const silent: [name: string, text: string][] = [
  ['the flag is not set', `static const struct dma_buf_attach_ops cam_ops = { .allow_peer2peer = false };\n${attach(NO_P2P)}`],
  [
    'the attach function reads it',
    `static const struct dma_buf_attach_ops cam_ops = { .allow_peer2peer = true };
struct dma_buf_attachment *cam_attach(struct dma_buf *b, struct device *d) { return dma_buf_sgt_dynamic_attach(b, d, &cam_ops, NULL); }`,
  ],
  [
    'another attach function reads it',
    `static const struct dma_buf_attach_ops cam_ops = { .allow_peer2peer = true };
${attach(NO_P2P)}
struct dma_buf_attachment *cam_attach_other(struct dma_buf *b, struct device *d) { return dma_buf_sgt_dynamic_attach(b, d, &cam_ops, NULL); }`,
  ],
  [
    'the driver reads it itself',
    `static const struct dma_buf_attach_ops cam_ops = { .allow_peer2peer = true };
bool cam_may(void) { return cam_ops.allow_peer2peer; }
${attach(NO_P2P)}`,
  ],
  [
    'an exporter asks the importer for it',
    `static const struct dma_buf_attach_ops cam_ops = { .allow_peer2peer = true };
bool lens_may(struct dma_buf_attachment *at) { return at->importer_ops->allow_peer2peer; }
${attach(NO_P2P)}`,
  ],
];
for (const [name, text] of silent) test(`ignored-peer2peer is silent: ${name}`, () => checkDiagnostics(text));
