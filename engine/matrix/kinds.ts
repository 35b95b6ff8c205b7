/** What outcomes come to, as few kinds with a mark of one or two characters each. */
import type { MatrixKind, Outcome } from '../answers.ts';
import { plain } from '../explain/markdown.ts';
import { summary } from '../explain/outcome.ts';

/** Marks that stand for no mapping type. */
const NO_MATCH = '–';
const DEFECT = '!';
const UNKNOWN = '?';

/** Collects kinds; their numbers are final, their marks are given at the end, when frequencies are known. */
export class Kinds {
  private readonly byKey = new Map<string, number>();
  private readonly found: { outcome: Outcome; pairs: number }[] = [];

  /** The number of an outcome's kind. */
  add(outcome: Outcome): number {
    const { kind, type, p2p, errno, defect } = outcome;
    const key = JSON.stringify(kind === 'unknown' ? [kind] : [kind, type, p2p === 'yes', errno, defect]);
    const number = this.byKey.get(key) ?? this.found.push({ outcome, pairs: 0 }) - 1;
    this.byKey.set(key, number);
    return number;
  }

  count(kind: number, pairs: number): void {
    this.found[kind]!.pairs += pairs;
  }

  /** All kinds in the order of their numbers. */
  finish(): MatrixKind[] {
    const types = this.ranked(({ kind, type }) => (kind === 'matched' ? (type ?? '') : undefined));
    const errnos = this.ranked(({ kind, errno }) => (kind === 'error' && errno !== 'EINVAL' ? (errno ?? '') : undefined));
    const ofTypes = distinct(types, typeMarks, new Set(['E']));
    const ofErrnos = distinct(errnos, errnoMarks, new Set());
    return this.found.map(({ outcome, pairs }): MatrixKind => {
      const { kind, type = '', errno = '', p2p } = outcome;
      switch (kind) {
        case 'matched': {
          const mark = `${ofTypes.get(type)}${p2p === 'yes' ? '+' : ''}`;
          const about = { label: plain(type) || 'unknown type', number: types.indexOf(type) };
          return { kind, mark, label: labelOf(outcome), type: about, ...(p2p ? { p2p } : {}), pairs };
        }
        case 'error':
          return { kind, mark: errno === 'EINVAL' ? NO_MATCH : ofErrnos.get(errno)!, label: labelOf(outcome), pairs };
        case 'defect':
          return { kind, mark: DEFECT, label: labelOf(outcome), pairs };
        default:
          return { kind, mark: UNKNOWN, label: 'not decided', pairs };
      }
    });
  }

  /** Distinct names, most frequent first. */
  private ranked(name: (outcome: Outcome) => string | undefined): string[] {
    const counts = new Map<string, number>();
    for (const { outcome, pairs } of this.found) {
      const own = name(outcome);
      if (own !== undefined) counts.set(own, (counts.get(own) ?? 0) + pairs);
    }
    return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).map(([own]) => own);
  }
}

/** An outcome without its conditions, in words. */
export function labelOf(outcome: Outcome): string {
  return summary([{ ...outcome, conditions: [] }]);
}

function letters(name: string): string[] {
  const usable = [...name].filter((char) => /[\p{L}\p{N}]/u.test(char));
  return usable.length > 0 ? usable : ['X'];
}

/** The first letter, or the first and a later one. */
function typeMarks(type: string): string[] {
  const [first = 'X', ...more] = letters(type);
  return [first.toUpperCase(), ...more.map((letter) => `${first.toUpperCase()}${letter.toLowerCase()}`)];
}

/** `Ep` for EPERM. */
function errnoMarks(errno: string): string[] {
  return letters(errno.replace(/^E(?=.)/, '')).map((letter) => `E${letter.toLowerCase()}`);
}

/** For each name its first mark that no name before has; with a number if they are all taken. */
function distinct(names: readonly string[], marksOf: (name: string) => string[], taken: Set<string>): Map<string, string> {
  return new Map(
    names.map((name) => {
      const marks = marksOf(name);
      let mark = marks.find((each) => !taken.has(each));
      for (let number = 2; mark === undefined; number++) if (!taken.has(`${marks[0]}${number}`)) mark = `${marks[0]}${number}`;
      taken.add(mark);
      return [name, mark];
    }),
  );
}
