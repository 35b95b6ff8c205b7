/** How the workspace's own match loop behaves, next to the model's: both run on the same small negotiations, and what they call and return is compared. */
import type { DefectKind } from '../answers.ts';
import type { Leaf } from '../evaluate/ending.ts';
import type { CallAnswer, CallEvent, Hooks, Machine } from '../evaluate/machine.ts';
import type { Fill } from '../evaluate/memory.ts';
import { addObject, emptyState, fork, happenings, pointerTo, record, type State } from '../evaluate/state.ts';
import { integer, isNull, type Value } from '../evaluate/values.ts';
import type { FunctionFact, Place } from '../facts/facts.ts';
import { type Found, placeOf } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import { type CType, SIZE } from '../lower/ctype.ts';
import { ownCore } from './core.ts';
import { LOOP_CASES, type LoopCase } from './loop-cases.ts';
import { modelFunction } from './simulate.ts';
import { probeCallback } from './thunk.ts';

/** A call of a type's callback; arguments are `args`, `dmabuf`, `exp[0]`, `imp[1]`, `NULL`. */
export interface ProbedCall {
  callback: 'match' | 'finish_match';
  arguments: string[];
}

/** What a loop did with one case. */
export interface Probed {
  calls: ProbedCall[];
  end: { kind: 'returned'; value: number } | { kind: 'defect'; defect: DefectKind };
}

export interface LoopDrift {
  /** The name of the workspace's function at its definition. */
  at: Place;
  case: LoopCase;
  own: Probed;
  model: Probed;
}

const LOOP = 'dma_buf_match_mapping';
const PROBE = 'probe';

/** The first case that differs, for each definition of the loop that the workspace has. What cannot be decided does not differ. Never throws. */
export function loopDrifts(machine: Machine): LoopDrift[] {
  const { names } = machine.lowerer.context;
  const reference = modelFunction(names, LOOP);
  const own = ownCore(names, LOOP).filter(takesTheLists);
  if (!reference || own.length === 0) return [];
  return own.flatMap((definition) => keptDrift(machine, definition, reference) ?? []);
}

/** An edit elsewhere does not make the function behave differently. */
function keptDrift(machine: Machine, own: Found<FunctionFact>, reference: Found<FunctionFact>): LoopDrift | undefined {
  const key = `loop drift of ${own.file}:${own.fact.nameSpan.start}`;
  return machine.lowerer.memo.get(key, () => firstDrift(machine, own, reference), handed(own, reference));
}

function firstDrift(machine: Machine, own: Found<FunctionFact>, reference: Found<FunctionFact>): LoopDrift | undefined {
  const at: Place = placeOf(own);
  for (const given of LOOP_CASES) {
    const stage = setStage(machine, given, at);
    const model = probe(machine, reference, stage, given);
    const probed = probe(machine, own, stage, given);
    if (model && probed && JSON.stringify(probed) !== JSON.stringify(model)) return { at, case: given, own: probed, model };
  }
  return undefined;
}

