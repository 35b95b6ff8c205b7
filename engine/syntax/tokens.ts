/** C tokens of a text, as parallel arrays: a 50 MB file has tens of millions of them. */
import type { Span } from '../facts/facts.ts';
import type { Directive } from './contract.ts';

export const IDENTIFIER = 1;
export const NUMBER = 2;
export const STRING = 3;
export const PUNCTUATION = 4;

export class TokenList {
  count = 0;
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;

  /** With room for as many tokens as a text of so many characters has, mostly; it grows. */
  constructor(characters: number) {
    const room = (characters >> 2) + 16;
    this.kinds = new Uint8Array(room);
    this.starts = new Int32Array(room);
    this.ends = new Int32Array(room);
  }

  push(kind: number, start: number, end: number): void {
    if (this.count === this.kinds.length) this.#grow();
    this.kinds[this.count] = kind;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }

  /** Index of the first token that starts at or after `offset`. */
  firstFrom(offset: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The same tokens without those inside the spans, which are sorted and may nest. */
  without(spans: Span[]): TokenList {
    if (spans.length === 0) return this;
    const kept = new TokenList(this.count * 4);
    let next = 0;
    let blockedUntil = 0;
    for (let i = 0; i < this.count; i++) {
      const start = this.starts[i]!;
      while (next < spans.length && spans[next]!.start <= start) blockedUntil = Math.max(blockedUntil, spans[next++]!.end);
      if (start >= blockedUntil) kept.push(this.kinds[i]!, start, this.ends[i]!);
    }
    return kept;
  }

  #grow(): void {
    const size = this.kinds.length * 2;
    this.kinds = resized(new Uint8Array(size), this.kinds);
    this.starts = resized(new Int32Array(size), this.starts);
    this.ends = resized(new Int32Array(size), this.ends);
  }
}

export interface Lexed {
  tokens: TokenList;
  /** Everything that is no token and no white space: comments, directives, `\` before a newline, a byte order mark. */
  blanks: Span[];
  directives: Directive[];
}

/** Tokens, comments and directives of a file. Linear in the length of the text; never throws. */
export function lexFile(text: string): Lexed {
  return lex(text, { directives: true });
}

/** Tokens and comments of a piece of C such as a macro body, where `#` starts no directive. Linear; never throws. */
export function lexFragment(text: string): Lexed {
  return lex(text, { directives: false });
}

function lex(text: string, options: { directives: boolean }): Lexed {
  const lexed: Lexed = { tokens: new TokenList(text.length), blanks: [], directives: [] };
  const { tokens, blanks } = lexed;
  const length = text.length;
  let lineStart = true;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (isNewline(code)) {
      lineStart = true;
      at++;
    } else if (code <= 32) {
      if (code !== 32 && code !== 9) blanks.push({ start: at, end: at + 1 });
      at++;
    } else if (isCommentStart(text, at)) {
      const end = commentEnd(text, at);
      blanks.push({ start: at, end });
      at = end;
    } else if (code === BACKSLASH && isNewline(text.charCodeAt(at + 1))) {
      blanks.push({ start: at, end: at + 1 });
      at = afterNewline(text, at + 1);
    } else if (code === HASH && lineStart && options.directives) {
      const directive = readDirective(text, at);
      lexed.directives.push(directive);
      blanks.push(directive.span);
      at = directive.span.end;
    } else if (code === BYTE_ORDER_MARK) {
      blanks.push({ start: at, end: at + 1 });
      at++;
    } else {
      lineStart = false;
      at = readToken(text, at, tokens);
    }
  }
  return lexed;
}

/** End of the comment that starts at `at`; an unterminated one ends with the text. */
export function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === STAR) {
    const close = text.indexOf('*/', at + 2);
    return close < 0 ? text.length : close + 2;
  }
  return logicalLineEnd(text, at + 2);
}

