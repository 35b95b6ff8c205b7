/** One path through the code: memory, the call stack, what was asked, and what happened. */
import type { Place } from '../facts/facts.ts';
import type { CType } from '../lower/ctype.ts';
import type { Code } from '../lower/ir.ts';
import { emptyRegion, type Fill, type MemoryObject } from './memory.ts';
import type { Conditions } from './path.ts';
import type { Path, SymbolValue, Value } from './values.ts';

export interface Frame {
  code: Code;
  /** Index of the next instruction. */
  next: number;
  temporaries: Map<number, Value>;
  /** Slot → object. */
  slots: Map<number, number>;
  /** How often each instruction was jumped back to. */
  turns: Map<number, number>;
  /** Where the caller wants the result; absent for what nobody waits for. */
  result?: number;
}

/** Something that happened on a path, for explanations. `Detail` belongs to who records it. */
export interface Happening {
  kind: string;
  at: Place;
  depth: number;
  text?: string;
  detail?: unknown;
}

export interface Trace {
  before: Trace | undefined;
  happening: Happening;
}

export interface State {
  objects: Map<number, MemoryObject>;
  frames: Frame[];
  conditions: Conditions;
  trace: Trace | undefined;
  nextObject: number;
  /** File-scope and static objects by `file:name`. */
  globals: Map<string, number>;
  /** What unknown pointers point to, by the key of the pointer. */
  pointees: Map<string, number>;
}

export function emptyState(): State {
  return { objects: new Map(), frames: [], conditions: [], trace: undefined, nextObject: 1, globals: new Map(), pointees: new Map() };
}

/** A copy that can go its own way; contents of objects are shared until stored to. */
export function fork(state: State): State {
  return {
    ...state,
    objects: new Map(state.objects),
    globals: new Map(state.globals),
    pointees: new Map(state.pointees),
    frames: state.frames.map((frame) => ({
      ...frame,
      temporaries: new Map(frame.temporaries),
      slots: new Map(frame.slots),
      turns: new Map(frame.turns),
    })),
  };
}

export function addObject(
  state: State,
  object: { label: string; type: CType; fill: Fill; certain?: boolean; readonly?: boolean; watched?: boolean; at?: Place },
): MemoryObject {
  const made: MemoryObject = {
    id: state.nextObject++,
    label: object.label,
    type: object.type,
    region: emptyRegion(object.fill),
    certain: object.certain ?? true,
    readonly: object.readonly ?? false,
    watched: object.watched ?? false,
    touched: [],
    ...(object.at ? { at: object.at } : {}),
  };
  state.objects.set(made.id, made);
  return made;
}

export function record(state: State, happening: Omit<Happening, 'depth'>): void {
  state.trace = { before: state.trace, happening: { ...happening, depth: state.frames.length } };
}

/** What happened, oldest first. */
export function happenings(trace: Trace | undefined): Happening[] {
  const result: Happening[] = [];
  for (let link = trace; link; link = link.before) result.push(link.happening);
  return result.reverse();
}

export function pointerTo(object: number, path: Path = []): Value {
  return { kind: 'pointer', object, path, beyond: 0 };
}

/** The object behind a pointer of unknown value; equal pointers give the same object. */
export function pointeeOf(state: State, pointer: SymbolValue): MemoryObject {
  const known = state.pointees.get(pointer.key);
  const found = known === undefined ? undefined : state.objects.get(known);
  if (found) return found;
  const type: CType = pointer.type.kind === 'pointer' ? pointer.type.to : { kind: 'unknown', text: '' };
  const fill: Fill = { kind: 'unknown', key: `*(${pointer.key})`, text: `*${pointer.text}` };
  const readonly = pointer.type.kind === 'pointer' && pointer.type.readonly;
  const made = addObject(state, {
    label: pointer.text,
    type: type.kind === 'void' ? { kind: 'unknown', text: '' } : type,
    fill,
    certain: false,
    readonly,
  });
  state.pointees.set(pointer.key, made.id);
  return made;
}
