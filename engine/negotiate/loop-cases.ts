/** Small negotiations that tell one match loop from another. The first ones are the plainest, since the first that differs is told. */

export interface LoopCase {
  /** The lists, one letter for the type of each entry. */
  exporter: string;
  importer: string;
  /** What `match` answers, call by call; afterwards 0. */
  answers: number[];
  /** Types without `match`. */
  matchless: string;
  /** Types without `finish_match`. */
  finishless: string;
  /** Empty lists are NULL. */
  null: boolean;
}

function given(exporter: string, importer: string, more: Partial<LoopCase> = {}): LoopCase {
  return { exporter, importer, answers: [], matchless: '', finishless: '', null: false, ...more };
}

const NEXT = -95;
const EINVAL = -22;
const ENODEV = -19;
const ENOTSUPP = -524;
const ALL = 'ABC';

export const LOOP_CASES: readonly LoopCase[] = [
  given('A', 'A'),
  given('A', 'B'),
  given('', ''),
  given('A', ''),
  given('', 'A'),
  given('', '', { null: true }),
  given('A', '', { null: true }),
  given('', 'A', { null: true }),
  given('AB', 'AB'),
  given('AB', 'BA'),
  given('AB', 'B'),
  given('A', 'BA'),
  given('ABC', 'CBA'),
  given('ABC', 'C'),
  given('C', 'ABC'),
  given('AA', 'A'),
  given('A', 'AA'),
  given('AA', 'AA'),
  given('A', 'A', { matchless: ALL }),
  given('AB', 'BA', { matchless: ALL }),
  given('AB', 'BA', { matchless: 'A' }),
  given('AB', 'BA', { matchless: 'B' }),
  given('AB', 'BA', { matchless: 'B', answers: [NEXT] }),
  given('A', 'AA', { matchless: ALL }),
  given('A', 'A', { answers: [NEXT] }),
  given('A', 'A', { answers: [ENODEV] }),
  given('A', 'A', { answers: [EINVAL] }),
  given('A', 'A', { answers: [ENOTSUPP] }),
  given('A', 'A', { answers: [1] }),
  given('AB', 'AB', { answers: [NEXT] }),
  given('AB', 'AB', { answers: [ENODEV] }),
  given('AB', 'AB', { answers: [1] }),
  given('AB', 'BA', { answers: [NEXT, ENODEV] }),
  given('AB', 'BA', { answers: [NEXT, NEXT] }),
  given('AA', 'A', { answers: [NEXT] }),
  given('A', 'AA', { answers: [NEXT] }),
  given('AA', 'AA', { answers: [NEXT, NEXT] }),
  given('AA', 'AA', { answers: [NEXT, NEXT, NEXT, NEXT] }),
  given('ABC', 'CAB', { answers: [NEXT, NEXT] }),
  given('ABA', 'BA', { answers: [NEXT, NEXT] }),
  given('A', 'A', { finishless: ALL }),
  given('A', 'A', { finishless: ALL, matchless: ALL }),
  given('AB', 'BA', { finishless: 'A' }),
];
