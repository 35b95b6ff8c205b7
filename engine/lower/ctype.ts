/** C types as far as evaluation needs them: integer widths, pointers, arrays, and which record a member belongs to. */
import type { FieldFact, RecordFact } from '../facts/facts.ts';
import type { Names } from '../index/names.ts';

export type CType =
  | { kind: 'void' }
  | { kind: 'unknown'; text: string }
  | { kind: 'int'; bits: number; signed: boolean; boolean?: true; enum?: string }
  | { kind: 'pointer'; to: CType; readonly: boolean }
  | { kind: 'array'; of: CType; length: number | undefined }
  | { kind: 'record'; tag: string; file: string }
  | { kind: 'members'; fields: FieldFact[]; union: boolean; file: string }
  | { kind: 'function' };

export const INT: CType = { kind: 'int', bits: 32, signed: true };
export const LONG: CType = { kind: 'int', bits: 64, signed: true };
export const SIZE: CType = { kind: 'int', bits: 64, signed: false };
export const BOOL: CType = { kind: 'int', bits: 8, signed: false, boolean: true };
const VOID: CType = { kind: 'void' };
export const UNKNOWN: CType = { kind: 'unknown', text: '' };
export const POINTER: CType = { kind: 'pointer', to: VOID, readonly: false };

/** The type that C computes in for two operands: integer promotions, then the usual arithmetic conversions. */
export function commonType(left: CType | undefined, right: CType | undefined): CType {
  const a = promoted(left);
  const b = promoted(right);
  if (a.kind !== 'int') return b.kind === 'int' ? LONG : a;
  if (b.kind !== 'int') return LONG;
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return a.signed ? b : a;
}

/** The type that C computes in for one operand. */
export function promoted(type: CType | undefined): CType {
  if (type?.kind !== 'int') return type ?? INT;
  return type.bits < 32 ? INT : type;
}

/** Widths on LP64 Linux of the names that kernel code uses without defining them in a file with DMA-buf words. */
const WELL_KNOWN = new Map<string, CType>([
  ['bool', BOOL],
  ['_Bool', BOOL],
  ['size_t', SIZE],
  ['ssize_t', LONG],
  ['uintptr_t', SIZE],
  ['dma_addr_t', SIZE],
  ['phys_addr_t', SIZE],
  ['resource_size_t', SIZE],
  ['pgoff_t', SIZE],
  ['loff_t', LONG],
  ['gfp_t', { kind: 'int', bits: 32, signed: false }],
  ...[8, 16, 32, 64].flatMap((bits): [string, CType][] => [
    ...[`u${bits}`, `__u${bits}`, `uint${bits}_t`].map((name): [string, CType] => [name, { kind: 'int', bits, signed: false }]),
    ...[`s${bits}`, `__s${bits}`, `int${bits}_t`].map((name): [string, CType] => [name, { kind: 'int', bits, signed: true }]),
  ]),
]);

/** Computes the value of a constant expression given as text, or says it cannot. */
export type ConstantOf = (text: string, file: string) => number | undefined;

export interface TypeContext {
  names: Names;
  constantOf: ConstantOf;
}

/** The type that specifiers such as `const struct dma_buf_ops` name, seen from `file`. Never throws. */
function specifierType(text: string, file: string, context: TypeContext, depth = 0): CType {
  const words = text
    .replace(/\b(const|volatile|restrict|register|static|extern|inline|__inline|__restrict)\b/g, ' ')
    .trim()
    .split(/\s+/);
  const first = words[0] ?? '';
  if (first === 'struct' || first === 'union') {
    const tag = words[1];
    return tag && /^\w+$/.test(tag) ? { kind: 'record', tag, file } : { kind: 'unknown', text };
  }
  if (first === 'enum') return { kind: 'int', bits: 32, signed: signedEnum(words[1] ?? '', file, context), enum: words[1] ?? '' };
  if (first === 'void') return VOID;
  const integer = integerType(words);
  if (integer) return integer;
  const known = WELL_KNOWN.get(first);
  if (known) return known;
  const typedef = depth < 8 ? context.names.typedefs(first, file)[0] : undefined;
  if (typedef)
    return declaredType(typedef.fact.type.trim(), (typedef.fact.type.match(/\*/g) ?? []).length, [], typedef.file, context, depth + 1);
  return { kind: 'unknown', text };
}

/** GCC's rule: unsigned, unless an enumerator is negative. */
function signedEnum(tag: string, file: string, context: TypeContext): boolean {
  const found = context.names.enums(tag, file)[0];
  if (!found) return true;
  return found.fact.enumerators.some(({ valueSpan }) => {
    const value = valueSpan && context.constantOf(context.names.written(found.file, valueSpan), found.file);
    return value !== undefined && value < 0;
  });
}

