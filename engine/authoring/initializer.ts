/** What an initialiser that is being written initialises, as the structs of the tree say. */
import type { FieldFact } from '../facts/facts.ts';
import type { Token } from '../fixes/tokens.ts';
import type { Names } from '../index/names.ts';
import { openBracket, opening } from './place.ts';

/** A struct, or an array of it. */
interface Shape {
  /** Absent for a struct without a name inside another. */
  tag?: string;
  fields: FieldFact[];
  array: boolean;
  /** The declared object, or the called function for a literal among its arguments, as far as there is one. */
  name?: string;
}

/** Where in an initialiser the tokens end. */
export type Slot =
  | { kind: 'element'; shape: Shape; open: number }
  /** `dotted`: the `.` is there already. */
  | { kind: 'member'; shape: Shape; open: number; dotted: boolean }
  | { kind: 'value'; shape: Shape; field: FieldFact; open: number };

/** The slot at the end of the tokens; undefined outside of initialisers of known structs. Never throws. */
export function slotAt(names: Names, file: string, list: readonly Token[]): Slot | undefined {
  const open = openBracket(list, list.length);
  const shape = open >= 0 && list[open]!.text === '{' && !isDeep(list, open) ? shapeOf(names, file, list, open) : undefined;
  if (!shape) return undefined;
  let at = list.length - 1;
  const last = list[at]!.text;
  if (at === open || last === ',') return shape.array ? { kind: 'element', shape, open } : { kind: 'member', shape, open, dotted: false };
  if (last === '.' && isBeginning(list, at, open)) return shape.array ? undefined : { kind: 'member', shape, open, dotted: true };
  if (last === '&') at--;
  if (list[at]!.text !== '=') return undefined;
  if (shape.array)
    return list[at - 1]?.text === ']' && isBeginning(list, opening(list, at - 1), open) ? { kind: 'element', shape, open } : undefined;
  const field = list[at - 2]?.text === '.' ? fieldNamed(shape.fields, list[at - 1]!.text) : undefined;
  return field && { kind: 'value', shape, field, open };
}

function isBeginning(list: readonly Token[], at: number, open: number): boolean {
  return at - 1 === open || list[at - 1]?.text === ',';
}

/** Members that the initialiser names before its end, those of anonymous structs included. */
export function membersSet(list: readonly Token[], open: number): Set<string> {
  const found = new Set<string>();
  let depth = 0;
  for (let at = open + 1; at < list.length; at++) {
    const { text } = list[at]!;
    if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text)) depth--;
    else if (depth === 0 && list[at]!.kind === 'name' && (list[at - 1]?.text === '.' || list[at + 1]?.text === '(')) found.add(text);
    if (depth < 0) break;
  }
  return found;
}

/** More brackets around each other than anybody writes. */
const DEEPEST = 100;

function isDeep(list: readonly Token[], innermost: number): boolean {
  let depth = 0;
  for (let open = innermost; open >= 0 && depth <= DEEPEST; open = openBracket(list, open)) depth++;
  return depth > DEEPEST;
}

function shapeOf(names: Names, file: string, list: readonly Token[], open: number): Shape | undefined {
  const before = list[open - 1];
  if (before?.text === ')') return literal(names, file, list, opening(list, open - 1), open - 1);
  if (before?.text === '=') return assigned(names, file, list, open - 1);
  if (before?.text !== ',' && before?.text !== '{') return undefined;
  const outer = openBracket(list, open);
  const shape = outer >= 0 && list[outer]!.text === '{' ? shapeOf(names, file, list, outer) : undefined;
  return shape?.array ? { ...shape, array: false } : undefined;
}

/** `(struct tag []){`. */
function literal(names: Names, file: string, list: readonly Token[], from: number, to: number): Shape | undefined {
  const inside = list.slice(from + 1, to);
  const at = inside.findIndex(({ text }) => text === 'struct');
  const tag = inside[at + 1]?.text;
  if (at < 0 || tag === undefined || inside.some(({ text }) => text === '*' || text === ';')) return undefined;
  const around = openBracket(list, from);
  const callee = list[around]?.text === '(' && list[around - 1]?.kind === 'name' ? list[around - 1]!.text : undefined;
  return ofTag(names, file, tag, { array: inside.some(({ text }) => text === '['), ...(callee ? { name: callee } : {}) });
}

/** A declaration, or a designator, before the `=` at an index. */
function assigned(names: Names, file: string, list: readonly Token[], equals: number): Shape | undefined {
  let at = equals - 1;
  let array = false;
  while (list[at]?.text === ']') {
    at = opening(list, at) - 1;
    array = true;
  }
  const name = list[at];
  if (array && (name?.text === '{' || name?.text === ',')) return elementOf(names, file, list, at + 1);
  if (name?.kind !== 'name') return undefined;
  if (list[at - 1]?.text === '.') {
    const outer = openBracket(list, at - 1);
    const shape = outer >= 0 ? shapeOf(names, file, list, outer) : undefined;
    const field = shape && fieldNamed(shape.fields, name.text);
    if (!field) return undefined;
    const isArray = field.dimensions.length > 0;
    return field.members
      ? { fields: field.members, array: isArray }
      : field.tag
        ? ofTag(names, file, field.tag, { array: isArray })
        : undefined;
  }
  if (list[at - 1]?.kind !== 'name' || list[at - 2]?.text !== 'struct') return undefined;
  return ofTag(names, file, list[at - 1]!.text, { array, name: name.text });
}

function elementOf(names: Names, file: string, list: readonly Token[], within: number): Shape | undefined {
  const outer = openBracket(list, within);
  const shape = outer >= 0 && list[outer]!.text === '{' ? shapeOf(names, file, list, outer) : undefined;
  return shape?.array ? { ...shape, array: false } : undefined;
}

function ofTag(names: Names, file: string, tag: string, rest: { array: boolean; name?: string }): Shape {
  return { tag, fields: names.records(tag, file)[0]?.fact.fields ?? [], ...rest };
}

/** Members of anonymous structs and unions are members of what holds them. */
function fieldNamed(fields: readonly FieldFact[], name: string): FieldFact | undefined {
  return allFields(fields).find((field) => field.name === name);
}

export function allFields(fields: readonly FieldFact[]): FieldFact[] {
  return fields.flatMap((field) => (field.name === undefined ? allFields(field.members ?? []) : [field]));
}
