/** Initialisers: everything not named becomes zero, then each element is stored where C puts it. */
import type { Node } from 'web-tree-sitter';
import type { MacroFact, Place } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { branches } from './choice.ts';
import { guarded } from './conditions.ts';
import { type CType, INT, type Member, shareMemory, UNKNOWN } from './ctype.ts';
import { lowerExpression, originOf } from './expressions.ts';
import { type Fragment, wrapFragment } from './fragment.ts';
import type { Expression, Lvalue, Origin } from './ir.ts';
import { codeChildren, constant, type Lowering, load, nodePlace, regionOf } from './lowering.ts';
import { bodyOf, expansionOf, macrosNamed } from './macros.ts';
import { typeOf } from './types.ts';

/** A range of more elements in an initialiser is not followed. */
const MOST_IN_RANGE = 256;

/** Where the next element without a designator goes. */
interface Cursor {
  type: CType;
  members: Member[] | undefined;
  /** Next member of a record. */
  member: number;
  /** How many anonymous structs and unions of the record have braces of their own around here. */
  depth: number;
  /** Next index of an array; a slot when `#if` makes it depend on the configuration. */
  index: number;
  counter?: Lvalue;
  /** An element or member that is being filled without braces of its own. */
  inner?: { target: Lvalue; cursor: Cursor } | undefined;
  /** One more than the highest index so far, as far as known without `counter`. */
  extent: number;
}

/** Emits the initialisation of `target` with the value or list that `node` is. */
export function lowerInitializer(lowering: Lowering, target: Lvalue, type: CType, node: Node, fragment: Fragment): void {
  return lowering.nested(() => initializer(lowering, target, type, node, fragment));
}

function initializer(lowering: Lowering, target: Lvalue, type: CType, node: Node, fragment: Fragment): void {
  const at = nodePlace(node, fragment);
  if (node.type !== 'initializer_list') {
    if (lowerWholeMacro(lowering, target, type, node, fragment)) return;
    const origin = originOf(lowering, node, fragment);
    const value = lowerExpression(lowering, node, fragment);
    lowering.emit(at, { do: 'store', target, value, ...(origin ? { origin } : {}) });
    return;
  }
  const scalar = type.kind === 'int' || type.kind === 'pointer';
  const elements = codeChildren(node);
  if (scalar) {
    const only = elements[0];
    lowering.emit(at, { do: 'store', target, value: only ? lowerExpression(lowering, only, fragment) : constant(0, at) });
    return;
  }
  lowering.emit(at, { do: 'zero', target, origin: { at } });
  const cursor = cursorOf(lowering, type);
  const region = outerRegion(lowering, node, fragment);
  if (type.kind === 'array' && elements.some((element) => outerRegion(lowering, element, fragment) !== region)) {
    cursor.counter = counterSlot(lowering, at);
  }
  for (const element of elements)
    guarded(lowering, element, fragment, region, () => lowerElement(lowering, target, cursor, element, fragment));
  if (type.kind === 'array' && type.length === undefined) {
    const length = cursor.counter ? load(cursor.counter) : constant(cursor.extent, at);
    lowering.emit(at, { do: 'extent', target, length });
  }
}

function cursorOf(lowering: Lowering, type: CType): Cursor {
  return { type, members: lowering.context.membersOf(type), member: 0, depth: 0, index: 0, extent: 0 };
}

function outerRegion(lowering: Lowering, node: Node, fragment: Fragment): number | undefined {
  return regionOf(lowering.context.names.facts(fragment.file)?.regions ?? [], fragment, node);
}

function counterSlot(lowering: Lowering, at: Place): Lvalue {
  const slot = lowering.addSlot({ name: '', type: INT, at, static: false });
  const counter: Lvalue = { place: 'slot', index: slot, at };
  lowering.emit(at, { do: 'declare', slot });
  lowering.emit(at, { do: 'store', target: counter, value: constant(0, at) });
  return counter;
}

