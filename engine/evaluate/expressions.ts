/** Values of expressions in a state. Pure but for objects that come into being when an unknown pointer is followed. */
import type { Place } from '../facts/facts.ts';
import { BOOL, type CType, commonType, INT, LONG, POINTER, SIZE, UNKNOWN } from '../lower/ctype.ts';
import type { BinaryOperator, Builtin, Expression, Lvalue } from '../lower/ir.ts';
import { calculated } from '../lower/numbers.ts';
import type { Access, Spot } from './access.ts';
import { type Given, isNothing } from './assumptions.ts';
import { defect, type PathEnd, unknownEnd } from './ending.ts';
import { compareIntegers, comparisonText, computed, convert, equal, extreme, offset, operand, operation } from './integers.ts';
import { settled } from './path.ts';
import { addObject, pointeeOf, type State } from './state.ts';
import {
  atom,
  BESIDE_NULL,
  integer,
  isBesideNull,
  isNearNull,
  isNull,
  keyOf,
  negate,
  type SymbolValue,
  symbol,
  textOf,
  truthValue,
  typeOfValue,
  type Value,
} from './values.ts';

/** Largest errno that `ERR_PTR` may carry (include/linux/err.h). */
const MAX_ERRNO = 4095n;

export class Expressions {
  private readonly access: Access;
  private readonly given: () => Given;

  constructor(access: Access, given: () => Given) {
    this.access = access;
    this.given = given;
  }

  /** Throws `PathEnd` where the compiled C would fault or the engine cannot go on, `RunFirst` where a global has to be initialised first. */
  value(state: State, expression: Expression): Value {
    const value = this.open(state, expression);
    return value.kind === 'symbol' ? this.settled(value) : value;
  }

  /** A number instead of a question that is answered from outside. */
  settled(value: Value): Value {
    const given = this.given();
    return isNothing(given) ? value : settled(value, given);
  }

  private open(state: State, expression: Expression): Value {
    const { at } = expression;
    switch (expression.op) {
      case 'constant':
        return {
          kind: 'integer',
          value: expression.value,
          type: expression.type,
          ...(expression.spelled ? { spelled: expression.spelled } : {}),
          source: at,
        };
      case 'string':
        return { kind: 'string', text: expression.text };
      case 'temporary':
        return state.frames[state.frames.length - 1]!.temporaries.get(expression.index) ?? { kind: 'uninitialized', what: 'a value' };
      case 'load':
        return this.access.load(state, this.spot(state, expression.from), at);
      case 'address': {
        const fixed = this.addressFromNull(state, expression.of);
        if (fixed) return fixed;
        const spot = this.spot(state, expression.of);
        const nullable = this.nullable(state, expression.of);
        if (nullable) return nullable;
        return { kind: 'pointer', object: spot.object, path: spot.path, beyond: 0 };
      }
      case 'function':
        return { kind: 'function', target: expression.target };
      case 'unary':
        return this.unary(expression.operator, this.used(state, expression.value), at);
      case 'binary':
        return this.binary(state, expression.operator, this.used(state, expression.left), this.used(state, expression.right), at);
      case 'cast':
        return this.cast(this.value(state, expression.value), expression.type, at);
      case 'builtin':
        return this.builtin(
          expression.name,
          expression.arguments.map((each) => this.used(state, each)),
          at,
        );
      case 'count': {
        const spot = this.spot(state, expression.of);
        const extent = this.access.extent(state, spot);
        if (extent === undefined) return atom(`count:${spot.object}${spot.path.join('')}`, 'ARRAY_SIZE(...)', SIZE);
        return integer(extent, SIZE);
      }
      case 'sizeof':
        return this.sizeOf(state, expression);
      case 'config':
        return symbol(`config:${expression.symbol}`, expression.symbol, INT, { op: 'config', symbol: expression.symbol });
      case 'unknown':
        return atom(`unknown:${expression.text}`, expression.text, expression.type);
    }
  }

  /** A value that is about to be computed with: reading one that nobody set is a defect. */
  used(state: State, expression: Expression): Value {
    const value = this.value(state, expression);
    if (value.kind === 'uninitialized') throw defect('uninitialized', `reads ${value.what}, which nothing has set`, expression.at);
    return value;
  }

