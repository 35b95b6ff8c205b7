/** One thing very often, wherever it can stand: what a pattern that searches by trial, or a loop in a loop, would take forever for. */
import { Project } from '../../engine/project.ts';
import type { CParser } from '../../engine/syntax/contract.ts';
import { pairSource } from '../support/pair.ts';
import { sharedFiles } from '../support/small-project.ts';

/** What is repeated, and what stands before it once. */
const PUMPS: readonly (readonly [piece: string, before?: string])[] = [
  ...[
    '\t',
    'a',
    '[',
    '(',
    '/* ',
    '/',
    '* ',
    '} ',
    '{',
    'const ',
    "'",
    'defined ',
    '# ',
    '## ',
    '\\',
    '\\\n',
    '_',
    '.',
    ';',
    '\n',
    ' \n',
    '\u2028',
  ].map((piece) => [piece] as const),
  ...['_EMAPPING_X ', 'dma_buf_attachment ', 'map_type ', '@a: ', '${0:\\', 'a, ', 'a + ', 'f(a); ', 'a->b ', '#if X\n', 'x ? y : '].map(
    (piece) => [piece] as const,
  ),
  ['0', '2'],
  ['_map_u', 'dma_buf_m'],
  ['readm', 'up_'],
  ['\t', '@0:'],
  ['\t', 'dmabuf-mapping: ignore u'],
  ['\t', 'defined'],
  ['(x)', 'f'],
  ['-$(CONFIG_X', 'obj-y'],
];

const LIST = 'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };\n';
const LOOP = 'return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));';

/** Where it stands. */
const PLACES: Readonly<Record<string, (pumped: string) => string>> = {
  macro: (p) =>
    pairSource({ before: `#define X ${p}x\n#define Y(a) a ${p} b\nint q = X;\n`, exporter: `${LIST}if (Y(1)) return X;\n${LOOP}` }),
  condition: (p) => pairSource({ exporter: `#if defined${p} && ! defined ${p}\n${LIST}#endif\n#if ${p}\n#endif\n${LOOP}` }),
  include: (p) => pairSource({ before: `#include <${p}>\n#include "${p}x.h"\n#include ${p}\n` }),
  comment: (p) => pairSource({ before: `/* ${p}x */\n/** ${p} */\n// ${p}x\n`, exporter: `/* ${p} */ ${LIST}/*${p}x*/ ${LOOP} // ${p}` }),
  'open comment': (p) => `${pairSource({})}\n/*${p}`,
  statement: (p) => pairSource({ exporter: `${LIST}x = ${p};\nif (a ${p} b) return -EIO;\n${LOOP}` }),
  list: (p) =>
    pairSource({ exporter: `struct dma_buf_mapping_match m[] = { .type = ${p}, DMA_BUF_EMAPPING_SGT(&sgt_ops${p}), ${p} };\n${LOOP}` }),
  'file scope': (p) => `${pairSource({})}\n${p}\nint y;\n`,
  string: (p) => pairSource({ exporter: `${LIST}if (ask("${p}")) return -EIO;\n${LOOP}` }),
  name: (p) => pairSource({ before: `static int ${p}(struct dma_buf_attachment ${p} *a, const ${p} *b) { return 0; }\n` }),
};

const FILE = 'drivers/pump.c';

export interface PumpReport {
  cases: number;
  slowest: number;
  failures: { name: string; message: string }[];
}

/** Asks everything about texts with `length` characters of each pump in each place. Without `mostMilliseconds`, of processor time, none is too slow. */
export function pump(parser: CParser, { length, mostMilliseconds }: { length: number; mostMilliseconds?: number }): PumpReport {
  const report: PumpReport = { cases: 0, slowest: 0, failures: [] };
  const project = new Project(parser);
  for (const { path, text } of sharedFiles()) project.setFile(path, text);
  for (const [place, put] of Object.entries(PLACES)) {
    for (const [piece, before = ''] of PUMPS) {
      const name = `${place}: ${JSON.stringify(before + piece)}`;
      const text = put(before + piece.repeat(length / piece.length));
      const started = process.cpuUsage();
      try {
        askAll(project, text);
      } catch (error) {
        report.failures.push({ name, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      }
      const { user, system } = process.cpuUsage(started);
      const milliseconds = (user + system) / 1000;
      report.cases++;
      report.slowest = Math.max(report.slowest, milliseconds);
      if (mostMilliseconds !== undefined && milliseconds > mostMilliseconds)
        report.failures.push({ name, message: `${Math.round(milliseconds)} ms` });
    }
  }
  return report;
}

function askAll(project: Project, text: string): void {
  project.setFile(FILE, text);
  project.setBuildFile('drivers/Makefile', text);
  project.attachments();
  project.sought();
  project.questions();
  project.findings();
  project.annotations(FILE);
  project.navigation.outline(FILE);
  const lines = text.split('\n');
  for (const word of ['match_mapping', 'DMA_BUF_EMAPPING_SGT', 'ARRAY_SIZE']) {
    const line = lines.findIndex((each) => each.includes(word));
    const position = { line, character: (lines[line]?.indexOf(word) ?? 0) + 1 };
    project.hover(FILE, position);
    project.authoring.completions(FILE, position);
    project.authoring.signature(FILE, position);
    project.authoring.rewrites(FILE, position);
  }
}
