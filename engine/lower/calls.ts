/** Calls: kernel idioms, macros, functions of the project, pointers, and what nobody defines. */
import type { Node } from 'web-tree-sitter';
import { typeOfCode } from '../syntax/type-code.ts';
import { chosen } from './choice.ts';
import { conditionValue, configQuestion, inPreprocessor, preprocessorDefined } from './conditions.ts';
import { type CType, declaredType, INT, LONG, SIZE, UNKNOWN } from './ctype.ts';
import { lowerChoice, lowerExpression, lowerLvalue, unknown, unwrapped } from './expressions.ts';
import type { Fragment } from './fragment.ts';
import { assertsLock, BUILTINS, LONG_VALUED, TESTED_ARGUMENT, TRANSPARENT, TRUTH } from './idioms.ts';
import type { Callee, Expression, Lvalue } from './ir.ts';
import { codeChildren, constant, type Lowering, load, nodePlace } from './lowering.ts';
import { expandMacros, macrosNamed } from './macros.ts';

/** Emits the call and gives its result. */
export function lowerCall(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  const written = node.childForFieldName('function')!;
  const callee = unwrapped(written);
  const given = codeChildren(node.childForFieldName('arguments')!);
  if (callee.type !== 'identifier' || lowering.findSlot(callee.text) !== undefined)
    return pointerCall(lowering, callee, given, node, fragment);
  const name = callee.text;
  if (inPreprocessor(fragment) && name === 'defined') return preprocessorDefined(lowering, given[0]?.text ?? '', at, fragment.file);
  const idiom = lowerIdiom(lowering, name, given, node, fragment);
  if (idiom) return idiom;
  // A name in parentheses is not followed by one, as an invocation of a macro would have to be.
  const macros = written.type === 'identifier' && !assertsLock(name) ? macrosNamed(lowering, callee, fragment, 'function') : [];
  const plain = () => plainCall(lowering, callee, given, node, fragment);
  return macros.length > 0 ? expandMacros(lowering, macros, node, fragment, plain) : plain();
}

/** A call of what is no macro. */
function plainCall(lowering: Lowering, callee: Node, given: Node[], node: Node, fragment: Fragment): Expression {
  const { names } = lowering.context;
  const name = callee.text;
  if (names.functions(name, fragment.file).length === 0 && names.variables(name, fragment.file).length > 0)
    return pointerCall(lowering, callee, given, node, fragment);
  return namedCall(lowering, name, given, node, fragment);
}

function lowerIdiom(lowering: Lowering, name: string, given: Node[], node: Node, fragment: Fragment): Expression | undefined {
  const at = nodePlace(node, fragment);
  const first = given[0];
  if (!first) return undefined;
  const config = configQuestion(name, first.text, at);
  if (config) return config;
  const wide = (value: Expression): Expression => (LONG_VALUED.has(name) ? { op: 'cast', type: LONG, value, at } : value);
  if (TRANSPARENT.has(name)) return wide(lowerExpression(lowering, first, fragment));
  if (TRUTH.has(name)) return wide(conditionValue(lowering, given[TESTED_ARGUMENT.get(name) ?? 0] ?? first, fragment));
  const builtin = BUILTINS.get(name);
  if (builtin) return { op: 'builtin', name: builtin, arguments: given.map((each) => lowerExpression(lowering, each, fragment)), at };
  if (name === 'ARRAY_SIZE') return { op: 'count', of: lowerLvalue(lowering, unwrapped(first), fragment), at };
  if (name === 'container_of' || name === 'container_of_const' || name === 'list_entry')
    return containerOf(lowering, given, node, fragment);
  if ((name === 'min_t' || name === 'max_t') && given.length === 3) {
    const type = typeArgument(lowering, first, fragment);
    if (type.kind === 'unknown') return unknown(node, fragment);
    const values = given.slice(1).map((each): Expression => ({ op: 'cast', type, value: lowerExpression(lowering, each, fragment), at }));
    return { op: 'builtin', name: name === 'min_t' ? 'min' : 'max', arguments: values, at };
  }
  if (name === 'WRITE_ONCE' && given[1]) {
    const target = lowerLvalue(lowering, first, fragment);
    lowering.emit(at, { do: 'store', target, value: lowerExpression(lowering, given[1], fragment) });
    return load(target);
  }
  if (name === '__builtin_choose_expr' && given[1] && given[2])
    return lowerChoice(lowering, { condition: first, yes: given[1], no: given[2] }, at, fragment);
  if (/^(BUG_ON|BUILD_BUG_ON|BUILD_BUG_ON_ZERO|__must_be_array)$/.test(name)) return constant(0, at);
  return undefined;
}

