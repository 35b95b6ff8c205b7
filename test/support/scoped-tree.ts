/** A small tree whose files say the same names in many ways: each has variants, which an edit chooses from. */
import { pairSource } from './pair.ts';

const LIST = 'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };';
const EXPORTER = `${LIST}
	struct own_state state = { MODE };
	if (state.mode > LIMIT) return -EPERM;
	return helper() ? -EIO : dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`;
const pair = (before: string): string => pairSource({ before, exporter: EXPORTER });
const LOCAL = 'struct own_state { int mode; };\nenum { MODE = 1 };\n#define LIMIT 1\n';
const says = (value: number, before = ''): string => `${before}int helper(void) { return ${value}; }\n`;
const stub = (condition: string, inner: string): string => `#if ${condition}\nint helper(void);\n#else\n${inner}\n#endif\n`;
const WRAPPER = `#include <linux/dma-buf-mapping.h>
struct dma_buf_attachment *scoped_helper_get(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, false) };
	return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);
}
EXPORT_SYMBOL_GPL(scoped_helper_get);
`;
const user = (name: string, called = 'scoped_helper_get'): string =>
  `#include "helper.h"\nvoid *${name}(void *buf, void *dev)\n{\n\treturn ${called}(buf, dev);\n}\n`;

/** Texts that each file may have, by where it stands at first. */
export const variants: Readonly<Record<string, readonly string[]>> = {
  'drivers/pair.c': [
    pair('#include <linux/option.h>\n#include "local.h"\n'),
    pair('#include "local.h"\nint helper(void);\n'),
    pair(`#include <linux/option.h>\n${LOCAL}`),
    pair(`static int helper(void) { return 1; }\n#include "local.h"\n#undef LIMIT\n#define LIMIT 0\n`),
    pair('#include "local.h"\n#include "part.c"\n'),
    pair('#include "local.h"\n#define helper() 0\n'),
  ],
  'include/linux/option.h': [
    'int helper(void);\n',
    stub('IS_ENABLED(CONFIG_OPTION)', 'static inline int helper(void) { return -1; }'),
    stub('defined(CONFIG_OPTION)', '#define helper() 1'),
    '#include "deeper.h"\n',
    '/* nothing */\n',
  ],
  'include/linux/deeper.h': [
    'static inline int helper(void) { return 1; }\n',
    'int helper(void);\n',
    stub('LIMIT > 1', 'static inline int helper(void) { return 1; }'),
  ],
  'drivers/local.h': [
    LOCAL,
    'struct own_state { long first; int mode; };\nenum { OTHER, MODE };\n#ifndef LIMIT\n#define LIMIT 2\n#endif\n',
    'struct own_state { int mode; };\nenum { MODE = 3 };\n#define LIMIT 1\n#undef LIMIT\n#define LIMIT 3\n',
    '/* nothing */\n',
  ],
  'drivers/part.c': ['static int helper(void) { return inner(); }\n', says(1, 'static '), 'static int helper(void) { return LIMIT; }\n'],
  'drivers/near.c': [
    says(0),
    says(1),
    says(0, 'static '),
    `#ifdef CONFIG_NEAR\n${says(0)}#endif\n`,
    'int helper(void);\nint inner(void) { return 0; }\n',
    '/* nothing */\n',
  ],
  'sound/far/far.c': [
    says(1),
    says(0, 'static '),
    'extern int helper(void);\n',
    '#include "../../drivers/local.h"\nint helper(void) { return MODE; }\n',
  ],
  'lib/helper.c': [
    WRAPPER,
    WRAPPER.replaceAll('scoped_helper_get', 'scoped_other_get'),
    WRAPPER.replace('struct dma_buf_attachment *', 'static struct dma_buf_attachment *'),
    '/* nothing */\n',
  ],
  'lib/helper.h': ['void *scoped_helper_get(void *buf, void *dev);\n', '/* nothing */\n'],
  'sound/user/one.c': [user('first_user'), user('first_user', 'scoped_other_get'), user('renamed_user'), 'int nothing;\n'],
  'sound/user/two.c': [
    `${user('outer_helper_get')}EXPORT_SYMBOL_GPL(outer_helper_get);\n`,
    user('second_user'),
    user('inner_user').replace('void *inner', 'static void *inner'),
  ],
  'net/third.c': [user('third_user', 'outer_helper_get'), user('third_user')],
};

/** Where a file may be instead. */
export const otherPlace = (file: string): string => file.replace(/^(\w+)\//, '$1/moved/');
