/** What an importer asks for: its function is run until control reaches the attach call. */
import type { Given } from '../evaluate/assumptions.ts';
import type { Leaf } from '../evaluate/ending.ts';
import { type CallEvent, type Hooks, LIMITS, Machine } from '../evaluate/machine.ts';
import type { Conditions } from '../evaluate/path.ts';
import { emptyState, type State } from '../evaluate/state.ts';
import { atom, keyOf, type Value } from '../evaluate/values.ts';
import { UNKNOWN } from '../lower/ctype.ts';
import type { Code } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { cover, joined } from './cover.ts';
import type { SiteFound } from './discover.ts';

/** A way to arrive at the attach call. */
export interface Arrival {
  /** Equal keys: equal arguments. */
  key: string;
  state: State;
  event: CallEvent;
  /** What was answered on the way, but for answers that make no difference. */
  conditions: Conditions;
}

export interface Arrivals {
  arrivals: Arrival[];
  /** Why not everything is known, if so. */
  incomplete?: string;
}

const REACH_LIMITS = { ...LIMITS, paths: 300, steps: 60_000 };

/** With more ways than this to arrive, only what tells the arguments apart is kept of each. */
const MOST_ARRIVALS = 64;

/** All different ways to arrive at the call. Never throws. */
export function arrivalsAt(lowerer: Lowerer, given: () => Given, site: SiteFound, tree: { converted: boolean }): Arrivals {
  if (!tree.converted) {
    const alone = isolated(new Machine(lowerer, given, REACH_LIMITS), site);
    if (alone.length === 1 && alone.every(saysAll)) return { arrivals: alone };
  }
  const attempts: Hooks[] = [{}, { call: (event) => (event.target ? { asUnknown: true } : undefined) }];
  let incomplete = 'the attach call is not reached';
  for (const attempt of attempts) {
    const leaves = reach(new Machine(lowerer, given, REACH_LIMITS), site, attempt);
    const arrived = leaves.filter((leaf) => leaf.ending.kind === 'reached');
    const stopped = leaves.find((leaf) => leaf.ending.kind === 'unknown');
    if (arrived.length > 0 && !stopped) return { arrivals: distinct(arrived) };
    if (stopped?.ending.kind === 'unknown') incomplete = stopped.ending.reason;
  }
  return { arrivals: isolated(new Machine(lowerer, given, REACH_LIMITS), site), incomplete };
}

function reach(machine: Machine, site: SiteFound, extra: Hooks): Leaf[] {
  const target = { file: site.file, fact: site.function };
  const state = emptyState();
  machine.enter(state, target, []);
  const own = machine.lowerer.function(target);
  const ahead = leadsTo(own, site);
  return machine.explore(state, {
    worthwhile: (code, instruction) => code !== own || ahead[instruction] !== false,
    call: (event, at) => {
      if (isSite(event, site)) return { end: { kind: 'reached', detail: event, at: event.at } };
      return extra.call?.(event, at);
    },
  });
}

function isSite(event: CallEvent, site: SiteFound): boolean {
  return event.calleeAt.file === site.file && event.calleeAt.start === site.call.calleeSpan.start;
}

/** Whether an old attach call itself says all that counts: importer ops that are none, or an object of that name. What led to the call adds nothing then. */
function saysAll({ state, event }: Arrival): boolean {
  const ops = event.arguments[2];
  if (!ops || ops.kind === 'integer') return true;
  return ops.kind === 'pointer' && (state.objects.get(ops.object)?.readonly ?? false);
}

/** For each instruction, whether the attach call can come after it. */
function leadsTo(code: Code, site: SiteFound): boolean[] {
  const count = code.instructions.length;
  const result = new Array<boolean>(count + 1).fill(false);
  for (let changed = true; changed; ) {
    changed = false;
    for (let index = count - 1; index >= 0; index--) {
      if (result[index]) continue;
      const instruction = code.instructions[index]!;
      const here =
        instruction.do === 'call' && instruction.calleeAt.file === site.file && instruction.calleeAt.start === site.call.calleeSpan.start;
      if (here || successors(code, index).some((next) => result[next])) {
        result[index] = true;
        changed = true;
      }
    }
  }
  return result;
}

function successors(code: Code, index: number): number[] {
  const instruction = code.instructions[index]!;
  switch (instruction.do) {
    case 'jump':
      return [code.labels[instruction.to]!];
    case 'branch':
      return [code.labels[instruction.yes]!, code.labels[instruction.no]!];
    case 'return':
    case 'stop':
      return [];
    default:
      return [index + 1];
  }
}

/** Arrivals with different arguments, or different answers on the way. */
function distinct(leaves: Leaf[]): Arrival[] {
  const byKey = new Map<string, Leaf>();
  const runs = leaves.map((leaf) => {
    const key = signature(leaf);
    if (!byKey.has(key)) byKey.set(key, leaf);
    return { key, conditions: leaf.state.conditions };
  });
  const exact = joined(runs);
  const few = exact.reduce((count, { cubes }) => count + cubes.length, 0) <= MOST_ARRIVALS;
  return (few ? exact : cover(runs)).flatMap(({ key, cubes }) => {
    const leaf = byKey.get(key)!;
    const event = (leaf.ending as { detail: CallEvent }).detail;
    return cubes.map((conditions): Arrival => ({ key, state: { ...leaf.state, conditions, trace: undefined }, event, conditions }));
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

/** The call with arguments that are unknown but for constants and addresses, which stand in the call itself. */
function isolated(machine: Machine, site: SiteFound): Arrival[] {
  const own = machine.lowerer.function({ file: site.file, fact: site.function });
  const index = own.instructions.findIndex(
    (each) => each.do === 'call' && each.calleeAt.start === site.call.calleeSpan.start && each.calleeAt.file === site.file,
  );
  const call = own.instructions[index];
  if (call?.do !== 'call') return [];
  const state = emptyState();
  machine.enter(state, { file: site.file, fact: site.function }, []);
  const frame = state.frames[0]!;
  for (let slot = own.parameters; slot < own.slots.length; slot++) machine.makeUnknown(state, frame, slot);
  for (let temporary = 0; temporary < own.temporaries; temporary++) {
    frame.temporaries.set(temporary, atom(`lost:${temporary}`, 'a value', UNKNOWN));
  }
  frame.next = index;
  const leaves = machine.explore(state, {
    call: (event) => (isSite(event, site) ? { end: { kind: 'reached', detail: event, at: event.at } } : undefined),
  });
  return distinct(leaves.filter((leaf) => leaf.ending.kind === 'reached'));
}
