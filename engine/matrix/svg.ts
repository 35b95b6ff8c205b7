/** The matrix as a picture: classes as rows and columns, marks and colours as on the page, hatched where it depends. */
import type { MatrixModel } from '../answers.ts';
import { plain } from '../explain/markdown.ts';
import { type Line, type MatrixChoice, matrixView, resultAt } from './view.ts';
import { counted, legendOf, marksOf, pinTexts, type Tone, titleOf, toneOf } from './words.ts';

const CELL = 34;
const LETTER = 7;
const LONGEST = 44;

/** Fills for pale and for deep, and an ink that can be read on both. */
const COLORS: Record<string, { pale: string; deep: string; ink: string }> = {
  'type-0': { pale: '#cdebd3', deep: '#8fd19e', ink: '#0b3d18' },
  'type-1': { pale: '#cfe3fa', deep: '#93c3f5', ink: '#0b2f58' },
  'type-2': { pale: '#e4d8f7', deep: '#c3a6ee', ink: '#371a66' },
  'type-3': { pale: '#cdeeee', deep: '#86d3d3', ink: '#063b3d' },
  'type-4': { pale: '#f8dcec', deep: '#eda6cf', ink: '#5a123c' },
  'type-5': { pale: '#ece8c4', deep: '#d5cb78', ink: '#3f3808' },
  none: { pale: '#eceef0', deep: '#eceef0', ink: '#3b4148' },
  error: { pale: '#fadcc3', deep: '#fadcc3', ink: '#5c2b03' },
  defect: { pale: '#f09a9a', deep: '#f09a9a', ink: '#4d0606' },
  unknown: { pale: '#f6ecb3', deep: '#f6ecb3', ink: '#4c3c00' },
};

/** A picture of what is shown, complete in itself, on white. `given`: assumptions that count anyway. */
export function matrixSvg(model: MatrixModel, choice: MatrixChoice, given: readonly string[]): string {
  const view = matrixView(model, choice);
  const rowTitles = view.rows.map((line) => titleIn(line, model.importers));
  const columnTitles = view.columns.map((line) => titleIn(line, model.exporters));
  const left = 24 + LETTER * Math.max(8, ...rowTitles.map((title) => title.length));
  const top = 66 + LETTER * Math.max(4, ...columnTitles.map((title) => title.length));
  const legend = legendOf(model);
  const assumed = [...given, ...pinTexts(model, choice.pins)];
  const width = Math.max(left + view.columns.length * CELL + 20, 480);
  const below = top + view.rows.length * CELL + 30;
  const height = below + legend.length * 26 + 14;
  const { importers, exporters } = view.sides;
  const title = `DMA-buf matrix: ${counted(importers, 'importer')} × ${counted(exporters, 'exporter')}`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escapeXml(title)}</title>`,
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="6" fill="#000" fill-opacity="0.16"/></pattern></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="12" y="24" font-size="15" font-weight="600" fill="#1f2328">${escapeXml(title)}</text>`,
    ...(assumed.length > 0
      ? [`<text x="12" y="44" fill="#57606a">${escapeXml(cut(`assumed: ${assumed.join(', ')}`, Math.floor(width / LETTER)))}</text>`]
      : []),
    ...columnTitles.map((name, index) => {
      const [x, y] = [left + index * CELL + CELL / 2 + 4, top - 8];
      return `<text x="${x}" y="${y}" transform="rotate(-90 ${x} ${y})" fill="#1f2328">${escapeXml(name)}</text>`;
    }),
  ];
  view.rows.forEach((row, index) => {
    const y = top + index * CELL;
    parts.push(`<text x="${left - 10}" y="${y + CELL / 2 + 4}" text-anchor="end" fill="#1f2328">${escapeXml(rowTitles[index]!)}</text>`);
    view.columns.forEach((column, at) => {
      const result = resultAt(model, row, column);
      if (result < 0) return;
      const shown = view.results[result]!;
      const tone: Tone = shown.kinds.length > 0 ? toneOf(model.kinds[shown.kinds[0]!]!) : { color: 'unknown', deep: false };
      const words = `${rowTitles[index]} × ${columnTitles[at]}: ${shown.words}`;
      parts.push(
        `<g${view.wanted[result] ? '' : ' opacity="0.25"'}><title>${escapeXml(words)}</title>${box(left + at * CELL, y, CELL, { tone, hatched: shown.kinds.length > 1, marks: marksOf(shown, model).join(' ') || '∅' })}</g>`,
      );
    });
  });
  legend.forEach(({ mark, tone, labels }, index) => {
    const y = below + index * 26;
    parts.push(box(12, y - 16, 24, { tone, hatched: false, marks: mark }));
    parts.push(`<text x="46" y="${y}" fill="#1f2328">${escapeXml(cut(labels.join('; '), Math.floor((width - 50) / LETTER)))}</text>`);
  });
  return `${[...parts, '</svg>'].join('\n')}\n`;
}

function box(x: number, y: number, size: number, { tone, hatched, marks }: { tone: Tone; hatched: boolean; marks: string }): string {
  const { ink, ...fills } = COLORS[tone.color]!;
  const place = `x="${x + 1}" y="${y + 1}" width="${size - 2}" height="${size - 2}" rx="3"`;
  const fontSize = marks.length > 3 ? 9 : 12;
  return [
    `<rect ${place} fill="${tone.deep ? fills.deep : fills.pale}"/>`,
    ...(hatched ? [`<rect ${place} fill="url(#hatch)"/>`] : []),
    `<text x="${x + size / 2}" y="${y + size / 2 + fontSize / 3}" text-anchor="middle" font-size="${fontSize}" font-weight="600" fill="${ink}">${escapeXml(marks)}</text>`,
  ].join('');
}

function titleIn(line: Line, sides: MatrixModel['importers']): string {
  return cut(titleOf(line, sides), LONGEST);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, Math.max(1, length - 1))}…` : text;
}

function escapeXml(text: string): string {
  return plain(text).replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`);
}
