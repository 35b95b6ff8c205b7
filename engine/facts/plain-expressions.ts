/** Where expressions and initialisers end: only those that no reader of C could take for something else. */
import { DOT, type PlainTokens } from './plain-tokens.ts';

/** Deeper ones are left to the parser. */
const DEEPEST = 40;

const [OPEN, CLOSE, COMMA, ASSIGN, LEFT, RIGHT, LEFT_BRACE, RIGHT_BRACE, QUESTION, COLON, STAR] = Array.from('(),=[]{}?:*', (character) =>
  character.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number, number, number];

const single = codes('+-*/%<>&|^');
const twice = codes('<>&|');
const beforeEquals = codes('<>=!');
const prefix = codes('+-!~&*');

function codes(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)));
}

/** Each answer is the token behind what begins at a token; -1 if that is not certain. */
export class PlainExpressions {
  readonly #tokens: PlainTokens;
  #depth = 0;

  constructor(tokens: PlainTokens) {
    this.#tokens = tokens;
  }

  /** An expression without commas and assignments. */
  expression(start: number): number {
    if (this.#depth >= DEEPEST) return -1;
    this.#depth++;
    const end = this.#conditional(start);
    this.#depth--;
    return end;
  }

  /** What may stand behind the `=` of a declaration. */
  initializer(start: number): number {
    if (this.#tokens.code(start) !== LEFT_BRACE) return this.expression(start);
    if (this.#depth >= DEEPEST) return -1;
    this.#depth++;
    const end = this.#list(start + 1);
    this.#depth--;
    return end;
  }

  #list(start: number): number {
    let at = start;
    for (;;) {
      if (this.#tokens.code(at) === RIGHT_BRACE) return at + 1;
      at = this.#designated(at);
      if (at < 0) return -1;
      const code = this.#tokens.code(at);
      if (code === COMMA) at++;
      else if (code !== RIGHT_BRACE) return -1;
    }
  }

  #designated(start: number): number {
    let at = start;
    for (;;) {
      const code = this.#tokens.code(at);
      if (code === DOT && this.#tokens.isName(at + 1) && !this.#tokens.isDots(at)) at += 2;
      else if (code === LEFT) at = this.#index(at + 1);
      else break;
      if (at < 0) return -1;
    }
    if (at === start) return this.initializer(at);
    if (this.#tokens.code(at) !== ASSIGN || (this.#tokens.code(at + 1) === ASSIGN && this.#tokens.touches(at))) return -1;
    return this.initializer(at + 1);
  }

  /** `1]` or `1 ... 3]`. */
  #index(start: number): number {
    let at = this.expression(start);
    if (at > 0 && this.#tokens.isDots(at)) at = this.expression(at + 1);
    return at > 0 && this.#tokens.code(at) === RIGHT ? at + 1 : -1;
  }

  #conditional(start: number): number {
    let at = this.#unary(start);
    for (let operator = this.#operator(at); operator > 0; operator = this.#operator(at)) at = this.#unary(at + operator);
    if (at < 0 || this.#tokens.code(at) !== QUESTION) return at;
    at = this.expression(at + 1);
    return at > 0 && this.#tokens.code(at) === COLON ? this.expression(at + 1) : -1;
  }

  /** How many tokens the binary operator at a token has; 0 if there is none. */
  #operator(at: number): number {
    if (at < 0) return 0;
    const code = this.#tokens.code(at);
    if (code === 0) return 0;
    const next = this.#tokens.touches(at) ? this.#tokens.code(at + 1) : 0;
    if (next === ASSIGN) return beforeEquals.has(code) ? 2 : 0;
    if (next === code && twice.has(code)) return this.#tokens.touches(at + 1) && this.#tokens.code(at + 2) === ASSIGN ? 0 : 2;
    return single.has(code) ? 1 : 0;
  }

  #unary(start: number): number {
    let at = start;
    while (prefix.has(this.#tokens.code(at))) {
      // `++x` and `--x`.
      if (this.#tokens.touches(at) && this.#tokens.code(at) === this.#tokens.code(at + 1) && this.#tokens.code(at) !== STAR) return -1;
      at++;
    }
    if (this.#tokens.kind(at) === 'sizeof') return this.#size(at + 1);
    return this.#postfix(at);
  }

  #size(start: number): number {
    if (this.#tokens.code(start) !== OPEN) return -1;
    const type = this.#type(start + 1);
    const end = type > 0 ? type : this.expression(start + 1);
    return end > 0 && this.#tokens.code(end) === CLOSE ? end + 1 : -1;
  }

  #postfix(start: number): number {
    let at = this.#primary(start);
    while (at > 0) {
      const code = this.#tokens.code(at);
      if (code === OPEN) at = this.#arguments(at + 1);
      else if (code === LEFT) {
        at = this.expression(at + 1);
        at = at > 0 && this.#tokens.code(at) === RIGHT ? at + 1 : -1;
      } else if (code === DOT && !this.#tokens.isDots(at)) at = this.#tokens.isName(at + 1) ? at + 2 : -1;
      else if (this.#isArrow(at)) at = this.#tokens.isName(at + 2) ? at + 3 : -1;
      else return at;
    }
    return -1;
  }

  #isArrow(at: number): boolean {
    return this.#tokens.code(at) === 45 && this.#tokens.touches(at) && this.#tokens.code(at + 1) === 62;
  }

  #arguments(start: number): number {
    if (this.#tokens.code(start) === CLOSE) return start + 1;
    for (let at = start; ; at++) {
      at = this.expression(at);
      if (at < 0) return -1;
      const code = this.#tokens.code(at);
      if (code === CLOSE) return at + 1;
      if (code !== COMMA) return -1;
    }
  }

  #primary(start: number): number {
    const tokens = this.#tokens;
    const kind = tokens.kind(start);
    if (kind === 'name' || kind === 'constant' || tokens.isNumber(start)) return start + 1;
    if (tokens.isText(start)) {
      let at = start + 1;
      while (tokens.isText(at)) at++;
      return at;
    }
    return tokens.code(start) === OPEN ? this.#parenthesized(start + 1) : -1;
  }

  #parenthesized(start: number): number {
    const type = this.#type(start);
    if (type > 0 && this.#tokens.code(type) === CLOSE) {
      const next = type + 1;
      return this.#tokens.code(next) === LEFT_BRACE ? this.initializer(next) : this.#cast(next);
    }
    const end = this.expression(start);
    if (end < 0 || this.#tokens.code(end) !== CLOSE) return -1;
    const next = end + 1;
    if (this.#tokens.isWord(next) || this.#tokens.isNumber(next) || this.#tokens.isText(next))
      return end === start + 1 ? this.#cast(next) : -1;
    return next;
  }

  #cast(start: number): number {
    if (this.#depth >= DEEPEST) return -1;
    this.#depth++;
    const end = this.#unary(start);
    this.#depth--;
    return end;
  }

  /** The name of a type that cannot be an expression. */
  #type(start: number): number {
    let at = start;
    let hasType = false;
    let isCertain = false;
    for (; this.#tokens.isWord(at); at++) {
      const kind = this.#tokens.kind(at);
      if (kind === 'qualifier' && !hasType) isCertain = true;
      else if (kind === 'record' && !hasType && this.#tokens.isName(at + 1)) {
        at++;
        hasType = isCertain = true;
      } else if ((kind === 'size' || kind === 'primitive') && !hasType) {
        while (kind === 'size' && this.#tokens.kind(at + 1) === 'size') at++;
        if (kind === 'size' && this.#tokens.kind(at + 1) === 'primitive') at++;
        hasType = isCertain = true;
      } else if (kind === 'name' && !hasType) hasType = true;
      else return -1;
    }
    if (!hasType) return -1;
    for (; this.#tokens.code(at) === STAR; at++) isCertain ||= this.#tokens.code(at + 1) === CLOSE;
    return isCertain ? at : -1;
  }
}
