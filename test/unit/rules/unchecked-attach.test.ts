import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '../../../engine/project.ts';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';
import { sharedParser } from '../../support/small-project.ts';

const prelude = `struct cam {
	struct dma_buf_attachment *attach;
	struct device *dev;
	int users;
};
`;

const found: [name: string, text: string][] = [
  [
    'a result that goes straight on',
    `struct sg_table *cam_map(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_sgt_attach(dmabuf, dev);
//	                                    ^^^^^^^^^^^^^^^^^^ 💡 warning[unchecked-attach]: A failed \`dma_buf_sgt_attach()\` gives an error pointer, and \`dma_buf_sgt_map_attachment()\` then gets it for an attachment: ask \`IS_ERR()\` first

	return dma_buf_sgt_map_attachment(attach, DMA_TO_DEVICE);
}`,
  ],
  [
    'a comparison with NULL',
    `int cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	cam->attach = dma_buf_sgt_attach(dmabuf, cam->dev);
//	              ^^^^^^^^^^^^^^^^^^ 💡 warning[unchecked-attach]: it is then dereferenced; a comparison with NULL does not find it
	if (!cam->attach)
		return -ENOMEM;
	cam->attach->priv = cam;
	return 0;
}`,
  ],
  [
    'a check under another condition than the attach',
    `int cam_start(struct cam *cam, struct dma_buf *dmabuf, bool share)
{
	struct dma_buf_attachment *attach = NULL;

	if (share)
		attach = dma_buf_sgt_attach(dmabuf, cam->dev);
//	                 ^^^^^^^^^^^^^^^^^^ warning[unchecked-attach]: when \`share\` and \`cam->users < 1\`
	if (cam->users > 0 && IS_ERR(attach))
		return PTR_ERR(attach);
	if (attach)
		attach->priv = cam;
	return 0;
}`,
  ],
  [
    'a use in a helper that gets the holder',
    `static void cam_own(struct cam *c)
{
	c->attach->priv = c;
}

int cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	cam->attach = dma_buf_sgt_attach(dmabuf, cam->dev);
//	              ^^^^^^^^^^^^^^^^^^ 💡 warning[unchecked-attach]: it is then dereferenced
	cam_own(cam);
	return 0;
}`,
  ],
  [
    'a wrapper that hands the failure on',
    `static struct dma_buf_attachment *cam_attach(struct cam *cam, struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attach = dma_buf_sgt_attach(dmabuf, cam->dev);

	if (IS_ERR(attach))
		return attach;
	attach->priv = cam;
	return attach;
}

void cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	cam->attach = cam_attach(cam, dmabuf);
//	              ^^^^^^^^^^ 💡 warning[unchecked-attach]: A failed \`cam_attach()\`
	dma_buf_detach(dmabuf, cam->attach);
}`,
  ],
  [
    'an assignment in a condition, and a macro that uses it',
    `#define CAM_PRIV(cam) ((cam)->attach->priv)
int cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	if ((cam->attach = dma_buf_sgt_attach(dmabuf, cam->dev)) == NULL)
//	                   ^^^^^^^^^^^^^^^^^^ warning[unchecked-attach]: comparison with NULL
		return -ENOMEM;
	CAM_PRIV(cam) = cam;
	return 0;
}`,
  ],
];
for (const [name, text] of found) test(`unchecked-attach finds ${name}`, () => checkDiagnostics(prelude + text));

const silent: [name: string, body: string, before?: string][] = [
  ['a check of the member', 'if (IS_ERR(cam->attach)) return PTR_ERR(cam->attach); cam->attach->priv = cam; return 0;'],
  ['the errno is taken first', 'ret = PTR_ERR_OR_ZERO(cam->attach); if (ret) goto out; cam->attach->priv = cam;\nout:\n\treturn ret;'],
  ['nothing uses it here', 'return 0;'],
  [
    'a helper asks',
    'if (cam_broken(cam->attach)) return -EIO; cam->attach->priv = cam; return 0;',
    'static bool cam_broken(const void *p) { return IS_ERR_OR_NULL(p); }',
  ],
  [
    'a statement macro leaves on failure',
    'cam->attach = OR_RETURN(cam->attach); cam->attach->priv = cam; return 0;',
    '#define OR_RETURN(x) ({ typeof(x) _x = (x); if (IS_ERR(_x)) return PTR_ERR(_x); _x; })',
  ],
  ['WARN_ON asks', 'if (WARN_ON(IS_ERR(cam->attach))) return -EIO; cam->attach->priv = cam; return 0;'],
  ['another attachment takes its place', 'cam->attach = other; cam->attach->priv = cam; return 0;'],
];
for (const [name, body, before] of silent)
  test(`unchecked-attach is silent: ${name}`, () =>
    checkDiagnostics(`${prelude}${before ?? ''}
int cam_start(struct cam *cam, struct dma_buf *dmabuf, struct dma_buf_attachment *other)
{
	int ret;

	cam->attach = dma_buf_sgt_attach(dmabuf, cam->dev);
	${body}
}
`));

test('unchecked-attach is silent: the check is under the condition of the attach', () =>
  checkDiagnostics(`${prelude}
int cam_start(struct cam *cam, struct dma_buf *dmabuf, bool share)
{
	struct dma_buf_attachment *attach = NULL;

	if (share)
		attach = dma_buf_sgt_attach(dmabuf, cam->dev);
	if (share && IS_ERR(attach))
		return PTR_ERR(attach);
	if (attach)
		attach->priv = cam;
	return 0;
}
`));

