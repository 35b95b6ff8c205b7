import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

const attach = `
struct dma_buf_attachment *wire_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		{ .type = &wire_mapping_type },
		DMA_BUF_IMAPPING_SGT(dev, false),
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;

const STUB = (name: string, padding: string) => `static void ${name}(struct dma_buf_match_args *args,
${padding}const struct dma_buf_mapping_match *exp,
${padding}const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
`;

test('missing-finish-match finds a type without it', () =>
  checkDiagnostics(`
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire" };
//                                       ^^^^^^^^^^^^^^^^^ 💡 error[missing-finish-match]: \`wire_mapping_type\` has no \`.finish_match\`
${attach}`));

test('missing-finish-match finds a type that sets it to NULL', () =>
  checkDiagnostics(`
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = NULL };
//                                       ^^^^^^^^^^^^^^^^^ 💡 error[missing-finish-match]: call of NULL
${attach}`));

test('missing-finish-match finds a type of another file', () =>
  checkDiagnostics(`
//- drivers/wire/wire.h
extern const struct dma_buf_mapping_type wire_mapping_type;
//- drivers/wire/type.c
#include <linux/dma-buf-mapping.h>
#include "wire.h"
static int wire_match(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp,
		      const struct dma_buf_mapping_match *imp)
{
	return exp->exp_ops ? 0 : -EOPNOTSUPP;
}
const struct dma_buf_mapping_type wire_mapping_type = {
//                                ^^^^^^^^^^^^^^^^^ 💡 error[missing-finish-match]: \`wire_mapping_type\`
	.name = "Wire",
	.match = wire_match,
};
//- drivers/wire/attach.c
#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>
#include "wire.h"
${attach}`));

test('missing-finish-match finds the configuration without it', () =>
  checkDiagnostics(`
${STUB('wire_finish', '\t')}
static const struct dma_buf_mapping_type wire_mapping_type = {
//                                       ^^^^^^^^^^^^^^^^^ error[missing-finish-match]: has no \`.finish_match\` when \`CONFIG_WIRE!=y\`: the core
	.name = "Wire",
#ifdef CONFIG_WIRE
	.finish_match = wire_finish,
#endif
};
${attach}`));

const silent: [name: string, definition: string][] = [
  [
    'it is set',
    `${STUB('wire_finish', '\t')}
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = wire_finish };`,
  ],
  [
    'match always refuses, in another way on each path',
    `static int wire_refusal(const struct dma_buf_mapping_match *exp)
{
	return exp->exp_ops ? -EOPNOTSUPP : -EINVAL;
}
static int wire_match(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp,
		      const struct dma_buf_mapping_match *imp)
{
	return wire_refusal(exp);
}
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .match = wire_match };`,
  ],
  [
    'match always refuses',
    `static int wire_match(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp,
		      const struct dma_buf_mapping_match *imp)
{
	return -EOPNOTSUPP; /* not yet */
}
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .match = wire_match };`,
  ],
];
for (const [name, definition] of silent)
  test(`missing-finish-match is silent: ${name}`, () => checkDiagnostics(`${definition}\n${attach}`));

test('missing-finish-match is silent: nobody uses the type', () =>
  checkDiagnostics(`
const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire" };
`));

test('missing-finish-match: the fix adds the member and a function, in the style of the file', async () => {
  await checkFix(
    `int wire_users;

/* Point to point. */
static const struct dma_buf_mapping_type wire_mapping_$0type = {
	.name		= "Wire",
};
${attach}`,
    `int wire_users;

${STUB('wire_mapping_finish_match', '\t\t\t\t      ')}
/* Point to point. */
static const struct dma_buf_mapping_type wire_mapping_type = {
	.name		= "Wire",
	.finish_match	= wire_mapping_finish_match,
};
${attach}`,
    { safe: false },
  );
});

test('missing-finish-match: the function is named like its match', () => {
  const match = `static int wire_match(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp,
		      const struct dma_buf_mapping_match *imp)
{
	return exp->exp_ops ? 0 : -EOPNOTSUPP;
}
`;
  return checkFix(
    `${match}
static const struct dma_buf_mapping_type wire$0_mapping_type = { .name = "Wire", .match = wire_match };
${attach}`,
    `${match}
${STUB('wire_finish_match', '\t\t\t      ')}
static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .match = wire_match, .finish_match = wire_finish_match };
${attach}`,
  );
});

test('missing-finish-match: no fix if the name of the function is taken', () =>
  checkNoFix(`void wire_mapping_finish_match(int other);
static const struct dma_buf_mapping_type wire$0_mapping_type = { .name = "Wire" };
${attach}`));
