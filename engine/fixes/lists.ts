/** Declared match lists and the expressions that measure them, as they are written. */
import type { Analysis } from '../negotiate/analysis.ts';
import type { Offer, Place } from '../negotiate/offer.ts';
import { closing, spelled, type Token, tokens, withoutParentheses } from './tokens.ts';

/** The place of the array dimension of the declared list, brackets excluded, with its text; `undefined` if the list is not declared as an array. */
export function declaredDimension(analysis: Analysis, offer: Pick<Offer, 'declared'>): Place | undefined {
  if (!offer.declared) return undefined;
  const { at, name } = offer.declared;
  const text = analysis.names.text(at.file);
  if (text === undefined) return undefined;
  const following = tokens(text, { start: at.start, end: Math.min(text.length, at.start + name.length + 200) });
  const self = following.findIndex((token) => token.text === name);
  const close = following.findIndex((token, index) => index > self && token.text === ']');
  if (self < 0 || following[self + 1]?.text !== '[' || close < 0) return undefined;
  return { file: at.file, start: following[self + 1]!.end, end: following[close]!.start };
}

/** Offset of the `{` of the declared list's initialiser; `undefined` if it has none. */
export function declaredBraces(analysis: Analysis, offer: Offer): number | undefined {
  const dimension = declaredDimension(analysis, offer);
  const text = dimension && analysis.names.text(dimension.file);
  if (!dimension || text === undefined) return undefined;
  const [, equals, brace] = tokens(text, { start: dimension.end, end: Math.min(text.length, dimension.end + 400) });
  return equals?.text === '=' && brace?.text === '{' ? brace.start : undefined;
}

/** True if the core gets the array itself: the list argument is the declared name, in parentheses or as `&list[0]` perhaps. */
export function passesWholeArray(analysis: Analysis, offer: Offer): boolean {
  if (!offer.declared || !offer.list || !declaredDimension(analysis, offer)) return false;
  const text = analysis.names.text(offer.list.file) ?? '';
  const argument = spelled(withoutParentheses(tokens(text, offer.list)));
  return argument === offer.declared.name || argument === `&${offer.declared.name}[0]`;
}

/** The operand of an expression that is nothing but `sizeof(name)`. */
export function sizeofOperand(expression: readonly Token[]): string | undefined {
  const [operator, ...rest] = withoutParentheses(expression);
  const operand = withoutParentheses(rest);
  return operator?.text === 'sizeof' && operand.length === 1 && operand[0]!.kind === 'name' ? operand[0]!.text : undefined;
}

/** The array whose number of elements an expression is: `ARRAY_SIZE(a)` or `sizeof(a) / sizeof(...)`. */
export function measuredArray(expression: readonly Token[]): string | undefined {
  const plain = withoutParentheses(expression);
  if (plain[1]?.text !== '(') return undefined;
  const close = closing(plain, 1);
  const operand = withoutParentheses(plain.slice(2, close));
  if (close < 0 || operand.length !== 1 || operand[0]!.kind !== 'name') return undefined;
  const whole = plain[0]!.text === 'ARRAY_SIZE' && close === plain.length - 1;
  const division = plain[0]!.text === 'sizeof' && plain[close + 1]?.text === '/' && plain[close + 2]?.text === 'sizeof';
  return whole || division ? operand[0]!.text : undefined;
}
