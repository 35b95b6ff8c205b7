import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';

const FINISH = `static void wire_finish(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
`;
const CARETS = '^'.repeat('wire_mapping_type'.length);

const found: Record<string, string> = {
  'a type without it': `const struct dma_buf_mapping_type wire_mapping_type = { .finish_match = wire_finish };
//                                ${CARETS} 💡 warning[missing-name]: \`wire_mapping_type\` has no \`.name\`: whoever prints`,
  'a type whose name is NULL': `#define NO_NAME NULL
const struct dma_buf_mapping_type wire_mapping_type = { .name = NO_NAME, .finish_match = wire_finish };
//                                ${CARETS} warning[missing-name]: \`wire_mapping_type\` has no \`.name\``,
  'a configuration without it': `const struct dma_buf_mapping_type wire_mapping_type = {
//                                ${CARETS} warning[missing-name]: has no \`.name\` when \`!CONFIG_DEBUG_FS=y\`
#ifdef CONFIG_DEBUG_FS
	.name = "Wire",
#endif
	.finish_match = wire_finish,
};`.replace('!CONFIG_DEBUG_FS=y', 'CONFIG_DEBUG_FS!=y'),
};
for (const [name, text] of Object.entries(found)) test(`missing-name finds ${name}`, () => checkDiagnostics(`${FINISH}${text}\n`));

const silent: Record<string, string> = {
  'it is set': 'const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = wire_finish };',
  'it is set by position': 'const struct dma_buf_mapping_type wire_mapping_type = { "Wire", NULL, wire_finish };',
  'it comes from a macro': `#define WIRE_COMMON(n) .name = #n, .finish_match = wire_finish
const struct dma_buf_mapping_type wire_mapping_type = { WIRE_COMMON(wire) };`,
  'it is an array': `static const char wire_name[] = "Wire";
const struct dma_buf_mapping_type wire_mapping_type = { .name = wire_name, .finish_match = wire_finish };`,
  'it is set later': `static struct dma_buf_mapping_type wire_mapping_type = { .finish_match = wire_finish };
void wire_init(const char *name)
{
	wire_mapping_type.name = name;
}`,
  'a type of a test': `const struct dma_buf_mapping_type *wire_test(void)
{
	static const struct dma_buf_mapping_type mock = { .finish_match = wire_finish };

	return &mock;
}`,
};
for (const [name, text] of Object.entries(silent)) test(`missing-name is silent: ${name}`, () => checkDiagnostics(`${FINISH}${text}\n`));

test('missing-name: the fix puts a name first, aligned with the others', () =>
  checkFix(
    `${FINISH}
const struct dma_buf_mapping_type box_$0wire_mapping_type = {
	.finish_match	= wire_finish,
};
`,
    `${FINISH}
const struct dma_buf_mapping_type box_wire_mapping_type = {
	.name		= "Box wire",
	.finish_match	= wire_finish,
};
`,
    { safe: false },
  ));

test('missing-name: the fix on one line', () =>
  checkFix(
    `${FINISH}const struct dma_buf_mapping_type wire$0_mapping_type = { .finish_match = wire_finish };\n`,
    `${FINISH}const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = wire_finish };\n`,
  ));