/** A plain `char` is unsigned: kernels are built with `-funsigned-char` since 6.2. */
function integerType(words: string[]): CType | undefined {
  if (!words.every((word) => /^(unsigned|signed|__signed__|char|short|int|long)$/.test(word))) return undefined;
  const isSigned = words.includes('signed') || words.includes('__signed__');
  const signed = isSigned || !(words.includes('unsigned') || words.includes('char'));
  const bits = words.includes('char') ? 8 : words.includes('short') ? 16 : words.includes('long') ? 64 : 32;
  return { kind: 'int', bits, signed };
}

/** Specifiers, stars and dimensions together. */
export function declaredType(
  specifiers: string,
  pointers: number,
  dimensions: readonly string[],
  file: string,
  context: TypeContext,
  depth = 0,
): CType {
  const base = specifiers.replace(/\*/g, ' ');
  let type = specifierType(base, file, context, depth);
  for (let star = 0; star < pointers; star++) type = { kind: 'pointer', to: type, readonly: star === 0 && /\bconst\b/.test(base) };
  for (const dimension of [...dimensions].reverse()) {
    type = { kind: 'array', of: type, length: dimension.trim() === '' ? undefined : context.constantOf(dimension, file) };
  }
  return type;
}

/** A member by the name it is accessed with: members of anonymous structs and unions count as the outer record's own. */
export interface Member {
  name: string;
  type: CType;
  /** Unions it lies in, outermost first: members with the same union and another branch share its memory. */
  unions: { union: string; branch: number }[];
  /** The anonymous structs and unions it lies in, outermost first; within one record, equal names are the same one. */
  anonymous: string[];
}

/** Whether the members lie in the same memory: in two branches of one union. */
export function shareMemory(first: Member, second: Member): boolean {
  return first.unions.some(({ union, branch }) => second.unions.some((other) => other.union === union && other.branch !== branch));
}

/** Whether the record begins with the member of this name; undefined if it is not known where in the record that is. */
export function beginsWith(members: readonly Member[] | undefined, name: string): boolean | undefined {
  const position = members?.findIndex((member) => member.name === name) ?? -1;
  const member = members?.[position];
  return member && members?.slice(0, position).every((earlier) => shareMemory(member, earlier));
}

/** Members in declaration order, or nothing if the record's definition is not known. */
export function membersOf(type: CType, context: TypeContext): Member[] | undefined {
  if (type.kind === 'members') return flatten(type.fields, type.union, type.file, context, [], []);
  if (type.kind !== 'record') return undefined;
  const found = context.names.records(type.tag, type.file)[0];
  return found && recordMembers(found.fact, found.file, context);
}

function recordMembers(record: RecordFact, file: string, context: TypeContext): Member[] {
  return flatten(record.fields, record.union, file, context, [], []);
}

function flatten(
  fields: readonly FieldFact[],
  union: boolean,
  file: string,
  context: TypeContext,
  unions: Member['unions'],
  anonymous: Member['anonymous'],
): Member[] {
  const path = anonymous[anonymous.length - 1] ?? '';
  return fields.flatMap((field, position): Member[] => {
    const inside = union ? [...unions, { union: path, branch: position }] : unions;
    if (field.name !== undefined) return [{ name: field.name, type: fieldType(field, file, context), unions: inside, anonymous }];
    return flatten(field.members ?? [], field.union ?? false, file, context, inside, [...anonymous, `${path}/${position}`]);
  });
}

function fieldType(field: FieldFact, file: string, context: TypeContext): CType {
  if (field.functionPointer) return { kind: 'pointer', to: { kind: 'function' }, readonly: true };
  if (!field.members) {
    const type = declaredType(field.type, field.pointers, field.dimensions, file, context);
    if (field.width === undefined || type.kind !== 'int' || type.boolean) return type;
    const bits = context.constantOf(field.width, file);
    return bits === undefined ? UNKNOWN : { ...type, bits: Math.min(bits, type.bits) };
  }
  let type: CType = { kind: 'members', fields: field.members, union: field.union ?? false, file };
  for (let star = 0; star < field.pointers; star++) type = { kind: 'pointer', to: type, readonly: false };
  for (const dimension of [...field.dimensions].reverse()) {
    type = { kind: 'array', of: type, length: dimension.trim() === '' ? undefined : context.constantOf(dimension, file) };
  }
  return type;
}
