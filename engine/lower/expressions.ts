/** C expressions: values and places. Side effects become instructions, in source order. */
import type { Node } from 'web-tree-sitter';
import type { Place } from '../facts/facts.ts';
import type { Enumerator, Found } from '../index/names.ts';
import { lowerCall } from './calls.ts';
import { castOf, castOfList, castOfOperand, castOfPostfix } from './casts.ts';
import { chosen } from './choice.ts';
import { conditionValue, inPreprocessor, lowerCondition, preprocessorName } from './conditions.ts';
import { type CType, commonType, declaredType, INT, LONG, POINTER, SIZE, UNKNOWN } from './ctype.ts';
import { errnoNumber } from './errno.ts';
import type { Fragment } from './fragment.ts';
import { lowerInitializer } from './initializers.ts';
import type { BinaryOperator, Expression, Lvalue, Origin, UnaryOperator } from './ir.ts';
import { characterLiteral, numberLiteral } from './literals.ts';
import { codeChildren, constant, type Lowering, load, nodePlace } from './lowering.ts';
import { expandObjectMacro, macrosNamed } from './macros.ts';
import { lowerBlock } from './statements.ts';
import { typeOf } from './types.ts';

/** Operators that are branches. */
export const LOGICAL = new Set(['&&', '||']);

/** Emits what the expression does and gives its value. Never throws: what is not understood is an `unknown` with its own text. */
export function lowerExpression(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  return lowering.nested(() => expression(lowering, node, fragment));
}

function expression(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  switch (node.type) {
    case 'number_literal':
      return numberLiteral(node.text, at);
    case 'char_literal':
      return characterLiteral(node.text, at);
    case 'true':
      return constant(1, at, INT, 'true');
    case 'false':
      return constant(0, at, INT, 'false');
    case 'null':
      return constant(0, at, POINTER, 'NULL');
    case 'string_literal':
    case 'concatenated_string':
      return { op: 'string', text: node.text, at };
    case 'identifier':
      return lowerName(lowering, node, fragment);
    case 'parenthesized_expression': {
      const inner = codeChildren(node)[0];
      if (inner?.type === 'compound_statement') return statementExpression(lowering, inner, fragment);
      return inner ? lowerExpression(lowering, inner, fragment) : unknown(node, fragment);
    }
    case 'call_expression': {
      const type = castOf(lowering, node.childForFieldName('function')!, fragment);
      if (type) return castOfList(lowering, node, type, fragment);
      return castOfPostfix(lowering, node, fragment) ?? lowerCall(lowering, node, fragment);
    }
    case 'comma_expression': {
      lowerExpression(lowering, node.childForFieldName('left')!, fragment);
      return lowerExpression(lowering, node.childForFieldName('right')!, fragment);
    }
    case 'assignment_expression':
      return lowerAssignment(lowering, node, fragment);
    case 'update_expression':
      return castOfPostfix(lowering, node, fragment) ?? lowerUpdate(lowering, node, fragment);
    case 'unary_expression': {
      const operator = node.childForFieldName('operator')!.type;
      const argument = node.childForFieldName('argument')!;
      if (operator === '!') return conditionValue(lowering, node, fragment);
      const value = lowerExpression(lowering, argument, fragment);
      return operator === '+' ? value : { op: 'unary', operator: operator as UnaryOperator, value, at };
    }
    case 'binary_expression':
      return lowerBinary(lowering, node, fragment);
    case 'conditional_expression':
      return lowerConditional(lowering, node, fragment);
    case 'cast_expression': {
      const value = lowerExpression(lowering, node.childForFieldName('value')!, fragment);
      return { op: 'cast', type: descriptorType(lowering, node.childForFieldName('type')!, fragment), value, at };
    }
    case 'sizeof_expression': {
      const type = node.childForFieldName('type');
      if (type) return { op: 'sizeof', type: descriptorType(lowering, type, fragment), at };
      const value = node.childForFieldName('value');
      return value ? { op: 'sizeof', of: lowerLvalue(lowering, unwrapped(value), fragment), at } : unknown(node, fragment);
    }
    case 'pointer_expression':
      if (node.childForFieldName('operator')?.type === '&') {
        const of = unwrapped(node.childForFieldName('argument')!);
        if (of.type === 'identifier' && lowering.findSlot(of.text) === undefined) {
          const named = lowerExpression(lowering, of, fragment);
          if (named.op === 'function') return named;
        }
        return { op: 'address', of: lowerLvalue(lowering, of, fragment), at };
      }
      return load(lowerLvalue(lowering, node, fragment));
    case 'field_expression':
    case 'subscript_expression':
      return castOfPostfix(lowering, node, fragment) ?? load(lowerLvalue(lowering, node, fragment));
    case 'compound_literal_expression':
      return load(lowerLvalue(lowering, node, fragment));
    default:
      return unknown(node, fragment);
  }
}

