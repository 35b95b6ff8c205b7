/** One importer's arrival against one exporter: the core's attach function runs, and every way it can end is an outcome. */
import type { Outcome } from '../answers.ts';
import type { Ending, Leaf } from '../evaluate/ending.ts';
import type { CallAnswer, CallEvent, Hooks, Machine } from '../evaluate/machine.ts';
import { subRegion } from '../evaluate/memory.ts';
import { addObject, fork, happenings, pointerTo, record, type State } from '../evaluate/state.ts';
import { atom, isNull, type Value } from '../evaluate/values.ts';
import type { FunctionFact, Place } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import { POINTER } from '../lower/ctype.ts';
import { errnoName } from '../lower/errno.ts';
import type { Expression, Instruction, Lvalue } from '../lower/ir.ts';
import { typeLabel } from './discover.ts';
import { MODEL_CORE, MODELLED } from './model.ts';
import { fieldsOf } from './offers.ts';
import type { OpsFound } from './ops.ts';
import type { Arrival } from './reach.ts';
import { codeOf, memberOf } from './thunk.ts';

/** One path of a negotiation: what came out, and what happened on the way. */
export interface Result {
  outcome: Omit<Outcome, 'conditions' | 'where'>;
  where: Place;
  leaf: Leaf;
}

type Verdict = { matched: { attach: Value; p2p: 'yes' | 'no' | undefined } } | { failed: Value } | { positive: Value };

/** The model's own definition of a function of the core. */
export function modelFunction(names: Names, name: string): Found<FunctionFact> | undefined {
  const fact = names.facts(MODEL_CORE)?.functions.find((each) => each.name === name && each.bodySpan);
  return fact && { file: MODEL_CORE, fact };
}

/** All ways the negotiation can go. Never throws. */
export function simulate(machine: Machine, arrival: Arrival, exporter: OpsFound): Result[] {
  const { names } = machine.lowerer.context;
  const state = fork({ ...arrival.state, frames: [], trace: undefined });
  const { event } = arrival;
  const at = event.at;
  const attach = attachFunction(names, event);
  if (!attach) return [];
  const given = [dmabufOf(event.arguments[0]), ...event.arguments.slice(1)];
  machine.enterCode(state, stage(exporter, attach, given, at));
  const frame = state.frames[0]!;
  for (const [index, value] of given.entries()) frame.temporaries.set(index, value);
  return machine.explore(state, hooks(machine, names)).map((leaf) => resultOf(leaf, at));
}

function attachFunction(names: Names, event: CallEvent): Found<FunctionFact> | undefined {
  const own = MODELLED.has(event.name) ? undefined : names.functions(event.name, MODEL_CORE).find((each) => each.fact.bodySpan);
  return own ?? modelFunction(names, event.name);
}

function dmabufOf(given: Value | undefined): Value {
  return given?.kind === 'pointer' || given?.kind === 'symbol' ? given : atom('dmabuf', 'dmabuf', POINTER);
}

/** `dmabuf->ops = &exporter; return attach(dmabuf, …);` */
function stage(exporter: OpsFound, attach: Found<FunctionFact>, given: Value[], at: Place) {
  const value = (index: number): Expression => ({ op: 'temporary', index, at });
  const ops: Lvalue = { place: 'field', base: { place: 'pointee', pointer: value(0), at }, field: 'ops', at };
  const instructions: Instruction[] = [
    { do: 'store', target: ops, value: { op: 'address', of: memberOf(exporter.definition, exporter.path, at), at }, at },
    {
      do: 'call',
      temporary: given.length,
      callee: { to: 'function', target: attach },
      arguments: given.map((_, index) => value(index)),
      calleeAt: at,
      returns: POINTER,
      at,
    },
    { do: 'return', value: value(given.length), at },
  ];
  return codeOf('attach', at.file, instructions, given.length + 1);
}

/** Answers the model's calls, and puts the model in the place of the workspace's own loop. */
export function hooks(machine: Machine, names: Names): Hooks {
  const answers: Record<string, (event: CallEvent, state: State) => CallAnswer> = {
    __model_attachment: (_, state) => {
      const type = { kind: 'record' as const, tag: 'dma_buf_attachment', file: MODEL_CORE };
      return { returns: pointerTo(addObject(state, { label: 'attach', type, fill: { kind: 'zero' } }).id) };
    },
    __model_failed: (event) => ended(event, { failed: event.arguments[0]! }),
    __model_positive: (event) => ended(event, { positive: event.arguments[0]! }),
    __model_attached: (event) => {
      const p2p = event.arguments[1];
      const allowed = p2p?.kind === 'integer' && p2p.value >= 0n ? (p2p.value === 1n ? 'yes' : 'no') : undefined;
      return ended(event, { matched: { attach: event.arguments[0]!, p2p: allowed } });
    },
  };
  return {
    call: (event, state) => {
      if (event.name.startsWith('__model_')) {
        record(state, { kind: event.name, at: event.at, detail: noted(machine, event, state) });
        return answers[event.name]?.(event, state) ?? { returns: { kind: 'integer', value: 0n, type: POINTER } };
      }
      if (MODELLED.has(event.name) && event.target?.file !== MODEL_CORE) {
        const instead = modelFunction(names, event.name);
        if (instead) {
          record(state, { kind: 'core', at: event.at, text: event.name });
          return { callInstead: instead };
        }
      }
      return undefined;
    },
  };
}

