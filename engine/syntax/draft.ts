/** A text being masked: tokens with their brackets matched, and the characters to be changed. */
import type { Span } from '../facts/facts.ts';
import { IDENTIFIER, PUNCTUATION, type TokenList } from './tokens.ts';

const SPACE = 32;
const CHUNK = 8192;

export class Draft {
  readonly source: string;
  readonly tokens: TokenList;
  /** For each bracket token the token of its partner, else -1. */
  readonly partner: Int32Array;
  /** Braces open around each token. */
  readonly depth: Int32Array;
  readonly #units: Uint16Array;

  constructor(source: string, tokens: TokenList) {
    this.source = source;
    this.tokens = tokens;
    this.partner = new Int32Array(tokens.count).fill(-1);
    this.depth = new Int32Array(tokens.count);
    this.#units = new Uint16Array(source.length);
    for (let i = 0; i < source.length; i++) this.#units[i] = source.charCodeAt(i);
    matchBrackets(this);
  }

  /** Text of a token; empty text outside the list. */
  word(token: number): string {
    if (token < 0 || token >= this.tokens.count) return '';
    return this.source.slice(this.tokens.starts[token], this.tokens.ends[token]);
  }

  isIdentifier(token: number): boolean {
    return this.tokens.kinds[token] === IDENTIFIER && token < this.tokens.count;
  }

  is(token: number, punctuation: string): boolean {
    if (token < 0 || token >= this.tokens.count || this.tokens.kinds[token] !== PUNCTUATION) return false;
    return (
      this.source.startsWith(punctuation, this.tokens.starts[token]) &&
      this.tokens.ends[token]! - this.tokens.starts[token]! === punctuation.length
    );
  }

  start(token: number): number {
    return this.tokens.starts[token] ?? this.source.length;
  }

  end(token: number): number {
    return this.tokens.ends[token] ?? this.source.length;
  }

  /** Token of the `)` that closes the `(` at `token`; -1 if there is no such pair. */
  closing(token: number): number {
    return this.is(token, '(') ? this.partner[token]! : -1;
  }

  /** Replaces a range by spaces; line breaks stay. */
  blank(span: Span): void {
    for (let i = span.start; i < span.end; i++) {
      const unit = this.#units[i];
      if (unit !== 10 && unit !== 13) this.#units[i] = SPACE;
    }
  }

  blankTokens(first: number, last: number): void {
    this.blank({ start: this.start(first), end: this.end(last) });
  }

  /** Whether a token has been replaced by spaces. */
  isBlank(token: number): boolean {
    return this.#units[this.start(token)] === SPACE;
  }

  /** Writes `word` over a token that is at least as long, padded with spaces. */
  rewrite(token: number, word: string): void {
    this.blankTokens(token, token);
    this.write(this.start(token), word);
  }

  write(offset: number, word: string): void {
    for (let i = 0; i < word.length; i++) this.#units[offset + i] = word.charCodeAt(i);
  }

  /** The masked text. */
  finish(): string {
    const pieces: string[] = [];
    for (let i = 0; i < this.#units.length; i += CHUNK) {
      pieces.push(Reflect.apply(String.fromCharCode, undefined, this.#units.subarray(i, i + CHUNK)));
    }
    return pieces.join('');
  }
}

/** A closing bracket without partner is skipped; a `}` closes what is still open inside its braces. */
function matchBrackets(draft: Draft): void {
  const { source, tokens, partner, depth } = draft;
  const open: number[] = [];
  let braces = 0;
  for (let i = 0; i < tokens.count; i++) {
    const code = tokens.kinds[i] === PUNCTUATION ? source.charCodeAt(tokens.starts[i]!) : 0;
    if (code === 125 && braces > 0) {
      while (source.charCodeAt(tokens.starts[open.at(-1)!]!) !== 123) open.pop();
      pair(partner, open.pop()!, i);
      braces--;
    }
    depth[i] = braces;
    if (code === 123) braces++;
    if (code === 40 || code === 91 || code === 123) open.push(i);
    if (code === 41 || code === 93) {
      const top = open.at(-1);
      if (top !== undefined && source.charCodeAt(tokens.starts[top]!) === (code === 41 ? 40 : 91)) pair(partner, open.pop()!, i);
    }
  }
}

function pair(partner: Int32Array, open: number, close: number): void {
  partner[open] = close;
  partner[close] = open;
}
