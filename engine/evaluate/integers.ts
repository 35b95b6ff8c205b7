/** Integers as C computes with them: conversions, and comparisons in canonical form. */
import { BOOL, type CType, commonType, INT, LONG, promoted, SIZE } from '../lower/ctype.ts';
import type { BinaryOperator } from '../lower/ir.ts';
import { comparison, withoutSuffix, wrap } from '../lower/numbers.ts';
import {
  integer,
  isNull,
  keyOf,
  negate,
  operandText,
  rangeOf,
  type SymbolValue,
  standsAlone,
  symbol,
  textOf,
  truthValue,
  typeOfValue,
  type Value,
} from './values.ts';

type IntegerType = Extract<CType, { kind: 'int' }>;

/** Smallest and largest value. */
export interface Reach {
  low: bigint;
  high: bigint;
}

type IntegerValue = Extract<Value, { kind: 'integer' }>;

/** The value as an object of that type holds it. Values that are no integers, and types that are none, leave it as it is. */
export function convert(value: Value, type: CType): Value {
  if (type.kind === 'pointer' && type.to.kind === 'record' && isUntypedPointer(value)) return { ...value, type };
  if (type.kind !== 'int') return value;
  if (type.boolean) return asTruth(value);
  if (value.kind === 'integer') return narrowed(value, type);
  if (value.kind !== 'symbol' || value.type.kind !== 'int' || sameType(value.type, type)) return value;
  const own = reachOf(value);
  const all = rangeOf(type);
  if (own && all && own.low >= all.low && own.high <= all.high) return { ...value, type, from: value.from ?? value.type };
  const name = typeName(type);
  return symbol(`(${name})${value.key}`, `(${name})${operandText(value.text)}`, type, { op: 'convert', base: value });
}

/** A `void *`, or what nothing is known of: it takes on the type of the first pointer that it is stored to. */
function isUntypedPointer(value: Value): value is SymbolValue {
  if (value.kind !== 'symbol' || value.shape.op !== 'atom') return false;
  const to = value.type.kind === 'pointer' ? value.type.to : value.type;
  return to.kind === 'void' || to.kind === 'unknown';
}

/** Smallest and largest value that the symbol can have, whatever is asked of it. */
export function reachOf(value: SymbolValue): Reach | undefined {
  const type = value.from ?? value.type;
  const { shape } = value;
  if (shape.op !== 'offset' || wraps(shape, type)) return rangeOf(type);
  return reachThrough(value, reachOf(shape.base));
}

/** The same, with what is known of the value that it is computed from; nothing more is known if that may wrap around. */
export function reachThrough({ shape, type, from = type }: SymbolValue, base: Reach | undefined): Reach | undefined {
  const all = rangeOf(from);
  if (!base || !all) return all;
  const by = shape.op === 'offset' ? shape.by : 0n;
  const reach = { low: wrap(base.low + by, from), high: wrap(base.high + by, from) };
  return base.high - base.low <= all.high - all.low && reach.low <= reach.high ? reach : all;
}

function narrowed(value: IntegerValue, type: IntegerType): IntegerValue {
  const number = wrap(value.value, type);
  // A suffix such as in `3u` tells a type that the number no longer has.
  const spelling =
    value.spelled !== undefined && (!/^-?\d.*[uUlL]$/.test(value.spelled) || (value.type.kind === 'int' && sameType(value.type, type)))
      ? { spelled: value.spelled }
      : {};
  const source = value.source ? { source: value.source } : {};
  return number === value.value
    ? { kind: 'integer', value: number, type, ...spelling, ...source }
    : { kind: 'integer', value: number, type };
}

function asTruth(value: Value): Value {
  switch (value.kind) {
    case 'integer':
      return isNull(value) || value.value === 1n ? { ...value, type: BOOL } : integer(1, BOOL);
    case 'pointer':
    case 'function':
    case 'string':
      return integer(1, BOOL);
    case 'symbol': {
      const binary = [value.type, value.from].some((type) => type?.kind === 'int' && type.boolean);
      return binary ? { ...value, type: BOOL } : negate(equal(value, integer(0, value.type)));
    }
    default:
      return value;
  }
}

function sameType(a: IntegerType, b: IntegerType): boolean {
  return a.bits === b.bits && a.signed === b.signed && a.boolean === b.boolean;
}

function typeName({ bits, signed }: IntegerType): string {
  if (signed && bits >= 32) return bits === 32 ? 'int' : 'long';
  return `${signed ? 's' : 'u'}${bits}`;
}

/** What no rule simplifies: told in C. Equal operations on equal values in equal types are equal. */
export function computed(key: string, text: string, type: CType): SymbolValue {
  return symbol(key + typeMark(type), text, type, { op: 'compute' });
}

/** An operation on two values, one of them not known. */
export function operation(operator: BinaryOperator, left: Value, right: Value, type: CType): SymbolValue {
  return computed(`(${keyOf(left)}${operator}${keyOf(right)})`, `${operand(left)} ${operator} ${operand(right)}`, type);
}