  spot(state: State, lvalue: Lvalue): Spot {
    switch (lvalue.place) {
      case 'slot': {
        const frame = state.frames[state.frames.length - 1]!;
        let object = frame.slots.get(lvalue.index);
        if (object === undefined) {
          // A jump went past the declaration: the object exists, with nothing in it.
          const slot = frame.code.slots[lvalue.index]!;
          object = addObject(state, { label: slot.name, type: slot.type, fill: { kind: 'uninitialized' } }).id;
          frame.slots.set(lvalue.index, object);
        }
        return { object, path: [] };
      }
      case 'global':
        return this.access.global(state, lvalue.variable);
      case 'pointee':
        return this.access.target(state, this.used(state, lvalue.pointer), lvalue.at);
      case 'field':
        return this.access.field(state, this.spot(state, lvalue.base), lvalue.field);
      case 'element': {
        const base = this.spot(state, lvalue.base);
        const index = this.used(state, lvalue.index);
        if (index.kind !== 'integer') throw unknownEnd(`the index ${textOf(index)} is not known`, lvalue.at);
        return { object: base.object, path: [...base.path, `[${index.value}]`] };
      }
      case 'container': {
        const spot = this.access.container(state, this.spot(state, lvalue.base), lvalue.type, lvalue.fields);
        if (!spot) throw unknownEnd(`what holds \`${lvalue.fields.join('.')}\` is not known`, lvalue.at);
        return spot;
      }
    }
  }

  /** `container_of` of a first member leads to the place that is given, which may be NULL. */
  private nullable(state: State, lvalue: Lvalue): Value | undefined {
    if (lvalue.place !== 'container' || lvalue.base.place !== 'pointee') return undefined;
    const pointer = this.value(state, lvalue.base.pointer);
    return pointer.kind === 'symbol' ? this.access.nullableContainer(state, pointer, lvalue.type, lvalue.fields) : undefined;
  }

  /**
   * `&pointer->first` of NULL is NULL, and so is `container_of` of a first member: nothing is read. With any other member it is an address that
   * is not NULL, and that nothing can be read from. Undefined where the pointer is not NULL.
   */
  private addressFromNull(state: State, lvalue: Lvalue): Value | undefined {
    switch (lvalue.place) {
      case 'pointee': {
        const pointer = this.value(state, lvalue.pointer);
        if (isNearNull(pointer)) throw fromBesideNull(lvalue.at);
        return isNull(pointer) ? integer(0, POINTER) : undefined;
      }
      case 'container':
        return this.besideNull(state, lvalue, lvalue.type, lvalue.fields);
      case 'field':
        return this.besideNull(state, lvalue, this.declaredType(state, lvalue.base), [lvalue.field]);
      default:
        return undefined;
    }
  }

  /** The address of a struct or its member where that of the other, `base`, may be NULL. */
  private besideNull(state: State, { base, at }: { base: Lvalue; at: Place }, type: CType, fields: readonly string[]): Value | undefined {
    const address = this.addressFromNull(state, base);
    if (!address) return undefined;
    const begins = this.access.begins(type, fields);
    if (begins === undefined) throw unknownEnd(`the place of \`${fields.join('.')}\` in its struct is not known`, at);
    return begins ? address : BESIDE_NULL;
  }

  private unary(operator: '-' | '~' | '!', value: Value, at: Place): Value {
    if (operator === '!') return negate(value);
    if (value.kind === 'integer') {
      const type = commonType(value.type, INT);
      const result = integer(operator === '-' ? -value.value : ~value.value, type);
      if (result.kind !== 'integer') return result;
      const kept = operator === '-' && value.spelled && result.value === -value.value;
      return { ...result, ...(value.source ? { source: at } : {}), ...(kept ? { spelled: `-${value.spelled}` } : {}) };
    }
    if (value.kind === 'symbol') return computed(`${operator}(${value.key})`, `${operator}${operand(value)}`, commonType(value.type, INT));
    throw unknownEnd(`computes ${operator} of ${textOf(value)}`, at);
  }

  private binary(state: State, operator: BinaryOperator, left: Value, right: Value, at: Place): Value {
    const other = isBesideNull(left) ? right : isBesideNull(right) ? left : undefined;
    if (other && !(isComparison(operator) && (isNull(other) || isAddress(other)))) throw fromBesideNull(at);
    const pointer = left.kind === 'pointer' || right.kind === 'pointer' || pointing(left) || pointing(right);
    if (pointer && (operator === '+' || operator === '-')) return this.movePointer(state, operator, left, right, at);
    if (isComparison(operator)) return this.compare(state, operator, left, right, at);
    const type =
      operator === '<<' || operator === '>>' ? commonType(typeOfValue(left), INT) : commonType(typeOfValue(left), typeOfValue(right));
    if (left.kind === 'integer' && right.kind === 'integer') return arithmetic(operator, left.value, right.value, type, at);
    if (operator === '+' || operator === '-') {
      const sign = operator === '+' ? 1n : -1n;
      if (left.kind === 'symbol' && right.kind === 'integer') return offset(left, sign * right.value, type);
      if (right.kind === 'symbol' && left.kind === 'integer' && operator === '+') return offset(right, left.value, type);
    }
    return operation(operator, left, right, type);
  }