function lowerElement(lowering: Lowering, target: Lvalue, cursor: Cursor, element: Node, fragment: Fragment): void {
  const at = nodePlace(element, fragment);
  const { inner } = cursor;
  if (inner && element.type !== 'initializer_pair' && !isFull(inner.cursor)) {
    lowerElement(lowering, inner.target, inner.cursor, element, fragment);
    return;
  }
  cursor.inner = undefined;
  if (element.type === 'initializer_pair') {
    const designators = element.namedChildren.filter((child): child is Node => child !== null && /designator$/.test(child.type));
    const places = designators.reduce<Part[]>(
      (bases, designator, depth) => bases.flatMap((base) => designate(lowering, base, cursor, designator, depth, fragment)),
      [{ place: target, type: cursor.type }],
    );
    const value = element.childForFieldName('value');
    if (value) for (const each of places) lowerInitializer(lowering, { ...each.place, at }, each.type, value, fragment);
    return;
  }
  if (element.type === 'call_expression' || element.type === 'identifier') {
    if (lowerListMacro(lowering, target, cursor, element, fragment)) return;
  }
  if (element.type === 'initializer_list' && lowerAnonymous(lowering, target, cursor, element, fragment)) return;
  if (element.type === 'initializer_list') {
    const next = nextPlace(lowering, target, cursor, at);
    lowerInitializer(lowering, next.place, next.type, element, fragment);
  } else {
    const origin = originOf(lowering, element, fragment);
    storeNext(lowering, target, cursor, lowerExpression(lowering, element, fragment), origin, at);
  }
}

/** A value where an array is due, or a number where a struct is, goes to the first place within, and what follows to the next ones there. */
function storeNext(lowering: Lowering, target: Lvalue, cursor: Cursor, value: Expression, origin: Origin | undefined, at: Place): void {
  const next = nextPlace(lowering, target, cursor, at);
  const given = typeOf(lowering, value)?.kind;
  const inArray = next.type.kind === 'array' && value.op !== 'string';
  const inRecord = (lowering.context.membersOf(next.type)?.length ?? 0) > 0 && (given === 'int' || given === 'pointer');
  if (inArray || inRecord) {
    cursor.inner = { target: next.place, cursor: cursorOf(lowering, next.type) };
    storeNext(lowering, cursor.inner.target, cursor.inner.cursor, value, origin, at);
    return;
  }
  lowering.emit(at, { do: 'store', target: next.place, value, ...(origin ? { origin } : {}) });
}

function isFull({ type, members, member, index, inner }: Cursor): boolean {
  if (inner && !isFull(inner.cursor)) return false;
  return type.kind === 'array' ? type.length !== undefined && index >= type.length : members?.[member] === undefined;
}

/** Braces around what initialises an anonymous struct or union: its members are the record's own. */
function lowerAnonymous(lowering: Lowering, target: Lvalue, cursor: Cursor, list: Node, fragment: Fragment): boolean {
  const group = cursor.members?.[cursor.member]?.anonymous[cursor.depth];
  if (group === undefined) return false;
  const within = (member: Member | undefined) => member?.anonymous[cursor.depth] === group;
  const members = cursor.members!.filter(within);
  const inner: Cursor = { ...cursor, members, member: 0, depth: cursor.depth + 1 };
  const region = outerRegion(lowering, list, fragment);
  for (const element of codeChildren(list))
    guarded(lowering, element, fragment, region, () => lowerElement(lowering, target, inner, element, fragment));
  while (within(cursor.members![cursor.member])) cursor.member += 1;
  return true;
}

