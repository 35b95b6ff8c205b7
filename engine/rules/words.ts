/** Wording that messages share. */
import { alternativesOf, partsOf, simplify } from '../explain/conditions.ts';

const SHOWN = 3;

/** `1 entry`, `2 entries`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], joint: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1)}`;
}

/**
 * When something happens that happens on each of the given paths: ` when …` with a space before it, or nothing if it always does. Each path is the list
 * of conditions that hold on it.
 */
export function whenPhrase(paths: string[][]): string {
  const shortest = simplify(paths);
  if (shortest.length === 0 || shortest.some((path) => path.length === 0)) return '';
  const worded = shortest.map((path) => listed(path.map(conditionWords), 'and'));
  if (worded.length > SHOWN) return ` on ${worded.length} paths, one of them when ${worded[0]}`;
  return ` when ${listed(worded, 'or')}`;
}

function conditionWords(condition: string): string {
  return alternativesOf(condition)
    .map((alternative) => partsOf(alternative).map(atomWords).join(' and '))
    .join(' or ');
}

function atomWords(atom: string): string {
  if (atom.includes('`')) return atom;
  const negated = /^!\s*([A-Za-z_]\w*(?:\(.*\))?)$/.exec(atom)?.[1];
  if (negated?.startsWith('defined(')) return `\`${negated.slice(8, -1)}\` is not defined`;
  if (atom.startsWith('defined(') && atom.endsWith(')')) return `\`${atom.slice(8, -1)}\` is defined`;
  const configuration = /^IS_(?:ENABLED|BUILTIN|MODULE|REACHABLE)\(/;
  if (negated && configuration.test(negated)) return `\`${negated}\` is off`;
  if (configuration.test(atom)) return `\`${atom}\` is on`;
  return `\`${atom}\``;
}
