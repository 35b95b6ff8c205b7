/** The differential proof: programs are generated, compiled and run, and the engine has to say what they did. */
import fc from 'fast-check';
import { compare, compareExactly, Judge, outcomeText, type Verdict } from './compare.ts';
import { type Made, made } from './draw.ts';
import { type Program, program } from './program.ts';
import { type Inputs, isReallyUnset, type Real, realOutcomes, withoutPattern } from './run.ts';

export interface Failure {
  /** Seed and position, to find it again. */
  name: string;
  program: Program;
  inputs: Inputs;
  /** Every input was assumed. */
  pinned: boolean;
  verdict: Verdict;
  /** What the engine said, as lines. */
  outcomes: string[];
}

export interface Report {
  programs: number;
  runs: number;
  /** Runs that the engine leaves open because of a limit that it names. */
  limited: number;
  failures: Failure[];
}

export interface Plan {
  cases: number;
  seed: number;
  /** Position of the first program of the seed, rounded down to a whole batch; 0 if absent. */
  from?: number;
  mostFailures: number;
  /** Make failing programs small before they are told. */
  shrink?: boolean;
  progress?: (done: number) => void;
  /** Told of each failure as it is found. */
  found?: (failure: Failure) => void;
  /** Told of programs that the engine took longer than a second for, with the milliseconds. */
  slow?: (name: string, milliseconds: number) => void;
}

const BATCH = 150;
const RUNS = 12;
/** Of the runs of a program, so many are done with every input assumed as well. */
const PINNED = 2;

/** Runs the plan; stops early at `mostFailures`. */
export async function prove({ cases, seed, from = 0, mostFailures, shrink, progress, found: tell, slow }: Plan): Promise<Report> {
  const judge = await Judge.create();
  const report: Report = { programs: 0, runs: 0, limited: 0, failures: [] };
  const start = from - (from % BATCH);
  for (let first = start; first < start + cases && report.failures.length < mostFailures; first += BATCH) {
    const all = fc.sample(made(program), { numRuns: Math.min(BATCH, start + cases - first), seed: seed * 1_000_003 + first });
    const jobs = all.map(({ result }) => ({ program: result, runs: inputsFor(result) }));
    const reals = realOutcomes(jobs);
    for (const [index, { program, runs }] of jobs.entries()) {
      const began = performance.now();
      const found = judgeOne(judge, program, runs, reals[index]!, report);
      const name = `${seed}/${first + index}`;
      const milliseconds = performance.now() - began;
      if (milliseconds > 1000) slow?.(name, milliseconds);
      report.programs += 1;
      if (!found || report.failures.length >= mostFailures) continue;
      const failure = { ...(shrink ? shrunk(judge, all[index]!, found) : found), name };
      report.failures.push(failure);
      tell?.(failure);
    }
    progress?.(report.programs);
  }
  return report;
}

type Found = Omit<Failure, 'name'>;

/** The first failure of a program, if any. */
function judgeOne(judge: Judge, program: Program, runs: readonly Inputs[], reals: readonly Real[], report?: Report): Found | undefined {
  if (reals.every(({ kind }) => kind === 'not-attached')) return undefined;
  const outcomes = judge.outcomes(program);
  for (const [index, inputs] of runs.entries()) {
    const real = reals[index]!;
    const verdict = compare(program, outcomes, real, inputs);
    if (verdict.kind !== 'right' && isWronged(program, inputs, real, (other) => compare(program, outcomes, other, inputs))) continue;
    if (report) report.runs += 1;
    if (report && verdict.kind === 'limit') report.limited += 1;
    if (verdict.kind !== 'right' && verdict.kind !== 'limit')
      return { program, inputs, pinned: false, verdict, outcomes: outcomes.map(outcomeText) };
  }
  for (const [index, inputs] of runs.slice(0, PINNED).entries()) {
    if (reals[index]!.kind === 'not-attached') continue;
    const fixed = judge.pinned(program, inputs);
    const real = reals[index]!;
    const verdict = compareExactly(program, fixed, real, inputs);
    if (verdict.kind !== 'right' && isWronged(program, inputs, real, (other) => compareExactly(program, fixed, other, inputs))) continue;
    if (verdict.kind !== 'right') return { program, inputs, pinned: true, verdict, outcomes: fixed.map(outcomeText) };
  }
  return undefined;
}

