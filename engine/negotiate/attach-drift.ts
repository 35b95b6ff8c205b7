/** How the workspace's own `dma_buf_mapping_attach()` asks the exporter and takes its answer, next to the model's. */
import type { Ending, Leaf } from '../evaluate/ending.ts';
import type { CallAnswer, CallEvent, Hooks, Machine } from '../evaluate/machine.ts';
import { addObject, emptyState, fork, happenings, pointerTo, record, type State } from '../evaluate/state.ts';
import { integer, isNull, keyOf, type Value } from '../evaluate/values.ts';
import type { FunctionFact, Place } from '../facts/facts.ts';
import { type Found, placeOf } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import { type CType, SIZE } from '../lower/ctype.ts';
import { ownCore } from './core.ts';
import { modelFunction } from './simulate.ts';
import { probeCallback } from './thunk.ts';

export interface AttachCase {
  /** The member of the exporter's ops that is set. */
  matcher: 'match_mapping' | 'single_exporter_match';
  /** What the callback, or the match loop, returns. */
  answer: number;
}

/** What an attach function did with one case. */
export interface AttachProbed {
  /** Calls of the callback and of the match loop, as far as C can tell them apart. */
  calls: string[];
  end: { kind: 'attached' } | { kind: 'returned'; value: number };
}

export interface AttachDrift {
  /** The name of the workspace's function at its definition. */
  at: Place;
  case: AttachCase;
  own: AttachProbed;
  model: AttachProbed;
}

const CASES: readonly AttachCase[] = (['match_mapping', 'single_exporter_match'] as const).flatMap((matcher) =>
  [0, -19, -22, 1].map((answer) => ({ matcher, answer })),
);

/** The core's own attach functions take some dozens of paths; what takes more is not compared. */
const CAREFUL = { paths: 100, steps: 4000 };

const ATTACH = 'dma_buf_mapping_attach';
const LOOP = 'dma_buf_match_mapping';
const PROBE = 'probe';
/** The `match_mapping` that the ops of the stage have. */
export const CALLBACK = probeCallback('probe_match_mapping');

/** The first case that differs, for each definition that the workspace has. What cannot be decided does not differ. Never throws. */
export function attachDrifts(machine: Machine): AttachDrift[] {
  const { names } = machine.lowerer.context;
  const reference = modelFunction(names, ATTACH);
  if (!reference) return [];
  return ownCore(names, ATTACH)
    .filter(({ fact }) => fact.parameters.length === reference.fact.parameters.length)
    .flatMap((definition) => keptDrift(machine, definition, reference) ?? []);
}

/** An edit elsewhere does not make the function behave differently. */
function keptDrift(machine: Machine, own: Found<FunctionFact>, reference: Found<FunctionFact>): AttachDrift | undefined {
  const key = `attach drift of ${own.file}:${own.fact.nameSpan.start}`;
  return machine.lowerer.memo.get(key, () => firstDrift(machine, own, reference), handed(own, reference));
}

function firstDrift(machine: Machine, own: Found<FunctionFact>, reference: Found<FunctionFact>): AttachDrift | undefined {
  const at: Place = placeOf(own);
  for (const given of CASES) {
    const stage = setStage(machine, given, at);
    const model = probe(machine, reference, stage, given);
    const probed = probe(machine, own, stage, given);
    if (model && probed && JSON.stringify(probed) !== JSON.stringify(model)) return { at, case: given, own: probed, model };
  }
  return undefined;
}

export interface Stage {
  state: State;
  dmabuf: Value;
  imports: Value;
  single: Value;
}

/** The memory that an attach function finds, with structs as they are seen from the place. */
export function setStage(machine: Machine, { matcher }: AttachCase, at: Place): Stage {
  const state = emptyState();
  const record = (tag: string): CType => ({ kind: 'record', tag, file: at.file });
  const store = (object: number, member: string, value: Value) => machine.access.store(state, { object, path: [member] }, value, at);
  const entries = (label: string) => {
    const type: CType = { kind: 'array', of: record('dma_buf_mapping_match'), length: 1 };
    return pointerTo(addObject(state, { label, type, fill: { kind: 'zero' }, readonly: true }).id, ['[0]']);
  };
  const single = entries('single');
  const ops = addObject(state, { label: 'ops', type: record('dma_buf_ops'), fill: { kind: 'zero' }, readonly: true }).id;
  store(ops, `.${matcher}`, matcher === 'match_mapping' ? CALLBACK : single);
  const anything = { kind: 'unknown' as const, key: 'dmabuf', text: 'dmabuf' };
  const dmabuf = addObject(state, { label: 'dmabuf', type: record('dma_buf'), fill: anything }).id;
  store(dmabuf, '.ops', pointerTo(ops));
  return { state, dmabuf: pointerTo(dmabuf), imports: entries('imports'), single };
}

