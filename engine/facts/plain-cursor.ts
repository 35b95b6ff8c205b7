/** A place among the tokens of a digest, and where in the file that is. */
import type { Digest } from './digest.ts';
import type { Region, Span } from './facts.ts';
import { PlainExpressions } from './plain-expressions.ts';
import { PlainTokens } from './plain-tokens.ts';
import { regionLookup } from './regions.ts';

export const [OPEN, CLOSE, COMMA, ASSIGN, LEFT, RIGHT, LEFT_BRACE, RIGHT_BRACE, COLON, SEMICOLON, STAR] = Array.from(
  '(),=[]{}:;*',
  (character) => character.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number, number, number];

export class PlainCursor {
  readonly tokens: PlainTokens;
  readonly expressions: PlainExpressions;
  /** The next token. */
  at = 0;
  readonly #original: Digest['original'];
  readonly #region: (offset: number) => number | undefined;

  constructor({ text, original }: Digest, regions: Region[]) {
    this.tokens = new PlainTokens(text);
    this.expressions = new PlainExpressions(this.tokens);
    this.#original = original;
    this.#region = regionLookup(regions);
  }

  code(): number {
    return this.tokens.code(this.at);
  }

  /** Goes on behind a punctuation mark, if it is the next token. */
  takes(code: number): boolean {
    if (this.tokens.code(this.at) !== code) return false;
    if (code === ASSIGN && this.tokens.touches(this.at) && this.tokens.code(this.at + 1) === ASSIGN) return false;
    this.at++;
    return true;
  }

  /** Goes on at a token, unless there is none. */
  moves(end: number): boolean {
    if (end > 0) this.at = end;
    return end > 0;
  }

  /** Where in the file a token starts. */
  start(token: number): number {
    return this.#original(this.tokens.start(token));
  }

  /** Where in the file a token ends. */
  end(token: number): number {
    return this.#original(this.tokens.end(token) - 1) + 1;
  }

  span(first: number, last: number): Span {
    return { start: this.start(first), end: this.end(last) };
  }

  /** The innermost `#if` branch around a token. */
  regionOf(token: number): number | undefined {
    return this.#region(this.start(token));
  }
}
