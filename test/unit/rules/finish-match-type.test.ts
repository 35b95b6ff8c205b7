import { test } from 'node:test';
import { checkDiagnostics } from '../../support/annotated.ts';
import { typeWith } from '../../support/callback-trees.ts';

/** Carets under the name of `wire_finish` where `typeWith` defines it. */
const atTheFunction = (text: string, message: string) =>
  text.replace(/(static void wire_finish\(.*\n)/, `$1//          ^^^^^^^^^^^ warning[finish-match-type]: ${message}\n`);

const found: Record<string, string> = {
  'a function that sets nothing': atTheFunction(
    typeWith({ finish: '' }),
    '`wire_finish` does not set `attach->map_type.type`: nobody can map',
  ),
  'a function that sets all but the type': atTheFunction(
    typeWith({
      finish: `	struct dma_buf_mapping_match *result = &args->attach->map_type;

	result->exp_ops = exp->exp_ops;
	result->fabric_data.port = imp->fabric_data.port;`,
    }),
    'or set `.type = &wire_mapping_type`',
  ),
  'an early return': atTheFunction(
    typeWith({
      finish: `	if (wire_distance(args->dmabuf) > 3)
		return;
	args->attach->map_type = *exp;`,
    }),
    'when `wire_distance(...) >= 4`',
  ),
  'another type': typeWith({
    finish: `	args->attach->map_type = *exp;
	args->attach->map_type.type = &rope_mapping_type;
//                                    ^^^^^^^^^^^^^^^^^^ warning[finish-match-type]: is the \`finish_match\` of \`wire_mapping_type\`, but sets \`attach->map_type.type\` to \`rope_mapping_type\``,
  }),
  'another type in a helper': atTheFunction(
    typeWith({
      finish: `	wire_fill(&args->attach->map_type, exp);`,
      before: `static void wire_fill(struct dma_buf_mapping_match *to, const struct dma_buf_mapping_match *from)
{
	*to = (struct dma_buf_mapping_match){ .type = &dma_buf_mapping_sgt_type, .exp_ops = from->exp_ops };
}`,
    }),
    'to `dma_buf_mapping_sgt_type`',
  ),
};
for (const [name, text] of Object.entries(found)) test(`finish-match-type finds ${name}`, () => checkDiagnostics(text));

const silent: Record<string, string> = {
  'the type of the entry': typeWith({ finish: `	args->attach->map_type.type = imp->type;` }),
  'the type by its name, in a macro': typeWith({
    finish: `	WIRE_RESULT(args)->type = &wire_mapping_type;`,
    before: '#define WIRE_RESULT(a) (&(a)->attach->map_type)',
  }),
  'a helper that is not here': typeWith({ finish: `	wire_note(args->attach);` }),
  'a type that a test makes up': `//- include/kunit/test.h
struct kunit;
//- drivers/fixture/fixture.c
#include <kunit/test.h>
#include <linux/dma-buf-mapping.h>
static int calls;
static void mock_finish(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	calls++;
}
static const struct dma_buf_mapping_type mock_type = { .finish_match = mock_finish };`,
  'a copy': typeWith({
    finish: `	struct dma_buf_mapping_match result = *exp;

	result.fabric_data.port = imp->fabric_data.port;
	args->attach->map_type = result;`,
  }),
};
for (const [name, text] of Object.entries(silent)) test(`finish-match-type is silent: ${name}`, () => checkDiagnostics(text));