  private movePointer(state: State, operator: '+' | '-', left: Value, right: Value, at: Place): Value {
    const pointer = left.kind === 'integer' ? right : left;
    const moved = left.kind === 'integer' ? left : right;
    if (operator === '-' && pointing(left) && pointing(right)) return this.distance(left, right, at);
    if (moved.kind !== 'integer') {
      if (isAddress(moved) && pointer.kind === 'pointer') return this.distance(left, right, at);
      throw unknownEnd(`the offset ${textOf(moved)} is not known`, at);
    }
    const by = operator === '+' ? moved.value : -moved.value;
    if (by === 0n) return pointer;
    if (pointer.kind === 'symbol') {
      const object = pointeeOf(state, pointer);
      return { kind: 'pointer', object: object.id, path: [`[${by}]`], beyond: 0 };
    }
    if (pointer.kind === 'integer') throw defect('null-dereference', 'computes with NULL as an address', at);
    if (pointer.kind !== 'pointer') throw unknownEnd(`computes with ${textOf(pointer)}`, at);
    const last = /^\[(-?\d+)\]$/.exec(pointer.path[pointer.path.length - 1] ?? '')?.[1];
    if (last === undefined) return { ...pointer, beyond: pointer.beyond + Number(by) };
    return { ...pointer, path: [...pointer.path.slice(0, -1), `[${BigInt(last) + by}]`] };
  }

  private distance(left: Value, right: Value, at: Place): Value {
    if (left.kind !== 'pointer' || right.kind !== 'pointer' || left.object !== right.object) {
      return operation('-', left, right, LONG);
    }
    const index = (value: typeof left) => Number(/^\[(-?\d+)\]$/.exec(value.path[value.path.length - 1] ?? '')?.[1] ?? 0) + value.beyond;
    if (left.path.slice(0, -1).join('') !== right.path.slice(0, -1).join(''))
      throw unknownEnd('subtracts addresses in different parts', at);
    return integer(index(left) - index(right), LONG);
  }

  private compare(state: State, operator: BinaryOperator, left: Value, right: Value, at: Place): Value {
    if (isNull(right) && isContainer(left)) return this.compare(state, operator, left.shape.of, right, at);
    if (isNull(left) && isContainer(right)) return this.compare(state, operator, left, right.shape.of, at);
    const addresses = isAddress(left) || isAddress(right);
    if (!addresses) {
      if (left.kind === 'aggregate' || right.kind === 'aggregate') throw unknownEnd('compares structs', at);
      return compareIntegers(operator, left, right);
    }
    const same = this.sameAddress(state, left, right);
    if (operator === '==') return same;
    if (operator === '!=') return negate(same);
    if (left.kind === 'pointer' && right.kind === 'pointer' && left.object === right.object) {
      return compareIntegers(operator, this.distance(left, right, at), integer(0, LONG));
    }
    return computed(`(${keyOf(left)}${operator}${keyOf(right)})`, comparisonText(left, operator, right), BOOL);
  }

  private sameAddress(state: State, left: Value, right: Value): Value {
    if (keyOf(left) === keyOf(right)) return truthValue(true);
    if (left.kind === 'symbol' || right.kind === 'symbol') return left.kind === 'symbol' ? equal(left, right) : equal(right, left);
    if (left.kind === 'pointer' && right.kind === 'pointer' && left.object !== right.object) {
      const certain = state.objects.get(left.object)?.certain && state.objects.get(right.object)?.certain;
      if (!certain) return equal(left, right);
    }
    return truthValue(false);
  }

  private cast(value: Value, type: CType, at: Place): Value {
    if (isBesideNull(value) && type.kind === 'int' && !type.boolean) throw fromBesideNull(at);
    if (type.kind === 'int') return convert(value, type);
    if (value.kind === 'integer') return { ...value, type };
    if (value.kind === 'symbol' && value.shape.op === 'atom' && type.kind === 'pointer') return { ...value, type };
    return value;
  }