/** What a step has to remember, since memory changes afterwards. */
export interface Noted {
  values: Value[];
  /** Names of the mapping types that the first two arguments point at entries of. */
  types: (string | undefined)[];
}

function noted(machine: Machine, event: CallEvent, state: State): Noted {
  const types = event.name === '__model_compare' ? event.arguments.slice(0, 2).map((entry) => typeNameOf(machine, state, entry)) : [];
  if (event.name === '__model_finish') types.push(labelOf(state, event.arguments[0]));
  return { values: event.arguments, types };
}

function typeNameOf(machine: Machine, state: State, entry: Value): string | undefined {
  if (entry.kind !== 'pointer') return undefined;
  try {
    const value = machine.access.load(state, { object: entry.object, path: [...entry.path, '.type'] }, { file: '', start: 0, end: 0 });
    return labelOf(state, value);
  } catch {
    return undefined;
  }
}

function labelOf(state: State, value: Value | undefined): string | undefined {
  if (value?.kind === 'pointer') return state.objects.get(value.object)?.label;
  return value?.kind === 'symbol' ? value.text : undefined;
}

function ended(event: CallEvent, verdict: Verdict): CallAnswer {
  return { end: { kind: 'reached', detail: verdict, at: event.at } };
}

function resultOf(leaf: Leaf, at: Place): Result {
  const { ending } = leaf;
  const where = ending.at.file.startsWith('model:') ? (lastOwnPlace(leaf.state) ?? at) : ending.at;
  return { outcome: outcomeOf(leaf, ending), where, leaf };
}

function lastOwnPlace(state: State): Place | undefined {
  return happenings(state.trace)
    .filter((each) => (each.kind === 'return' || each.kind === 'core') && !each.at.file.startsWith('model:'))
    .pop()?.at;
}

function outcomeOf(leaf: Leaf, ending: Ending): Result['outcome'] {
  switch (ending.kind) {
    case 'defect':
      return { kind: 'defect', defect: ending.defect, reason: ending.reason };
    case 'unknown':
      return { kind: 'unknown', reason: ending.reason };
    case 'returned':
      return { kind: 'unknown', reason: 'the attach function returned without a result' };
    case 'reached':
      return verdictOf(leaf.state, ending.detail as Verdict);
  }
}

function verdictOf(state: State, verdict: Verdict): Result['outcome'] {
  if ('failed' in verdict) {
    const value = verdict.failed;
    const errno = value.kind === 'integer' ? (errnoName(Number(-value.value)) ?? String(value.value)) : 'unknown errno';
    return { kind: 'error', errno };
  }
  if ('positive' in verdict) {
    const value = verdict.positive.kind === 'integer' ? ` ${verdict.positive.value}` : ' a positive number';
    return { kind: 'defect', defect: 'positive-return', reason: `match_mapping returns${value}, which IS_ERR() does not recognise` };
  }
  const { attach, p2p } = verdict.matched;
  const steps = happenings(state.trace);
  const finish = steps.filter((each) => each.kind === '__model_finish').pop()?.detail as Noted | undefined;
  const number = (value: Value | undefined) => (value?.kind === 'integer' ? Number(value.value) : undefined);
  const [exporterEntry, importerEntry] = [number(finish?.values[2]), number(finish?.values[3])];
  const object = attach.kind === 'pointer' ? state.objects.get(attach.object) : undefined;
  const mapType = object && subRegion(object.region, ['.map_type']);
  const type = mapType?.cells.get('.type');
  const label = type?.kind === 'pointer' ? labelOf(state, type) : type ? undefined : finish?.types[0];
  return {
    kind: 'matched',
    ...(label ? { type: typeLabel(label) } : {}),
    ...(exporterEntry === undefined ? {} : { exporterEntry }),
    ...(importerEntry === undefined ? {} : { importerEntry }),
    fields: mapType ? fieldsOf(mapType) : {},
    ...(p2p ? { p2p } : {}),
    ...(type && isNull(type) ? { reason: '`map_type.type` stays NULL' } : {}),
  };
}
