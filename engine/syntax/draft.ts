/** A text being masked: tokens with their brackets matched, and the characters to be changed. */
import type { Span } from '../facts/facts.ts';
import { IDENTIFIER, PUNCTUATION, type TokenList } from './tokens.ts';

const SPACE = 32;

export class Draft {
  readonly source: string;
  readonly tokens: TokenList;
  /** For each bracket token the token of its partner, else -1. */
  readonly partner: Int32Array;
  /** Braces open around each token. */
  readonly depth: Int32Array;
  /** What is to be written over each character; 0 where it stays. */
  readonly #written: Uint8Array;

  constructor(source: string, tokens: TokenList) {
    this.source = source;
    this.tokens = tokens;
    this.partner = new Int32Array(tokens.count).fill(-1);
    this.depth = new Int32Array(tokens.count);
    this.#written = new Uint8Array(source.length);
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
    const start = this.tokens.starts[token]!;
    // All but `...` have one character.
    return this.source.charCodeAt(start) === punctuation.charCodeAt(0) && this.tokens.ends[token]! - start === punctuation.length;
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
  blank({ start, end }: Span): void {
    const { source } = this;
    const written = this.#written;
    for (let i = start; i < end; i++) {
      const unit = source.charCodeAt(i);
      if (unit !== 10 && unit !== 13) written[i] = SPACE;
    }
  }

  blankTokens(first: number, last: number): void {
    this.blank({ start: this.start(first), end: this.end(last) });
  }

  /** Whether a token has been replaced by spaces. */
  isBlank(token: number): boolean {
    return this.#written[this.start(token)] === SPACE;
  }

  /** Writes `word` over a token that is at least as long, padded with spaces. */
  rewrite(token: number, word: string): void {
    this.blankTokens(token, token);
    this.write(this.start(token), word);
  }

  /** ASCII only. */
  write(offset: number, word: string): void {
    for (let i = 0; i < word.length; i++) this.#written[offset + i] = word.charCodeAt(i);
  }

  /** The masked text. */
  finish(): string {
    const { source } = this;
    const written = this.#written;
    const pieces: string[] = [];
    let kept = 0;
    for (let at = nextOther(written, 0, 0); at < source.length; at = nextOther(written, kept, 0)) {
      if (at > kept) pieces.push(source.slice(kept, at));
      const unit = written[at]!;
      kept = nextOther(written, at, unit);
      pieces.push(unit === SPACE ? spaces(kept - at) : String.fromCharCode(unit).repeat(kept - at));
    }
    pieces.push(source.slice(kept));
    return pieces.join('');
  }
}

/** The first place from `from` on that has another value. */
function nextOther(values: Uint8Array, from: number, value: number): number {
  let at = from;
  while (at < values.length && values[at] === value) at++;
  return at;
}

const SPACES = Array.from({ length: 80 }, (_, length) => ' '.repeat(length));

function spaces(length: number): string {
  return SPACES[length] ?? ' '.repeat(length);
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
