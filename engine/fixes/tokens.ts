/** C tokens with their places: enough to read an argument list or an initialiser as it is written. Macros are not expanded. */
import type { Span } from '../facts/facts.ts';
import { IDENTIFIER, lexFile, NUMBER, PUNCTUATION, STRING } from '../syntax/tokens.ts';

export interface Token extends Span {
  kind: 'name' | 'number' | 'string' | 'punctuator';
  text: string;
}

/** Punctuators of more than one character; the lexer of the syntax stage gives single ones. */
const LONG_PUNCTUATORS = /<<=|>>=|->|\+\+|--|<<|>>|[-+*/%&|^<>=!]=|&&|\|\||##/y;

const KINDS: Record<number, Token['kind']> = { [IDENTIFIER]: 'name', [NUMBER]: 'number', [STRING]: 'string', [PUNCTUATION]: 'punctuator' };

/**
 * The tokens of `text` between the offsets of `span` (default: all of it), without comments and preprocessor directives.
 * Offsets are those of `text`. Never throws.
 */
export function tokens(text: string, span: Span = { start: 0, end: text.length }): Token[] {
  const piece = text.slice(span.start, span.end);
  const { tokens: lexed } = lexFile(piece);
  const found: Token[] = [];
  for (let at = 0; at < lexed.count; at++) {
    const start = lexed.starts[at]!;
    let end = lexed.ends[at]!;
    LONG_PUNCTUATORS.lastIndex = start;
    if (lexed.kinds[at] === PUNCTUATION && LONG_PUNCTUATORS.test(piece)) end = LONG_PUNCTUATORS.lastIndex;
    while (lexed.ends[at]! < end) at++;
    found.push({ kind: KINDS[lexed.kinds[at]!]!, start: span.start + start, end: span.start + end, text: piece.slice(start, end) });
  }
  return found;
}

/** The comments of `text`, in source order. Never throws. */
export function comments(text: string): Span[] {
  return lexFile(text).blanks.filter(({ start }) => text[start] === '/');
}

/** The preprocessor directives between the offsets of `span`, which begins at the beginning of a line or behind a token. Never throws. */
export function directives(text: string, span: Span): Span[] {
  const found = lexFile(text.slice(span.start, span.end)).directives;
  return found.map((directive) => ({ start: directive.span.start + span.start, end: directive.span.end + span.start }));
}

const CLOSERS: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/** Index of the token that closes the bracket at index `open`; -1 if that is no bracket or nothing closes it. */
export function closing(list: readonly Token[], open: number): number {
  const waiting: string[] = [];
  for (let at = open; at < list.length; at++) {
    const { text, kind } = list[at]!;
    if (kind !== 'punctuator') continue;
    const closer = CLOSERS[text];
    if (closer) waiting.push(closer);
    else if (text === waiting.at(-1)) waiting.pop();
    else if (text === ')' || text === ']' || text === '}') return -1;
    if (waiting.length === 0) return at === open ? -1 : at;
  }
  return -1;
}

/** Splits tokens at the commas outside of brackets; the piece after a trailing comma is dropped if it is empty. */
export function splitAtCommas(list: readonly Token[]): Token[][] {
  const pieces: Token[][] = [[]];
  let depth = 0;
  for (const token of list) {
    if (token.kind === 'punctuator' && '([{'.includes(token.text)) depth++;
    if (token.kind === 'punctuator' && ')]}'.includes(token.text)) depth--;
    if (depth === 0 && token.text === ',') pieces.push([]);
    else pieces.at(-1)!.push(token);
  }
  if (pieces.at(-1)!.length === 0) pieces.pop();
  return pieces;
}

/** Drops pairs of parentheses that enclose all of the tokens. */
export function withoutParentheses(list: readonly Token[]): readonly Token[] {
  let inner = list;
  while (inner[0]?.text === '(' && closing(inner, 0) === inner.length - 1) inner = inner.slice(1, -1);
  return inner;
}

/** The tokens' texts, joined by one space where two words would run together: an expression without its layout. */
export function spelled(list: readonly Token[]): string {
  let text = '';
  for (const token of list) text += /\w$/.test(text) && /^\w/.test(token.text) ? ` ${token.text}` : token.text;
  return text;
}
