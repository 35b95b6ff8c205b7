/** The status report as Markdown, without a word of the editor's own API. It has counts and times, but no text and no path of the workspace. */
import type { RequestTimes, ServerStatus } from '@dmabuf-mapping/engine';

export interface ReportSurroundings {
  extension: string;
  editor: string;
  system: string;
}

/** `status` is absent when the server does not answer. */
export function statusReport({ extension, editor, system }: ReportSurroundings, status: ServerStatus | undefined): string {
  const lines = [
    '# DMA-BUF Mapping: status report',
    '',
    `- extension ${extension}, editor ${editor}, ${system}`,
    ...(status ? serverLines(status) : ['- the language server does not answer']),
    ...(status ? status.roots.flatMap((root, index) => rootLines(root, index)) : []),
    ...(status ? requestLines(status.requests) : []),
  ];
  return `${lines.join('\n')}\n`;
}

function serverLines({ version, runtime, uptime, memory, openDocuments, paused }: ServerStatus): string[] {
  const sizes = Object.entries(memory).map(([name, bytes]) => `${name} ${Math.round(bytes / 2 ** 20)} MiB`);
  return [
    `- server ${version} on ${runtime}, up for ${time(uptime)}, ${counted(openDocuments, 'open document')}${paused ? ', reading is paused' : ''}`,
    `- memory: ${sizes.join(', ')}`,
  ];
}

/** Folders have numbers: their names may be nobody's business. */
function rootLines({ state, scanned, counts, durations, problems, given }: ServerStatus['roots'][number], index: number): string[] {
  const { files, importers, exporters, types, findings, coverage } = counts;
  const decided = coverage ? `, ${coverage.decided} of ${counted(coverage.pairs, 'pair')} decided` : '';
  return [
    '',
    `## Folder ${index + 1}: ${state}`,
    '',
    `- ${counted(scanned, 'file')} looked at, ${files} with DMA-BUF code`,
    `- ${counted(importers, 'importer')}, ${counted(exporters, 'exporter')}, ${counted(types, 'mapping type')}, ${counted(findings, 'finding')}${decided}`,
    `- scan ${time(durations.scan)}, parse ${time(durations.parse)}, last answer ${time(durations.answer)}`,
    `- ${counted(given?.assumptions.length ?? 0, 'assumption')}, ${given?.configuration === undefined ? 'no kernel configuration' : 'a kernel configuration'}`,
    `- ${counted(problems.length, 'problem')}${problems.length > 0 ? ': see the output' : ''}`,
  ];
}

function requestLines(requests: readonly RequestTimes[]): string[] {
  if (requests.length === 0) return [];
  const rows = requests.map(({ kind, count, median, p95, max }) => [kind, String(count), time(median), time(p95), time(max)]);
  return ['', '## Requests', '', ...table(['request', 'count', 'median', '95 % within', 'longest'], rows)];
}

/** A Markdown table that can be read as text too: names to the left, numbers to the right. */
function table(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)];
}

function time(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 10_000) return `${Math.round(milliseconds)} ms`;
  return milliseconds < 120_000 ? `${Math.round(milliseconds / 1000)} s` : `${Math.round(milliseconds / 60_000)} min`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
