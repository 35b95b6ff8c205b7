/** Importers `i0`, `i1` … and exporters `e0`, `e1` … with outcomes that a test writes down. */
import type { Finding, Outcome } from '../../../engine/answers.ts';
import { Attachments } from '../../../engine/attachments/attachments.ts';
import { pairTable } from '../../../engine/attachments/table.ts';
import type { Belonging } from '../../../engine/index.ts';
import { handMade, type Sketch } from '../../support/hand-made.ts';

export const sgt: Outcome[] = [{ kind: 'matched', type: 'SGT', conditions: [] }];
export const pal: Outcome[] = [{ kind: 'matched', type: 'PAL', conditions: [] }];
export const none: Outcome[] = [{ kind: 'error', errno: 'EINVAL', conditions: [] }];
export const either: Outcome[] = [
  { kind: 'matched', type: 'SGT', conditions: ['a'] },
  { kind: 'matched', type: 'PAL', conditions: ['!a'] },
];
export const sometimes: Outcome[] = [
  { kind: 'matched', type: 'SGT', conditions: ['a | b'] },
  { kind: 'error', errno: 'EINVAL', conditions: ['!(a | b)'] },
];
export const defect: Outcome[] = [{ kind: 'defect', defect: 'null-call', conditions: [] }];
export const unknown: Outcome[] = [{ kind: 'unknown', reason: 'too deep', conditions: [] }];
export const p2p: Outcome[] = [
  { kind: 'matched', type: 'SGT', p2p: 'yes', conditions: ['a'] },
  { kind: 'matched', type: 'SGT', p2p: 'no', conditions: ['!a'] },
];

export const finding = (line: number, file = 'a.c', message = ''): Finding => ({
  rule: 'r',
  severity: 'error',
  location: { file, range: { start: { line, character: 1 }, end: { line, character: 2 } } },
  message,
  related: [],
  fixes: [],
});

interface More extends Pick<Sketch, 'converted'> {
  /** By the name of a side. */
  homes?: Record<string, Belonging>;
  /** How many exporters there are if there is no importer. */
  exporters?: number;
}

/** A row of outcomes for each importer. Importer `i` stands in line `i` of `a.c`, exporter `e` in line `e` of `b.c`. */
export async function attachments(
  rows: Outcome[][][],
  findings: Finding[] = [],
  { converted, homes = {}, exporters }: More = {},
): Promise<Attachments> {
  const count = exporters ?? rows[0]?.length ?? 0;
  const names = (prefix: string, length: number) => Array.from({ length }, (_, at) => `${prefix}${at}`);
  const importers = names('i', rows.length);
  const sketch: Sketch = {
    ...(converted !== undefined && { converted }),
    exporters: names('e', count).map((name) => ({ name, match: 'callback' })),
    importers: importers.map((name) => ({ function: name })),
    cell: (importer, exporter) => rows[Number(importer.slice(1))]![Number(exporter.slice(1))]!,
  };
  const sources = {
    'a.c': importers.map((name) => `int ${name}(void *b) { return dma_buf_attach(b, 0); }\n`).join(''),
    'b.c': names('e', count)
      .map((name) => `const struct dma_buf_ops ${name} = { };\n`)
      .join(''),
  };
  const { analysis } = await handMade(sources, sketch);
  for (const { info } of [...analysis.importers(), ...analysis.exporters()]) Object.assign(info, homes[info.name]);
  return new Attachments(pairTable(analysis, { files: 4, findings }));
}
