/** Coloured words in the protocol's numbers. */
import type { ColouredWord } from '@dmabuf-mapping/engine';
import type { SemanticTokensLegend } from 'vscode-languageserver';

const TYPES: Record<ColouredWord['kind'], string> = {
  mappingType: 'dmabufMappingType',
  constructor: 'dmabufConstructor',
  attachCall: 'dmabufAttach',
  exporterOps: 'dmabufOps',
};

const KINDS = Object.keys(TYPES);

const SIDES = ['importer', 'exporter'];

/** The types are our own, so that a theme can tell them from the rest of C; modifiers say whose entries a constructor makes. */
export const LEGEND: SemanticTokensLegend = { tokenTypes: Object.values(TYPES), tokenModifiers: SIDES };

/** Five numbers for each word, the place relative to the word before. The words are in the order of the text, each on one line. */
export function encodeTokens(words: readonly ColouredWord[]): number[] {
  let before = { line: 0, character: 0 };
  return words.flatMap(({ range: { start, end }, kind, side }) => {
    const line = start.line - before.line;
    const character = line === 0 ? start.character - before.character : start.character;
    before = start;
    return [line, character, end.character - start.character, KINDS.indexOf(kind), side === undefined ? 0 : 1 << SIDES.indexOf(side)];
  });
}
