/** What becomes of results when switches are set. Plain data in and out, so that a page can ask at every click. */
import type { MatrixFormula, MatrixModel, MatrixResult } from '../answers.ts';

/** By switch: the index of the chosen answer; a switch that is not there is open. */
export type Pins = ReadonlyMap<number, number>;

interface ShownOutcome {
  /** Index in the model's kinds. */
  kind: number;
  label: string;
  /** What it still depends on; undefined if on nothing. */
  when?: MatrixFormula;
}

export interface ShownResult {
  /** Those that the pins leave; none if the answers exclude each other for these pairs. */
  outcomes: ShownOutcome[];
  /** Different kinds among them. */
  kinds: number[];
  /** For people. */
  words: string;
}

/** Pins by the answers' own spelling, which outlive a change of the model; answers that nothing asks about any more are left out. */
export function pinsOf({ switches }: MatrixModel, assumptions: readonly string[]): Pins {
  const chosen = new Set(assumptions);
  return new Map(
    switches.flatMap(({ choices }, index) => {
      const choice = choices.findIndex(({ assumption }) => chosen.has(assumption));
      return choice < 0 ? [] : [[index, choice] as const];
    }),
  );
}

/**
 * The result as far as the pins decide it: outcomes with a condition that is false are gone, and what is true is no condition any more. An outcome
 * that is left alone needs no condition. Never less than what is left of the truth: what is not decided stays.
 */
export function underPins(result: MatrixResult, pins: Pins): ShownResult {
  const outcomes = result.outcomes.flatMap(({ kind, label, when }): ShownOutcome[] => {
    const left = reduced(when, pins);
    if (left === false) return [];
    return [{ kind, label, ...(left === true ? {} : { when: left }) }];
  });
  const only = outcomes.length === 1 ? [{ kind: outcomes[0]!.kind, label: outcomes[0]!.label }] : outcomes;
  return { outcomes: only, kinds: [...new Set(only.map(({ kind }) => kind))], words: pins.size === 0 ? result.summary : wordsOf(only) };
}

function wordsOf(outcomes: readonly ShownOutcome[]): string {
  if (outcomes.length === 0) return 'the answers exclude each other here';
  return outcomes.map(({ label, when }) => (when ? `${label} when ${formulaWords(when)}` : label)).join('; ');
}

/** The formula with the pins put in: true, false, or what is left to ask. */
function reduced(formula: MatrixFormula, pins: Pins): MatrixFormula | boolean {
  if ('atom' in formula) {
    const choice = formula.question && pins.get(formula.question.switch);
    return choice === undefined ? formula : formula.question!.holds.includes(choice);
  }
  const all = 'all' in formula;
  const decisive = !all;
  const left: MatrixFormula[] = [];
  for (const each of all ? formula.all : formula.any) {
    const value = reduced(each, pins);
    if (value === decisive) return decisive;
    if (typeof value !== 'boolean') left.push(value);
  }
  if (left.length === 0) return all;
  if (left.length === 1) return left[0]!;
  return all ? { all: left } : { any: left };
}

/** As conditions are written: `a and (b or c)`. */
export function formulaWords(formula: MatrixFormula): string {
  if ('atom' in formula) return formula.atom;
  const all = 'all' in formula;
  return (all ? formula.all : formula.any)
    .map((each) => ('atom' in each || 'all' in each === all ? formulaWords(each) : `(${formulaWords(each)})`))
    .join(all ? ' and ' : ' or ');
}

/** Conditions that hold together, one per line of a list. */
export function conditionLines(formula: MatrixFormula): string[] {
  return 'all' in formula ? formula.all.map(formulaWords) : [formulaWords(formula)];
}
