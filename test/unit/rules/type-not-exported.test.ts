import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';

interface Parts {
  wireMakefile?: string;
  ropeMakefile?: string;
  header?: string;
  definition?: string;
  rope?: string;
}

const NAME = 'wire_mapping_type';
const FOUND = `//                                ${'^'.repeat(NAME.length)} 💡 warning[type-not-exported]: `;
const DEFINITION = `const struct dma_buf_mapping_type ${NAME} = { .name = "Wire", .finish_match = wire_finish };`;
const LIST = `struct dma_buf_attachment *rope_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = { { .type = &wire_mapping_type }, DMA_BUF_IMAPPING_SGT(dev, false) };
	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}`;

const tree = ({ wireMakefile = 'obj-$(CONFIG_WIRE) += wire.o', ropeMakefile = 'obj-$(CONFIG_ROPE) += rope.o', ...parts }: Parts) => `
//- drivers/wire/Makefile
${wireMakefile}
//- drivers/rope/Makefile
${ropeMakefile}
//- drivers/wire/wire.h
#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>
extern const struct dma_buf_mapping_type wire_mapping_type;
${parts.header ?? ''}
//- drivers/wire/wire.c
#include "wire.h"
static void wire_finish(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
${parts.definition ?? DEFINITION}
//- drivers/rope/rope.c
#include "../wire/wire.h"
${parts.rope ?? LIST}
`;

const found: Record<string, Parts> = {
  'exports in comments and in #if 0': {
    definition: `/* EXPORT_SYMBOL_GPL(${NAME}); */\n#if 0\nEXPORT_SYMBOL_GPL(${NAME});\n#endif\n${DEFINITION}\n${FOUND}`,
  },
  'an entry of another module': {
    definition: `${DEFINITION}\n${FOUND}Module \`rope\` uses \`wire_mapping_type\`, which module \`wire\` does not export: \`rope\` cannot be linked`,
  },
  'a type of the kernel itself': {
    wireMakefile: 'obj-y += wire.o',
    definition: `${DEFINITION}\n${FOUND}which the kernel does not export`,
  },
  'a comparison': {
    definition: `${DEFINITION}\n${FOUND}add \`EXPORT_SYMBOL_NS_GPL(wire_mapping_type, "DMA_BUF");\``,
    rope: `bool rope_is_wire(struct dma_buf_attachment *attach)
{
	return attach->map_type.type == &wire_mapping_type;
}`,
  },
  'a constructor of the header, behind a macro': {
    header: `static inline struct dma_buf_mapping_match DMA_BUF_IMAPPING_WIRE(void)
{
	return (struct dma_buf_mapping_match){ .type = &wire_mapping_type };
}
#define WIRE_ENTRY() DMA_BUF_IMAPPING_WIRE()`,
    definition: `${DEFINITION}\n${FOUND}Module \`rope\``,
    rope: LIST.replace('{ .type = &wire_mapping_type }', 'WIRE_ENTRY()'),
  },
};
for (const [name, parts] of Object.entries(found)) test(`type-not-exported finds ${name}`, () => checkDiagnostics(tree(parts)));

const silent: Record<string, Parts> = {
  'it is exported': { definition: `${DEFINITION}\nEXPORT_SYMBOL_GPL(wire_mapping_type);` },
  'the user is built in': { ropeMakefile: 'obj-y += rope.o' },
  'one module': { wireMakefile: 'obj-$(CONFIG_WIRE) += both.o\nboth-y := wire.o ../rope/rope.o', ropeMakefile: '' },
  'no build files': { wireMakefile: '', ropeMakefile: '' },
  'the other module only includes the header': { rope: 'int rope_length;' },
  'the other module has a type of that name': {
    rope: `int wire_mapping;
/* wire_mapping_type is not for us */`,
  },
};
for (const [name, parts] of Object.entries(silent)) test(`type-not-exported is silent: ${name}`, () => checkDiagnostics(tree(parts)));

test('type-not-exported: the fix exports it as the file exports the rest', () => {
  const before = `int wire_users;
EXPORT_SYMBOL_GPL(wire_users);
`;
  const text = tree({ definition: before + DEFINITION.replace(NAME, 'wire_mapping_$0type') });
  const wanted = tree({ definition: `${before}${DEFINITION}\nEXPORT_SYMBOL_GPL(wire_mapping_type);` });
  return checkFix(text, wanted, { safe: false });
});