/** Another signature is another interface, which these cases say nothing of. */
function takesTheLists({ fact }: Found<FunctionFact>): boolean {
  const [args, list, length] = fact.parameters.map(({ text }) => text);
  return (
    fact.parameters.length === 3 &&
    /\bstruct\s+dma_buf_match_args\s*\*/.test(args!) &&
    /\bstruct\s+dma_buf_mapping_match\b/.test(list!) &&
    !/[*[]/.test(length!)
  );
}

/** A match loop takes some hundred steps in any of the cases. */
const CAREFUL = { paths: 100, steps: 5000 };

/** What the function does with the case; undefined if that is not one thing for certain. */
function probe(machine: Machine, loop: Found<FunctionFact>, stage: Stage, given: LoopCase): Probed | undefined {
  const state = fork(stage.state);
  machine.enter(state, loop, [stage.args, stage.exporter, integer(given.exporter.length, SIZE)]);
  const [first, ...others] = machine.limited(CAREFUL).explore(state, hooks(given, stage.nameOf)).map(observed);
  if (first === undefined || others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) return undefined;
  return first;
}

function observed({ state, ending }: Leaf): Probed | undefined {
  const calls = happenings(state.trace).flatMap(({ kind, detail }) => (kind === PROBE ? [detail as ProbedCall] : []));
  if (calls.some((call) => call.arguments.includes(STRANGER))) return undefined;
  if (ending.kind === 'defect') return { calls, end: { kind: 'defect', defect: ending.defect } };
  if (ending.kind !== 'returned' || ending.value?.kind !== 'integer') return undefined;
  return { calls, end: { kind: 'returned', value: Number(ending.value.value) } };
}

/** An argument that is none of the things which the case brought, such as a copy of an entry. */
const STRANGER = '?';

function hooks(given: LoopCase, nameOf: (value: Value) => string): Hooks {
  const callback = (name: ProbedCall['callback'], event: CallEvent, state: State): CallAnswer => {
    const before = happenings(state.trace).filter(({ kind, detail }) => kind === PROBE && (detail as ProbedCall).callback === 'match');
    record(state, { kind: PROBE, at: event.at, detail: { callback: name, arguments: event.arguments.map(nameOf) } satisfies ProbedCall });
    return { returns: integer(name === 'match' ? (given.answers[before.length] ?? 0) : 0) };
  };
  return {
    call: (event, state) => {
      if (event.target === MATCH.target) return callback('match', event, state);
      if (event.target === FINISH.target) return callback('finish_match', event, state);
      return event.name.startsWith('__model_') ? { returns: integer(0) } : undefined;
    },
  };
}

const MATCH = probeCallback('probe_match');
const FINISH = probeCallback('probe_finish_match');

interface Stage {
  state: State;
  args: Value;
  exporter: Value;
  nameOf: (value: Value) => string;
}

/** The memory that a loop finds, with structs as they are seen from the place. */
function setStage(machine: Machine, given: LoopCase, at: Place): Stage {
  const state = emptyState();
  const record = (tag: string): CType => ({ kind: 'record', tag, file: at.file });
  const make = (label: string, type: CType, fill: Fill = { kind: 'zero' }) => addObject(state, { label, type, fill }).id;
  const store = (object: number, path: string[], value: Value) => machine.access.store(state, { object, path }, value, at);
  const types = new Map(
    [...new Set(given.exporter + given.importer)].map((letter) => {
      const type = make(letter, record('dma_buf_mapping_type'), { kind: 'unknown', key: `type ${letter}`, text: letter });
      store(type, ['.match'], given.matchless.includes(letter) ? integer(0) : MATCH);
      store(type, ['.finish_match'], given.finishless.includes(letter) ? integer(0) : FINISH);
      return [letter, type];
    }),
  );
  const expOps = pointerTo(make('exp_ops', { kind: 'unknown', text: '' }, { kind: 'unknown', key: 'exp_ops', text: 'exp_ops' }));
  const list = (name: string, letters: string): Value => {
    if (letters === '' && given.null) return integer(0);
    const length = Math.max(1, letters.length);
    const array = make(name, { kind: 'array', of: record('dma_buf_mapping_match'), length });
    [...letters].forEach((letter, index) => {
      store(array, [`[${index}]`, '.type'], pointerTo(types.get(letter)!));
      if (name === 'exp') store(array, [`[${index}]`, '.exp_ops'], expOps);
    });
    return pointerTo(array, ['[0]']);
  };
  const exporter = list('exp', given.exporter);
  const args = make('args', record('dma_buf_match_args'));
  const dmabuf = make('dmabuf', record('dma_buf'), { kind: 'unknown', key: 'dmabuf', text: 'dmabuf' });
  store(args, ['.dmabuf'], pointerTo(dmabuf));
  store(args, ['.attach'], pointerTo(make('attach', record('dma_buf_attachment'))));
  store(args, ['.imp_matches'], list('imp', given.importer));
  store(args, ['.imp_len'], integer(given.importer.length, SIZE));
  const known = new Set([...state.objects.keys()]);
  return {
    state,
    args: pointerTo(args),
    exporter,
    nameOf: (value) => {
      if (isNull(value)) return 'NULL';
      if (value.kind !== 'pointer' || value.beyond !== 0 || !known.has(value.object)) return STRANGER;
      return `${state.objects.get(value.object)!.label}${value.path.join('')}`;
    },
  };
}
