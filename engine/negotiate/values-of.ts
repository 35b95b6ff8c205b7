/** Which objects a pointer in a function may lead to, by all that is stored anywhere in it. Data is followed, whatever the order of the code. */
import type { Place, VariableFact } from '../facts/facts.ts';
import { type Found, placeOf } from '../index/names.ts';
import type { CType } from '../lower/ctype.ts';
import type { Code, Expression, Instruction, Lvalue } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { typeOf } from '../lower/types.ts';

/** What a pointer may be. */
export type Candidate =
  /** A part of a file-scope or static object; `[*]` in the path is any element. `copied`: memory that holds a copy of it. */
  | { kind: 'object'; at: Place; path: string; copied: boolean }
  /** What the function was given; with `member`, the value of that member of what it points at. */
  | { kind: 'parameter'; index: number; member?: string; copied: boolean }
  /** A member of some struct of the tag, or what that member points at: whatever any function stores there. */
  | { kind: 'member'; tag: string; field: string; copied: boolean }
  | { kind: 'unknown'; at: Place };

/** Steps from value to value, functions and initialisers included. */
const DEEPEST = 12;

type Call = Extract<Instruction, { do: 'call' }>;

/** Functions that give back a copy of what an argument points at. */
const COPIES: ReadonlyMap<string, number> = new Map([
  ['kmemdup', 0],
  ['kmemdup_noprof', 0],
  ['kvmemdup', 0],
  ['devm_kmemdup', 1],
]);

const EXPORT_INFO = 'dma_buf_export_info';
const BUFFER = 'dma_buf';

/** Functions that copy into what the first argument points at. */
const FILLS = new Set(['memcpy', '__builtin_memcpy', '__memcpy']);

/** Follows values in one function, and into others that it gets them from. */
export class ValuesOf {
  private readonly lowerer: Lowerer;
  private readonly code: Code;
  private readonly depth: number;

  constructor(lowerer: Lowerer, code: Code, depth = 0) {
    this.lowerer = lowerer;
    this.code = code;
    this.depth = depth;
  }

  /** What a pointer may lead to; nothing for NULL. Never throws. */
  of(expression: Expression, depth = this.depth): Candidate[] {
    if (depth > DEEPEST) return [{ kind: 'unknown', at: expression.at }];
    switch (expression.op) {
      case 'cast':
        return this.of(expression.value, depth + 1);
      case 'constant':
        return [];
      case 'address':
        return this.place(expression.of, depth + 1);
      case 'load':
        return this.isArray(expression) ? this.place(expression.from, depth + 1, '[0]') : this.stored(expression.from, depth + 1);
      case 'binary':
        return this.of(expression.left, depth + 1).map((each) => moved(each, expression));
      case 'temporary':
        return this.settings(expression.index).flatMap((each) =>
          each.do === 'set' ? this.of(each.value, depth + 1) : this.returned(each, depth + 1),
        );
      default:
        return [{ kind: 'unknown', at: expression.at }];
    }
  }

  /** What the member of the struct that a pointer leads to may hold. Never throws. */
  member(pointer: Expression, name: string, depth = this.depth): Candidate[] {
    if (depth > DEEPEST) return [{ kind: 'unknown', at: pointer.at }];
    if (pointer.op === 'cast') return this.member(pointer.value, name, depth + 1);
    if (pointer.op === 'address') return this.stored({ place: 'field', base: pointer.of, field: name, at: pointer.at }, depth + 1);
    if (pointer.op === 'temporary') {
      const sets = this.settings(pointer.index);
      const direct = this.stores(
        { place: 'field', base: { place: 'pointee', pointer, at: pointer.at }, field: name, at: pointer.at },
        depth,
      );
      return [...direct, ...sets.flatMap((each) => (each.do === 'set' ? this.member(each.value, name, depth + 1) : []))];
    }
    if (pointer.op !== 'load') return [{ kind: 'unknown', at: pointer.at }];
    const target: Lvalue = { place: 'field', base: { place: 'pointee', pointer, at: pointer.at }, field: name, at: pointer.at };
    const direct = this.stores(target, depth);
    const { from } = pointer;
    if (from.place !== 'slot') return direct.length > 0 ? direct : [this.memberOf(pointer, `.${name}`)];
    if (from.index < this.code.parameters) {
      const told = this.tagOf(pointer) === EXPORT_INFO;
      const given: Candidate = told
        ? { kind: 'parameter', index: from.index, member: name, copied: false }
        : this.memberOf(pointer, `.${name}`);
      return direct.length > 0 ? direct : [given];
    }
    const others = this.valuesStored(from).flatMap((value) =>
      value.op === 'temporary' && this.settings(value.index).some((each) => each.do === 'call') ? [] : this.member(value, name, depth + 1),
    );
    const found = [...direct, ...others];
    return found.length > 0 || this.tagOf(pointer) === EXPORT_INFO ? found : [this.memberOf(pointer, `.${name}`)];
  }

