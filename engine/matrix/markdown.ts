/** The matrix as Markdown: a table of classes, and below it what marks and classes mean. */
import type { MatrixModel, MatrixSide } from '../answers.ts';
import { code, escapeText } from '../explain/markdown.ts';
import { type Line, type MatrixChoice, matrixView, resultAt } from './view.ts';
import { counted, legendOf, marksOf, pinTexts, placeOf, titleOf } from './words.ts';

/** What is shown, with every text from sources escaped. `given`: assumptions that count anyway. */
export function matrixMarkdown(model: MatrixModel, choice: MatrixChoice, given: readonly string[]): string {
  const view = matrixView(model, choice);
  const { importers, exporters } = view.sides;
  const lines = [`# DMA-buf matrix: ${counted(importers, 'importer')} × ${counted(exporters, 'exporter')}`, ''];
  const assumed = [...given, ...pinTexts(model, choice.pins)];
  if (assumed.length > 0) lines.push(`Assumed: ${assumed.map(code).join(', ')}`, '');
  if (view.rows.length === 0 || view.columns.length === 0) return `${[...lines, 'No pair.'].join('\n')}\n`;
  const notes = new Map<number, number>();
  const cells = view.rows.map((row) =>
    view.columns.map((column) => {
      const result = resultAt(model, row, column);
      if (result < 0 || !view.wanted[result]) return '';
      const shown = view.results[result]!;
      const marks = marksOf(shown, model).map(escapeText).join('/') || '∅';
      if (shown.kinds.length < 2) return marks;
      if (!notes.has(result)) notes.set(result, notes.size + 1);
      return `${marks} ${notes.get(result)}`;
    }),
  );
  const row = (values: readonly string[]) => `| ${values.join(' | ')} |`;
  lines.push(row(['importer', ...view.columns.map((column) => escapeText(titleOf(column, model.exporters)))]));
  lines.push(row(['---', ...view.columns.map(() => ':-:')]));
  lines.push(...view.rows.map((line, index) => row([escapeText(titleOf(line, model.importers)), ...cells[index]!])));
  lines.push('', '## Outcomes', '');
  for (const { mark, labels } of legendOf(model)) lines.push(`- ${escapeText(mark)}: ${labels.map(escapeText).join('; ')}`);
  for (const [result, note] of notes) lines.push(`- ${note}: ${escapeText(view.results[result]!.words)}`);
  lines.push(...members('Importers', view.rows, model.importers), ...members('Exporters', view.columns, model.exporters));
  return `${lines.join('\n')}\n`;
}

function members(heading: string, lines: readonly Line[], sides: readonly MatrixSide[]): string[] {
  const told = lines.filter(({ role }) => role !== 'member');
  return [
    '',
    `## ${heading}`,
    '',
    ...told.map(
      ({ sides: own }) => `- ${own.map((side) => `${escapeText(sides[side]!.name)} (${escapeText(placeOf(sides[side]!))})`).join(', ')}`,
    ),
  ];
}
