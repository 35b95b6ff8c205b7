/** What an importer asks for: its function is run, along the calls of one way, until control reaches the attach call. */
import type { Given } from '../evaluate/assumptions.ts';
import type { Leaf } from '../evaluate/ending.ts';
import { type CallEvent, type Hooks, LIMITS, Machine } from '../evaluate/machine.ts';
import type { Conditions } from '../evaluate/path.ts';
import { emptyState, type Frame, type State } from '../evaluate/state.ts';
import { atom, keyOf, type Value } from '../evaluate/values.ts';
import type { Span } from '../facts/facts.ts';
import { UNKNOWN } from '../lower/ctype.ts';
import type { Code, Instruction } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import type { CallSite } from './callers.ts';
import { cover, joined } from './cover.ts';
import { callsAt, opsArgument } from './handing-on.ts';
import type { Way } from './importers.ts';
import { ATTACH_FUNCTIONS } from './model.ts';
import { withOverrun } from './overruns.ts';
import { hasOpenTurns, noteOpenTurns, successors } from './turns.ts';

/** A way to arrive at the attach call. */
export interface Arrival {
  /** Equal keys: equal arguments. */
  key: string;
  state: State;
  event: CallEvent;
  /** What was answered on the way, but for answers that make no difference. */
  conditions: Conditions;
  /** On every path with these arguments, a loop turned as often as an open question said. */
  openTurns: boolean;
}

export interface Arrivals {
  arrivals: Arrival[];
  /** Every path on the way, also those that end before the call, if one of them runs past a match list. */
  leaves?: Leaf[];
  /** Why not everything is known, if so. */
  incomplete?: string;
}

const REACH_LIMITS = { ...LIMITS, paths: 300, steps: 60_000 };

/** With more ways than this to arrive, only what tells the arguments apart is kept of each. */
const MOST_ARRIVALS = 64;

/** All different ways to arrive at the attach call through these calls. Never throws. */
export function arrivalsAt(lowerer: Lowerer, given: () => Given, way: Way, tree: { converted: boolean }): Arrivals {
  const path = new Route(lowerer, way.steps);
  const isolatedFrom = (route: Route): Arrival[] => isolated(new Machine(lowerer, given, REACH_LIMITS), route);
  if (!tree.converted) {
    const alone = isolatedFrom(path);
    const [first] = alone;
    if (first && alone.every((each) => each.key === first.key && saysAll(each))) return { arrivals: [{ ...first, conditions: [] }] };
  }
  const attempts: Hooks[] = [{}, { call: (event) => (event.target ? { asUnknown: true } : undefined) }];
  let incomplete = 'the attach call is not reached';
  for (const attempt of attempts) {
    const leaves = reach(new Machine(lowerer, given, REACH_LIMITS), path, attempt);
    const arrived = leaves.filter((leaf) => leaf.ending.kind === 'reached');
    const stopped = leaves.find((leaf) => leaf.ending.kind === 'unknown');
    if (arrived.length > 0 && !stopped) return { arrivals: distinct(arrived), leaves: attempt === attempts[0] ? withOverrun(leaves) : [] };
    if (arrived.length === 0 && !stopped) return { arrivals: [], leaves: attempt === attempts[0] ? withOverrun(leaves) : [], incomplete };
    if (stopped?.ending.kind === 'unknown') incomplete = stopped.ending.reason;
  }
  const arrivals = isolatedFrom(path);
  return { arrivals: arrivals.length > 0 ? arrivals : isolatedFrom(new Route(lowerer, way.steps.slice(-1))), incomplete };
}

/** The calls from an importer's function to the attach call, as the machine meets them. */
class Route {
  readonly codes: Code[];
  readonly start: CallSite;
  private readonly calls: Set<Instruction>[];
  private readonly ahead: boolean[][];

  constructor(lowerer: Lowerer, steps: readonly CallSite[]) {
    this.start = steps[0]!;
    this.codes = steps.map(({ file, function: fact }) => lowerer.function({ file, fact }));
    this.calls = steps.map((step, index) => {
      const next = steps[index + 1];
      return new Set(callsAt(this.codes[index]!, step, next && { file: next.file, fact: next.function }));
    });
    this.ahead = this.codes.map((code, index) => leadsTo(code, this.calls[index]!));
  }

  /** How many calls of the way are being made, if nothing else is; the innermost function then is a function of the way. */
  depth(frames: readonly Frame[]): number | undefined {
    const last = frames.length - 1;
    if (last >= this.codes.length) return undefined;
    const follows = frames.every(
      (frame, index) =>
        frame.code === this.codes[index] && (index === last || this.calls[index]!.has(frame.code.instructions[frame.next - 1]!)),
    );
    return follows ? last : undefined;
  }

  /** Whether the call that the machine is about to make is the next one of the way, and whether that is the attach call. */
  meets(frames: readonly Frame[]): 'step' | 'attach' | undefined {
    const depth = this.depth(frames);
    const frame = frames[frames.length - 1];
    if (depth === undefined || !this.calls[depth]!.has(frame!.code.instructions[frame!.next - 1]!)) return undefined;
    return depth === this.codes.length - 1 ? 'attach' : 'step';
  }

  /** False if nothing on from this instruction leads to the attach call. */
  worthwhile(frames: readonly Frame[], instruction: number): boolean {
    const depth = this.depth(frames);
    return depth === undefined || this.ahead[depth]![instruction] !== false;
  }