function nextPlace(lowering: Lowering, target: Lvalue, cursor: Cursor, at: Place): { place: Lvalue; type: CType } {
  if (cursor.type.kind === 'array') {
    const index: Expression = cursor.counter ? lowering.hold(load(cursor.counter)) : constant(cursor.index, at);
    advanceTo(lowering, cursor, index, cursor.index, at);
    return { place: { place: 'element', base: target, index, at }, type: cursor.type.of };
  }
  const member = cursor.members?.[cursor.member];
  const name = member?.name ?? `#${cursor.member}`;
  passMember(cursor, cursor.member);
  return { place: { place: 'field', base: target, field: name, at }, type: member?.type ?? UNKNOWN };
}

/** Goes to the member after this one; those that share its memory are not initialised as well. */
function passMember(cursor: Cursor, position: number): void {
  const member = cursor.members?.[position];
  cursor.member = position + 1;
  const next = () => cursor.members?.[cursor.member];
  for (let other = next(); member && other && shareMemory(member, other); other = next()) cursor.member += 1;
}

function advanceTo(lowering: Lowering, cursor: Cursor, index: Expression, known: number, at: Place): void {
  cursor.index = known + 1;
  cursor.extent = Math.max(cursor.extent, known + 1);
  if (!cursor.counter) return;
  const value: Expression = { op: 'binary', operator: '+', left: index, right: constant(1, at), at };
  lowering.emit(at, { do: 'store', target: cursor.counter, value });
}

interface Part {
  place: Lvalue;
  type: CType;
}

/** The parts of `base` that the designator names: one, or each element of `[first ... last]`. */
function designate(lowering: Lowering, base: Part, cursor: Cursor, designator: Node, depth: number, fragment: Fragment): Part[] {
  const at = nodePlace(designator, fragment);
  const inner = codeChildren(designator)[0];
  if (designator.type === 'field_designator') {
    const field = inner?.text ?? '';
    const members = lowering.context.membersOf(base.type);
    const position = members?.findIndex((member) => member.name === field) ?? -1;
    const here = depth === 0 ? (cursor.members?.findIndex((member) => member.name === field) ?? -1) : -1;
    if (here >= 0) passMember(cursor, here);
    return [{ place: { place: 'field', base: base.place, field, at }, type: members?.[position]?.type ?? UNKNOWN }];
  }
  const elements = { base: base.place, type: base.type.kind === 'array' ? base.type.of : UNKNOWN };
  const element = (index: Expression): Part => ({ place: { place: 'element', base: elements.base, index, at }, type: elements.type });
  const known = (node: Node | undefined) => (node ? lowering.context.constantOf(node.text, fragment.file) : undefined);
  if (designator.type === 'subscript_range_designator') {
    const [first, last] = [known(inner), known(codeChildren(designator)[1])];
    if (first === undefined || last === undefined || last - first >= MOST_IN_RANGE) {
      lowering.emit(at, { do: 'stop', reason: `the elements \`${designator.text}\` are not understood` });
      return [];
    }
    if (depth === 0) advanceTo(lowering, cursor, constant(last, at), last, at);
    return Array.from({ length: last - first + 1 }, (_, step) => element(constant(first + step, at)));
  }
  const index = inner ? lowerExpression(lowering, inner, fragment) : constant(0, at);
  if (depth === 0) advanceTo(lowering, cursor, index, index.op === 'constant' ? Number(index.value) : (known(inner) ?? cursor.index), at);
  return [element(index)];
}