/** The type that a macro is handed; masking takes the keyword from `enum x`, and makes numbers of C's own types. */
function typeArgument(lowering: Lowering, node: Node, fragment: Fragment): CType {
  const named = (words: string) => declaredType(words, 0, [], fragment.file, lowering.context);
  const type = named(typeOfCode(node.text) ?? node.text);
  return type.kind === 'unknown' && node.type === 'identifier' ? named(`enum ${node.text}`) : type;
}

function containerOf(lowering: Lowering, given: Node[], node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  const [pointer, type, member] = given;
  if (!pointer || !type || !member) return { op: 'unknown', text: node.text, type: UNKNOWN, at };
  const base: Lvalue = { place: 'pointee', pointer: lowerExpression(lowering, pointer, fragment), at };
  const container = containerType(lowering, type.text, fragment);
  return {
    op: 'address',
    of: { place: 'container', base, type: container, fields: member.text.split('.').map((part) => part.trim()), at },
    at,
  };
}

/** Masking takes `struct` out of macro arguments, so a lone word is a tag. */
function containerType(lowering: Lowering, text: string, fragment: Fragment): CType {
  const word = text.replace(/\b(const|struct|volatile)\b/g, ' ').trim();
  const type = declaredType(word, 0, [], fragment.file, lowering.context);
  return type.kind === 'unknown' && /^\w+$/.test(word) ? { kind: 'record', tag: word, file: fragment.file } : type;
}

function pointerCall(lowering: Lowering, callee: Node, given: Node[], node: Node, fragment: Fragment): Expression {
  const target =
    callee.type === 'pointer_expression' && callee.childForFieldName('operator')?.type === '*'
      ? callee.childForFieldName('argument')!
      : callee;
  const pointer = lowerExpression(lowering, target, fragment);
  const values = given.map((each) => lowerExpression(lowering, each, fragment));
  return emitCall(lowering, { to: 'pointer', pointer }, values, UNKNOWN, callee, node, fragment);
}

function namedCall(lowering: Lowering, name: string, given: Node[], node: Node, fragment: Fragment): Expression {
  const values = given.map((each) => lowerExpression(lowering, each, fragment));
  const found = lowering.context.names.functions(name, fragment.file);
  const callee = node.childForFieldName('function')!;
  const returns = (index: number): CType => {
    const each = found[index];
    if (!each) return name.startsWith('is_') ? INT : name === 'sizeof' ? SIZE : UNKNOWN;
    return declaredType(each.fact.returns, (each.fact.returns.match(/\*/g) ?? []).length, [], each.file, lowering.context);
  };
  const call = (to: Callee, handed: Expression[]) => emitCall(lowering, to, handed, returns(0), callee, node, fragment);
  const bodies = found.filter((each) => each.fact.bodySpan);
  const only = bodies[0];
  if (found.length === 0) return call({ to: 'name', name, mayBeMacro: true }, values);
  if (!only || only.ambiguous || lowering.calls === 'unknown') return call({ to: 'name', name }, values);
  if (only.fact.region === undefined) return call({ to: 'function', target: only }, values);
  // Where no definition is compiled, the function is somewhere else.
  const held = values.map((value) => lowering.hold(value));
  return chosen(lowering, bodies, nodePlace(node, fragment), {
    type: returns(0),
    make: (target) => call({ to: 'function', target }, held),
    otherwise: () => call({ to: 'name', name }, held),
  });
}

function emitCall(
  lowering: Lowering,
  callee: Callee,
  given: Expression[],
  returns: CType,
  name: Node,
  node: Node,
  fragment: Fragment,
): Expression {
  const temporary = lowering.temporary(returns.kind === 'unknown' ? undefined : returns);
  const at = nodePlace(node, fragment);
  lowering.emit(at, { do: 'call', temporary, callee, arguments: given, calleeAt: nodePlace(name, fragment), returns });
  return { op: 'temporary', index: temporary, at };
}
