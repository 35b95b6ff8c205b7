/** Several definitions of one name: each counts where its `#if` branch is compiled. */
import type { Place } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { lowerRegion } from './conditions.ts';
import { type CType, INT } from './ctype.ts';
import type { Expression } from './ir.ts';
import type { Lowering } from './lowering.ts';

interface Making<Fact> {
  type?: CType;
  make: (candidate: Found<Fact>) => Expression;
  /** Where none is compiled: something else of that name, or nothing that is known. */
  otherwise: () => Expression;
}

/** The value that the first candidate makes whose branch is compiled. Which of ambiguous ones is meant is not known. */
export function chosen<Fact extends { region?: number }>(
  lowering: Lowering,
  candidates: readonly Found<Fact>[],
  at: Place,
  { type, make, otherwise }: Making<Fact>,
): Expression {
  const possible = candidates
    .map((candidate) => ({ candidate, holds: holdsAt(lowering, candidate, at) }))
    .filter(({ holds }) => holds !== 'never');
  const first = possible[0];
  if (first === undefined || first.candidate.ambiguous) return otherwise();
  if (first.holds === 'always') return make(first.candidate);
  const result = lowering.temporary(type);
  const end = lowering.label();
  const give = (value: Expression) => {
    lowering.emit(at, { do: 'set', temporary: result, value });
    lowering.emit(at, { do: 'jump', to: end });
  };
  let decided = false;
  for (const { candidate, holds } of possible) {
    if (candidate.ambiguous) break;
    decided = holds === 'always';
    if (decided) {
      give(make(candidate));
      break;
    }
    const [yes, next] = [lowering.label(), lowering.label()];
    lowerRegion(lowering, candidate.file, candidate.fact.region!, undefined, yes, next, at);
    lowering.place(yes);
    give(make(candidate));
    lowering.place(next);
  }
  if (!decided) give(otherwise());
  lowering.place(end);
  return { op: 'temporary', index: result, at };
}

/** Emits what `body` emits for the first candidate whose branch is compiled; nothing where none is. */
export function branches<Fact extends { region?: number }>(
  lowering: Lowering,
  candidates: readonly Found<Fact>[],
  at: Place,
  body: (candidate: Found<Fact>) => void,
): void {
  const nothing: Expression = { op: 'unknown', text: '', type: INT, at };
  const make = (candidate: Found<Fact>) => {
    body(candidate);
    return nothing;
  };
  chosen(lowering, candidates, at, { type: INT, make, otherwise: () => nothing });
}

/** Whether a definition is compiled together with the code at a place: one around both asks nothing, one in the other branch cannot be meant. */
function holdsAt({ context }: Lowering, { file, fact: { region } }: Found<{ region?: number }>, at: Place): 'always' | 'maybe' | 'never' {
  const regions = context.names.facts(file)?.regions ?? [];
  const own = file === at.file ? regions.filter(({ start, end }) => start <= at.start && at.start < end) : [];
  let answer: 'always' | 'maybe' = 'always';
  for (let index = region; index !== undefined; index = regions[index]?.parent) {
    const branch = regions[index]!;
    if (own.includes(branch)) continue;
    if (own.some(({ group }) => group === branch.group)) return 'never';
    answer = 'maybe';
  }
  return answer;
}