/** A macro that stands for designated elements, such as `.single_exporter_match = &(…)`, is read as part of this list. */
function lowerListMacro(lowering: Lowering, target: Lvalue, cursor: Cursor, element: Node, fragment: Fragment): boolean {
  const macros = macrosOf(lowering, element, fragment);
  if (!macros.some((macro) => bodyOf(lowering, macro) === '' || beginsWith(lowering, macro, /^[.[]/))) return false;
  return eachMacro(lowering, macros, element, fragment, (macro) => {
    if (bodyOf(lowering, macro) === '') return true;
    const own = macros.length === 1 ? cursor : { ...cursor };
    const understood = lowerExpandedList(lowering, target, own, macro, element, fragment);
    cursor.extent = Math.max(cursor.extent, own.extent);
    return understood;
  });
}

/** Reads each definition of a macro in its `#if` branch. False if one is not understood, or nobody knows which is meant. */
function eachMacro(
  lowering: Lowering,
  macros: readonly Found<MacroFact>[],
  node: Node,
  fragment: Fragment,
  read: (macro: Found<MacroFact>) => boolean,
): boolean {
  let understood = !macros.some(({ ambiguous }) => ambiguous);
  branches(lowering, macros, nodePlace(node, fragment), (macro) => {
    understood = read(macro) && understood;
  });
  return understood;
}

function lowerExpandedList(
  lowering: Lowering,
  target: Lvalue,
  cursor: Cursor,
  macro: Found<MacroFact>,
  element: Node,
  fragment: Fragment,
): boolean {
  const expansion = expansionOf(lowering, macro, element, fragment);
  const wrapped = wrapFragment(expansion, 'int _[] = { ', ' };');
  return lowering.parse(wrapped.text, (root) => {
    const list = root.descendantsOfType('initializer_list')[0];
    if (!list || root.hasError) return false;
    for (const each of codeChildren(list)) lowerElement(lowering, target, cursor, each, wrapped);
    return true;
  });
}

/** `static const struct x name = {`. */
const DEFINITION = /^[\w\s#]+=\s*\{/;

/** A macro that stands for a whole list with its braces, or for the definition of the object with its list. */
function lowerWholeMacro(lowering: Lowering, target: Lvalue, type: CType, node: Node, fragment: Fragment): boolean {
  const macros = macrosOf(lowering, node, fragment);
  if (!macros.some((macro) => isWhole(lowering, macro))) return false;
  return eachMacro(lowering, macros, node, fragment, (macro) => lowerExpandedWhole(lowering, target, type, macro, node, fragment));
}

function isWhole(lowering: Lowering, macro: Found<MacroFact>): boolean {
  return DEFINITION.test(bodyOf(lowering, macro)) || beginsWith(lowering, macro, /^\{/);
}

function lowerExpandedWhole(
  lowering: Lowering,
  target: Lvalue,
  type: CType,
  macro: Found<MacroFact>,
  node: Node,
  fragment: Fragment,
): boolean {
  const definition = DEFINITION.test(bodyOf(lowering, macro));
  const wrapped = wrapFragment(expansionOf(lowering, macro, node, fragment), definition ? '' : 'int _[] = ', ';');
  return lowering.parse(wrapped.text, (root) => {
    const list = definition ? undefined : root.descendantsOfType('initializer_list')[0];
    const value = list ?? root.descendantsOfType('init_declarator')[0]?.childForFieldName('value');
    if (!value || root.hasError) return false;
    lowerInitializer(lowering, target, type, value, wrapped);
    return true;
  });
}

/** Definitions of the macro that a name or call is an invocation of. */
function macrosOf(lowering: Lowering, node: Node, fragment: Fragment): Found<MacroFact>[] {
  const plain = node.type === 'identifier';
  if (!plain && node.type !== 'call_expression') return [];
  const name = plain ? node : node.childForFieldName('function');
  return name ? macrosNamed(lowering, name, fragment, plain ? 'object' : 'function') : [];
}

/** Macros that only name another macro are followed so far. */
const DEEPEST_ALIAS = 8;

/** Whether a macro's text begins so, itself or as the macro that it begins with. */
function beginsWith(lowering: Lowering, macro: Found<MacroFact>, start: RegExp, depth = 0): boolean {
  const body = bodyOf(lowering, macro);
  if (start.test(body)) return true;
  const [name] = /^[A-Za-z_]\w*/.exec(body) ?? [];
  if (name === undefined || depth >= DEEPEST_ALIAS) return false;
  return lowering.context.names.macros(name, macro.file).some((inner) => beginsWith(lowering, inner, start, depth + 1));
}
