/** Runs lowered C over symbolic values, along every path that the conditions allow. */
import type { FunctionFact, Place } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { type CType, UNKNOWN } from '../lower/ctype.ts';
import { allocation, withoutEffect } from '../lower/idioms.ts';
import type { Code, Expression, Instruction, Origin } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { Access } from './access.ts';
import type { Given } from './assumptions.ts';
import { clearMemory, copyMemory } from './copy.ts';
import { defect, type Ending, type Leaf, PathEnd, RunFirst, unknownEnd } from './ending.ts';
import { Expressions } from './expressions.ts';
import { forget } from './forget.ts';
import { convert } from './integers.ts';
import { emptyRegion, type Fill } from './memory.ts';
import { asLiteral, assume, decide, type Literal, literalText, opposite } from './path.ts';
import { addObject, type Frame, fork, record, type State } from './state.ts';
import { atom, integer, keyOf, type Value } from './values.ts';

/** Where evaluation gives up, so that every run ends; each is named in the outcome it causes. */
export interface Limits {
  paths: number;
  steps: number;
  depth: number;
  /** Turns of one loop on one path. */
  turns: number;
}

export const LIMITS: Limits = { paths: 2000, steps: 400_000, depth: 24, turns: 64 };

/** A call that is about to happen. */
export interface CallEvent {
  name: string;
  target?: Found<FunctionFact>;
  arguments: Value[];
  at: Place;
  calleeAt: Place;
  argumentsAt: Place[];
}

/** What a hook makes of a call: its result, the end of the path, another function, or a call of which nothing is known. Nothing: the call happens as usual. */
export type CallAnswer = { returns: Value } | { asUnknown: true } | { end: Ending } | { callInstead: Found<FunctionFact> } | undefined;

export interface Hooks {
  call?(event: CallEvent, state: State): CallAnswer;
  /** False: no path through this instruction is of interest. */
  worthwhile?(code: Code, instruction: number, state: State): boolean;
}

export class Machine {
  readonly access: Access;
  readonly lowerer: Lowerer;
  private readonly expressions: Expressions;
  private readonly limits: Limits;
  private readonly given: () => Given;

  /** `given` is asked at every open question. */
  constructor(lowerer: Lowerer, given: () => Given, limits: Limits = LIMITS) {
    this.lowerer = lowerer;
    this.given = given;
    this.limits = limits;
    this.access = new Access(lowerer);
    this.expressions = new Expressions(this.access, given);
  }

  /** The same machine with other limits. */
  limited(limits: Partial<Limits>): Machine {
    return new Machine(this.lowerer, this.given, { ...this.limits, ...limits });
  }

  /** Puts a call of `target` on top of the state. Parameters beyond the given arguments are unknown values of their own names. */
  enter(state: State, target: Found<FunctionFact>, given: Value[], result?: number): void {
    const code = this.lowerer.function(target);
    const frame = this.frame(code, result);
    state.frames.push(frame);
    for (let index = 0; index < code.parameters; index++) {
      const slot = code.slots[index]!;
      const value =
        given[index] ?? atom(`parameter:${code.file}:${code.name}:${slot.name}`, slot.name || `argument ${index + 1}`, slot.type);
      const object = addObject(state, { label: slot.name, type: slot.type, fill: { kind: 'uninitialized' } });
      frame.slots.set(index, object.id);
      this.access.store(state, { object: object.id, path: [] }, value, slot.at);
    }
  }

  /** Every way that a run of this state can end. Never throws. */
  explore(start: State, hooks: Hooks = {}): Leaf[] {
    const leaves: Leaf[] = [];
    const waiting: State[] = [start];
    let steps = 0;
    for (let state = waiting.pop(); state; state = waiting.pop()) {
      const at = this.placeOf(state);
      if (leaves.length >= this.limits.paths || waiting.length >= this.limits.paths) {
        leaves.push({ state, ending: { kind: 'unknown', reason: `more than ${this.limits.paths} paths`, at } });
        break;
      }
      const ending = this.run(state, waiting, hooks, () => ++steps > this.limits.steps);
      leaves.push({ state, ending });
    }
    return leaves;
  }