  /** What is stored to a member of structs of the tag, or the member itself if that is the ops. Never throws. */
  storedTo(tag: string, field: string): Candidate[] {
    return this.code.instructions.flatMap((each): Candidate[] => {
      if (each.do !== 'store' || each.target.place !== 'field' || each.target.field !== field) return [];
      if (tagOf(this.typeOf({ op: 'load', from: each.target.base, at: each.at })) !== tag) return [];
      const { value } = each;
      if (this.typeOf({ op: 'load', from: each.target, at: each.at })?.kind !== 'record') return this.of(value);
      return value.op === 'load' ? this.place(value.from, this.depth).map(asCopy) : [];
    });
  }

  private memberOf(pointer: Expression, path: string): Candidate {
    const [, field] = /^\.(\w+)$/.exec(path) ?? [];
    const tag = this.tagOf(pointer);
    if (field === undefined || tag === undefined || tag === EXPORT_INFO || tag === BUFFER) return { kind: 'unknown', at: pointer.at };
    return { kind: 'member', tag, field, copied: false };
  }

  private tagOf(pointer: Expression): string | undefined {
    const type = this.typeOf(pointer);
    return type?.kind === 'pointer' ? tagOf(type.to) : undefined;
  }

  private typeOf(expression: Expression): CType | undefined {
    return typeOf({ slots: this.code.slots, temporaryTypes: [], context: this.lowerer.context }, expression);
  }

  /** An array is the address of its first element. */
  private isArray(expression: Expression): boolean {
    return this.typeOf(expression)?.kind === 'array';
  }

  /** The object that a place is part of. */
  private place(place: Lvalue, depth: number, path = ''): Candidate[] {
    switch (place.place) {
      case 'field':
        return this.place(place.base, depth, `.${place.field}${path}`);
      case 'element': {
        const { index } = place;
        return this.place(place.base, depth, `[${index.op === 'constant' ? index.value : '*'}]${path}`);
      }
      case 'global':
        return [{ kind: 'object', at: placeOf(place.variable), path, copied: false }];
      case 'pointee': {
        const within = this.of(place.pointer, depth + 1);
        return within.map((each): Candidate => {
          if (each.kind === 'object') return { ...each, path: joined(each.path, path) };
          return path === '' ? each : this.memberOf(place.pointer, path);
        });
      }
      case 'slot': {
        const slot = this.code.slots[place.index];
        if (slot?.static) return [{ kind: 'object', at: slot.at, path, copied: false }];
        return path === '' ? this.wholes(place, depth) : [{ kind: 'unknown', at: place.at }];
      }
      default:
        return [{ kind: 'unknown', at: place.at }];
    }
  }

  /** Objects that were copied into this place as a whole. */
  private wholes(place: Lvalue, depth: number): Candidate[] {
    const copies = this.valuesStored(place).flatMap((value) => (value.op === 'load' ? this.place(value.from, depth + 1) : []));
    const filled = this.calls().flatMap((call) =>
      FILLS.has(nameOf(call)) && call.arguments[0]?.op === 'address' && same(call.arguments[0].of, place)
        ? this.of(call.arguments[1]!, depth + 1)
        : [],
    );
    const found = [...copies, ...filled].map(asCopy);
    return found.length > 0 ? found : [{ kind: 'unknown', at: place.at }];
  }

  /** What was stored to a pointer variable or member. */
  private stored(place: Lvalue, depth: number): Candidate[] {
    if (depth > DEEPEST) return [{ kind: 'unknown', at: place.at }];
    if (place.place === 'slot') {
      const slot = this.code.slots[place.index];
      if (place.index < this.code.parameters) return [{ kind: 'parameter', index: place.index, copied: false }];
      if (slot?.static) return [{ kind: 'unknown', at: place.at }];
      return [...this.stores(place, depth), ...this.copiedInto(place, depth)];
    }
    if (place.place === 'global') return this.initial(place.variable, '', depth);
    if (place.place === 'field' || place.place === 'element') {
      const direct = this.stores(place, depth);
      if (place.place === 'element') return direct.length > 0 ? direct : [{ kind: 'unknown', at: place.at }];
      if (place.base.place === 'slot') {
        const templates = this.valuesStored(place.base).flatMap((value) =>
          value.op === 'load' && value.from.place === 'global' ? this.initial(value.from.variable, `.${place.field}`, depth) : [],
        );
        return [...direct, ...templates];
      }
      if (place.base.place === 'pointee') return this.member(place.base.pointer, place.field, depth + 1);
      if (place.base.place === 'global') return [...direct, ...this.initial(place.base.variable, `.${place.field}`, depth)];
      return direct.length > 0 ? direct : [{ kind: 'unknown', at: place.at }];
    }
    return [{ kind: 'unknown', at: place.at }];
  }

  /** What an object's initialiser puts into a pointer; only `const` ones stay what they are. */
  private initial(variable: Found<VariableFact>, path: string, depth: number): Candidate[] {
    const at = placeOf(variable);
    if (variable.fact.initializerSpan === undefined) return [{ kind: 'unknown', at }];
    const code = this.lowerer.initializer(variable);
    const values = new ValuesOf(this.lowerer, code, depth + 1);
    const slot: Lvalue = { place: 'slot', index: 0, at };
    const target: Lvalue = path === '' ? slot : { place: 'field', base: slot, field: path.slice(1), at };
    const found = values.stores(target, depth + 1);
    const changes = !variable.fact.const && this.lowerer.context.names.facts(variable.file)?.assigned.includes(variable.fact.name);
    return changes ? [...found, { kind: 'unknown', at }] : found;
  }