test('unchecked-attach is silent: a wrapper that makes NULL of failures', () =>
  checkDiagnostics(`${prelude}
static struct dma_buf_attachment *cam_attach(struct cam *cam, struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attach = dma_buf_sgt_attach(dmabuf, cam->dev);

	return IS_ERR(attach) ? NULL : attach;
}

int cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	cam->attach = cam_attach(cam, dmabuf);
	if (!cam->attach)
		return -ENODEV;
	cam->attach->priv = cam;
	return 0;
}
`));

test('unchecked-attach is found in a tree of the old interface as well', async () => {
  const project = new Project(await sharedParser());
  project.setFile(
    'drivers/cam/cam.c',
    `#include <linux/dma-buf.h>
struct sg_table *cam_map(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_attach(dmabuf, dev);
	return dma_buf_map_attachment(attach, DMA_TO_DEVICE);
}
`,
  );
  assert.deepEqual(
    project.findings().map(({ rule, location }) => `${rule} ${location.range.start.line}`),
    ['unchecked-attach 3'],
  );
});

test('unchecked-attach: the fix returns behind a declaration', () =>
  checkFix(
    `struct sg_table *cam_map(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_sgt$0_attach(dmabuf, dev);

	return dma_buf_sgt_map_attachment(attach, DMA_TO_DEVICE);
}
`,
    `struct sg_table *cam_map(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_sgt_attach(dmabuf, dev);

	if (IS_ERR(attach))
		return ERR_CAST(attach);

	return dma_buf_sgt_map_attachment(attach, DMA_TO_DEVICE);
}
`,
    { safe: false },
  ));

test('unchecked-attach: the fix returns the errno', () =>
  checkFix(
    `${prelude}
int cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	if (dmabuf) {
		cam->attach = dma_buf_sgt$0_attach(dmabuf, cam->dev);
		cam->attach->priv = cam;
	}
	return 0;
}
`,
    `${prelude}
int cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	if (dmabuf) {
		cam->attach = dma_buf_sgt_attach(dmabuf, cam->dev);
		if (IS_ERR(cam->attach))
			return PTR_ERR(cam->attach);
		cam->attach->priv = cam;
	}
	return 0;
}
`,
  ));

const nullChecks: [before: string, after: string][] = [
  ['if (!cam->attach)\n\t\treturn -ENOMEM;', 'if (IS_ERR(cam->attach))\n\t\treturn PTR_ERR(cam->attach);'],
  ['if (NULL == (cam->attach)) {\n\t\treturn -1;\n\t}', 'if (IS_ERR(cam->attach)) {\n\t\treturn -1;\n\t}'],
  [
    'if ((cam->attach == NULL)) {\n\t\treturn -1;\n\t} else {\n\t\tret = 1;\n\t}',
    'if (IS_ERR(cam->attach)) {\n\t\treturn -1;\n\t} else {\n\t\tret = 1;\n\t}',
  ],
  [
    'if (!(cam->attach)) {\n\t\tret = -ENOMEM;\n\t\tgoto out;\n\t}',
    'if (IS_ERR(cam->attach)) {\n\t\tret = PTR_ERR(cam->attach);\n\t\tgoto out;\n\t}',
  ],
  ['if (!cam->attach)\n\t\tcam->users--;', ''],
  ['if (!cam->attach || !cam->users)\n\t\treturn -ENOMEM;', ''],
];

for (const [before, after] of nullChecks) {
  const inserted = `if (IS_ERR(cam->attach))\n\t\treturn PTR_ERR(cam->attach);\n\t${before}`;
  const driver = (check: string) => `${prelude}
int cam_start(struct cam *cam, struct dma_buf *dmabuf)
{
	int ret = 0;

	cam->attach = dma_buf_sgt$0_attach(dmabuf, cam->dev);
	${check}
	cam->attach->priv = cam;
${before.includes('goto') ? 'out:\n' : ''}	return ret;
}
`;
  test(`unchecked-attach: the fix ${after === '' ? 'lets alone' : 'corrects'} ${before.replace(/\s+/g, ' ')}`, () =>
    checkFix(driver(before), driver(after || inserted), { safe: false }));
}

test('unchecked-attach: the corrected check returns an error pointer', async () => {
  const driver = (returns: string, check: string, error: string) => `struct ${returns} *cam_get(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_sgt$0_attach(dmabuf, dev);

	if (${check})
		return ${error};
	attach->priv = dev;
	return NULL;
}
`;
  await checkFix(driver('device', '!attach', 'ERR_PTR(-ENOMEM)'), driver('device', 'IS_ERR(attach)', 'ERR_CAST(attach)'));
  await checkFix(driver('dma_buf_attachment', '!attach', 'ERR_PTR(-ENOMEM)'), driver('dma_buf_attachment', 'IS_ERR(attach)', 'attach'));
  await checkFix(driver('device', '!attach', 'NULL'), driver('device', 'IS_ERR(attach)', 'NULL'));
});

test('unchecked-attach: no fix in front of other declarations', () =>
  checkNoFix(`int cam_start(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *attach = dma_buf_sgt$0_attach(dmabuf, dev);
	int ret = 0;

	attach->priv = dev;
	return ret;
}
`));