/** The object that an expression designates. A value that is no object gets a nameless one, so that its members can be read. */
export function lowerLvalue(lowering: Lowering, node: Node, fragment: Fragment): Lvalue {
  return lowering.nested(() => lvalue(lowering, node, fragment));
}

function lvalue(lowering: Lowering, node: Node, fragment: Fragment): Lvalue {
  const at = nodePlace(node, fragment);
  switch (node.type) {
    case 'parenthesized_expression': {
      const inner = codeChildren(node)[0];
      if (inner && inner.type !== 'compound_statement') return lowerLvalue(lowering, inner, fragment);
      break;
    }
    case 'pointer_expression':
      return { place: 'pointee', pointer: lowerExpression(lowering, node.childForFieldName('argument')!, fragment), at };
    case 'field_expression': {
      const argument = node.childForFieldName('argument')!;
      const field = node.childForFieldName('field')!.text;
      const arrow = node.childForFieldName('operator')?.type === '->';
      const base: Lvalue = arrow
        ? { place: 'pointee', pointer: lowerExpression(lowering, argument, fragment), at: nodePlace(argument, fragment) }
        : lowerLvalue(lowering, argument, fragment);
      return { place: 'field', base, field, at };
    }
    case 'subscript_expression': {
      const argument = lowerExpression(lowering, node.childForFieldName('argument')!, fragment);
      const index = lowerExpression(lowering, node.childForFieldName('index')!, fragment);
      return { place: 'pointee', pointer: { op: 'binary', operator: '+', left: argument, right: index, at }, at };
    }
    case 'compound_literal_expression':
      return compoundLiteral(lowering, node, fragment);
    default:
  }
  const value = lowerExpression(lowering, node, fragment);
  if (value.op === 'load') return value.from;
  const slot = lowering.addSlot({ name: '', type: UNKNOWN, at, static: false });
  const target: Lvalue = { place: 'slot', index: slot, at };
  lowering.emit(at, { do: 'declare', slot });
  lowering.emit(at, { do: 'store', target, value });
  return target;
}

function compoundLiteral(lowering: Lowering, node: Node, fragment: Fragment): Lvalue {
  const at = nodePlace(node, fragment);
  const type = descriptorType(lowering, node.childForFieldName('type')!, fragment);
  const slot = lowering.addSlot({ name: '', type, at, static: false });
  const target: Lvalue = { place: 'slot', index: slot, at };
  lowering.emit(at, { do: 'declare', slot });
  lowerInitializer(lowering, target, type, node.childForFieldName('value')!, fragment);
  return target;
}

function lowerName(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  const name = node.text;
  const slot = lowering.findSlot(name);
  if (slot !== undefined) return load({ place: 'slot', index: slot, at });
  if (inPreprocessor(fragment)) return preprocessorName(lowering, name, at);
  if (name === 'NULL') return constant(0, at, POINTER, 'NULL');
  if (name.startsWith('CONFIG_')) return { op: 'config', symbol: name, at };
  const plain = () => plainName(lowering, node, fragment);
  return expandObjectMacro(lowering, node, fragment, plain) ?? plain();
}

/** A name that is no macro. */
function plainName(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  const name = node.text;
  const { names } = lowering.context;
  const errno = errnoNumber(name);
  if (errno !== undefined) return constant(errno, at, INT, name);
  const enumerator = names.enumerators(name, fragment.file)[0];
  if (enumerator) {
    const known = enumerator.ambiguous ? undefined : enumerator.fact;
    const value = known && enumeratorValue(lowering, enumerator.file, known.enum, known.position);
    if (value !== undefined) return constant(value, at, enumeratorType(lowering, enumerator, value), name);
    return { op: 'unknown', text: name, type: INT, at };
  }
  const otherwise = (): Expression => ({ op: 'unknown', text: name, type: UNKNOWN, at });
  const variables = names.variables(name, fragment.file);
  const object = (variable: (typeof variables)[number]): Lvalue => ({ place: 'global', variable, at });
  const only = variables[0];
  if (only && only.fact.region === undefined && !only.ambiguous) return load(object(only));
  if (only) {
    const pointer = chosen(lowering, variables, at, { make: (each) => ({ op: 'address', of: object(each), at }), otherwise });
    if (pointer.op === 'unknown') return pointer;
    return load(pointer.op === 'address' ? pointer.of : { place: 'pointee', pointer, at });
  }
  return chosen(lowering, names.functions(name, fragment.file), at, { make: (target) => ({ op: 'function', target, at }), otherwise });
}

