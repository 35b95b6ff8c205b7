import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

const importer = (entries: string, parameters = 'struct dma_buf *dmabuf, struct device *dev', annotation = '') => `
struct dma_buf_attachment *vmm_attach(${parameters})
{
	struct dma_buf_mapping_match match[] = {
${entries}
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
${annotation}
}
`;

const exporter = (entries: string, annotation = '') => `
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};

static int box_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match match[] = {
${entries}
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
${annotation}
`;

const AT_CALL = '//	       ^^^^^^^^^^^^^^^^^^^^^^';
const AT_OPS = '//                              ^^^^^^^';

test('impossible-match finds an importer whose types nobody offers', () =>
  checkDiagnostics(`//- with: sgt
//- drivers/vmm.c
${importer(
  '\t\tDMA_BUF_IMAPPING_PAL(),',
  'struct dma_buf *dmabuf, struct device *dev',
  `${AT_CALL} 💡 warning[impossible-match]: this attach always fails with -EINVAL (1 exporter offers `,
)}`));

test('impossible-match finds an exporter whose types nobody asks for', () =>
  checkDiagnostics(`//- with: sgt
//- drivers/box.c
${exporter('\t\tDMA_BUF_EMAPPING_PAL(&box_pal_ops),', `${AT_OPS} 💡 warning[impossible-match]: nothing can attach to this exporter (1 importer asks for `)}`));

test('impossible-match finds a match that always says no', () =>
  checkDiagnostics(`//- with:
//- drivers/box.c
${exporter('\t\tDMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, args->dmabuf->priv),', `${AT_OPS} warning[impossible-match]: turned down in \`match\``)}
//- drivers/vmm.c
${importer('\t\tDMA_BUF_IMAPPING_SGT(dev, false),', undefined, `${AT_CALL} warning[impossible-match]: turns this importer down in \`match\`: this attach always fails with -EINVAL`)}`));

const silent: [name: string, fixture: string][] = [
  ['a fallback', `//- with: sgt\n//- drivers/a.c\n${importer('\t\tDMA_BUF_IMAPPING_PAL(), DMA_BUF_IMAPPING_SGT(dev, false),')}`],
  ['a tree without exporters', `//- with:\n//- drivers/a.c\n${importer('\t\tDMA_BUF_IMAPPING_PAL(),')}`],
  ['a tree without importers', `//- with:\n//- drivers/a.c\n${exporter('\t\tDMA_BUF_EMAPPING_PAL(&box_pal_ops),')}`],
  [
    'an exporter that always refuses, and nothing else',
    `//- with:
//- drivers/a.c
static int box_match_mapping(struct dma_buf_match_args *args)
{
	return -EOPNOTSUPP;
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
//- drivers/b.c
${importer('\t\tDMA_BUF_IMAPPING_PAL(),')}`,
  ],
  [
    'P2P first and plain second',
    `//- with: sgt
//- drivers/a.c
${exporter('\t\tDMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, args->dmabuf->priv),\n\t\tDMA_BUF_EMAPPING_SGT(&box_sgt_ops),')}`,
  ],
  [
    'a distance that only the machine knows',
    `//- with: sgt
//- drivers/a.c
${exporter('\t\tDMA_BUF_EMAPPING_SGT_P2P(&box_sgt_ops, args->dmabuf->priv),')}
//- drivers/b.c
${importer('\t\tDMA_BUF_IMAPPING_SGT(dev, true),')}`,
  ],
  [
    'a list from a function of unknown text',
    `//- with: sgt
//- drivers/a.c
struct dma_buf_mapping_match *vmm_list(size_t *length);

struct dma_buf_attachment *vmm_attach(struct dma_buf *dmabuf)
{
	size_t length;
	struct dma_buf_mapping_match *list = vmm_list(&length);

	return dma_buf_mapping_attach(dmabuf, list, length, NULL, NULL);
}`,
  ],
];

for (const [name, fixture] of silent) test(`impossible-match is silent: ${name}`, () => checkDiagnostics(fixture));

const withSgt = (text: string) => `//- with: sgt\n//- drivers/a.c\n${text}`;
const cursor = (text: string, at: string) => text.replace(new RegExp(`\\b${at}\\b(?!.*\\b${at}\\b)`, 's'), `$0${at}`.replace('$', '$$$$'));

test('impossible-match: the fix adds the entry that the other side knows', async () => {
  await checkFix(
    withSgt(cursor(importer('\t\tDMA_BUF_IMAPPING_PAL(),'), 'dma_buf_mapping_attach')),
    withSgt(importer('\t\tDMA_BUF_IMAPPING_PAL(),\n\t\tDMA_BUF_IMAPPING_SGT(dev, false),')),
    { safe: false },
  );
  await checkFix(
    withSgt(cursor(exporter('\t\tDMA_BUF_EMAPPING_PAL(&box_pal_ops)'), 'box_ops')),
    withSgt(exporter('\t\tDMA_BUF_EMAPPING_PAL(&box_pal_ops),\n\t\tDMA_BUF_EMAPPING_SGT(&box_sgt_ops)')),
  );
});

test('impossible-match: the fix takes dimension and length along', async () => {
  const numbered = (text: string, n: number) => text.replace('match[]', `match[${n}]`).replace('ARRAY_SIZE(match)', String(n));
  await checkFix(
    withSgt(numbered(cursor(importer('\t\tDMA_BUF_IMAPPING_PAL(),'), 'dma_buf_mapping_attach'), 1)),
    withSgt(numbered(importer('\t\tDMA_BUF_IMAPPING_PAL(),\n\t\tDMA_BUF_IMAPPING_SGT(dev, false),'), 2)),
  );
});

test('impossible-match: no fix without a device, or if the length would not follow', async () => {
  await checkNoFix(withSgt(cursor(importer('\t\tDMA_BUF_IMAPPING_PAL(),', 'struct dma_buf *dmabuf'), 'dma_buf_mapping_attach')));
  const fixed = cursor(importer('\t\tDMA_BUF_IMAPPING_PAL(),'), 'dma_buf_mapping_attach').replace('match[]', 'match[VMM_ENTRIES]');
  await checkNoFix(withSgt(`#include <linux/dma-buf-mapping.h>\n#include <linux/kernel.h>\n#define VMM_ENTRIES 1\n${fixed}`));
});
