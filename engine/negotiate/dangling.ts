/** Match entries on the stack that ops go on pointing at when the function is over. */
import type { Machine } from '../evaluate/machine.ts';
import type { MemoryObject } from '../evaluate/memory.ts';
import { emptyState, happenings, record, type State } from '../evaluate/state.ts';
import type { Value } from '../evaluate/values.ts';
import type { FunctionFact, Place } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { Code, Expression, Lvalue, Slot } from '../lower/ir.ts';
import { pattern } from '../syntax/pattern.ts';
import { conditionTexts } from './cover.ts';
import { workspaceFiles } from './discover.ts';

export interface DanglingMatch {
  function: Found<FunctionFact>;
  /** Where the pointer is stored. */
  at: Place;
  /** The entry or list, where it has a name; else a compound literal. */
  local: { name: string; at: Place };
  /** The ops get into a buffer before the function returns. */
  exported: boolean;
  /** What has to hold for it; one list for each way. */
  ways: string[][];
}

const MEMBER = 'single_exporter_match';
/** As the last step to it. */
const STEP = `.${MEMBER}`;
const CAREFUL = { paths: 300, steps: 40_000 };

/** Every place where `.single_exporter_match` of ops that stay is left pointing at a local. Never throws. */
export function danglingMatches(machine: Machine): DanglingMatch[] {
  const { memo, context } = machine.lowerer;
  const { names } = context;
  const files = workspaceFiles(names);
  const words = new Set([
    MEMBER,
    ...files.flatMap((file) => memo.get(`macros that say ${MEMBER} in ${file}`, () => macrosThatSay(names, file))),
  ]);
  const said = pattern(`\\b(?:${[...words].join('|')})\\b`);
  const suspects = files.flatMap((file) =>
    memo.get(`functions that say ${said.source} in ${file}`, () => functionsThatSay(names, file, said)),
  );
  return suspects.flatMap((target) =>
    memo.get(`dangling in ${target.file}:${target.fact.nameSpan.start}`, () => danglingIn(machine, target), handed(target)),
  );
}

function macrosThatSay(names: Names, file: string): string[] {
  const text = names.text(file) ?? '';
  if (!text.includes(MEMBER)) return [];
  return names
    .facts(file)!
    .macros.flatMap(({ name, bodySpan }) => (text.slice(bodySpan.start, bodySpan.end).includes(MEMBER) ? [name] : []));
}

function functionsThatSay(names: Names, file: string, said: RegExp): Found<FunctionFact>[] {
  const text = names.text(file) ?? '';
  if (!said.test(text)) return [];
  const functions = names.facts(file)!.functions.filter(({ bodySpan }) => bodySpan && said.test(text.slice(bodySpan.start, bodySpan.end)));
  return functions.map((fact) => ({ file, fact }));
}

function danglingIn(machine: Machine, target: Found<FunctionFact>): DanglingMatch[] {
  const code = machine.lowerer.function(target);
  const stores = storesOf(code);
  if (stores.length === 0) return [];
  const limited = machine.limited(CAREFUL);
  const state = emptyState();
  limited.enter(state, target, []);
  const found = new Map<string, DanglingMatch>();
  const take = (slot: Slot, conditions: string[], { exported }: { exported: boolean }): void => {
    const store = stores.find(({ value }) => leadsTo(code, value, slot)) ?? stores[0]!;
    const key = `${store.at.start} ${slot.at.start}`;
    const known = found.get(key);
    if (known?.exported && !exported) return;
    const local = { name: slot.name, at: slot.at };
    found.set(key, { function: target, at: store.at, local, exported, ways: [...(known?.ways ?? []), conditions] });
  };
  const leaves = limited.explore(state, {
    call: (event, at) => {
      const slot = event.name === 'dma_buf_export' ? exportedLocal(code, at, event.arguments[0]) : undefined;
      if (slot) take(slot, conditionTexts([at.conditions]), { exported: true });
      // What is called may change the ops, and then nobody knows what they point at.
      for (const left of pointersLeft(code, at)) record(at, { kind: LEFT, at: event.at, detail: left });
      return undefined;
    },
  });
  for (const { state: end, ending } of leaves) {
    if (ending.kind !== 'returned') continue;
    const earlier = happenings(end.trace).flatMap(({ kind, detail }) => (kind === LEFT ? [detail as PointerLeft] : []));
    const lost = earlier.filter(({ object, key }) => !end.objects.get(object)?.region.cells.has(key));
    for (const { slot } of [...pointersLeft(code, end), ...lost]) take(slot, conditionTexts([end.conditions]), { exported: false });
  }
  return [...found.values()];
}

const LEFT = 'left pointing at a local';

interface PointerLeft {
  object: number;
  key: string;
  slot: Slot;
}

/** Members that point at locals, in objects that are none. Asked at every call, with hundreds of objects after a long loop. */
function pointersLeft(code: Code, state: State): PointerLeft[] {
  const found: PointerLeft[] = [];
  for (const object of state.objects.values()) {
    for (const [key, value] of object.region.cells) {
      if (!key.endsWith(STEP)) continue;
      const slot = pointedLocal(code, state, value);
      if (slot && !localOf(code, object)) found.push({ object: object.id, key, slot });
    }
  }
  return found;
}

/** Stores to the member, of whatever object. */
function storesOf(code: Code): { at: Place; value: Expression }[] {
  return code.instructions.flatMap((each) =>
    each.do === 'store' && each.target.place === 'field' && each.target.field === MEMBER ? [{ at: each.at, value: each.value }] : [],
  );
}

function leadsTo(code: Code, value: Expression, slot: Slot): boolean {
  if (value.op === 'cast') return leadsTo(code, value.value, slot);
  const place = value.op === 'address' ? value.of : value.op === 'load' ? value.from : undefined;
  return place !== undefined && rootOf(code, place) === slot;
}

function rootOf(code: Code, place: Lvalue): Slot | undefined {
  if (place.place === 'slot') return code.slots[place.index];
  return place.place === 'field' || place.place === 'element' ? rootOf(code, place.base) : undefined;
}

/** The local variable or compound literal of the function that an object is. */
function localOf(code: Code, { at, label }: MemoryObject): Slot | undefined {
  if (!at) return undefined;
  return code.slots.find(
    (slot, index) =>
      index >= code.parameters && !slot.static && slot.name === label && slot.at.file === at.file && slot.at.start === at.start,
  );
}

function pointedLocal(code: Code, state: State, value: Value | undefined): Slot | undefined {
  const object = value?.kind === 'pointer' ? state.objects.get(value.object) : undefined;
  return object && localOf(code, object);
}

/** The local that the ops in an export info point at. */
function exportedLocal(code: Code, state: State, info: Value | undefined): Slot | undefined {
  const ops = info?.kind === 'pointer' ? cell(state, info, '.ops') : undefined;
  return ops?.kind === 'pointer' ? pointedLocal(code, state, cell(state, ops, STEP)) : undefined;
}

function cell(state: State, { object, path }: Extract<Value, { kind: 'pointer' }>, member: string): Value | undefined {
  return state.objects.get(object)?.region.cells.get(path.join('') + member);
}
