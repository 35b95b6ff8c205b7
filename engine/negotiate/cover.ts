/** From many paths to the shortest conditions that tell the results apart. */
import { type Conditions, decide, type Literal, literalText, opposite } from '../evaluate/path.ts';

/** Paths with equal keys have the same result. */
export interface Run {
  key: string;
  conditions: Conditions;
}

export interface Covered {
  key: string;
  /** Alternatives; each is a list of literals that all hold. One empty list: always. */
  cubes: Conditions[];
}

/** More paths than this are described by what their conditions have in common. */
const MOST_RUNS = 600;

/**
 * For each result, in order of first appearance, conditions that hold on its paths and on no path of another result. Combinations of answers that no path
 * has are left out of account: they cannot happen.
 */
export function cover(runs: readonly Run[]): Covered[] {
  const keys = [...new Set(runs.map((run) => run.key))];
  const contradicts = contradictions();
  return keys.map((key) => {
    const own = runs.filter((run) => run.key === key);
    if (keys.length === 1) return { key, cubes: [[]] };
    if (runs.length > MOST_RUNS) return { key, cubes: [common(own)] };
    const others = runs.filter((run) => run.key !== key);
    const cubes: Conditions[] = [];
    for (const run of own) {
      if (!cubes.some((cube) => implies(run.conditions, cube))) cubes.push(expand(run.conditions, others, contradicts));
    }
    return { key, cubes: absorb(irredundant(cubes, own)) };
  });
}

/** Whether what a run answered rules the literal out. */
type Contradicts = (run: Run, literal: Literal) => boolean;

/** Remembers, since every run is asked about the literals of all others. */
function contradictions(): Contradicts {
  const known = new Map<Run, Map<string, boolean>>();
  return (run, literal) => {
    const answers = known.get(run) ?? new Map<string, boolean>();
    known.set(run, answers);
    const key = `${literal.truth ? '' : '!'}${literal.question.key}`;
    const answer = answers.get(key) ?? decide(literal, run.conditions) === false;
    answers.set(key, answer);
    return answer;
  };
}

function common(runs: readonly Run[]): Conditions {
  return (runs[0]?.conditions ?? []).filter((literal) => runs.every((run) => has(run.conditions, literal)));
}

function has(conditions: Conditions, literal: Literal): boolean {
  return conditions.some((each) => each.question.key === literal.question.key && each.truth === literal.truth);
}

/** Whether the cube follows from what the run answered. */
function implies(run: Conditions, cube: Conditions): boolean {
  return cube.every((literal) => has(run, literal) || decide(literal, run) === true);
}

/** Drops every condition that is not needed to keep other results out; what was asked first goes first. */
function expand(conditions: Conditions, others: readonly Run[], contradicts: Contradicts): Conditions {
  const literals = unique(conditions);
  const rows = others.map((other) => literals.map((literal) => contradicts(other, literal)));
  // Runs that nothing keeps apart from this one would stand in the way of every step.
  const rivals = rows.filter((row) => row.includes(true)).map((row) => ({ row, left: row.filter(Boolean).length }));
  return literals.filter((_, index) => {
    const needed = rivals.some(({ row, left }) => row[index] && left === 1);
    if (!needed) for (const rival of rivals) rival.left -= rival.row[index] ? 1 : 0;
    return needed;
  });
}

function unique(conditions: Conditions): Literal[] {
  return conditions.filter((literal, index) => conditions.findIndex((each) => each.question.key === literal.question.key) === index);
}

function irredundant(cubes: Conditions[], own: readonly Run[]): Conditions[] {
  let kept = cubes;
  for (const cube of cubes) {
    const rest = kept.filter((each) => each !== cube);
    if (rest.length > 0 && own.every((run) => rest.some((each) => implies(run.conditions, each)))) kept = rest;
  }
  return kept;
}

/** `a or (!a and b)` is `a or b`; two cubes that differ in one answer are one. */
function absorb(cubes: Conditions[]): Conditions[] {
  for (let first = 0; first < cubes.length; first++) {
    for (let second = 0; second < cubes.length; second++) {
      if (first === second) continue;
      const [a, b] = [cubes[first]!, cubes[second]!];
      const against = a.filter((literal) => has(b, opposite(literal)));
      if (against.length !== 1) continue;
      const rest = a.filter((literal) => literal !== against[0]);
      const shorter = b.filter((literal) => !has([opposite(against[0]!)], literal));
      if (!implies(shorter, rest)) continue;
      const merged = cubes.filter((_, index) => index !== second && !(index === first && implies(a, shorter)));
      return absorb([...merged, shorter]);
    }
  }
  return cubes;
}

/**
 * For each result, the paths as they are, but for answers that make no difference: two paths that differ in one answer only are one. Unlike those of
 * `cover`, these conditions say all that is known on the way, so that more can be asked on top of them.
 */
export function joined(runs: readonly Run[]): Covered[] {
  const keys = [...new Set(runs.map((run) => run.key))];
  return keys.map((key) => ({ key, cubes: joinEqual(runs.filter((run) => run.key === key).map((run) => unique(run.conditions))) }));
}

function joinEqual(given: Conditions[]): Conditions[] {
  const cubes = new Map(given.map((cube) => [cubeKey(cube), cube]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [key, cube] of cubes) {
      const literal = cube.find((each) => cubes.has(cubeKey(cube, each)));
      if (!literal) continue;
      const rest = cube.filter((each) => each !== literal);
      cubes.delete(key);
      cubes.delete(cubeKey(cube, literal));
      cubes.set(cubeKey(rest), rest);
      changed = true;
    }
  }
  return [...cubes.values()];
}

/** Equal keys: the same answers, in whatever order; with `flipped` as if that one were the opposite. */
function cubeKey(cube: Conditions, flipped?: Literal): string {
  return cube
    .map((literal) => `${literal.truth === (literal !== flipped) ? '' : '!'}${literal.question.key}`)
    .sort()
    .join('\n');
}

/** A person reads so many alternatives; more are counted. */
const MOST_ALTERNATIVES = 6;

const MOST_CONDITIONS = 8;

function brief(texts: string[]): string[] {
  if (texts.length <= MOST_CONDITIONS) return texts;
  return [...texts.slice(0, MOST_CONDITIONS - 1), `${texts.length - MOST_CONDITIONS + 1} more conditions`];
}

/** The cubes as conditions for people: what all of them share first, then the alternatives as one text with ` or `. */
export function conditionTexts(cubes: readonly Conditions[]): string[] {
  const shared = (cubes[0] ?? []).filter((literal) => cubes.every((cube) => has(cube, literal)));
  const texts = brief(shared.map(literalText));
  if (cubes.length < 2) return texts;
  const alternatives = cubes.map((cube) => brief(cube.filter((literal) => !has(shared, literal)).map(literalText)));
  if (alternatives.some((each) => each.length === 0)) return texts;
  const joined = [...new Set(alternatives.map((each) => (each.length > 1 ? `(${each.join(' and ')})` : each[0]!)))];
  const told = joined.length > MOST_ALTERNATIVES ? joined.slice(0, MOST_ALTERNATIVES - 1) : joined;
  const untold = joined.length - told.length;
  return [...texts, [...told, ...(untold > 0 ? [`${untold} other ways`] : [])].join(' or ')];
}