/** The smaller or larger of two numbers, both taken into their common type. */
export function extreme(name: 'min' | 'max', left: Value, right: Value): Value {
  const type = commonType(typeOfValue(left), typeOfValue(right));
  const [first, second] = [convert(left, type), convert(right, type)];
  if (first.kind === 'integer' && second.kind === 'integer') return first.value < second.value === (name === 'min') ? first : second;
  const text = `${name}(${operand(first)}, ${operand(second)})`;
  return computed(`${name}(${keyOf(first)},${keyOf(second)})`, text, type);
}

/** The value's text as part of a longer one; a conversion that changes how C computes with it is told. */
export function operand(value: Value): string {
  if (value.kind === 'integer') return numberText(value);
  if (value.kind !== 'symbol') return textOf(value);
  const text = operandText(value.text);
  const [own, was] = [promoted(value.type), value.from && promoted(value.from)];
  return own.kind === 'int' && was?.kind === 'int' && !sameType(own, was) ? `(${typeName(own)})${text}` : text;
}

/** A number in its own type: `3`, `3u`, `(-1)`, `(u64)LIMIT`, `0x80000000L`. */
function numberText(value: IntegerValue): string {
  const type = promoted(value.type);
  // What C computes from `-0x80000000` is not what a longer type makes of the same digits.
  const text = spells(textOf(value), value.value, type) ? textOf(value) : `${value.value}`;
  const digits = /^-?\d/.test(text) ? withoutSuffix(text) : undefined;
  const bare = digits === undefined ? INT : literalType(digits);
  const exact = type.kind !== 'int' || (bare.kind === 'int' && sameType(bare, type));
  if (digits !== undefined && !exact && !sameType(type, INT as IntegerType)) {
    const written = digits + (type.signed ? '' : 'u') + (type.bits === 64 ? 'L' : '');
    return text.startsWith('-') ? `(${written})` : written;
  }
  const cast = exact ? '' : `(${typeName(type)})`;
  const shown = digits ?? text;
  return text.startsWith('-') || cast ? `(${cast}${shown})` : shown;
}

/** Whether digits stand for the number in that type; names always do. */
function spells(text: string, value: bigint, type: CType): boolean {
  const digits = /^(-?)(0[xX][\da-fA-F]+|0[bB][01]+|\d+)[uUlL]*$/.exec(text);
  if (digits === null) return true;
  const size = BigInt(digits[2]!.replace(/^0(?=\d)/, '0o'));
  return wrap(digits[1] === '-' ? -size : size, type) === value;
}

/** The type that C gives a number without a suffix; a minus in front changes nothing. */
function literalType(digits: string): CType {
  const size = BigInt(digits.replace(/^-/, ''));
  const decimal = !/^-?0./.test(digits);
  if (size <= 0x7fffffffn) return INT;
  if (!decimal && size <= 0xffffffffn) return { kind: 'int', bits: 32, signed: false };
  return size <= 0x7fffffffffffffffn ? LONG : SIZE;
}

/** `value + by`; offsets of offsets are one offset. */
export function offset(value: SymbolValue, by: bigint, type: CType): Value {
  const again = value.shape.op === 'offset' && value.from === undefined && typeMark(value.type) === typeMark(type);
  const base = again && value.shape.op === 'offset' ? value.shape.base : value;
  const total = again && value.shape.op === 'offset' ? value.shape.by + by : by;
  if (total === 0n) return convert(base, type);
  const shown = type.kind === 'int' && !type.boolean ? BigInt.asIntN(type.bits, total) : total;
  const sign = shown < 0n ? '-' : '+';
  const amount = shown < 0n ? -shown : shown;
  const unsigned = amount > 0x7fffffffn && type.kind === 'int' && type.bits === 32 ? 'u' : '';
  const written =
    type.kind === 'int' && type.signed && amount === 1n << BigInt(type.bits - 1)
      ? // Without its sign, the smallest number is none of the type.
        `+ (${typeName(type)})0x${amount.toString(16)}`
      : `${sign} ${amount}${suffix(type, promoted(base.type)) || unsigned}`;
  const text = `${operand(base)} ${written}`;
  return symbol(`(${base.key}${sign}${amount})${typeMark(type)}`, text, type, { op: 'offset', base, by: total });
}

function typeMark(type: CType): string {
  return type.kind !== 'int' || sameType(type, INT as IntegerType) ? '' : `:${typeName(type)}`;
}

/** What a number has to end in, so that C computes in the type. */
function suffix(type: CType, other: CType): string {
  if (type.kind !== 'int' || (other.kind === 'int' && sameType(type, other))) return '';
  return `${type.signed ? '' : 'u'}${type.bits === 64 ? 'L' : ''}`;
}