/** What the function does once it has asked; undefined if that is not one thing for certain. Ways that end before, such as a lack of memory, do not count. */
function probe(machine: Machine, attach: Found<FunctionFact>, stage: Stage, { answer }: AttachCase): AttachProbed | undefined {
  const state = fork(stage.state);
  machine.enter(state, attach, [stage.dmabuf, stage.imports, integer(1, SIZE), integer(0), integer(0)]);
  const limited = machine.limited(CAREFUL);
  const leaves = limited.explore(state, hooks(limited, stage, answer));
  if (leaves.some(({ ending }) => ending.kind === 'unknown')) return undefined;
  const [first, ...others] = leaves.filter((leaf) => callsOf(leaf).length > 0).map(observed);
  if (first === undefined || others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) return undefined;
  return first;
}

function callsOf({ state }: Leaf): string[] {
  return happenings(state.trace).flatMap(({ kind, text }) => (kind === PROBE && text !== undefined ? [text] : []));
}

function observed(leaf: Leaf): AttachProbed | undefined {
  const end = endOf(leaf.ending);
  return end && { calls: callsOf(leaf), end };
}

function endOf(ending: Ending): AttachProbed['end'] | undefined {
  const value = ending.kind === 'returned' ? ending.value : ending.kind === 'reached' ? (ending.detail as Value) : undefined;
  if (value?.kind === 'integer') return { kind: 'returned', value: Number(value.value) };
  return value?.kind === 'pointer' || (value?.kind === 'symbol' && value.key.startsWith('allocated:')) ? { kind: 'attached' } : undefined;
}

function hooks(machine: Machine, stage: Stage, answer: number): Hooks {
  const asked = (event: CallEvent, state: State, text: string): CallAnswer => {
    record(state, { kind: PROBE, at: event.at, text });
    return { returns: integer(answer) };
  };
  const argsText = (event: CallEvent, state: State) => (isArgs(machine, state, stage, event.arguments[0]) ? '&args' : 'something else');
  return {
    call: (event, state) => {
      if (event.target === CALLBACK.target) return asked(event, state, `match_mapping(${argsText(event, state)})`);
      if (event.name === LOOP) {
        const [, list, length] = event.arguments;
        const given =
          list && keyOf(list) === keyOf(stage.single) ? 'ops->single_exporter_match' : list && isNull(list) ? 'NULL' : 'another list';
        return asked(event, state, `${LOOP}(${argsText(event, state)}, ${given}, ${length?.kind === 'integer' ? length.value : '?'})`);
      }
      return event.name.startsWith('__model_') ? modelAnswer(event, state) : undefined;
    },
  };
}

function modelAnswer(event: CallEvent, state: State): CallAnswer {
  const ends = ['__model_failed', '__model_positive', '__model_attached'];
  if (ends.includes(event.name)) return { end: { kind: 'reached', detail: event.arguments[0], at: event.at } };
  if (event.name !== '__model_attachment') return { returns: integer(0) };
  const type: CType = { kind: 'record', tag: 'dma_buf_attachment', file: event.at.file };
  return { returns: pointerTo(addObject(state, { label: 'attach', type, fill: { kind: 'zero' } }).id) };
}

/** True if the value leads to match arguments that say what the attach function was given. */
function isArgs(machine: Machine, state: State, { dmabuf, imports }: Stage, args: Value | undefined): boolean {
  if (args?.kind !== 'pointer') return false;
  const nowhere: Place = { file: '', start: 0, end: 0 };
  const holds = (member: string, expected: string) => {
    try {
      return keyOf(machine.access.load(state, { object: args.object, path: [...args.path, member] }, nowhere)) === expected;
    } catch {
      return false;
    }
  };
  return holds('.dmabuf', keyOf(dmabuf)) && holds('.imp_matches', keyOf(imports)) && holds('.imp_len', '1');
}
