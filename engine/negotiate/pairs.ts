/** One importer against one exporter: every arrival is simulated, and what comes out is told once, with the conditions that tell it apart. */
import type { Cell, Location, Outcome } from '../answers.ts';
import type { Machine } from '../evaluate/machine.ts';
import { fillAt } from '../evaluate/memory.ts';
import type { Place } from '../facts/facts.ts';
import { conditionTexts, cover } from './cover.ts';
import type { OpsFound } from './ops.ts';
import type { Arrival, Arrivals } from './reach.ts';
import { type Result, simulate } from './simulate.ts';
import { isBuiltIn } from './stand-ins.ts';

/** What can come out, and where. */
export type PlacedOutcome = Omit<Outcome, 'where'> & { at?: Place };

export interface Pair {
  outcomes: PlacedOutcome[];
  /** A run for each outcome that one was simulated for, in their order. */
  results: Result[];
}

/** A pair with more outcomes than this depends on values that nobody knows; telling them all would tell nothing. */
const MOST_OUTCOMES = 16;

/** All that can come out, matches first. Never throws. */
export function negotiatePair(machine: Machine, { arrivals, incomplete }: Arrivals, ops: OpsFound): Pair {
  if (incomplete !== undefined && arrivals.some(isVague)) return { outcomes: [unknown(incomplete)], results: [] };
  const results = arrivals.flatMap((arrival) => simulate(machine, arrival, ops));
  const keys = results.map((result) => outcomeKey(result));
  const distinct = results.filter((_, index) => keys.indexOf(keys[index]!) === index);
  if (distinct.length > MOST_OUTCOMES) return undecided(distinct.sort((a, b) => rank(a) - rank(b)));
  const covered = cover(results.map((result, index) => ({ key: keys[index]!, conditions: result.leaf.state.conditions })))
    .map(({ key, cubes }) => ({ cubes, result: results[keys.indexOf(key)]! }))
    .sort((a, b) => rank(a.result) - rank(b.result));
  const outcomes = covered.map(
    ({ cubes, result }): PlacedOutcome => ({ ...result.outcome, ...placed(result), conditions: conditionTexts(cubes) }),
  );
  if (outcomes.length === 0) return { outcomes: [unknown(incomplete ?? 'the attach call is not reached')], results: [] };
  return { outcomes, results: covered.map(({ result }) => result) };
}

/** What comes of ops without a matcher in a tree that has mapping types. */
export function refusedByExport(): Pair {
  return {
    outcomes: [{ kind: 'error', errno: 'EINVAL', reason: 'dma_buf_export() refuses ops without a matcher', conditions: [] }],
    results: [],
  };
}

/** What comes of ops that are local to a function, as far as anybody can tell from outside. */
export function decidedInside(name: string): Pair {
  return { outcomes: [unknown(`what the ops offer is decided in ${name}()`)], results: [] };
}

/** How many pairs are decided exactly: none of their outcomes is unknown. */
export function coverageOf(cells: readonly Cell[]): { decided: number; pairs: number } {
  return { decided: cells.filter(({ outcomes }) => outcomes.every(({ kind }) => kind !== 'unknown')).length, pairs: cells.length };
}

/** Whether nobody knows what the list holds: the code before the call was not followed. */
function isVague({ state, event }: Arrival): boolean {
  const list = event.name === 'dma_buf_mapping_attach' ? event.arguments[1] : undefined;
  const object = list?.kind === 'pointer' ? state.objects.get(list.object) : undefined;
  return list?.kind === 'pointer' && object !== undefined && fillAt(object.region, list.path).kind === 'unknown';
}

function undecided(results: readonly Result[]): Pair {
  const reason = `${results.length} different outcomes: what the lists hold is not known`;
  return { outcomes: [{ ...unknown(reason), ...placed(results[0]!) }], results: [] };
}

function placed({ where }: Result): { at?: Place } {
  return isBuiltIn(where) ? {} : { at: where };
}

/** The outcomes as answers tell them. */
export function located(outcomes: readonly PlacedOutcome[], locate: (place: Place) => Location): Outcome[] {
  return outcomes.map(({ conditions, at, ...outcome }) => ({ ...outcome, ...(at ? { where: locate(at) } : {}), conditions }));
}

function unknown(reason: string): PlacedOutcome {
  return { kind: 'unknown', reason, conditions: [] };
}

const KIND_ORDER = ['matched', 'error', 'defect', 'unknown'];

/** Matches first, in the exporter's order. */
function rank({ outcome }: Result): number {
  return KIND_ORDER.indexOf(outcome.kind) * 1000 + (outcome.exporterEntry ?? 0);
}

/** Equal keys: one outcome, whatever the path. A defect is told per place. */
function outcomeKey({ outcome, where }: Result): string {
  const place = outcome.kind === 'defect' || outcome.kind === 'unknown' ? where : undefined;
  return JSON.stringify([outcome, place]);
}
