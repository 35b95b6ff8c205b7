/** Values of the symbolic evaluation, and what can be said of them without knowing the path. */
import type { FunctionFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { BOOL, type CType, INT } from '../lower/ctype.ts';
import type { BinaryOperator, Origin } from '../lower/ir.ts';
import type { Region } from './memory.ts';

/** Steps from an object to a part of it: `.member` or `[index]`. */
export type Path = readonly string[];

export interface SymbolValue {
  kind: 'symbol';
  /** Equal keys are the same question, with the same answer, on one path. */
  key: string;
  /** For people, in C. */
  text: string;
  type: CType;
  shape:
    | { op: 'atom' }
    | { op: 'config'; symbol: string }
    | { op: 'compare'; operator: '==' | '<'; left: Value; right: Value }
    | { op: 'not'; value: SymbolValue }
    /** `base + by`, in the type of the symbol. */
    | { op: 'offset'; base: SymbolValue; by: bigint }
    | { op: 'compute' };
}

export type Value =
  /** Numbers; also NULL and error pointers. */
  | { kind: 'integer'; value: bigint; type: CType; spelled?: string }
  /** `beyond` counts elements past an object that is no array element. */
  | { kind: 'pointer'; object: number; path: Path; beyond: number }
  | { kind: 'function'; target: Found<FunctionFact> }
  | { kind: 'string'; text: string }
  | SymbolValue
  | { kind: 'aggregate'; region: Region; origin?: Origin }
  | { kind: 'uninitialized'; what: string };

const ZERO: Value = { kind: 'integer', value: 0n, type: INT };
const ONE: Value = { kind: 'integer', value: 1n, type: INT };

export function integer(value: bigint | number, type: CType = INT): Value {
  return { kind: 'integer', value: wrap(BigInt(value), type), type };
}

export function truthValue(value: boolean): Value {
  return value ? ONE : ZERO;
}

/** Keys and texts are made of keys and texts; without a limit they double with every step of a loop. */
const LONGEST_KEY = 240;
const LONGEST_TEXT = 120;

function brief(key: string): string {
  return key.length <= LONGEST_KEY ? key : `${hash(key, 5381)}${hash(key, 52711)}:${key.length}`;
}

/** FNV-style, 32 bits in hexadecimal; two seeds together make a chance equality negligible. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** `value + by`; offsets of offsets are one offset. */
export function offset(value: SymbolValue, by: bigint, type: CType): Value {
  const base = value.shape.op === 'offset' ? value.shape.base : value;
  const total = value.shape.op === 'offset' ? value.shape.by + by : by;
  if (total === 0n) return base;
  const sign = total < 0n ? '-' : '+';
  const amount = total < 0n ? -total : total;
  return symbol(`(${base.key}${sign}${amount})`, `${base.text} ${sign} ${amount}`, type, { op: 'offset', base, by: total });
}

/** A value of unknown size; equal keys are equal values. */
export function symbol(key: string, text: string, type: CType, shape: SymbolValue['shape']): SymbolValue {
  return { kind: 'symbol', key: brief(key), text: text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`, type, shape };
}

export function atom(key: string, text: string, type: CType): SymbolValue {
  return symbol(key, text, type, { op: 'atom' });
}

export function isNull(value: Value): boolean {
  return value.kind === 'integer' && value.value === 0n;
}

/** Identity of a value: equal keys mean equal values. */
export function keyOf(value: Value): string {
  switch (value.kind) {
    case 'integer':
      return String(value.value);
    case 'pointer':
      return `&${value.object}${value.path.join('')}${value.beyond === 0 ? '' : `+${value.beyond}`}`;
    case 'function':
      return `${value.target.file}:${value.target.fact.name}`;
    case 'string':
      return value.text;
    case 'symbol':
      return value.key;
    case 'aggregate':
      return `{${[...value.region.cells].map(([path, cell]) => `${path}=${keyOf(cell)}`).join(',')}}`;
    case 'uninitialized':
      return '?';
  }
}

export function textOf(value: Value): string {
  switch (value.kind) {
    case 'integer':
      return value.spelled ?? String(value.value);
    case 'function':
      return value.target.fact.name;
    case 'string':
      return value.text;
    case 'symbol':
      return value.text;
    case 'pointer':
      return 'a pointer';
    case 'aggregate':
      return '{…}';
    case 'uninitialized':
      return 'an uninitialized value';
  }
}

/** The number reduced to what a C object of the type can hold. */
export function wrap(value: bigint, type: CType): bigint {
  if (type.kind !== 'int') return value;
  if (type.boolean) return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
}

export function typeOfValue(value: Value): CType | undefined {
  return value.kind === 'integer' || value.kind === 'symbol' ? value.type : undefined;
}

/** The type that C computes in for two operands: integer promotions, then the usual arithmetic conversions. */
export function commonType(left: CType | undefined, right: CType | undefined): CType {
  const a = promoted(left);
  const b = promoted(right);
  if (a.kind !== 'int') return b.kind === 'int' ? { kind: 'int', bits: 64, signed: true } : a;
  if (b.kind !== 'int') return { kind: 'int', bits: 64, signed: true };
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return a.signed ? b : a;
}

function promoted(type: CType | undefined): CType {
  if (type?.kind !== 'int') return type ?? INT;
  return type.bits < 32 ? INT : type;
}

export function negate(value: Value): Value {
  if (value.kind !== 'symbol') return truthValue(isNull(value));
  if (value.shape.op === 'not') return value.shape.value;
  return symbol(`!${value.key}`, `!(${value.text})`, BOOL, { op: 'not', value });
}

/** A comparison of numbers in canonical form: only `==` and `<`, the constant on the right. */
export function compareIntegers(operator: BinaryOperator, left: Value, right: Value): Value {
  const type = commonType(typeOfValue(left), typeOfValue(right));
  if (left.kind === 'integer' && right.kind === 'integer') {
    const a = wrap(left.value, type);
    const b = wrap(right.value, type);
    return truthValue(
      operator === '=='
        ? a === b
        : operator === '!='
          ? a !== b
          : operator === '<'
            ? a < b
            : operator === '<='
              ? a <= b
              : operator === '>'
                ? a > b
                : a >= b,
    );
  }
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

function successor(value: Extract<Value, { kind: 'integer' }>): Value {
  return { kind: 'integer', value: value.value + 1n, type: value.type };
}

function lessThan(left: Value, right: Value, type: CType): Value {
  if (left.kind === 'integer' && right.kind !== 'integer') return negate(lessThan(right, successor(left), type));
  const bounds = rangeOf(type);
  if (right.kind === 'integer' && bounds && right.value > bounds.high) return truthValue(true);
  if (right.kind === 'integer' && bounds && right.value <= bounds.low) return truthValue(false);
  if (right.kind === 'integer' && bounds && right.value === bounds.low + 1n) return equal(left, { ...right, value: bounds.low });
  if (right.kind === 'integer' && left.kind === 'symbol' && left.shape.op === 'offset' && !wraps(left.shape, type)) {
    return lessThan(left.shape.base, { kind: 'integer', value: right.value - left.shape.by, type: right.type }, type);
  }
  return compareSymbol('<', left, right);
}

/** Whether `base + by` may leave the type. Signed overflow is undefined in C, so it does not happen. */
function wraps(shape: { base: SymbolValue; by: bigint }, type: CType): boolean {
  if (type.kind !== 'int') return true;
  if (type.signed) return false;
  const [own, all] = [rangeOf(shape.base.type), rangeOf(type)];
  return !own || !all || own.low + shape.by < all.low || own.high + shape.by > all.high;
}

/** Equality of anything that is not decided by looking at it. */
export function equal(left: Value, right: Value): Value {
  if (left.kind === 'symbol' && left.shape.op === 'offset' && right.kind === 'integer') {
    return equal(left.shape.base, integer(right.value - left.shape.by, left.type));
  }
  return compareSymbol('==', left, right);
}

function compareSymbol(operator: '==' | '<', left: Value, right: Value): Value {
  const key = `(${keyOf(left)}${operator}${keyOf(right)})`;
  return symbol(key, `${textOf(left)} ${operator} ${textOf(right)}`, BOOL, { op: 'compare', operator, left, right });
}

/** Smallest and largest value of an integer type. */
export function rangeOf(type: CType): { low: bigint; high: bigint } | undefined {
  if (type.kind !== 'int') return undefined;
  if (type.boolean) return { low: 0n, high: 1n };
  const bits = BigInt(type.bits);
  return type.signed ? { low: -(1n << (bits - 1n)), high: (1n << (bits - 1n)) - 1n } : { low: 0n, high: (1n << bits) - 1n };
}
