/** The matrix as comma-separated values: one line per pair, for spreadsheets and scripts. */
import type { MatrixModel, MatrixSide } from '../answers.ts';
import { type MatrixChoice, matrixView, resultAt } from './view.ts';
import { marksOf, placeOf } from './words.ts';

const HEAD = ['importer', 'importer place', 'importer subsystem', 'exporter', 'exporter place', 'exporter subsystem', 'outcomes', 'words'];

/** Every pair that is shown, in lines that end as RFC 4180 says. Texts that a spreadsheet would take for a formula begin with an apostrophe. */
export function matrixCsv(model: MatrixModel, choice: MatrixChoice): string {
  const view = matrixView(model, choice);
  const lines = [HEAD.join()];
  for (const row of view.rows) {
    if (row.role === 'member') continue;
    for (const importer of row.sides) {
      const left = sideFields(model.importers[importer]!);
      for (const column of view.columns) {
        const result = resultAt(model, row, column);
        if (column.role === 'member' || result < 0 || !view.wanted[result]) continue;
        const shown = view.results[result]!;
        const right = `${field(marksOf(shown, model).join(' '))},${field(shown.words)}`;
        for (const exporter of column.sides) lines.push(`${left},${sideFields(model.exporters[exporter]!)},${right}`);
      }
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

function sideFields(side: MatrixSide): string {
  return [side.name, placeOf(side), side.subsystem ?? ''].map(field).join();
}

function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
