import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';

const callbacks = `static struct sg_table *cam_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}

static void cam_unmap(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir)
{
}

static const struct dma_buf_mapping_sgt_exp_ops cam_sgt_ops = {
	.map_dma_buf = cam_map,
	.unmap_dma_buf = cam_unmap,
};

static const struct dma_buf_mapping_match cam_entry = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops);

static int cam_match_mapping(struct dma_buf_match_args *args)
{
	return dma_buf_match_mapping(args, &cam_entry, 1);
}
`;

test('ops-two-matchers finds both in one initialiser', () =>
  checkDiagnostics(`${callbacks}
static const struct dma_buf_ops cam_ops = {
	.match_mapping = cam_match_mapping,
	.single_exporter_match = &cam_entry,
//	                         ^^^^^^^^^^ 💡 error[ops-two-matchers]: \`cam_ops\` has both \`.match_mapping\` and \`.single_exporter_match\`: \`dma_buf_export()\` refuses
};
`));

test('ops-two-matchers finds the short form beside a callback', () =>
  checkDiagnostics(`${callbacks}
static const struct dma_buf_ops cam_ops = {
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap),
	.match_mapping = (cam_match_mapping),
//	                 ^^^^^^^^^^^^^^^^^^^ 💡 error[ops-two-matchers]: keep one of them
};
`));

test('ops-two-matchers says in which configuration', () =>
  checkDiagnostics(`${callbacks}
static const struct dma_buf_ops cam_ops = {
	.match_mapping = cam_match_mapping,
#ifdef CONFIG_CAM_PLAIN
	.single_exporter_match = &cam_entry,
//	                         ^^^^^^^^^^ 💡 error[ops-two-matchers]: when \`CONFIG_CAM_PLAIN=y\`
#endif
};
`));

test('ops-two-matchers finds members that a macro of the file sets', () =>
  checkDiagnostics(`${callbacks}
#define CAM_MATCH .single_exporter_match = &cam_entry
static const struct dma_buf_ops cam_ops = {
	CAM_MATCH,
	.match_mapping = cam_match_mapping,
//	                 ^^^^^^^^^^^^^^^^^ 💡 error[ops-two-matchers]: \`cam_ops\`
};
`));

test('ops-two-matchers finds ops within another object', () =>
  checkDiagnostics(`${callbacks}
struct cam_class { int id; struct dma_buf_ops ops; };
static const struct cam_class cam_class = {
	.ops = { .match_mapping = cam_match_mapping, .single_exporter_match = &cam_entry },
//	                                                                      ^^^^^^^^^^ 💡 error[ops-two-matchers]: \`cam_class.ops\` has both
};
`));

const silent: [name: string, members: string][] = [
  ['one callback', '	.match_mapping = cam_match_mapping,'],
  ['one entry', '	DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap),'],
  ['the other is NULL on purpose', '	.match_mapping = cam_match_mapping,\n	.single_exporter_match = NULL,'],
  [
    'one in each configuration',
    '#ifdef CONFIG_CAM_PLAIN\n	.single_exporter_match = &cam_entry,\n#else\n	.match_mapping = cam_match_mapping,\n#endif',
  ],
];
for (const [name, members] of silent)
  test(`ops-two-matchers is silent: ${name}`, () =>
    checkDiagnostics(`${callbacks}
static const struct dma_buf_ops cam_ops = {
${members}
};
`));

test('ops-two-matchers: a fix removes one of them with its line', () =>
  checkFix(
    `${callbacks}
static const struct dma_buf_ops cam_ops = {
	.match_mapping = cam_match_mapping,
	.single_exporter_match = &cam$0_entry, /* plain */
	.release = NULL,
};
`,
    `${callbacks}
static const struct dma_buf_ops cam_ops = {
	.match_mapping = cam_match_mapping,
	.release = NULL,
};
`,
    { title: 'Remove `.single_exporter_match`', safe: false },
  ));

test('ops-two-matchers: a fix removes the other', () =>
  checkFix(
    `${callbacks}
static const struct dma_buf_ops cam_ops = { .match_mapping = cam_match_mapping, .single_exporter_match = &cam$0_entry };
`,
    `${callbacks}
static const struct dma_buf_ops cam_ops = { .single_exporter_match = &cam_entry };
`,
    { title: 'Remove `.match_mapping`', safe: false },
  ));