/** True if a line or block comment starts at `at`. */
export function isCommentStart(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== SLASH) return false;
  const next = text.charCodeAt(at + 1);
  return next === SLASH || next === STAR;
}

/** End of a string or character literal; an unterminated one ends with its line. */
export function literalEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  let i = at + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === BACKSLASH) i = isNewline(text.charCodeAt(i + 1)) ? afterNewline(text, i + 1) : i + 2;
    else if (isNewline(code)) return i;
    else i++;
  }
  return text.length;
}

/** True for characters an identifier may start with; everything beyond ASCII counts. */
export function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code >= 128;
}

/** True for characters an identifier may contain. */
export function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code);
}

/** 1 for ASCII characters that an identifier may contain. */
const wordParts = Uint8Array.from({ length: 128 }, (_, code) => (isWordPart(code) ? 1 : 0));

const BACKSLASH = 92;
const HASH = 35;
const SLASH = 47;
const STAR = 42;
const DOT = 46;
const BYTE_ORDER_MARK = 0xfeff;

function readToken(text: string, at: number, tokens: TokenList): number {
  const code = text.charCodeAt(at);
  if (isWordStart(code)) {
    let end = at + 1;
    for (; end < text.length; end++) {
      const next = text.charCodeAt(end);
      if (next < 128 && wordParts[next] !== 1) break;
    }
    tokens.push(IDENTIFIER, at, end);
    return end;
  }
  if (isDigit(code) || (code === DOT && isDigit(text.charCodeAt(at + 1)))) {
    const end = numberEnd(text, at);
    tokens.push(NUMBER, at, end);
    return end;
  }
  if (code === 34 || code === 39) {
    const end = literalEnd(text, at);
    tokens.push(STRING, at, end);
    return end;
  }
  const end = code === DOT && text.startsWith('...', at) ? at + 3 : at + 1;
  tokens.push(PUNCTUATION, at, end);
  return end;
}

function numberEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    const before = text.charCodeAt(end - 1) | 32;
    const sign = (code === 43 || code === 45) && (before === 112 || (before === 101 && text.charCodeAt(at + 1) !== 120));
    // `1 ... 3` is often written without the blanks.
    if (code === DOT && text.charCodeAt(end + 1) === DOT) break;
    if (!isWordPart(code) && code !== DOT && !sign) break;
    end++;
  }
  return end;
}

function readDirective(text: string, at: number): Directive {
  const end = directiveEnd(text, at);
  let i = skipBlank(text, at + 1, end);
  const keywordStart = i;
  while (i < end && isWordPart(text.charCodeAt(i))) i++;
  const keyword = text.slice(keywordStart, i);
  const start = skipBlank(text, i, end);
  return { keyword, span: { start: at, end }, argument: { start, end } };
}

function directiveEnd(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (isNewline(code)) return i;
    if (isCommentStart(text, i)) i = commentEnd(text, i);
    else if (code === 34 || code === 39) i = literalEnd(text, i);
    else if (code === BACKSLASH && isNewline(text.charCodeAt(i + 1))) i = afterNewline(text, i + 1);
    else i++;
  }
  return text.length;
}

function skipBlank(text: string, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (code <= 32) i++;
    else if (code === BACKSLASH && isNewline(text.charCodeAt(i + 1))) i = afterNewline(text, i + 1);
    else if (isCommentStart(text, i)) i = Math.min(commentEnd(text, i), end);
    else break;
  }
  return Math.min(i, end);
}

function logicalLineEnd(text: string, from: number): number {
  let i = from;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (isNewline(code)) return i;
    i = code === BACKSLASH && isNewline(text.charCodeAt(i + 1)) ? afterNewline(text, i + 1) : i + 1;
  }
  return text.length;
}

function afterNewline(text: string, at: number): number {
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
}

function isNewline(code: number): boolean {
  return code === 10 || code === 13;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function resized<Target extends Uint8Array | Int32Array>(target: Target, source: Target): Target {
  target.set(source);
  return target;
}
