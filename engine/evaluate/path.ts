/** What has been asked and answered on one path through the code. */
import { wrap } from '../lower/numbers.ts';
import { type Comparison, type Given, givenAbout, NOTHING_GIVEN } from './assumptions.ts';
import { comparisonText, type Reach, reachOf, reachThrough } from './integers.ts';
import { isNull, operandText, type SymbolValue, symbol, truthValue, type Value } from './values.ts';

/** One answered question, in canonical form. */
export interface Literal {
  question: SymbolValue;
  truth: boolean;
}

export type Conditions = readonly Literal[];

/** Kconfig symbols are 0 (n), 1 (m) or 2 (y). */
const CONFIG_RANGE = { low: 0n, high: 2n };

/** A condition as a question and the answer that makes it true; or its truth, where no question is open. */
export function asLiteral(condition: Value): Literal | boolean {
  if (condition.kind !== 'symbol') return !isNull(condition);
  if (condition.shape.op === 'not') {
    const inner = asLiteral(condition.shape.value);
    return typeof inner === 'boolean' ? !inner : { question: inner.question, truth: !inner.truth };
  }
  if (condition.shape.op === 'container') return asLiteral(condition.shape.of);
  if (condition.shape.op === 'compare') return { question: condition, truth: true };
  const zero: Value = { kind: 'integer', value: 0n, type: condition.type };
  const question = symbol(`(${condition.key}==0)`, `${condition.text} == 0`, condition.type, {
    op: 'compare',
    operator: '==',
    left: condition,
    right: zero,
  });
  return { question, truth: false };
}

/** Whether the literal holds, with all that was answered before and all that is given; undefined if both are possible. */
export function decide(literal: Literal, conditions: Conditions, given: Given = NOTHING_GIVEN): boolean | undefined {
  for (const known of conditions) {
    if (known.question.key === literal.question.key) return known.truth === literal.truth;
  }
  const compared = constantComparison(literal.question);
  if (!compared) return undefined;
  const domain = domainOf(compared.left, conditions, given);
  const { value } = compared;
  let answer: boolean | undefined;
  if (compared.operator === '==') {
    if (value < domain.low || value > domain.high || domain.not.has(value)) answer = false;
    else if (domain.low === domain.high) answer = true;
  } else if (domain.high < value) answer = true;
  else if (domain.low >= value) answer = false;
  return answer === undefined ? undefined : answer === literal.truth;
}

/** The value as far as it is given: a number for what is assumed to equal one, and for the truth of what is assumed. */
export function settled(value: Value, given: Given): Value {
  if (value.kind !== 'symbol') return value;
  const { shape, type } = value;
  if (shape.op === 'compare' || shape.op === 'not') {
    const literal = asLiteral(value);
    const truth = typeof literal === 'boolean' ? literal : decide(literal, [], given);
    return truth === undefined ? value : truthValue(truth);
  }
  if (shape.op !== 'atom' && shape.op !== 'config') return value;
  const equal = givenAbout(value, given).find(({ comparison }) => comparison === '==');
  return equal && (type.kind === 'int' || equal.value === 0n) ? { kind: 'integer', value: wrap(equal.value, type), type } : value;
}

function constantComparison(question: SymbolValue): { left: Value; operator: '==' | '<'; value: bigint } | undefined {
  const { shape } = question;
  if (shape.op !== 'compare' || shape.right.kind !== 'integer') return undefined;
  return { left: shape.left, operator: shape.operator, value: shape.right.value };
}