function enumeratorValue(
  lowering: Lowering,
  file: string,
  owner: { enumerators: { valueSpan?: { start: number; end: number } }[] },
  position: number,
): number | undefined {
  for (let back = position; back >= 0; back--) {
    const span = owner.enumerators[back]?.valueSpan;
    if (!span) continue;
    const base = lowering.context.constantOf(lowering.context.names.written(file, span), file);
    return base === undefined ? undefined : base + (position - back);
  }
  return position;
}

/** GCC's: `int` if that can hold it, otherwise a type that can hold every value of the enum. */
function enumeratorType(lowering: Lowering, { file, fact }: Found<Enumerator>, value: number): CType {
  if (value >= -0x80000000 && value <= 0x7fffffff) return INT;
  const values = fact.enum.enumerators.map((_, position) => enumeratorValue(lowering, file, fact.enum, position) ?? 0);
  if (values.some((each) => each < 0)) return LONG;
  return values.every((each) => each <= 0xffffffff) ? { kind: 'int', bits: 32, signed: false } : SIZE;
}

function lowerAssignment(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  const operator = node.childForFieldName('operator')!.type;
  const right = node.childForFieldName('right')!;
  const target = lowerLvalue(lowering, node.childForFieldName('left')!, fragment);
  const given = lowerExpression(lowering, right, fragment);
  const value: Expression =
    operator === '=' ? given : { op: 'binary', operator: operator.slice(0, -1) as BinaryOperator, left: load(target), right: given, at };
  const origin = originOf(lowering, right, fragment);
  lowering.emit(at, { do: 'store', target, value, ...(origin ? { origin } : {}) });
  return load(target);
}

function lowerUpdate(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  const target = lowerLvalue(lowering, node.childForFieldName('argument')!, fragment);
  const before = lowering.hold(load(target));
  const operator = node.childForFieldName('operator')!.type === '++' ? '+' : '-';
  lowering.emit(at, { do: 'store', target, value: { op: 'binary', operator, left: before, right: constant(1, at), at } });
  const prefix = node.child(0)?.type === '++' || node.child(0)?.type === '--';
  return prefix ? load(target) : before;
}

function lowerBinary(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const operator = node.childForFieldName('operator')!.type;
  if (LOGICAL.has(operator)) return conditionValue(lowering, node, fragment);
  const type = /^[-+*&]$/.test(operator) ? castOf(lowering, node.childForFieldName('left')!, fragment) : undefined;
  if (type) return castOfOperand(lowering, node, type, node.childForFieldName('right')!, fragment);
  const left = lowerExpression(lowering, node.childForFieldName('left')!, fragment);
  const right = lowerExpression(lowering, node.childForFieldName('right')!, fragment);
  return { op: 'binary', operator: operator as BinaryOperator, left, right, at: nodePlace(node, fragment) };
}

function lowerConditional(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const condition = node.childForFieldName('condition')!;
  const yes = node.childForFieldName('consequence');
  return lowerChoice(lowering, { condition, yes, no: node.childForFieldName('alternative')! }, nodePlace(node, fragment), fragment);
}

/** One of two values; without `yes` it is the condition's own value. */
export function lowerChoice(
  lowering: Lowering,
  choice: { condition: Node; yes: Node | null; no: Node },
  at: Place,
  fragment: Fragment,
): Expression {
  const result = lowering.temporary();
  const [yes, no, end] = [lowering.label(), lowering.label(), lowering.label()];
  const set = (value: Expression, from?: Node): Side => {
    const origin = from && originOf(lowering, from, fragment);
    lowering.emit(at, { do: 'set', temporary: result, value, ...(origin ? { origin } : {}) });
    return { position: lowering.instructions.length - 1, type: typeOf(lowering, value) };
  };
  let first: Side;
  if (choice.yes) {
    lowerCondition(lowering, choice.condition, fragment, yes, no);
    lowering.place(yes);
    first = set(lowerExpression(lowering, choice.yes, fragment), choice.yes);
  } else {
    const tested = lowering.hold(lowerExpression(lowering, choice.condition, fragment));
    lowering.emit(at, { do: 'branch', condition: tested, yes, no });
    lowering.place(yes);
    first = set(tested);
  }
  lowering.emit(at, { do: 'jump', to: end });
  lowering.place(no);
  const second = set(lowerExpression(lowering, choice.no, fragment), choice.no);
  lowering.place(end);
  unify(lowering, result, first, second);
  return { op: 'temporary', index: result, at };
}