  /** Gives a local of the frame contents that nobody knows. */
  makeUnknown(state: State, frame: Frame, index: number): void {
    const slot = frame.code.slots[index]!;
    const fill = { kind: 'unknown' as const, key: `local:${slot.at.file}:${slot.at.start}`, text: slot.name };
    frame.slots.set(index, addObject(state, { label: slot.name, type: slot.type, fill, at: slot.at }).id);
  }

  /** Puts code without parameters on top of the state. */
  enterCode(state: State, code: Code): void {
    state.frames.push(this.frame(code, undefined));
  }

  private frame(code: Code, result: number | undefined): Frame {
    return { code, next: 0, temporaries: new Map(), slots: new Map(), turns: new Map(), ...(result === undefined ? {} : { result }) };
  }

  private placeOf(state: State): Place {
    const frame = state.frames[state.frames.length - 1];
    return frame?.code.instructions[frame.next]?.at ?? frame?.code.slots[0]?.at ?? { file: frame?.code.file ?? '', start: 0, end: 0 };
  }

  private run(state: State, waiting: State[], hooks: Hooks, exhausted: () => boolean): Ending {
    for (;;) {
      const frame = state.frames[state.frames.length - 1]!;
      const instruction = frame.code.instructions[frame.next];
      if (exhausted()) return { kind: 'unknown', reason: `more than ${this.limits.steps} steps`, at: this.placeOf(state) };
      try {
        if (!instruction) {
          const ending = this.leave(state, undefined, this.placeOf(state));
          if (ending) return ending;
          continue;
        }
        const ending = this.step(state, frame, instruction, waiting, hooks);
        if (ending) return ending;
      } catch (thrown) {
        if (thrown instanceof PathEnd) return thrown.ending;
        if (!(thrown instanceof RunFirst)) throw thrown;
        const first = this.frame(thrown.code, undefined);
        first.slots.set(0, thrown.object);
        state.frames.push(first);
      }
    }
  }

  private step(state: State, frame: Frame, instruction: Instruction, waiting: State[], hooks: Hooks): Ending | undefined {
    const { at } = instruction;
    switch (instruction.do) {
      case 'declare':
        this.declare(state, frame, instruction.slot);
        break;
      case 'zero':
        this.access.zero(state, this.expressions.spot(state, instruction.target), at, instruction.origin);
        break;
      case 'extent': {
        const length = this.expressions.used(state, instruction.length);
        if (length.kind === 'integer') this.access.setExtent(state, this.expressions.spot(state, instruction.target), Number(length.value));
        break;
      }
      case 'store': {
        const value = this.stored(state, frame, instruction);
        this.access.store(state, this.expressions.spot(state, instruction.target), value, at, instruction.origin);
        break;
      }
      case 'forget':
        this.forgetLoop(state, instruction);
        break;
      case 'set':
        frame.temporaries.set(instruction.temporary, authored(this.expressions.value(state, instruction.value), instruction.origin));
        break;
      case 'call':
        return this.call(state, frame, instruction, hooks);
      case 'branch':
        this.branch(state, frame, instruction, waiting, hooks);
        return undefined;
      case 'jump':
        this.jump(frame, frame.code.labels[instruction.to]!, at);
        return undefined;
      case 'return': {
        const value = instruction.value && this.expressions.value(state, instruction.value);
        return this.leave(state, value, at);
      }
      case 'stop':
        throw unknownEnd(instruction.reason, at);
    }
    frame.next += 1;
    return undefined;
  }

  /** Members may be copied while nothing is in them; a number or pointer of its own that takes over nothing is a defect. */
  private stored(state: State, frame: Frame, { target, value }: Extract<Instruction, { do: 'store' }>): Value {
    const type = target.place === 'slot' ? frame.code.slots[target.index]?.type.kind : undefined;
    return type === 'int' || type === 'pointer' ? this.expressions.used(state, value) : this.expressions.value(state, value);
  }

