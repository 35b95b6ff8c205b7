/** What an object of the interface says of itself: the evaluated members of ops structs and mapping types. */
import type { MatchKind } from '../answers.ts';
import type { Machine } from '../evaluate/machine.ts';
import { emptyState, type State } from '../evaluate/state.ts';
import { isNull, type Value } from '../evaluate/values.ts';
import type { FunctionFact, VariableFact } from '../facts/facts.ts';
import { type Found, placeOf } from '../index/names.ts';
import type { OpsFound } from './ops.ts';
import { handOver, memberOf } from './thunk.ts';

/** One way the members can be; `#if` in the initialiser gives several. */
export interface Members {
  state: State;
  values: Value[];
}

/** Values of some members of a file-scope object, one result per configuration that matters. Never throws. */
export function readMembers(machine: Machine, variable: Found<VariableFact>, path: string, members: readonly string[]): Members[] {
  const at = placeOf(variable);
  const state = emptyState();
  const values = members.map((member) => ({ op: 'load' as const, from: memberOf(variable, `${path}.${member}`, at), at }));
  machine.enterCode(state, handOver('__inspect', variable.file, values, at));
  const leaves = machine.explore(state, {
    call: (event) => (event.name === '__inspect' ? { end: { kind: 'reached', detail: event.arguments, at } } : undefined),
  });
  return leaves.flatMap(({ state: end, ending }) => (ending.kind === 'reached' ? [{ state: end, values: ending.detail as Value[] }] : []));
}

/** Whether the object lives in a call of its function only, which decides what it holds. */
export function isLocal({ fact }: Found<VariableFact>): boolean {
  return fact.function !== undefined && !fact.static;
}

export interface Matcher {
  kind: MatchKind;
  callback?: Found<FunctionFact>;
}

/** How an ops struct takes part in negotiation. */
export function matcherOf(machine: Machine, ops: OpsFound): Matcher {
  const [first] = readMembers(machine, ops.definition, ops.path, ['match_mapping', 'single_exporter_match', 'map_dma_buf']);
  const [callback, single, map] = first?.values ?? [];
  if (callback && !isNull(callback)) return { kind: 'callback', ...(callback.kind === 'function' ? { callback: callback.target } : {}) };
  if (single && !isNull(single)) return { kind: 'single' };
  return { kind: !map || !isNull(map) ? 'legacy' : 'none' };
}

/** Name of the function a member holds; null for NULL, undefined if not known. */
export function functionName(value: Value | undefined): string | null | undefined {
  if (!value) return undefined;
  if (value.kind === 'function') return value.target.fact.name;
  if (value.kind === 'symbol') return undefined;
  return isNull(value) ? null : undefined;
}
