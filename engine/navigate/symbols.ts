/** Names of the whole tree, found by a few letters of them. */
import type { Location } from '../answers.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';

export interface TreeSymbol {
  name: string;
  kind: 'type' | 'exporter' | 'importer' | 'constructor';
  /** What it is and where it belongs, such as `exporter · drm/xe`. */
  container: string;
  location: Location;
}

/** With more than this, others stay untold. */
const MOST = 300;

/**
 * Mapping types, constructors, exporters and importers whose names have the letters of `query` in this order, best first; all of them for an empty one; at
 * most 300. What the built-in model brings is left out. Never throws.
 */
export function treeSymbols(analysis: Analysis, query: string): TreeSymbol[] {
  const wanted = query.replace(/\s/g, '');
  return all(analysis)
    .map((symbol) => ({ symbol, score: likeness(symbol.name, wanted) }))
    .filter(({ score, symbol }) => score > 0 && !symbol.location.file.startsWith(MODEL))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ symbol }) => symbol);
}

function all(analysis: Analysis): TreeSymbol[] {
  const symbol = (kind: TreeSymbol['kind'], name: string, location: Location, subsystem?: string): TreeSymbol => {
    return { name, kind, container: subsystem ? `${kind === 'type' ? 'mapping type' : kind} · ${subsystem}` : kind, location };
  };
  return [
    ...analysis.types().map(({ info }) => symbol('type', info.name, info.location, info.subsystem)),
    ...analysis.constructors().map(({ definition: { file, fact } }) => {
      return symbol('constructor', fact.name, analysis.location({ file, ...fact.nameSpan }));
    }),
    ...analysis.exporters().map(({ info }) => symbol('exporter', info.name, info.location, info.subsystem)),
    ...analysis.importers().map(({ info }) => symbol('importer', info.name, info.location, info.subsystem)),
  ];
}

/** How well the letters fit: 0 if not at all; letters in one piece, and at the beginnings of words, count more. */
function likeness(name: string, query: string): number {
  const [text, wanted] = [name.toLowerCase(), query.toLowerCase()];
  const piece = text.indexOf(wanted);
  if (piece >= 0) return 1000 - Math.min(piece, 100) + (wanted === text ? 1000 : 0) + (startsWord(text, piece) ? 200 : 0);
  let score = 1;
  let at = -1;
  for (const letter of wanted) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return 0;
    score += next === at + 1 ? 3 : startsWord(text, next) ? 2 : 0;
    at = next;
  }
  return score;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[a-z0-9]/.test(text[at - 1]!);
}