/** A comparison of numbers in canonical form: only `==` and `<`, the constant on the right. */
export function compareIntegers(operator: BinaryOperator, first: Value, second: Value): Value {
  const type = commonType(typeOfValue(first), typeOfValue(second));
  const [left, right] = [convert(first, type), convert(second, type)];
  if (left.kind === 'integer' && right.kind === 'integer') return truthValue(comparison(operator, left.value, right.value) === true);
  if (keyOf(left) === keyOf(right)) return truthValue(operator === '==' || operator === '<=' || operator === '>=');
  switch (operator) {
    case '!=':
      return negate(compareIntegers('==', left, right));
    case '>':
      return right.kind === 'integer' ? negate(lessThan(left, successor(right), type)) : lessThan(right, left, type);
    case '>=':
      return negate(lessThan(left, right, type));
    case '<=':
      return right.kind === 'integer' ? lessThan(left, successor(right), type) : negate(lessThan(right, left, type));
    case '<':
      return lessThan(left, right, type);
    default:
      return left.kind === 'integer' ? equal(right, left) : equal(left, right);
  }
}

function successor(value: IntegerValue): IntegerValue {
  return { kind: 'integer', value: value.value + 1n, type: value.type };
}

function lessThan(left: Value, right: Value, type: CType): Value {
  if (left.kind === 'integer' && right.kind !== 'integer') return negate(lessThan(right, successor(left), type));
  const bounds = rangeOf(type);
  if (right.kind === 'integer' && bounds && right.value > bounds.high) return truthValue(true);
  if (right.kind === 'integer' && bounds && right.value <= bounds.low) return truthValue(false);
  if (right.kind === 'integer' && bounds && right.value === bounds.low + 1n) return equal(left, integer(bounds.low, right.type));
  if (right.kind === 'integer' && left.kind === 'symbol' && left.shape.op === 'offset') {
    const own = left.from ?? left.type;
    const { base, by } = left.shape;
    // A base that the type cannot hold, -1 in an unsigned one, is compared as what it is: the sum is a number of the type all the same.
    const held = fits(base, own) ? own : (base.from ?? base.type);
    const rest: IntegerValue = { kind: 'integer', value: right.value - by, type: held };
    if (!wraps(left.shape, own)) return lessThan(convert(base, held), rest, held);
  }
  return compareSymbol('<', left, right);
}

function fits(value: SymbolValue, type: CType): boolean {
  const [own, all] = [reachOf(value), rangeOf(type)];
  return own !== undefined && all !== undefined && own.low >= all.low && own.high <= all.high;
}

/** Whether `base + by` may leave the type. The kernel is compiled so that signed numbers wrap around as well (`-fno-strict-overflow`). */
function wraps(shape: { base: SymbolValue; by: bigint }, type: CType): boolean {
  if (type.kind !== 'int') return true;
  const [own, all] = [reachOf(shape.base), rangeOf(type)];
  if (!own || !all) return true;
  return own.low + shape.by < all.low || own.high + shape.by > all.high;
}

/** Equality of anything that is not decided by looking at it. */
export function equal(left: Value, right: Value): Value {
  if (left.kind === 'symbol' && right.kind === 'integer') {
    if (left.shape.op === 'offset') {
      const own = left.from ?? left.type;
      const all = rangeOf(own);
      if (all && (right.value < all.low || right.value > all.high)) return truthValue(false);
      return equal(convert(left.shape.base, own), integer(right.value - left.shape.by, own));
    }
    if (left.shape.op === 'convert') {
      const { base } = left.shape;
      const held = left.from ?? left.type;
      if (wrap(right.value, held) !== right.value) return truthValue(false);
      if (base.type.kind === 'int' && held.kind === 'int' && base.type.bits <= held.bits) {
        const own = integer(right.value, base.type) as IntegerValue;
        return wrap(own.value, held) === right.value ? equal(base, own) : truthValue(false);
      }
    }
  }
  return compareSymbol('==', left, right);
}

function compareSymbol(operator: '==' | '<', left: Value, right: Value): Value {
  const key = `(${keyOf(left)}${operator}${keyOf(right)})`;
  return symbol(key, comparisonText(left, operator, right), BOOL, { op: 'compare', operator, left, right });
}

/** A comparison in C. Sums and products bind tighter; all else gets parentheses. */
export function comparisonText(left: Value, operator: string, right: Value): string {
  const open = left.kind === 'symbol' && right.kind === 'symbol';
  const side = (value: Value) => (value.kind !== 'symbol' ? described(value) : open ? operand(value) : looseText(value.text));
  return `${side(left)} ${operator} ${needsType(left, right) ? numberText(right) : side(right)}`;
}

/** Whether C would take the bare number for another one: `unsigned < -3` is not `unsigned < -3L`. */
function needsType(left: Value, right: Value): right is IntegerValue {
  if (left.kind !== 'symbol' || right.kind !== 'integer') return false;
  const text = textOf(right);
  const bare = commonType(left.from ?? left.type, /^-?\d/.test(text) ? literalType(withoutSuffix(text)) : INT);
  return (
    bare.kind === 'int' && !bare.boolean && (wrap(right.value, bare) !== right.value || (reachOf(left) !== undefined && !fits(left, bare)))
  );
}

function described(value: Value): string {
  return value.kind === 'pointer' ? 'a known object' : value.kind === 'integer' || value.kind === 'function' ? textOf(value) : 'a value';
}

function looseText(text: string): string {
  return standsAlone(text.replace(/ [-+*/%] /g, '')) ? text : operandText(text);
}
