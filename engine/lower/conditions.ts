/** Conditions as jumps: short circuit, negation, and the preprocessor's questions. */
import type { Node } from 'web-tree-sitter';
import type { Place } from '../facts/facts.ts';
import { BOOL, INT } from './ctype.ts';
import { lowerExpression } from './expressions.ts';
import type { Fragment } from './fragment.ts';
import { CONFIG_QUESTIONS, FIXED_DEFINITIONS, TESTED_ARGUMENT, TRANSPARENT, TRUTH } from './idioms.ts';
import type { Expression, Label } from './ir.ts';
import { codeChildren, constant, type Lowering, nodePlace, regionOf, truth } from './lowering.ts';

/** Emits jumps to `yes` or `no`, depending on the condition that `node` states. */
export function lowerCondition(lowering: Lowering, node: Node, fragment: Fragment, yes: Label, no: Label): void {
  return lowering.nested(() => condition(lowering, node, fragment, yes, no));
}

function condition(lowering: Lowering, node: Node, fragment: Fragment, yes: Label, no: Label): void {
  switch (node.type) {
    case 'parenthesized_expression': {
      const inner = codeChildren(node)[0];
      if (inner && inner.type !== 'compound_statement') return lowerCondition(lowering, inner, fragment, yes, no);
      break;
    }
    case 'unary_expression':
      if (node.childForFieldName('operator')?.type === '!') {
        return lowerCondition(lowering, node.childForFieldName('argument')!, fragment, no, yes);
      }
      break;
    case 'binary_expression': {
      const operator = node.childForFieldName('operator')?.type;
      const left = node.childForFieldName('left')!;
      const right = node.childForFieldName('right')!;
      if (operator === '&&' || operator === '||') {
        const more = lowering.label();
        if (operator === '&&') lowerCondition(lowering, left, fragment, more, no);
        else lowerCondition(lowering, left, fragment, yes, more);
        lowering.place(more);
        return lowerCondition(lowering, right, fragment, yes, no);
      }
      break;
    }
    case 'call_expression': {
      const name = node.childForFieldName('function')?.text ?? '';
      const given = codeChildren(node.childForFieldName('arguments') ?? node);
      const tested = given[TESTED_ARGUMENT.get(name) ?? 0];
      if (tested && (TRUTH.has(name) || TRANSPARENT.has(name))) return lowerCondition(lowering, tested, fragment, yes, no);
      break;
    }
    default:
  }
  const condition = lowerExpression(lowering, node, fragment);
  lowering.emit(nodePlace(node, fragment), { do: 'branch', condition, yes, no });
}

/** The value 1 or 0 of a condition. */
export function conditionValue(lowering: Lowering, node: Node, fragment: Fragment): Expression {
  const at = nodePlace(node, fragment);
  const result = lowering.temporary(INT);
  const [yes, no, end] = [lowering.label(), lowering.label(), lowering.label()];
  lowerCondition(lowering, node, fragment, yes, no);
  lowering.place(yes);
  lowering.emit(at, { do: 'set', temporary: result, value: constant(1, at) });
  lowering.emit(at, { do: 'jump', to: end });
  lowering.place(no);
  lowering.emit(at, { do: 'set', temporary: result, value: constant(0, at) });
  lowering.place(end);
  return { op: 'temporary', index: result, at };
}

/** `IS_ENABLED(CONFIG_X)` and its kin, as a condition on the Kconfig symbol. */
export function configQuestion(name: string, symbol: string, at: Place): Expression | undefined {
  const range = CONFIG_QUESTIONS.get(name);
  if (!range || !/^CONFIG_\w+$/.test(symbol)) return undefined;
  const config: Expression = { op: 'config', symbol, at };
  const low = constant(range.from, at);
  return range.from === range.to
    ? { op: 'binary', operator: '==', left: config, right: low, at }
    : { op: 'binary', operator: '!=', left: config, right: constant(0, at), at };
}

