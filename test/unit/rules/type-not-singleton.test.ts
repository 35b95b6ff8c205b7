import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';

const CARETS = '^'.repeat('wire_mapping_type'.length);
const FINISH = `static inline void wire_finish(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp,
			       const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
`;
const TYPE = 'const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = wire_finish };';
const IMPORT = `struct dma_buf_attachment *wire_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = { { .type = &wire_mapping_type }, DMA_BUF_IMAPPING_SGT(dev, false) };
	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;
const EXPORT = `static const struct dma_buf_mapping_sgt_exp_ops wire_sgt_ops = {};
static int wire_match_mapping(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match match[] = { { .type = &wire_mapping_type }, DMA_BUF_EMAPPING_SGT(&wire_sgt_ops) };
	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}
const struct dma_buf_ops wire_ops = { .match_mapping = wire_match_mapping };
`;
const INCLUDES = '#include <linux/dma-buf-mapping.h>\n#include <linux/kernel.h>\n';

interface Parts {
  header: string;
  one?: string;
  other?: string;
  makefile?: string;
}

const tree = ({ header, one = EXPORT, other = IMPORT, makefile = '' }: Parts) => `
//- drivers/wire/Makefile
${makefile}
//- drivers/wire/wire.h
${INCLUDES}${header}
//- drivers/wire/wire.c
#include "wire.h"
${one}
//- drivers/wire/wire_import.c
#include "wire.h"
${other}
`;

const found: Record<string, Parts> = {
  'a static definition in a header': {
    header: `${FINISH}static ${TYPE}
//                                       ${CARETS} 💡 error[type-not-singleton]: \`wire_mapping_type\` is defined in a header: each of the 2 files that include it gets an object of its own`,
  },
  'a definition for the linker in a header': {
    header: `${FINISH}${TYPE}
//                                ${CARETS} 💡 error[type-not-singleton]: gets a definition of it, which the linker refuses`,
  },
  'a type inside an inline function of a header': {
    header: `${FINISH}static inline const struct dma_buf_mapping_type *wire_type(void)
{
	static const struct dma_buf_mapping_type wire_mapping_type = { .name = "Wire", .finish_match = wire_finish };
//                                               ${CARETS} error[type-not-singleton]: an object of its own
	return &wire_mapping_type;
}`,
    one: '',
    other: '',
  },
  'an exporter and an importer with a copy each': {
    header: FINISH,
    one: `static ${TYPE}\n${EXPORT}`,
    other: `static ${TYPE}
//                                       ${CARETS} error[type-not-singleton]: \`wire_mapping_type\` is defined in \`drivers/wire/wire.c\` as well: one of the two is only offered
${IMPORT}`,
  },
  'two definitions in one module': {
    header: 'extern const struct dma_buf_mapping_type wire_mapping_type;',
    one: `${FINISH}${TYPE}\n${EXPORT}`,
    other: `${FINISH}${TYPE}
//                                ${CARETS} error[type-not-singleton]: the linker refuses two definitions
${IMPORT}`,
    makefile: 'obj-$(CONFIG_WIRE) += both.o\nboth-y := wire.o wire_import.o',
  },
};
for (const [name, parts] of Object.entries(found)) test(`type-not-singleton finds ${name}`, () => checkDiagnostics(tree(parts)));

const silent: Record<string, Parts> = {
  'a declaration in the header': {
    header: 'extern const struct dma_buf_mapping_type wire_mapping_type;',
    one: `${FINISH}${TYPE}\n${EXPORT}`,
  },
  'a header for one file': { header: `${FINISH}static ${TYPE}`, other: '' },
  'two private types of one name': {
    header: FINISH,
    one: `static ${TYPE}\n${EXPORT}${IMPORT}`,
    other: `static ${TYPE}\n${EXPORT.replaceAll('wire_ops', 'rope_ops')}${IMPORT.replace('wire_attach', 'rope_attach')}`,
  },
  'a tentative definition before the real one': {
    header: FINISH,
    one: `static const struct dma_buf_mapping_type wire_mapping_type;\n${EXPORT}${IMPORT}\nstatic ${TYPE}`,
    other: '',
  },
  'definitions in two modules': {
    header: FINISH,
    one: `static ${TYPE}\n${EXPORT}`,
    other: `static ${TYPE}\n${IMPORT}`,
    makefile: 'obj-$(CONFIG_WIRE) += wire.o\nobj-$(CONFIG_ROPE) += wire_import.o',
  },
};
for (const [name, parts] of Object.entries(silent)) {
  const text = tree(parts);
  test(`type-not-singleton is silent: ${name}`, () =>
    checkDiagnostics(
      name === 'a header for one file' ? text.replace(/(wire_import\.c\n)#include "wire.h"/, '$1#include <linux/kernel.h>') : text,
    ));
}

test('type-not-singleton: the fix moves the definition to the source file of that name', () =>
  checkFix(
    `//- drivers/wire/wire.c
#include "wire.h"
${EXPORT}
//- drivers/wire/wire_import.c
#include "wire.h"
${IMPORT}
//- drivers/wire/wire.h
${INCLUDES}${FINISH}
static const struct dma_buf_mapping_type wire$0_mapping_type = {
	.name = "Wire",
	.finish_match = wire_finish,
};
`,
    `//- drivers/wire/wire.h
${INCLUDES}${FINISH}
extern const struct dma_buf_mapping_type wire_mapping_type;
`,
    { safe: false },
  ));
