/** Colours and tables for people. */
import type { Io, Output } from './io.ts';

export type ColorMode = 'auto' | 'always' | 'never';

type Painter = (text: string) => string;

export interface Style {
  bold: Painter;
  dim: Painter;
  red: Painter;
  yellow: Painter;
  green: Painter;
  cyan: Painter;
}

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], green: [32, 39], cyan: [36, 39] } as const;

/** Painters for an output: colours on terminals unless NO_COLOR is set; `always` and `never` win over both. */
export function createStyle(output: Output, io: Io, mode: ColorMode): Style {
  const automatic = output.isTerminal && !io.environment.NO_COLOR && io.environment.TERM !== 'dumb';
  const colored = mode === 'always' || (mode === 'auto' && automatic);
  const painter =
    ([on, off]: readonly [number, number]): Painter =>
    (text) =>
      colored && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: painter(codes.bold),
    dim: painter(codes.dim),
    red: painter(codes.red),
    yellow: painter(codes.yellow),
    green: painter(codes.green),
    cyan: painter(codes.cyan),
  };
}

/** A table with aligned columns, two spaces apart, one line per row. The last column is never padded. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[], paint: readonly Painter[]): string =>
    cells
      .map((cell, column) => {
        const padding = column === cells.length - 1 ? '' : ' '.repeat(widths[column]! - cell.length + 2);
        return (paint[column] ?? ((text) => text))(cell) + padding;
      })
      .join('')
      .trimEnd();
  const titles = line(
    head,
    head.map(() => style.dim),
  );
  const lines = rows.map((row) => line(row, [style.bold]));
  return `${[titles, ...lines].join('\n')}\n`;
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