  /** Where the first call begins, with what its own arguments compute. */
  entry(): number {
    const [code, { call }] = [this.codes[0]!, this.start];
    const index = code.instructions.findIndex((each) => this.calls[0]!.has(each));
    let entry = index;
    while (entry > 0 && within(code.instructions[entry - 1]!, this.start.file, call.span)) entry -= 1;
    return entry;
  }
}

function within({ at, do: what }: Instruction, file: string, span: Span): boolean {
  return what !== 'declare' && at.file === file && span.start <= at.start && at.end <= span.end;
}

function reach(machine: Machine, route: Route, extra: Hooks): Leaf[] {
  const state = emptyState();
  machine.enter(state, { file: route.start.file, fact: route.start.function }, []);
  return machine.explore(state, hooksOf(route, extra));
}

function hooksOf(route: Route, extra: Hooks): Hooks {
  return {
    worthwhile: (_, instruction, state) => {
      noteOpenTurns(state);
      return route.worthwhile(state.frames, instruction);
    },
    call: (event, state) => {
      const met = route.meets(state.frames);
      if (met === 'attach') return { end: { kind: 'reached', detail: event, at: event.at } };
      if (met === 'step') return undefined;
      return ATTACH_FUNCTIONS.has(event.name) ? { asUnknown: true } : extra.call?.(event, state);
    },
  };
}

/** Whether an old attach call itself says all that counts: importer ops that are none, or an object of that name. What led to the call adds nothing then. */
function saysAll({ state, event }: Arrival): boolean {
  const position = opsArgument(event.name);
  const ops = position === undefined ? undefined : event.arguments[position];
  if (!ops || ops.kind === 'integer') return true;
  return ops.kind === 'pointer' && (state.objects.get(ops.object)?.readonly ?? false);
}

/** For each instruction, whether one of the calls can come at it or after it. */
export function leadsTo(code: Code, calls: ReadonlySet<Instruction>): boolean[] {
  const count = code.instructions.length;
  const result = new Array<boolean>(count + 1).fill(false);
  for (let changed = true; changed; ) {
    changed = false;
    for (let index = count - 1; index >= 0; index--) {
      if (result[index]) continue;
      if (calls.has(code.instructions[index]!) || successors(code, index).some((next) => result[next])) {
        result[index] = true;
        changed = true;
      }
    }
  }
  return result;
}

/** Arrivals with different arguments, or different answers on the way. */
function distinct(leaves: Leaf[]): Arrival[] {
  const byKey = new Map<string, Leaf>();
  const decided = new Set<string>();
  const runs = leaves.map((leaf) => {
    const key = signature(leaf);
    if (!hasOpenTurns(leaf.state)) decided.add(key);
    if (!byKey.has(key)) byKey.set(key, leaf);
    return { key, conditions: leaf.state.conditions };
  });
  const exact = joined(runs);
  const few = exact.reduce((count, { cubes }) => count + cubes.length, 0) <= MOST_ARRIVALS;
  return (few ? exact : cover(runs)).flatMap(({ key, cubes }) => {
    const leaf = byKey.get(key)!;
    const event = (leaf.ending as { detail: CallEvent }).detail;
    const openTurns = !decided.has(key);
    return cubes.map(
      (conditions): Arrival => ({ key, state: { ...leaf.state, conditions, trace: undefined }, event, conditions, openTurns }),
    );
  });
}

/** What the called function can see of its arguments. */
function signature(leaf: Leaf): string {
  const event = (leaf.ending as { detail: CallEvent }).detail;
  const seen = new Map<number, number>();
  const describe = (value: Value): string => {
    if (value.kind !== 'pointer') return value.kind === 'integer' ? String(value.value) : keyOf(value);
    const known = seen.get(value.object);
    if (known !== undefined) return `#${known}${value.path.join('')}`;
    seen.set(value.object, seen.size);
    const object = leaf.state.objects.get(value.object);
    if (!object) return '?';
    const cells = [...object.region.cells].map(([path, cell]) => `${path}=${describe(cell)}`).sort();
    const fills = [...object.region.fills].map(([path, fill]) => `${path}:${fill.kind === 'unknown' ? fill.key : fill.kind}`).sort();
    return `${object.label}@${object.at?.start ?? ''}${value.path.join('')}{${cells.join(';')}|${fills.join(';')}|${object.extent ?? ''}}`;
  };
  return event.arguments.slice(1).map(describe).join(' , ');
}

/** The first call with arguments that are unknown but for constants and addresses, which stand in the call itself; from there on as the code says. */
function isolated(machine: Machine, route: Route): Arrival[] {
  const entry = route.entry();
  const own = route.codes[0]!;
  if (entry < 0) return [];
  const state = emptyState();
  machine.enter(state, { file: route.start.file, fact: route.start.function }, []);
  const frame = state.frames[0]!;
  for (let slot = own.parameters; slot < own.slots.length; slot++) machine.makeUnknown(state, frame, slot);
  for (let temporary = 0; temporary < own.temporaries; temporary++) {
    frame.temporaries.set(temporary, atom(`lost:${temporary}`, 'a value', UNKNOWN));
  }
  frame.next = entry;
  const leaves = machine.explore(state, hooksOf(route, {}));
  return distinct(leaves.filter((leaf) => leaf.ending.kind === 'reached'));
}