  private builtin(name: Builtin, given: Value[], at: Place): Value {
    const first = given[0]!;
    if (isBesideNull(first)) throw fromBesideNull(at);
    switch (name) {
      case 'ERR_PTR':
      case 'PTR_ERR':
        if (first.kind === 'pointer' || first.kind === 'function') return integer(0, LONG);
        if (first.kind === 'symbol')
          return first.shape.op === 'atom' ? first : computed(`${name}(${first.key})`, `${name}(${first.text})`, LONG);
        return first.kind === 'integer' ? { ...first, type: LONG } : first;
      case 'IS_ERR':
      case 'IS_ERR_OR_NULL': {
        const orNull = name === 'IS_ERR_OR_NULL';
        if (first.kind === 'integer') return truthValue((first.value < 0n && first.value >= -MAX_ERRNO) || (orNull && first.value === 0n));
        if (first.kind === 'symbol') return computed(`${name}(${first.key})`, `${name}(${first.text})`, BOOL);
        return truthValue(false);
      }
      default: {
        const second = given[1];
        if (!second) return first;
        return extreme(name === 'min' ? 'min' : 'max', first, second);
      }
    }
  }

  private sizeOf(state: State, expression: Extract<Expression, { op: 'sizeof' }>): Value {
    if (expression.type) return sizeOfType(expression.type);
    const of = expression.of!;
    const type = this.declaredType(state, of);
    const whole = of.place === 'slot' || of.place === 'global';
    const count = type.kind === 'array' && whole ? this.access.extent(state, this.spot(state, of)) : undefined;
    return sizeOfType(type.kind === 'array' && count !== undefined ? { ...type, length: count } : type);
  }

  /** The type of what `sizeof` is asked about; nothing is read, as in C. */
  private declaredType(state: State, lvalue: Lvalue): CType {
    switch (lvalue.place) {
      case 'slot':
        return state.frames[state.frames.length - 1]!.code.slots[lvalue.index]?.type ?? UNKNOWN;
      case 'global':
        return this.access.typeOf(lvalue.variable);
      case 'pointee': {
        const pointer = this.pointedType(state, lvalue.pointer);
        return pointer.kind === 'pointer' ? pointer.to : pointer.kind === 'array' ? pointer.of : UNKNOWN;
      }
      case 'field':
        return (
          this.access.membersOf(this.declaredType(state, lvalue.base))?.find((member) => member.name === lvalue.field)?.type ?? UNKNOWN
        );
      case 'element': {
        const base = this.declaredType(state, lvalue.base);
        return base.kind === 'array' ? base.of : UNKNOWN;
      }
      case 'container':
        return lvalue.type;
    }
  }

  private pointedType(state: State, pointer: Expression): CType {
    if (pointer.op === 'load') return this.declaredType(state, pointer.from);
    if (pointer.op === 'binary') return this.pointedType(state, pointer.left);
    if (pointer.op === 'cast') return pointer.type;
    return pointer.op === 'address' ? { kind: 'pointer', to: this.declaredType(state, pointer.of), readonly: false } : UNKNOWN;
  }
}

/** Sizes are numbers for scalars; records have a size of their own that nobody has to know, so that ratios still come out. */
const RECORD_SIZE_STEP = 1024n;

function sizeOfType(type: CType): Value {
  const size = byteSize(type);
  return size === undefined ? atom('sizeof(?)', 'sizeof(...)', SIZE) : integer(size, SIZE);
}

/** The size of an object of the type as `sizeof` gives it here; nothing if it is not known. */
export function byteSize(type: CType): bigint | undefined {
  switch (type.kind) {
    case 'int':
      return BigInt(type.bits / 8);
    case 'pointer':
      return 8n;
    case 'array': {
      const of = byteSize(type.of);
      return of === undefined || type.length === undefined ? undefined : of * BigInt(type.length);
    }
    case 'record':
    case 'members':
      return RECORD_SIZE_STEP;
    default:
      return undefined;
  }
}

function isComparison(operator: BinaryOperator): boolean {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

function fromBesideNull(at: Place): PathEnd {
  return unknownEnd('computes with an address near NULL', at);
}

function isAddress(value: Value): boolean {
  return value.kind === 'pointer' || value.kind === 'function' || value.kind === 'string';
}

function pointing(value: Value): boolean {
  return (
    value.kind === 'pointer' ||
    (value.kind === 'symbol' && value.type.kind === 'pointer') ||
    (value.kind === 'integer' && value.type.kind === 'pointer' && isNull(value))
  );
}

function arithmetic(operator: BinaryOperator, left: bigint, right: bigint, type: CType, at: Place): Value {
  const bits = type.kind === 'int' ? BigInt(type.bits) : 64n;
  if ((operator === '<<' || operator === '>>') && (right < 0n || right >= bits)) throw unknownEnd('shifts by more than the width', at);
  const value = calculated(operator, left, right);
  if (value === undefined) throw unknownEnd('divides by zero', at);
  return integer(value, type);
}

function isContainer(value: Value): value is SymbolValue & { shape: { op: 'container' } } {
  return value.kind === 'symbol' && value.shape.op === 'container';
}
