/** Runs the callbacks of exporters and mapping types as the core calls them. */
import type { Given } from '../evaluate/assumptions.ts';
import type { Leaf } from '../evaluate/ending.ts';
import { compareIntegers } from '../evaluate/integers.ts';
import type { CallAnswer, CallEvent, Hooks, Machine } from '../evaluate/machine.ts';
import { fillRegion } from '../evaluate/memory.ts';
import { asLiteral, assume } from '../evaluate/path.ts';
import { addObject, emptyState, pointeeOf, pointerTo, record, type State } from '../evaluate/state.ts';
import { atom, integer, type Value } from '../evaluate/values.ts';
import type { FunctionFact, Place, VariableFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { INT, UNKNOWN } from '../lower/ctype.ts';
import { assertsLock } from '../lower/idioms.ts';
import type { Expression, Instruction } from '../lower/ir.ts';
import { ATTACHMENT_MEMBERS, type AttachState } from './attach-state.ts';
import { pathOf } from './callback-paths.ts';
import { ASKED, ASSERTED, answerKey, CALLED, type CallbackRun, matchedKey, type Role } from './callback-run.ts';
import { happenedBefore, LOCKED, takesLock } from './locks.ts';
import { ATTACH_FUNCTIONS } from './model.ts';
import { codeOf, memberOf } from './thunk.ts';

export interface Callback {
  role: Role;
  target: Found<FunctionFact>;
  type?: { id: string; definition: Found<VariableFact> };
}

const LOOP = 'dma_buf_match_mapping';
const PARAMETERS: Record<Role, number> = { match_mapping: 1, match: 3, finish_match: 3 };

/** Runs one callback. No paths if its parameters are not those of the interface. Never throws. */
export function runCallback(machine: Machine, given: Given, callback: Callback, before: AttachState): CallbackRun {
  const { role, target, type } = callback;
  const run: CallbackRun = { role, function: target, ...(type ? { type: type.id } : {}), paths: [] };
  const state = emptyState();
  machine.enter(state, target, []);
  const attach = setStage(machine, state, callback, before);
  if (attach === undefined && role !== 'match') return run;
  const leaves = machine.explore(state, hooks(machine, attach, before));
  run.paths = leaves.map((leaf: Leaf) => pathOf(leaf, attach, given));
  return run;
}

/** The memory that the core prepares. Gives the attachment's object, if the callback is shown one. */
function setStage(machine: Machine, state: State, { role, target, type }: Callback, before: AttachState): number | undefined {
  const frame = state.frames[0]!;
  const { file } = target;
  const at: Place = { file, ...target.fact.nameSpan };
  if (frame.code.parameters !== PARAMETERS[role]) return undefined;
  const parameters = frame.code.slots
    .slice(0, frame.code.parameters)
    .map((_, index) => machine.access.load(state, { object: frame.slots.get(index)!, path: [] }, at));
  if (parameters.some(({ kind }) => kind !== 'symbol')) return undefined;
  const attach = role === 'match' ? undefined : makeAttachment(machine, state, parameters[0]!, at, before);
  if (type) giveType(machine, state, parameters.slice(1), type.definition, at);
  return attach;
}

function makeAttachment(machine: Machine, state: State, args: Value, at: Place, before: AttachState): number {
  const label = `${args.kind === 'symbol' ? args.text : 'args'}->attach`;
  const attach = addObject(state, {
    label,
    type: { kind: 'record', tag: 'dma_buf_attachment', file: at.file },
    fill: { kind: 'zero' },
    watched: true,
  });
  for (const member of ATTACHMENT_MEMBERS) {
    if (!before.set.has(member)) continue;
    machine.access.store(
      state,
      { object: attach.id, path: [member] },
      atom(`attach${member}`, label + member.replace('.', '->'), UNKNOWN),
      at,
    );
  }
  if (args.kind === 'symbol') {
    machine.access.store(state, { object: pointeeOf(state, args).id, path: ['.attach'] }, pointerTo(attach.id), at);
  }
  return attach.id;
}

/** Both entries are of that type, or its callback would not be called. */
function giveType(machine: Machine, state: State, entries: Value[], type: Found<VariableFact>, at: Place): void {
  const value = (index: number): Expression => ({ op: 'temporary', index, at });
  const instructions = entries.map(
    (_, index): Instruction => ({
      do: 'store',
      target: { place: 'field', base: { place: 'pointee', pointer: value(index), at }, field: 'type', at },
      value: { op: 'address', of: memberOf(type, '', at), at },
      at,
    }),
  );
  machine.enterCode(state, codeOf('entries', at.file, instructions, entries.length));
  entries.forEach((entry, index) => {
    state.frames[1]!.temporaries.set(index, entry);
  });
}

function hooks(machine: Machine, attach: number | undefined, before: AttachState): Hooks {
  return {
    call: (event, state) => {
      if (state.frames.length === 1) record(state, { kind: CALLED, at: event.calleeAt });
      if (event.name === LOOP) return asked(event, state, attach);
      if (assertsLock(event.name)) {
        if (!before.locked && !happenedBefore(state, LOCKED) && isReservation(machine, event, state)) {
          record(state, { kind: ASSERTED, at: event.at, text: event.name });
        }
        return { returns: integer(0) };
      }
      if (takesLock(event.name)) record(state, { kind: LOCKED, at: event.at });
      return ATTACH_FUNCTIONS.has(event.name) ? { asUnknown: true } : undefined;
    },
  };
}

/** Members of the attachment that the `finish_match` of some type may have filled in. */
const WRITTEN_BY_FINISH = ['.map_type', '.priv'];

/** The loop answers 0 or less; if it was 0, some `finish_match` was called. */
function asked(event: CallEvent, state: State, attach: number | undefined): CallAnswer {
  let number = 0;
  for (let link = state.trace; link; link = link.before) if (link.happening.kind === ASKED) number += 1;
  record(state, { kind: ASKED, at: event.calleeAt, detail: event.at });
  const answer = atom(answerKey(number), `${LOOP}(...)`, INT);
  const negativeOrZero = asLiteral(compareIntegers('<', answer, integer(1)));
  if (typeof negativeOrZero !== 'boolean') state.conditions = assume(state.conditions, negativeOrZero);
  const object = attach === undefined ? undefined : state.objects.get(attach);
  if (object) {
    const key = matchedKey(number);
    let { region } = object;
    for (const member of WRITTEN_BY_FINISH) {
      region = fillRegion(region, [member], { kind: 'unknown', key: key + member, text: object.label + member.replace('.', '->') });
    }
    state.objects.set(object.id, { ...object, region });
  }
  return { returns: answer };
}

/** `dma_resv_assert_held()` always; other assertions where the lock is that of a `struct dma_resv`, by its name. */
function isReservation(machine: Machine, { name, arguments: given, argumentsAt }: CallEvent, state: State): boolean {
  if (name === 'dma_resv_assert_held') return true;
  if (/_not_|_none_/.test(name)) return false;
  const at = argumentsAt[0];
  const written = at && machine.lowerer.context.names.text(at.file)?.slice(at.start, at.end);
  const [lock] = given;
  const meant =
    lock?.kind === 'pointer' ? `${state.objects.get(lock.object)?.label}${lock.path.join('')}` : lock?.kind === 'symbol' ? lock.text : '';
  return /resv/.test(`${written} ${meant}`);
}