function domainOf(left: Value, conditions: Conditions, given: Given): { low: bigint; high: bigint; not: Set<bigint> } {
  const symbol = left.kind === 'symbol' ? left : undefined;
  const range = (symbol && startOf(symbol, conditions, given)) ?? { low: -(1n << 63n), high: (1n << 64n) - 1n };
  const domain = { low: range.low, high: range.high, not: new Set<bigint>() };
  for (const { question, truth } of conditions) {
    const compared = constantComparison(question);
    if (compared?.left.kind !== 'symbol' || compared.left.key !== symbol?.key) continue;
    if (compared.operator === '==') {
      if (truth) domain.low = domain.high = compared.value;
      else domain.not.add(compared.value);
    } else if (truth) domain.high = compared.value - 1n < domain.high ? compared.value - 1n : domain.high;
    else if (compared.value > domain.low) domain.low = compared.value;
  }
  for (const { comparison, value } of symbol ? givenAbout(symbol, given) : []) narrow(domain, comparison, value);
  while (domain.not.has(domain.low) && domain.low < domain.high) domain.low += 1n;
  while (domain.not.has(domain.high) && domain.low < domain.high) domain.high -= 1n;
  return domain;
}

/** What is known of the value before anybody asks about it: the most its type holds, or what follows from the value it is computed from. */
function startOf(symbol: SymbolValue, conditions: Conditions, given: Given): Reach | undefined {
  if (symbol.shape.op === 'config') return CONFIG_RANGE;
  if (symbol.shape.op !== 'convert' && symbol.shape.op !== 'offset') return reachOf(symbol);
  return reachThrough(symbol, domainOf(symbol.shape.base, conditions, given));
}

function narrow(domain: { low: bigint; high: bigint; not: Set<bigint> }, comparison: Comparison, value: bigint): void {
  if (comparison === '!=') domain.not.add(value);
  if (comparison === '==' || comparison === '>=' || comparison === '>') {
    const low = comparison === '>' ? value + 1n : value;
    if (low > domain.low) domain.low = low;
  }
  if (comparison === '==' || comparison === '<=' || comparison === '<') {
    const high = comparison === '<' ? value - 1n : value;
    if (high < domain.high) domain.high = high;
  }
}

export function assume(conditions: Conditions, literal: Literal): Conditions {
  return [...conditions, literal];
}

export function opposite(literal: Literal): Literal {
  return { question: literal.question, truth: !literal.truth };
}

/** The literal as C that a person reads: `IS_ENABLED(CONFIG_X)`, `pci_p2pdma_distance(...) >= 0`, `!priv->vdev`. */
export function literalText({ question, truth }: Literal): string {
  const { shape } = question;
  if (shape.op !== 'compare') return truth ? question.text : `!(${question.text})`;
  const { left, right, operator } = shape;
  if (left.kind === 'symbol' && left.shape.op === 'config' && right.kind === 'integer')
    return configText(left.shape.symbol, right.value, operator, truth);
  const text = left.kind === 'symbol' ? left.text : '';
  if (
    operator === '==' &&
    right.kind === 'integer' &&
    right.value === 0n &&
    left.kind === 'symbol' &&
    readsAsTruth(left) &&
    !named(right)
  ) {
    return truth ? `!${operandText(text)}` : text;
  }
  const shown = operator === '==' ? (truth ? '==' : '!=') : truth ? '<' : '>=';
  return comparisonText(left, shown, right);
}

function named(value: Value): boolean {
  return value.kind === 'integer' && /^[A-Za-z_]/.test(value.spelled ?? '') && value.spelled !== 'NULL' && value.spelled !== 'false';
}

function readsAsTruth({ type, from = type }: SymbolValue): boolean {
  return from.kind !== 'int' || from.boolean === true;
}

function configText(symbol: string, value: bigint, operator: '==' | '<', truth: boolean): string {
  if (operator === '==' && value === 0n) return truth ? `!IS_ENABLED(${symbol})` : `IS_ENABLED(${symbol})`;
  const letter = ['n', 'm', 'y'][Number(value)] ?? String(value);
  if (operator === '==') return truth ? `${symbol}=${letter}` : `${symbol}!=${letter}`;
  return truth ? `${symbol}<${letter}` : `${symbol}>=${letter}`;
}