function isDefined(lowering: Lowering, name: string, at: Place, file: string): Expression {
  const fixed = FIXED_DEFINITIONS.get(name);
  if (fixed !== undefined) return truth(fixed, at);
  const modular = /^(CONFIG_\w+)_MODULE$/.exec(name)?.[1];
  const config = modular ? configQuestion('IS_MODULE', modular, at) : configQuestion('IS_BUILTIN', name, at);
  if (config) return config;
  const macros = lowering.context.names.macros(name, file);
  if (macros.some((macro) => macro.fact.region === undefined)) return truth(true, at);
  return { op: 'unknown', text: `defined(${name})`, type: BOOL, at };
}

/**
 * Jumps to `yes` if the `#if` branch with this index is compiled, all branches around it included, up to but without `outer`;
 * to `no` otherwise.
 */
export function lowerRegion(
  lowering: Lowering,
  file: string,
  region: number,
  outer: number | undefined,
  yes: Label,
  no: Label,
  at: Place,
): void {
  const regions = lowering.context.names.facts(file)?.regions ?? [];
  const chain: string[] = [];
  for (let index: number | undefined = region; index !== undefined && index !== outer; index = regions[index]?.parent) {
    const condition = regions[index]?.condition;
    if (condition !== undefined) chain.unshift(condition);
  }
  for (const text of chain) {
    const more = lowering.label();
    lowerConditionText(lowering, text, file, more, no, at);
    lowering.place(more);
  }
  lowering.emit(at, { do: 'jump', to: yes });
}

const PREPROCESSOR = 'int _ = ';

function lowerConditionText(lowering: Lowering, text: string, file: string, yes: Label, no: Label, at: Place): void {
  const fragment: Fragment = { text: `${PREPROCESSOR}(${text});`, file, at: () => at, expanding: ['#if'] };
  lowering.parse(fragment.text, (root) => {
    const value = root.descendantsOfType('init_declarator')[0]?.childForFieldName('value');
    if (!value || root.hasError) {
      lowering.emit(at, { do: 'branch', condition: { op: 'unknown', text: `#if ${text}`, type: BOOL, at }, yes, no });
    } else lowerCondition(lowering, value, fragment, yes, no);
  });
}

/** True while a preprocessor condition is read: names mean other things there. */
export function inPreprocessor(fragment: Fragment): boolean {
  return fragment.expanding[0] === '#if';
}

/** A name in a preprocessor condition: Kconfig numbers, `defined X` done by the caller, everything undefined is 0. */
export function preprocessorName(lowering: Lowering, name: string, at: Place): Expression {
  if (name.startsWith('CONFIG_')) return { op: 'unknown', text: name, type: { kind: 'int', bits: 64, signed: true }, at };
  if (FIXED_DEFINITIONS.get(name) === false) return constant(0, at);
  const macros = lowering.context.names.macros(name, lowering.file);
  const number = /^\(?\s*(-?\d+)[uUlL]*\s*\)?$/.exec(macros.length === 1 ? macroText(lowering, macros[0]!) : '')?.[1];
  if (number !== undefined) return constant(BigInt(number), at);
  return { op: 'unknown', text: name, type: { kind: 'int', bits: 64, signed: true }, at };
}

function macroText(lowering: Lowering, macro: { file: string; fact: { bodySpan: { start: number; end: number } } }): string {
  return lowering.context.names.written(macro.file, macro.fact.bodySpan).trim();
}

/** `defined(X)` in a preprocessor condition. */
export function preprocessorDefined(lowering: Lowering, name: string, at: Place, file: string): Expression {
  return isDefined(lowering, name, at, file);
}

/** Wraps what `body` emits in a jump around it, if the node lies in an `#if` branch that its parent does not lie in. */
export function guarded(lowering: Lowering, node: Node, fragment: Fragment, outer: number | undefined, body: () => void): void {
  const regions = lowering.context.names.facts(fragment.file)?.regions ?? [];
  const region = regionOf(regions, fragment, node);
  if (region === undefined || region === outer) return body();
  const [yes, end] = [lowering.label(), lowering.label()];
  lowerRegion(lowering, fragment.file, region, outer, yes, end, nodePlace(node, fragment));
  lowering.place(yes);
  body();
  lowering.place(end);
}