  private forgetLoop(state: State, { changed, reached, at }: Extract<Instruction, { do: 'forget' }>): void {
    const leads = reached.map((each) => this.expressions.value(state, each));
    forget(this.access, state, `a loop at ${at.file}:${at.start}`, leads, []);
    for (const target of changed) {
      const { object: id } = this.expressions.spot(state, target);
      const object = state.objects.get(id);
      if (!object) continue;
      const region = emptyRegion({
        kind: 'unknown',
        key: `loop:${at.file}:${at.start}:${id}:${object.touched.length}`,
        text: object.label,
      });
      state.objects.set(id, { ...object, region });
    }
  }

  private declare(state: State, frame: Frame, index: number): void {
    const slot = frame.code.slots[index]!;
    if (!slot.static || index === 0) {
      frame.slots.set(index, addObject(state, { label: slot.name, type: slot.type, fill: { kind: 'uninitialized' }, at: slot.at }).id);
      return;
    }
    const key = `${slot.at.file}:${slot.at.start}:${slot.name}`;
    const known = state.globals.get(key);
    const fill: Fill = slot.kept ? { kind: 'unknown', key: `static:${key}`, text: slot.name } : { kind: 'zero' };
    const object = known ?? addObject(state, { label: slot.name, type: slot.type, fill, at: slot.at }).id;
    state.globals.set(key, object);
    frame.slots.set(index, object);
  }

  private jump(frame: Frame, to: number, at: Place): void {
    if (to <= frame.next) {
      const turns = (frame.turns.get(to) ?? 0) + 1;
      if (turns > this.limits.turns) throw unknownEnd(`more than ${this.limits.turns} turns of a loop`, at);
      frame.turns.set(to, turns);
    }
    frame.next = to;
  }

  private branch(state: State, frame: Frame, instruction: Extract<Instruction, { do: 'branch' }>, waiting: State[], hooks: Hooks): void {
    const value = this.expressions.used(state, instruction.condition);
    const yes = frame.code.labels[instruction.yes]!;
    const no = frame.code.labels[instruction.no]!;
    const literal = asLiteral(value);
    const decided = typeof literal === 'boolean' ? literal : decide(literal, state.conditions, this.given());
    if (decided !== undefined || typeof literal === 'boolean') {
      this.jump(frame, decided ? yes : no, instruction.at);
      return;
    }
    const worthwhile = (to: number) => hooks.worthwhile?.(frame.code, to, state) ?? true;
    if (worthwhile(yes) !== worthwhile(no)) {
      take(state, worthwhile(yes) ? literal : opposite(literal), instruction.at);
      this.jump(frame, worthwhile(yes) ? yes : no, instruction.at);
      return;
    }
    const other = fork(state);
    take(other, opposite(literal), instruction.at);
    const otherFrame = other.frames[other.frames.length - 1]!;
    take(state, literal, instruction.at);
    this.jump(frame, yes, instruction.at);
    otherFrame.next = no;
    waiting.push(other);
  }

  private call(state: State, frame: Frame, instruction: Extract<Instruction, { do: 'call' }>, hooks: Hooks): Ending | undefined {
    const { callee, at, calleeAt } = instruction;
    const macro = callee.to === 'name' && callee.mayBeMacro ? callee.name : undefined;
    const given = instruction.arguments.map((each) =>
      macro === undefined ? this.expressions.used(state, each) : this.handed(state, each, macro),
    );
    let target = callee.to === 'function' ? callee.target : undefined;
    let name = callee.to === 'name' ? callee.name : (target?.fact.name ?? '');
    if (callee.to === 'pointer') {
      const pointer = this.expressions.used(state, callee.pointer);
      if (pointer.kind === 'function') {
        target = pointer.target;
        name = target.fact.name;
      } else if (pointer.kind === 'integer') throw defect('null-call', 'calls a function pointer that is NULL', at);
      else name = pointer.kind === 'symbol' ? pointer.text : 'a function';
    }
    frame.next += 1;
    const argumentsAt = instruction.arguments.map((each) => each.at);
    const event: CallEvent = { name, arguments: given, at, calleeAt, argumentsAt, ...(target ? { target } : {}) };
    const answer = hooks.call?.(event, state);
    if (answer && 'end' in answer) return answer.end;
    if (answer && 'returns' in answer) {
      frame.temporaries.set(instruction.temporary, answer.returns);
      return undefined;
    }
    const body = answer ? ('callInstead' in answer ? answer.callInstead : undefined) : this.bodyOf(target);
    if (body) {
      if (state.frames.length >= this.limits.depth) throw unknownEnd(`calls nested deeper than ${this.limits.depth}`, at);
      this.enter(state, body, given, instruction.temporary);
      return undefined;
    }
    frame.temporaries.set(instruction.temporary, this.expressions.settled(this.unknownCall(state, event, instruction.returns)));
    return undefined;
  }