  private stores(place: Lvalue, depth: number): Candidate[] {
    return this.valuesStored(place).flatMap((value) => this.of(value, depth + 1));
  }

  private valuesStored(place: Lvalue): Expression[] {
    return this.code.instructions.flatMap((each) => (each.do === 'store' && same(each.target, place) ? [each.value] : []));
  }

  /** What was copied to where a local pointer leads: `*copy = template`, `memcpy(copy, &template, …)`. */
  private copiedInto(pointer: Lvalue, depth: number): Candidate[] {
    const leads = (expression: Expression | undefined): boolean =>
      expression?.op === 'load' ? same(expression.from, pointer) : expression?.op === 'cast' ? leads(expression.value) : false;
    const found = this.code.instructions.flatMap((each) => {
      if (each.do === 'store' && each.target.place === 'pointee' && leads(each.target.pointer))
        return each.value.op === 'load' ? this.place(each.value.from, depth + 1) : [];
      return each.do === 'call' && FILLS.has(nameOf(each)) && leads(each.arguments[0]) ? this.of(each.arguments[1]!, depth + 1) : [];
    });
    return found.map(asCopy);
  }

  private settings(temporary: number): Extract<Instruction, { do: 'set' | 'call' }>[] {
    return this.code.instructions.filter(
      (each): each is Extract<Instruction, { do: 'set' | 'call' }> =>
        (each.do === 'set' || each.do === 'call') && each.temporary === temporary,
    );
  }

  private calls(): Call[] {
    return this.code.instructions.filter((each): each is Call => each.do === 'call');
  }

  /** What a called function gives back. */
  private returned(call: Call, depth: number): Candidate[] {
    const source = COPIES.get(nameOf(call));
    if (source !== undefined) {
      const given = call.arguments[source];
      return given ? this.of(given, depth + 1).map(asCopy) : [];
    }
    if (call.callee.to !== 'function' || !call.callee.target.fact.bodySpan) return [{ kind: 'unknown', at: call.at }];
    const code = this.lowerer.function(call.callee.target);
    const inner = new ValuesOf(this.lowerer, code, depth + 1);
    return code.instructions.flatMap((each) => {
      if (each.do !== 'return' || !each.value) return [];
      return inner.of(each.value).flatMap((found) => {
        if (found.kind !== 'parameter') return [found];
        const given = call.arguments[found.index];
        if (!given) return [{ kind: 'unknown' as const, at: call.at }];
        const values = found.member === undefined ? this.of(given, depth + 1) : this.member(given, found.member, depth + 1);
        return found.copied ? values.map(asCopy) : values;
      });
    });
  }
}

function tagOf(type: CType | undefined): string | undefined {
  return type?.kind === 'record' ? type.tag : undefined;
}

function asCopy(candidate: Candidate): Candidate {
  return candidate.kind === 'unknown' ? candidate : { ...candidate, copied: true };
}

function nameOf(call: Call): string {
  return call.callee.to === 'function' ? call.callee.target.fact.name : call.callee.to === 'name' ? call.callee.name : '';
}

/** A pointer to an element, and a number more. */
function moved(from: Candidate, { operator, right, at }: Extract<Expression, { op: 'binary' }>): Candidate {
  if (from.kind !== 'object' || !from.path.endsWith(']')) return { kind: 'unknown', at };
  const [whole, index] = /\[([^[\]]*)\]$/.exec(from.path)!;
  const known = operator === '+' && right.op === 'constant' && index !== '*';
  return { ...from, path: `${from.path.slice(0, -whole.length)}[${known ? BigInt(index!) + right.value : '*'}]` };
}

/** `[0]` and `[1]` of a pointer to an element are elements beside it. */
function joined(path: string, more: string): string {
  return more.startsWith('[') ? `${path.replace(/\[[^[\]]*\]$/, '')}[*]${more.replace(/^\[[^\]]*\]/, '')}` : path + more;
}

/** Whether two places are the same, written in the same way. */
function same(a: Lvalue, b: Lvalue): boolean {
  if (a.place === 'slot') return b.place === 'slot' && a.index === b.index;
  if (a.place === 'field') return b.place === 'field' && a.field === b.field && same(a.base, b.base);
  if (a.place === 'pointee') return b.place === 'pointee' && sameValue(a.pointer, b.pointer);
  if (a.place === 'global')
    return b.place === 'global' && a.variable.fact.name === b.variable.fact.name && a.variable.file === b.variable.file;
  return false;
}

function sameValue(a: Expression, b: Expression): boolean {
  if (a.op === 'cast') return sameValue(a.value, b);
  if (b.op === 'cast') return sameValue(a, b.value);
  if (a.op === 'load') return b.op === 'load' && same(a.from, b.from);
  return a.op === 'temporary' && b.op === 'temporary' && a.index === b.index;
}
