/** What a name means, seen through what comes out of a pair whose files say it in several places. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeTexts, pairSource, type Sides } from '../../support/pair.ts';
import { smallProject } from '../../support/small-project.ts';

interface Case extends Sides {
  name: string;
  /** Beside `drivers/pair.c`. */
  files?: Record<string, string>;
  gives: string[];
}

const LIST = 'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };';
const MATCH = 'dma_buf_match_mapping(args, m, ARRAY_SIZE(m))';
/** Fails where `helper()` gives anything but 0. */
const ASKING = `${LIST}\n\treturn helper() ? -EIO : ${MATCH};`;
const SAYS = (value: number | string, before = '') => `${before}int helper(void) { return ${value}; }\n`;

const cases: Case[] = [
  {
    name: 'a stub in a header, the function in another file',
    before: '#include <linux/option.h>\n',
    files: {
      'include/linux/option.h':
        '#if IS_ENABLED(CONFIG_OPTION)\nint helper(void);\n#else\nstatic inline int helper(void) { return -1; }\n#endif\n',
      'drivers/option.c': SAYS(0),
    },
    exporter: ASKING,
    gives: ['EIO when !IS_ENABLED(CONFIG_OPTION)', 'SGT 0/0 when IS_ENABLED(CONFIG_OPTION)'],
  },
  {
    name: 'the same in a private header, the stub first',
    before: '#include "option.h"\n',
    files: {
      'drivers/option.h': '#ifndef CONFIG_OPTION\nstatic inline int helper(void) { return 0; }\n#else\nint helper(void);\n#endif\n',
      'drivers/option.c': SAYS(-1),
    },
    exporter: ASKING,
    gives: ['SGT 0/0 when CONFIG_OPTION!=y', 'EIO when CONFIG_OPTION=y'],
  },
  {
    name: 'a stub that is a macro, the function in another file',
    before: '#include "option.h"\n',
    files: {
      'drivers/option.h': '#ifdef CONFIG_OPTION\nint helper(void);\n#else\n#define helper() (-1)\n#endif\n',
      'drivers/option.c': SAYS(0),
    },
    exporter: ASKING,
    gives: ['SGT 0/0 when CONFIG_OPTION=y', 'EIO when CONFIG_OPTION!=y'],
  },
  {
    name: 'a stub beside an unknown function',
    before: '#include "option.h"\n',
    files: { 'drivers/option.h': '#ifdef CONFIG_OPTION\nint helper(void);\n#else\nstatic inline int helper(void) { return 0; }\n#endif\n' },
    exporter: ASKING,
    gives: ['EIO when CONFIG_OPTION=y and helper() != 0', 'SGT 0/0 when helper() == 0 or CONFIG_OPTION!=y'],
  },
  {
    name: 'a callback with a stub',
    before:
      '#ifdef CONFIG_OPTION\nstatic int chosen(struct dma_buf_match_args *args) { return -EIO; }\n#else\nstatic int chosen(struct dma_buf_match_args *args) { return -EPERM; }\n#endif\n',
    ops: '.match_mapping = chosen',
    gives: ['EIO when CONFIG_OPTION=y', 'EPERM when CONFIG_OPTION!=y'],
  },
  {
    name: 'members that a macro fills, which another branch leaves out',
    before: 'struct filled { int a; };\n#define INNER .a = 1\n#ifdef CONFIG_OPTION\n#define EXTRA INNER\n#else\n#define EXTRA\n#endif\n',
    exporter: `${LIST}\n\tstruct filled f = { EXTRA };\n\treturn f.a ? -EIO : ${MATCH};`,
    gives: ['EIO when CONFIG_OPTION=y', 'SGT 0/0 when CONFIG_OPTION!=y'],
  },
  {
    name: 'an object under a condition',
    before: '#ifdef CONFIG_OPTION\nstatic const int limit = 1;\n#else\nstatic const int limit = 2;\n#endif\n',
    exporter: `${LIST}\n\treturn limit == 1 ? -EIO : ${MATCH};`,
    gives: ['EIO when CONFIG_OPTION=y', 'SGT 0/0 when CONFIG_OPTION!=y'],
  },
  {
    name: 'the statics of a driver, and those of another',
    before: 'static int helper(void) { return 0; }\nstruct own { int a; };\nenum { MODE = 1 };\n',
    files: {
      'drivers/other.c': 'struct dma_buf_x;\nstatic int helper(void) { return 1; }\nstruct own { long z; int a; };\nenum { MODE = 2 };\n',
    },
    exporter: `${LIST}\n\tstruct own o = { MODE };\n\treturn o.a != 1 || helper() ? -EIO : ${MATCH};`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'functions of two modules that are never linked together: the nearer one',
    before: 'int helper(void);\n',
    files: { 'drivers/near.c': SAYS(0), 'drivers/far/a/far.c': SAYS(1), 'sound/far.c': SAYS(1) },
    exporter: ASKING,
    gives: ['SGT 0/0'],
  },
  {
    name: 'the nearer one under a condition: never a mix',
    before: 'int helper(void);\n',
    files: { 'drivers/near.c': `#ifdef CONFIG_NEAR\n${SAYS(0)}#endif\n`, 'sound/far.c': SAYS(1) },
    exporter: ASKING,
    gives: ['EIO when CONFIG_NEAR!=y and helper() != 0', 'SGT 0/0 when CONFIG_NEAR=y or helper() == 0'],
  },
  {
    name: 'functions that are equally near: nobody knows',
    before: 'int helper(void);\nextern int limit;\n',
    files: { 'sound/a.c': SAYS(0), 'mm/b.c': SAYS(1) },
    exporter: ASKING,
    gives: ['EIO when helper() != 0', 'SGT 0/0 when helper() == 0'],
  },
  {
    name: 'a header of each architecture: nobody knows',
    before: '#include <asm/arch.h>\n',
    files: {
      'arch/arm/include/asm/arch.h': SAYS(0, 'static inline '),
      'arch/x86/include/asm/arch.h': SAYS(1, 'static inline '),
    },
    exporter: ASKING,
    gives: ['EIO when helper() != 0', 'SGT 0/0 when helper() == 0'],
  },
  {
    name: 'a macro that is defined again later',
    before: '#define LIMIT 0\n',
    exporter: `${LIST}\n\treturn LIMIT ? -EIO : ${MATCH};\n}\n#undef LIMIT\n#define LIMIT 1\nint later(void) { return LIMIT;`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a macro that was defined again before',
    before: '#define LIMIT 1\n#undef LIMIT\n#define LIMIT 0\n',
    exporter: `${LIST}\n\treturn LIMIT ? -EIO : ${MATCH};`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a macro that no longer is one',
    before: 'static int helper(void) { return 0; }\n#define helper() 1\n#undef helper\n',
    exporter: ASKING,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a macro defined again under a condition',
    before: '#define LIMIT 0\n#ifdef CONFIG_OPTION\n#undef LIMIT\n#define LIMIT 1\n#endif\n',
    exporter: `${LIST}\n\treturn LIMIT ? -EIO : ${MATCH};`,
    gives: ['EIO when CONFIG_OPTION=y', 'SGT 0/0 when CONFIG_OPTION!=y'],
  },
  {
    name: 'a condition on a macro that is one no longer',
    before:
      '#define WITH 1\n#if WITH\nstatic int helper(void) { return 0; }\n#else\nstatic int helper(void) { return 1; }\n#endif\n#undef WITH\n',
    exporter: ASKING,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a macro made of one that is defined later',
    before: '#define OUTER INNER\n#define INNER 0\n',
    exporter: `${LIST}\n\treturn OUTER ? -EIO : ${MATCH};`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a function-like macro over a function of one name, and its name without parentheses',
    before: 'static int helper(void) { return 1; }\n#define helper() 0\nstatic int (*pointer)(void) = helper;\n',
    exporter: `${LIST}\n\treturn helper() || (helper)() != 1 ? -EIO : ${MATCH};`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a header that defines only what is not defined yet',
    before: '#define LIMIT 0\n#include "limit.h"\n',
    files: { 'drivers/limit.h': '#ifndef LIMIT\n#define LIMIT 1\n#endif\nstatic inline int helper(void) { return LIMIT; }\n' },
    exporter: `${LIST}\n\treturn LIMIT ? -EIO : ${MATCH};`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a source file that is included',
    before: '#include "part.c"\n',
    files: { 'drivers/part.c': 'static int helper(void) { return 0; }\n' },
    exporter: ASKING,
    gives: ['SGT 0/0'],
  },
  {
    name: 'what an included source file takes from its includer',
    before: 'static int inner(void) { return 0; }\n#define LIMIT 0\n#include "part.c"\n',
    files: {
      'drivers/part.c': 'static int helper(void) { return inner() + LIMIT; }\n',
      'drivers/no.c': 'static int inner(void) { return 1; }\n',
    },
    exporter: ASKING,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a tentative definition that is initialised later',
    before: 'static const struct dma_buf_mapping_match fixed[1];\n',
    exporter: `return dma_buf_match_mapping(args, fixed, ARRAY_SIZE(fixed));
}
static const struct dma_buf_mapping_match fixed[1] = { { .type = &dma_buf_mapping_sgt_type, .exp_ops = &sgt_ops.ops } };
static int unused(void) { return 0;`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'an object that a header declares and another file defines',
    before: '#include "shared.h"\n',
    files: {
      'drivers/shared.h': 'extern const int limit;\n',
      'drivers/shared.c': '#include "shared.h"\nconst int limit = 0;\n',
      'sound/other.c': 'const int limit = 1;\n',
    },
    exporter: `${LIST}\n\treturn limit ? -EIO : ${MATCH};`,
    gives: ['SGT 0/0'],
  },
];

for (const { name, files, gives, ...sides } of cases) {
  test(name, async () => {
    const others = Object.entries(files ?? {}).map(([path, text]) => ({ path, text }));
    const project = await smallProject([...others, { path: 'drivers/pair.c', text: pairSource(sides) }], []);
    assert.deepEqual(outcomeTexts(project).sort(), [...gives].sort());
  });
}
