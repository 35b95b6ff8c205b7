export interface Row {
  name: string;
  ours: string;
  peer: string;
  /** Ours by theirs. */
  ratio: string;
  target: string;
}

/** A Markdown table, its columns as wide as their widest cell. */
export function table(rows: readonly Row[]): string {
  const lines = [
    ['', 'ours', 'peer', 'ratio', 'target'],
    ...rows.map(({ name, ours, peer, ratio, target }) => [name, ours, peer, ratio, target]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const written = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`);
  written.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return written.join('\n');
}
