/** Initialisers: everything not named becomes zero, then each element is stored where C puts it. */
import type { Node } from 'web-tree-sitter';
import type { Place } from '../facts/facts.ts';
import { guarded } from './conditions.ts';
import { type CType, INT, type Member, membersOf, UNKNOWN } from './ctype.ts';
import { lowerExpression, originOf } from './expressions.ts';
import { type Fragment, wrapFragment } from './fragment.ts';
import type { Expression, Lvalue } from './ir.ts';
import { codeChildren, constant, type Lowering, load, nodePlace, regionOf } from './lowering.ts';
import { bodyOf, expansionOf, macrosNamed } from './macros.ts';

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
  /** One more than the highest index so far, as far as known without `counter`. */
  extent: number;
}

/** Emits the initialisation of `target` with the value or list that `node` is. */
export function lowerInitializer(lowering: Lowering, target: Lvalue, type: CType, node: Node, fragment: Fragment): void {
  const at = nodePlace(node, fragment);
  if (node.type !== 'initializer_list') {
    const origin = originOf(node, fragment);
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
  const cursor: Cursor = { type, members: membersOf(type, lowering.context), member: 0, depth: 0, index: 0, extent: 0 };
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
  if (element.type === 'initializer_pair') {
    const designators = element.namedChildren.filter((child): child is Node => child !== null && /designator$/.test(child.type));
    const place = designators.reduce((base, designator, depth) => designate(lowering, base, cursor, designator, depth, fragment), {
      place: target,
      type: cursor.type,
    });
    const value = element.childForFieldName('value');
    if (value) lowerInitializer(lowering, { ...place.place, at }, place.type, value, fragment);
    return;
  }
  if (element.type === 'call_expression' || element.type === 'identifier') {
    if (lowerListMacro(lowering, target, cursor, element, fragment)) return;
  }
  if (element.type === 'initializer_list' && lowerAnonymous(lowering, target, cursor, element, fragment)) return;
  const next = nextPlace(lowering, target, cursor, at);
  lowerInitializer(lowering, next.place, next.type, element, fragment);
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
  while (member && sharesUnion(member, cursor.members?.[cursor.member])) cursor.member += 1;
}

function sharesUnion(first: Member, second: Member | undefined): boolean {
  return first.unions.some(({ union, branch }) => second?.unions.some((other) => other.union === union && other.branch !== branch));
}

function advanceTo(lowering: Lowering, cursor: Cursor, index: Expression, known: number, at: Place): void {
  cursor.index = known + 1;
  cursor.extent = Math.max(cursor.extent, known + 1);
  if (!cursor.counter) return;
  const value: Expression = { op: 'binary', operator: '+', left: index, right: constant(1, at), at };
  lowering.emit(at, { do: 'store', target: cursor.counter, value });
}

function designate(
  lowering: Lowering,
  base: { place: Lvalue; type: CType },
  cursor: Cursor,
  designator: Node,
  depth: number,
  fragment: Fragment,
): { place: Lvalue; type: CType } {
  const at = nodePlace(designator, fragment);
  const inner = codeChildren(designator)[0];
  if (designator.type === 'field_designator') {
    const field = inner?.text ?? '';
    const members = membersOf(base.type, lowering.context);
    const position = members?.findIndex((member) => member.name === field) ?? -1;
    const here = depth === 0 ? (cursor.members?.findIndex((member) => member.name === field) ?? -1) : -1;
    if (here >= 0) passMember(cursor, here);
    return { place: { place: 'field', base: base.place, field, at }, type: members?.[position]?.type ?? UNKNOWN };
  }
  const index = inner ? lowerExpression(lowering, inner, fragment) : constant(0, at);
  const known =
    index.op === 'constant' ? Number(index.value) : (lowering.context.constantOf(inner?.text ?? '', fragment.file) ?? cursor.index);
  if (depth === 0) advanceTo(lowering, cursor, index, known, at);
  return { place: { place: 'element', base: base.place, index, at }, type: base.type.kind === 'array' ? base.type.of : UNKNOWN };
}

/** A macro that stands for designated elements, such as `.single_exporter_match = &(…)`, is read as part of this list. */
function lowerListMacro(lowering: Lowering, target: Lvalue, cursor: Cursor, element: Node, fragment: Fragment): boolean {
  const name = element.type === 'identifier' ? element.text : (element.childForFieldName('function')?.text ?? '');
  const macros = macrosNamed(lowering, name, fragment, element.type === 'identifier' ? 'object' : 'function');
  const macro = macros[0];
  if (!macro || !/^[.[]/.test(bodyOf(lowering, macro))) return false;
  const expansion = expansionOf(lowering, macro, element, fragment);
  const wrapped = wrapFragment(expansion, 'int _[] = { ', ' };');
  return lowering.parse(wrapped.text, (root) => {
    const list = root.descendantsOfType('initializer_list')[0];
    if (!list || root.hasError) return false;
    for (const each of codeChildren(list)) lowerElement(lowering, target, cursor, each, wrapped);
    return true;
  });
}