/** Whether the way of compiling made a run differ from the program, and the engine is right about the program. */
function isWronged(program: Program, inputs: Inputs, real: Real, judged: (real: Real) => Verdict): boolean {
  if (real.kind === 'uninitialized') return !isReallyUnset(program, inputs);
  const plain = withoutPattern(program, inputs);
  return plain !== undefined && judged(plain).kind === 'right';
}

/** Candidates are compiled together; the first that fails in the same way is the next to shrink. */
const CANDIDATES = 40;
const MOST_GROUPS = 80;

/** A smaller program that fails in the same way under the same inputs. */
function shrunk(judge: Judge, start: Made<Program>, found: Found): Found {
  const arbitrary = made(program);
  let [current, failure] = [start, found];
  const seen = new Set([current.result.text]);
  let smaller = arbitrary.shrink(current, undefined);
  for (let group = 0; group < MOST_GROUPS; group++) {
    const candidates = nextGroup(smaller, seen);
    if (candidates.length === 0) break;
    const { inputs } = failure;
    const reals = realOutcomes(candidates.map(({ result }) => ({ program: result, runs: [inputs] })));
    for (const [index, candidate] of candidates.entries()) {
      const real = reals[index]![0]!;
      if (real.kind === 'not-attached') continue;
      const answer = failure.pinned ? judge.pinned(candidate.result, inputs) : judge.outcomes(candidate.result);
      const verdict = (failure.pinned ? compareExactly : compare)(candidate.result, answer, real, inputs);
      if (verdict.kind !== failure.verdict.kind) continue;
      failure = { ...failure, program: candidate.result, verdict, outcomes: answer.map(outcomeText) };
      current = candidate;
      smaller = arbitrary.shrink(current, undefined);
      break;
    }
  }
  return failure;
}

function nextGroup(smaller: fc.Stream<fc.Value<Made<Program>>>, seen: Set<string>): Made<Program>[] {
  const group: Made<Program>[] = [];
  while (group.length < CANDIDATES) {
    const next = smaller.next();
    if (next.done) break;
    const { result, tree } = next.value.value;
    if (seen.has(result.text)) continue;
    seen.add(result.text);
    group.push({ result, tree });
  }
  return group;
}

/** Inputs at and around the numbers that the program compares with; the same for the same program. */
export function inputsFor({ numbers, configs, text }: Program): Inputs[] {
  const random = sequence(text);
  const pool = [0, 1, 2, -1, 3, 7, ...numbers.flatMap((number) => [number, number + 1, number - 1])].filter(
    (number) => Math.abs(number) < 1 << 20,
  );
  const pick = () => pool[random(pool.length)]!;
  const edge = (edges: readonly number[], value: number) => (random(10) === 0 ? edges[random(edges.length)]! : value);
  const settings = [0, 1].map(() => Object.fromEntries(configs.map((name) => [name, random(3)])));
  return Array.from({ length: RUNS }, (_, index) => ({
    in0: edge([0x7fffffff, -0x80000000, 0x7ffffffe], pick()),
    in1: edge([0xffffffff, 0x80000000, 0x7fffffff], Math.abs(pick())),
    in2: random(2),
    in3: Math.abs(pick()) % 256,
    size: Math.abs(pick()),
    priv: random(2),
    configs: settings[index % 2]!,
  }));
}

/** Numbers that follow from a text. */
function sequence(text: string): (below: number) => number {
  let state = 2166136261;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 16777619);
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}
