/** Counts over pairs, in the words of a row: `7 of 9 · SGT · 1 defect`. */
import { counted } from '../explain/tally.ts';
import type { PairTable } from './table.ts';

export interface Counts {
  pairs: number;
  matched: number;
  /** By label, most pairs first. */
  types: Map<string, number>;
  /** Pairs where it depends whether they match, or as which type. */
  conditional: number;
  defects: number;
  undecided: number;
  /** Pairs with a stand-in as counterpart. */
  builtIn: number;
}

export interface AlikePairs {
  /** Index in the table's results. */
  result: number;
  /** How many there are. */
  times: number;
  /** Whether their counterparts are stand-ins. */
  builtIn: boolean;
}

/** Adds up the pairs that `each` tells. Never throws. */
export function countPairs(table: PairTable, each: (add: (pairs: AlikePairs) => void) => void): Counts {
  const frequency = new Map<number, number>();
  const counts: Counts = { pairs: 0, matched: 0, types: new Map(), conditional: 0, defects: 0, undecided: 0, builtIn: 0 };
  each(({ result, times, builtIn }) => {
    frequency.set(result, (frequency.get(result) ?? 0) + times);
    counts.pairs += times;
    if (builtIn) counts.builtIn += times;
  });
  for (const [index, times] of frequency) {
    const { kind, types, conditional } = table.results[index]!;
    if (types.length > 0) counts.matched += times;
    if (conditional) counts.conditional += times;
    if (kind === 'defect') counts.defects += times;
    if (kind === 'unknown') counts.undecided += times;
    for (const type of types) counts.types.set(type, (counts.types.get(type) ?? 0) + times);
  }
  counts.types = new Map([...counts.types].sort(([, one], [, other]) => other - one));
  return counts;
}

/** What comes out for one side with all its counterparts. */
export function shareWords(counts: Counts): string[] {
  const { pairs, matched, types, conditional, defects, undecided } = counts;
  if (pairs === 0) return ['no counterpart'];
  const which = types.size === 1 ? [...types.keys()] : [...types].map(([label, count]) => `${label} ${count}`);
  return [
    `${matched} of ${pairs}${builtInWords(counts)}`,
    ...(which.length > 0 ? [which.join(', ')] : matched + defects + undecided === 0 ? ['no match'] : []),
    ...(conditional > 0 ? [`${conditional} conditional`] : []),
    ...(defects > 0 ? [counted(defects, ['defect', 'defects'])] : []),
    ...(undecided > 0 ? [`${undecided} not decided`] : []),
  ];
}

function builtInWords({ builtIn, pairs }: Counts): string {
  if (builtIn === 0) return '';
  return builtIn === pairs ? ' (built in)' : ` (${builtIn} built in)`;
}
