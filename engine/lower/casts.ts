/** Casts to a name, which the grammar takes for something else, since it knows no type names. */
import type { Node } from 'web-tree-sitter';
import { type CType, declaredType } from './ctype.ts';
import { LOGICAL, lowerExpression, lowerLvalue, statementExpression, unknown, unwrapped } from './expressions.ts';
import { type Fragment, wrapFragment } from './fragment.ts';
import type { BinaryOperator, Expression } from './ir.ts';
import { codeChildren, type Lowering, load, nodePlace } from './lowering.ts';

/** Nobody writes longer ones behind a cast. */
const LONGEST_CHAIN = 32;

const POSTFIX = new Set(['call_expression', 'field_expression', 'subscript_expression', 'update_expression']);

/** The type in `(u8)(x)` and `(u8)-x`, which the grammar takes for a call and a difference, since it knows no type names. */
export function castOf(lowering: Lowering, node: Node, fragment: Fragment): CType | undefined {
  const name = node.type === 'parenthesized_expression' ? codeChildren(node)[0] : undefined;
  if (name?.type !== 'identifier' || lowering.findSlot(name.text) !== undefined) return undefined;
  const { names } = lowering.context;
  if (names.variables(name.text, fragment.file).length > 0 || names.functions(name.text, fragment.file).length > 0) return undefined;
  const type = declaredType(name.text, 0, [], fragment.file, lowering.context);
  return type.kind === 'unknown' ? undefined : type;
}

export function castOfList(lowering: Lowering, node: Node, type: CType, fragment: Fragment): Expression {
  const values = codeChildren(node.childForFieldName('arguments')!).map((each) =>
    each.type === 'compound_statement' ? statementExpression(lowering, each, fragment) : lowerExpression(lowering, each, fragment),
  );
  const value = values[values.length - 1];
  return value ? { op: 'cast', type, value, at: nodePlace(node, fragment) } : unknown(node, fragment);
}

/** `(u8)-a * b`: the cast and the sign belong to `a` alone, whatever the grammar has put together. */
export function castOfOperand(lowering: Lowering, whole: Node, type: CType, node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  const operator = node.type === 'binary_expression' ? node.childForFieldName('operator')!.type : undefined;
  if (operator && !LOGICAL.has(operator)) {
    const left = castOfOperand(lowering, whole, type, node.childForFieldName('left')!, fragment);
    const right = lowerExpression(lowering, node.childForFieldName('right')!, fragment);
    return { op: 'binary', operator: operator as BinaryOperator, left, right, at };
  }
  const sign = whole.childForFieldName('operator')!.type;
  if (sign === '&') return { op: 'cast', type, value: { op: 'address', of: lowerLvalue(lowering, unwrapped(node), fragment), at }, at };
  const value = lowerExpression(lowering, node, fragment);
  if (sign === '*') return { op: 'cast', type, value: load({ place: 'pointee', pointer: value, at }), at };
  return { op: 'cast', type, value: sign === '-' ? { op: 'unary', operator: '-', value, at } : value, at };
}

/** `(u8)(p)->x`, `(u8)(f)(x)`, `(u8)(a)[i]`: the cast is of all that follows, where the grammar sees a call. Nothing if there is no cast in front. */
export function castOfPostfix(lowering: Lowering, node: Node, fragment: Fragment): Expression | undefined {
  let first: Node | null = node;
  for (let links = 0; first && POSTFIX.has(first.type) && first.child(0)?.type !== 'parenthesized_expression'; links++) {
    if (links === LONGEST_CHAIN) return undefined;
    first = first.child(0);
  }
  const written = first?.type === 'call_expression' && first.id !== node.id ? first.childForFieldName('function') : null;
  const type = written ? castOf(lowering, written, fragment) : undefined;
  if (!written || !type) return undefined;
  const start = node.startIndex;
  const text = ' '.repeat(written.endIndex - start) + node.text.slice(written.endIndex - start);
  const { base, expandingAt, ...rest } = fragment;
  const inner: Fragment = {
    ...rest,
    text,
    at: (from, to) => fragment.at(from + start, to + start),
    ...(base === undefined ? {} : { base: base + start }),
    ...(expandingAt ? { expandingAt: (from: number, to: number) => expandingAt(from + start, to + start) } : {}),
  };
  const wrapped = wrapFragment(inner, 'void _(void) { _ = (', '); }');
  return lowering.parse(wrapped.text, (root) => {
    const value = root.descendantsOfType('assignment_expression')[0]?.childForFieldName('right');
    if (!value || root.hasError) return unknown(node, fragment);
    return { op: 'cast', type, value: lowerExpression(lowering, value, wrapped), at: nodePlace(node, fragment) };
  });
}
