/** Values of the symbolic evaluation, and what can be said of them without knowing the path. */
import type { FunctionFact, Place } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { BOOL, type CType, INT, POINTER } from '../lower/ctype.ts';
import type { Origin } from '../lower/ir.ts';
import { wrap } from '../lower/numbers.ts';
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
  /** The narrower type that it was converted from without a change: its value stays within that. */
  from?: CType;
  shape:
    | { op: 'atom' }
    | { op: 'config'; symbol: string }
    | { op: 'compare'; operator: '==' | '<'; left: Value; right: Value }
    | { op: 'not'; value: SymbolValue }
    /** `base` in the type of the symbol, which cannot hold all its values. */
    | { op: 'convert'; base: SymbolValue }
    /** `base + by`, in the type of the symbol. */
    | { op: 'offset'; base: SymbolValue; by: bigint }
    /** Where `of` points, seen as the struct that begins there: both are NULL, or none is. */
    | { op: 'container'; of: SymbolValue }
    | { op: 'compute' };
}

export type Value =
  /** Numbers; also NULL and error pointers. `source` is where the number is written that this one still is. */
  | { kind: 'integer'; value: bigint; type: CType; spelled?: string; source?: Place }
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
export function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** A value of unknown size; equal keys are equal values. */
export function symbol(key: string, text: string, type: CType, shape: SymbolValue['shape']): SymbolValue {
  return { kind: 'symbol', key: brief(key), text: text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`, type, shape };
}

export function atom(key: string, text: string, type: CType): SymbolValue {
  return symbol(key, text, type, { op: 'atom' });
}

/** The text of a value as a part of a longer one: in parentheses unless it stands for itself. */
export function operandText(text: string): string {
  return standsAlone(text) ? text : `(${text})`;
}

/** Names, calls, members, elements and casts of them; nothing that a neighbour could tear apart. */
export function standsAlone(text: string): boolean {
  let depth = 0;
  const outside = [...text].filter((character) => {
    if (character === ')' || character === ']') depth -= 1;
    const here = depth === 0;
    if (character === '(' || character === '[') depth += 1;
    return here;
  });
  return /^([\w.()[\]\u2026]|->)*$/.test(outside.join(''));
}

export function isNull(value: Value): boolean {
  return value.kind === 'integer' && value.value === 0n;
}

/** Stands for every address that the offset of a member makes of NULL: the last of the first page, which no driver spells as a number. */
export const BESIDE_NULL: Value = integer(4095, POINTER);

/** Whether it is such an address: neither NULL nor that of an object, and nothing else is known of it. */
export function isBesideNull(value: Value): boolean {
  return isNearNull(value) && keyOf(value) === keyOf(BESIDE_NULL);
}

/** An address in the first page, which nothing can be read from (vm.mmap_min_addr), other than NULL. */
export function isNearNull(value: Value): boolean {
  return value.kind === 'integer' && value.type.kind === 'pointer' && value.value > 0n && value.value < 4096n;
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

export function typeOfValue(value: Value): CType | undefined {
  return value.kind === 'integer' || value.kind === 'symbol' ? value.type : undefined;
}

export function negate(value: Value): Value {
  if (value.kind !== 'symbol') return truthValue(isNull(value));
  if (value.shape.op === 'not') return value.shape.value;
  return symbol(`!${value.key}`, `!${operandText(value.text)}`, BOOL, { op: 'not', value });
}

/** Smallest and largest value of an integer type. */
export function rangeOf(type: CType): { low: bigint; high: bigint } | undefined {
  if (type.kind !== 'int') return undefined;
  if (type.boolean) return { low: 0n, high: 1n };
  const bits = BigInt(type.bits);
  return type.signed ? { low: -(1n << (bits - 1n)), high: (1n << (bits - 1n)) - 1n } : { low: 0n, high: (1n << bits) - 1n };
}