/** The instruction that sets the value, and the type that it has there. */
interface Side {
  position: number;
  type: CType | undefined;
}

/** The value of `?:` has one type, whichever side gives it. */
function unify(lowering: Lowering, result: number, first: Side, second: Side): void {
  const type = first.type?.kind === 'int' && second.type?.kind === 'int' ? commonType(first.type, second.type) : undefined;
  lowering.temporaryTypes[result] = type ?? first.type ?? second.type;
  if (!type) return;
  for (const { position } of [first, second]) {
    const instruction = lowering.instructions[position];
    if (instruction?.do === 'set') instruction.value = { op: 'cast', type, value: instruction.value, at: instruction.value.at };
  }
}

export function statementExpression(lowering: Lowering, block: Node, fragment: Fragment): Expression {
  const at = nodePlace(block, fragment);
  const children = codeChildren(block);
  const last = children[children.length - 1];
  const valued = last?.type === 'expression_statement' ? codeChildren(last)[0] : undefined;
  const result = lowering.temporary();
  lowering.scoped(() => {
    lowerBlock(lowering, valued ? children.slice(0, -1) : children, fragment);
    const value = valued ? lowerExpression(lowering, valued, fragment) : constant(0, at);
    lowering.temporaryTypes[result] = typeOf(lowering, value);
    lowering.emit(at, { do: 'set', temporary: result, value });
  });
  return { op: 'temporary', index: result, at };
}

/** What a person would point at as the author of an aggregate value. */
export function originOf(lowering: Lowering, node: Node, fragment: Fragment): Origin | undefined {
  const inner = unwrapped(node);
  const block = inner.type === 'parenthesized_expression' ? codeChildren(inner)[0] : undefined;
  const valued = block && codeChildren(block).at(-1);
  const value = valued?.type === 'expression_statement' ? codeChildren(valued)[0] : undefined;
  if (value) return originOf(lowering, value, fragment) ?? { at: nodePlace(node, fragment) };
  if (inner.type === 'call_expression') {
    const callee = inner.childForFieldName('function')!;
    const given = codeChildren(inner.childForFieldName('arguments')!);
    return {
      at: nodePlace(node, fragment),
      constructorCall: {
        name: callee.text,
        nameAt: nodePlace(callee, fragment),
        arguments: given.map((each) => nodePlace(each, fragment)),
      },
    };
  }
  if (
    inner.type === 'identifier' &&
    lowering.findSlot(inner.text) === undefined &&
    macrosNamed(lowering, inner, fragment, 'object').length > 0
  )
    return { at: nodePlace(node, fragment), macro: true };
  if (
    /^(?:initializer_list|compound_literal_expression|identifier|pointer_expression|subscript_expression|true|false|number_literal)$/.test(
      inner.type,
    )
  ) {
    return { at: nodePlace(node, fragment) };
  }
  return undefined;
}

/** The expression without parentheses around it. */
export function unwrapped(node: Node): Node {
  let inner = node;
  while (inner.type === 'parenthesized_expression') {
    const child = codeChildren(inner)[0];
    if (!child || child.type === 'compound_statement') return inner;
    inner = child;
  }
  return inner;
}

/** The type that a `type_descriptor` node states. */
function descriptorType(lowering: Lowering, node: Node, fragment: Fragment): CType {
  const text = node.text;
  const dimensions = [...text.matchAll(/\[([^\]]*)(?:\]|$)/g)].map((match) => match[1]!);
  const specifiers = text.replace(/\[[^\]]*(?:\]|$)/g, '').replace(/\*/g, ' ');
  if (/\(/.test(specifiers)) return { kind: 'pointer', to: { kind: 'function' }, readonly: true };
  return declaredType(specifiers, (text.match(/\*/g) ?? []).length, dimensions, fragment.file, lowering.context);
}

export function unknown(node: Node, fragment: Fragment): Expression {
  return { op: 'unknown', text: node.text.replace(/\s+/g, ' ').slice(0, 60), type: UNKNOWN, at: nodePlace(node, fragment) };
}