  /** What a macro is handed that may not read it: nothing that is set has to be there then. Allocations read nothing at all of what they are for. */
  private handed(state: State, argument: Expression, macro: string): Value {
    try {
      return this.expressions.used(state, argument);
    } catch (thrown) {
      const ending = thrown instanceof PathEnd ? thrown.ending : undefined;
      if (ending?.kind !== 'defect' || (ending.defect !== 'uninitialized' && !allocation(macro))) throw thrown;
      return atom(`unread:${argument.at.file}:${argument.at.start}`, 'what nothing has set', UNKNOWN);
    }
  }

  private bodyOf(target: Found<FunctionFact> | undefined): Found<FunctionFact> | undefined {
    if (!target) return undefined;
    if (target.fact.bodySpan) return target;
    return this.lowerer.context.names.functions(target.fact.name, target.file).find((each) => each.fact.bodySpan);
  }

  private unknownCall(state: State, event: CallEvent, returns: CType): Value {
    const { name, at } = event;
    const fresh = allocation(name);
    if (fresh) {
      const fill = fresh === 'zero' ? { kind: 'zero' as const } : { kind: 'uninitialized' as const };
      const object = addObject(state, { label: `what ${name}() gave`, type: { kind: 'array', of: UNKNOWN, length: undefined }, fill });
      const pointer = atom(`allocated:${object.id}`, `${name}(...)`, { kind: 'pointer', to: UNKNOWN, readonly: false });
      state.pointees.set(pointer.key, object.id);
      return pointer;
    }
    const { access } = this;
    const done = copyMemory(access, state, name, event.arguments, at) || clearMemory(access, state, name, event.arguments, at);
    if (done) return event.arguments[0]!;
    const key = `call:${name}(${event.arguments.map((value) => this.questionKey(state, value, name)).join(',')})`;
    if (!withoutEffect(name)) forget(this.access, state, name, event.arguments, this.readonlyParameters(event));
    if (returns.kind === 'void') return integer(0);
    const text = `${name}(${event.arguments.length === 0 ? '' : '...'})`;
    return atom(key, text, returns);
  }

  /** A question about an object is another one after somebody else may have changed the object. */
  private questionKey(state: State, value: Value, asker: string): string {
    const object = value.kind === 'pointer' ? value.object : value.kind === 'symbol' ? state.pointees.get(value.key) : undefined;
    const touched = object === undefined ? [] : (state.objects.get(object)?.touched ?? []).filter((name) => name !== asker);
    return keyOf(value) + (touched.length === 0 ? '' : `~${touched.join('~')}`);
  }

  private readonlyParameters(event: CallEvent): boolean[] {
    return (event.target?.fact.parameters ?? []).map((parameter) => /\bconst\b/.test(parameter.text.split('*').at(-2) ?? ''));
  }

  private leave(state: State, value: Value | undefined, at: Place): Ending | undefined {
    const frame = state.frames.pop()!;
    const { returns } = frame.code;
    const narrowed = value && convert(value, returns);
    const caller = state.frames[state.frames.length - 1];
    if (narrowed && frame.result !== undefined) record(state, { kind: 'return', at, text: frame.code.name, detail: narrowed });
    if (!caller) return { kind: 'returned', value: narrowed, at };
    if (frame.result !== undefined)
      caller.temporaries.set(frame.result, narrowed ?? { kind: 'uninitialized', what: `the result of \`${frame.code.name}\`` });
    return undefined;
  }
}

function authored(value: Value, origin: Origin | undefined): Value {
  return value.kind === 'aggregate' && (origin?.constructorCall || origin?.macro) ? { ...value, origin } : value;
}

function take(state: State, literal: Literal, at: Place): void {
  state.conditions = assume(state.conditions, literal);
  record(state, { kind: 'condition', at, text: literalText(literal) });
}
