/** The single questions behind conditions, for those who want to answer one. */
import type { Cell } from '../answers.ts';
import { alternativesOf, partsOf } from './conditions.ts';

/** Every question that some condition asks, without its negation, most frequent first; questions of equal rank by text. */
export function openQuestions(cells: readonly Cell[]): string[] {
  const counts = new Map<string, number>();
  for (const condition of cells.flatMap(({ outcomes }) => outcomes.flatMap(({ conditions }) => conditions))) {
    for (const question of new Set(questionsIn(condition))) counts.set(question, (counts.get(question) ?? 0) + 1);
  }
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).map(([question]) => question);
}

function questionsIn(condition: string): string[] {
  return alternativesOf(condition).flatMap((alternative) => {
    const inner = /^\((.*)\)$/.exec(alternative)?.[1] ?? alternative;
    const nested = inner !== alternative && alternativesOf(inner).length + partsOf(inner).length > 2;
    return nested ? questionsIn(inner) : partsOf(inner).flatMap((part) => plainQuestion(part));
  });
}

const OPPOSITE: Record<string, string> = { '!=': '==', '<': '>=', '<=': '>' };

function plainQuestion(part: string): string[] {
  if (/^\d+ (other ways|more conditions)$/.test(part)) return [];
  if (part.startsWith('!')) return [part.slice(1).replace(/^\((.*)\)$/, '$1')];
  const compared = /^(.*) (!=|<|<=) (-?\w+)$/.exec(part);
  if (compared) return [`${compared[1]} ${OPPOSITE[compared[2]!]} ${compared[3]}`];
  const letter = /^(CONFIG_\w+)!=([nmy])$/.exec(part);
  return [letter ? `${letter[1]}=${letter[2]}` : part];
}
