import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

const exporter = (entry: string, change = (text: string) => text) =>
  change(`
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops box_pal_ops = {};

struct box {
	struct device *dma_dev;
};

static int box_match_mapping(struct dma_buf_match_args *args)
{
	struct box *box = args->dmabuf->priv;
	struct dma_buf_mapping_match match[] = {
		DMA_BUF_EMAPPING_PAL(&box_pal_ops),
		${entry}
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}

static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`);

const importer = (entry: string, parameters = 'struct dma_buf *dmabuf, struct device *dev') => `
static const struct dma_buf_mapping_sgt_exp_ops cam_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops cam_pal_ops = {};

struct cam {
	struct pci_dev *pdev;
	int users;
};

struct dma_buf_attachment *cam_attach(${parameters})
{
	struct dma_buf_mapping_match match[] = {
		${entry}
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;

test('wrong-side finds an importer constructor in an exporter list', () =>
  checkDiagnostics(
    exporter(`DMA_BUF_IMAPPING_SGT(box->dma_dev, false),
//		^^^^^^^^^^^^^^^^^^^^ 💡 error[wrong-side]: \`DMA_BUF_IMAPPING_SGT\` makes an importer's entry, but this list belongs to an exporter`),
  ));

test('wrong-side finds an exporter macro and an exporter inline in an importer list', async () => {
  await checkDiagnostics(
    importer(`DMA_BUF_EMAPPING_SGT(&cam_sgt_ops),
//		^^^^^^^^^^^^^^^^^^^^ 💡 error[wrong-side]: \`DMA_BUF_EMAPPING_SGT\` makes an exporter's entry, but this list belongs to an importer: use \`DMA_BUF_IMAPPING_SGT\` here`),
  );
  await checkDiagnostics(
    importer(`DMA_BUF_EMAPPING_PAL(&cam_pal_ops),
//		^^^^^^^^^^^^^^^^^^^^ 💡 error[wrong-side]: use \`DMA_BUF_IMAPPING_PAL\` here`),
  );
});

test('wrong-side finds entries that are assigned in code', () =>
  checkDiagnostics(`
static const struct dma_buf_mapping_pal_exp_ops cam_pal_ops = {};

struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (dev)
		m[n++] = DMA_BUF_IMAPPING_SGT(dev, false);
	m[n++] = DMA_BUF_EMAPPING_PAL(&cam_pal_ops);
//	         ^^^^^^^^^^^^^^^^^^^^ 💡 error[wrong-side]: \`DMA_BUF_EMAPPING_PAL\` makes an exporter's entry
	return dma_buf_mapping_attach(dmabuf, m, n, NULL, NULL);
}
`));

test("wrong-side names a counterpart that is not there, and knows a driver's own constructors", () =>
  checkDiagnostics(
    `
static const struct dma_buf_mapping_type wire_mapping_type;
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

struct dma_buf_attachment *wire_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		WIRE_EMAPPING_X(&wire_ops),
//              ^^^^^^^^^^^^^^^ error[wrong-side]: this list belongs to an importer: no \`WIRE_IMAPPING_X\` is defined in this tree
		DMA_BUF_IMAPPING_SGT(dev, false),
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`,
  ));

test('wrong-side looks into macros and helpers that wrap a constructor, and names them', async () => {
  await checkDiagnostics(`
#define CAM_OWN DMA_BUF_EMAPPING_SGT(&cam_sgt_ops)
${importer(`CAM_OWN,
//		^^^^^^^ error[wrong-side]: \`CAM_OWN\` makes an exporter's entry with \`DMA_BUF_EMAPPING_SGT\`, but this list belongs to an importer`)}`);
  await checkDiagnostics(`
struct device;
static struct dma_buf_mapping_match cam_entry(const struct dma_buf_mapping_pal_exp_ops *ops)
{
	return DMA_BUF_EMAPPING_PAL(ops);
}
${importer(`cam_entry(&cam_pal_ops), DMA_BUF_IMAPPING_SGT(dev, false),
//		^^^^^^^^^ error[wrong-side]: \`cam_entry\` makes an exporter's entry with \`DMA_BUF_EMAPPING_PAL\``)}`);
});

test('wrong-side is silent on right lists, and on names outside of the convention', async () => {
  await checkDiagnostics(exporter('DMA_BUF_EMAPPING_SGT(&box_sgt_ops),'));
  await checkDiagnostics(importer('DMA_BUF_IMAPPING_SGT(dev, true), DMA_BUF_IMAPPING_PAL(),'));
  await checkDiagnostics(importer('{ .type = &dma_buf_mapping_sgt_type },'));
  await checkDiagnostics(`
#define CAM_ENTRY(dev) DMA_BUF_IMAPPING_SGT(dev, false)
${importer('CAM_ENTRY(dev),')}`);
});

test('wrong-side: the fix takes the only ops object', () =>
  checkFix(exporter('DMA_BUF_IMAP$0PING_SGT(box->dma_dev, false),'), exporter('DMA_BUF_EMAPPING_SGT(&box_sgt_ops),'), { safe: false }));

test('wrong-side: the fix takes the device at hand', async () => {
  const wrong = 'DMA_BUF_EMAPPING_SGT$0(&cam_sgt_ops),';
  await checkFix(importer(wrong), importer('DMA_BUF_IMAPPING_SGT(dev, false),'));
  const pci = 'struct dma_buf *dmabuf, struct pci_dev *pdev';
  await checkFix(importer(wrong, pci), importer('DMA_BUF_IMAPPING_SGT(&pdev->dev, false),', pci));
  const member = 'struct dma_buf *dmabuf, struct cam *cam';
  await checkFix(importer(wrong, member), importer('DMA_BUF_IMAPPING_SGT(&cam->pdev->dev, false),', member));
  await checkFix(importer('DMA_BUF_EMAPPING_PAL($0&cam_pal_ops),'.replace('($0', '$0(')), importer('DMA_BUF_IMAPPING_PAL(),'));
});

test('wrong-side: no fix where the argument is not clear', async () => {
  const wrong = 'DMA_BUF_EMAPPING_SGT$0(&cam_sgt_ops),';
  await checkNoFix(importer(wrong, 'struct dma_buf *dmabuf'));
  await checkNoFix(importer(wrong, 'struct dma_buf *dmabuf, struct device *a, struct device *b'));
  await checkNoFix(
    exporter('DMA_BUF_IMAPPING_SGT$0(box->dma_dev, false),', (text) =>
      text.replace('struct box {', 'static const struct dma_buf_mapping_sgt_exp_ops box_other_ops = {};\n\nstruct box {'),
    ),
  );
});
