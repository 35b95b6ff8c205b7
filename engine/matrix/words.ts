/** Texts that every form of the matrix shares: the page, and what is exported from it. */
import type { MatrixKind, MatrixModel, MatrixSide } from '../answers.ts';
import type { Line } from './view.ts';
import type { Pins, ShownResult } from './what-if.ts';

/** A colour by its role; types are numbered by frequency, and share colours beyond the sixth. */
export interface Tone {
  color: `type-${number}` | 'none' | 'error' | 'defect' | 'unknown';
  /** More of it: P2P, and defects. */
  deep: boolean;
}

const TYPE_TONES = 6;

export function toneOf({ kind, type, mark, p2p }: MatrixKind): Tone {
  if (kind === 'matched') return { color: `type-${(type?.number ?? 0) % TYPE_TONES}`, deep: p2p === 'yes' };
  return { color: kind === 'error' && mark === '–' ? 'none' : kind, deep: kind === 'defect' };
}

/** What stands in a cell: the marks of what can come out, the most usual first, three at most. */
export function marksOf({ kinds }: ShownResult, model: MatrixModel): string[] {
  const marks = [...new Set(kinds.map((kind) => model.kinds[kind]!.mark))];
  return marks.length > 3 ? [...marks.slice(0, 2), '…'] : marks;
}

/** The side of one line, or the first of a class and how many there are. */
export function titleOf({ sides, role }: Line, all: readonly MatrixSide[]): string {
  const first = all[sides[0]!]!.name;
  return role === 'closed' || role === 'open' ? `${first} and ${sides.length - 1} more` : first;
}

export function placeOf({ location, builtIn }: MatrixSide): string {
  return builtIn ? 'built in' : `${location.file}:${location.range.start.line + 1}`;
}

/** Marks with what they mean, each once: several defects share one. */
export function legendOf(model: MatrixModel): { mark: string; tone: Tone; labels: string[]; pairs: number }[] {
  const entries = new Map<string, { mark: string; tone: Tone; labels: string[]; pairs: number }>();
  const order = ['matched', 'error', 'defect', 'unknown'];
  const kinds = [...model.kinds].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.pairs - a.pairs);
  for (const kind of kinds) {
    const entry = entries.get(kind.mark) ?? { mark: kind.mark, tone: toneOf(kind), labels: [], pairs: 0 };
    entry.labels.push(kind.label);
    entry.pairs += kind.pairs;
    entries.set(kind.mark, entry);
  }
  return [...entries.values()];
}

/** The answers that pins give, as assumptions. */
export function pinTexts({ switches }: MatrixModel, pins: Pins): string[] {
  return [...pins].map(([index, choice]) => switches[index]!.choices[choice]!.assumption);
}

export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
