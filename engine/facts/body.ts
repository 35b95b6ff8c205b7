/** What the bodies of functions say, read from their tokens: a hundred times cheaper than a syntax tree, and most bodies are never evaluated. */
import { IDENTIFIER, lexFragment, PUNCTUATION, type TokenList } from '../syntax/tokens.ts';
import type { CallFact, Span } from './facts.ts';

/** Tokens of one body with their brackets matched. Offsets count in the file. */
export class Body {
  readonly #text: string;
  readonly #base: number;
  readonly #tokens: TokenList;
  /** For each bracket the token of its partner; -1 for what has none. */
  readonly #partner: Int32Array;
  /** Tokens that open a parenthesis, and those that an assignment, an increment or a decrement may be told by; few of all, in their order. */
  readonly #opening: number[] = [];
  readonly #changing: number[] = [];

  /** `span` has the braces; `text` is the masked text of the file. */
  constructor(text: string, span: Span) {
    this.#text = text.slice(span.start, span.end);
    this.#base = span.start;
    this.#tokens = lexFragment(this.#text).tokens;
    this.#partner = this.#match();
  }

  /** Calls through plain names, in source order; invocations of macros look the same. */
  calls(): CallFact[] {
    const calls: CallFact[] = [];
    for (const open of this.#opening) {
      const close = this.#partner[open]!;
      if (close < open || !this.#isCallee(open - 1)) continue;
      const span = { start: this.#start(open - 1), end: this.#end(close) };
      calls.push({
        callee: this.#word(open - 1),
        calleeSpan: this.#span(open - 1, open - 1),
        span,
        arguments: this.#arguments(open, close),
      });
    }
    return calls;
  }

  /**
   * Names of those objects that are assigned to (`x = …`, `x.y = …`, `x[i]++`), unless a local one of that name is declared here. `objects` tells
   * for each name where it is declared.
   */
  assigned(objects: ReadonlyMap<string, ReadonlySet<number>>): Set<string> {
    const found = new Set<string>();
    for (const token of this.#changing) {
      const base = this.#assignedAt(token);
      const object = base === undefined ? undefined : objects.get(this.#word(base));
      // An object that is declared here may have an initialiser.
      if (object !== undefined && !object.has(this.#start(base!))) found.add(this.#word(base!));
    }
    for (let token = 1; found.size > 0 && token < this.#tokens.count; token++) {
      if (this.#tokens.kinds[token] === IDENTIFIER && this.#isLocal(token)) found.delete(this.#word(token));
    }
    return found;
  }

  #isCallee(token: number): boolean {
    if (this.#tokens.kinds[token] !== IDENTIFIER || KEYWORDS.has(this.#word(token))) return false;
    const before = token - 1;
    if (this.#is(before, '.') || this.#isArrow(before)) return false;
    return this.#typeBefore(token) === undefined;
  }

  #arguments(open: number, close: number): Span[] {
    const spans: Span[] = [];
    let first = open + 1;
    for (let token = first; token <= close; token++) {
      if (token === close || this.#is(token, ',')) {
        if (token > first) spans.push(this.#span(first, token - 1));
        first = token + 1;
      } else if (this.#partner[token]! > token) token = this.#partner[token]!;
    }
    return spans;
  }

  /** The token of the object that the operator at a token changes, if it is an assignment, an increment or a decrement. */
  #assignedAt(token: number): number | undefined {
    if (this.#is(token, '=')) {
      if (this.#is(token + 1, '=') && this.#touches(token)) return undefined;
      const operator = this.#operatorBefore(token);
      return operator === undefined ? undefined : this.#baseBefore(token - operator, { starred: 'is no object' });
    }
    const isStep = (this.#is(token, '+') && this.#is(token + 1, '+')) || (this.#is(token, '-') && this.#is(token + 1, '-'));
    if (!isStep || !this.#touches(token)) return undefined;
    return this.#baseBefore(token, { starred: 'is an object' }) ?? this.#baseAfter(token + 2);
  }

  /** How many tokens in front of a `=` belong to the operator; nothing for comparisons. */
  #operatorBefore(token: number): number | undefined {
    if (!this.#touches(token - 1)) return 0;
    const character = this.#character(token - 1);
    if (character === '=' || character === '!') return undefined;
    if (character === '<' || character === '>') return this.#touches(token - 2) && this.#character(token - 2) === character ? 2 : undefined;
    return '+-*/%&|^'.includes(character) ? 1 : 0;
  }

  /** The token of the object that the expression before a token names. `x->y` and `*x` name something else. */
  #baseBefore(end: number, rules: { starred: 'is an object' | 'is no object' }): number | undefined {
    let token = end - 1;
    for (;;) {
      while (this.#is(token, ']')) token = this.#partner[token]! - 1;
      if (this.#is(token, ')')) {
        const open = this.#partner[token]!;
        return open < 0 || this.#tokens.kinds[open - 1] === IDENTIFIER ? undefined : this.#baseAfter(open + 1);
      }
      if (token < 0 || this.#tokens.kinds[token] !== IDENTIFIER || KEYWORDS.has(this.#word(token))) return undefined;
      if (this.#is(token - 1, '.')) token -= 2;
      else break;
    }
    if (this.#isArrow(token - 1)) return undefined;
    return this.#is(token - 1, '*') && rules.starred === 'is no object' ? undefined : token;
  }

  /** The token of the object that the expression from a token on names. */
  #baseAfter(start: number): number | undefined {
    let first = start;
    while (this.#is(first, '(')) first++;
    if (this.#tokens.kinds[first] !== IDENTIFIER || first >= this.#tokens.count) return undefined;
    for (let next = first + 1; ; ) {
      if (this.#is(next, '[') && this.#partner[next]! > next) next = this.#partner[next]! + 1;
      else if (this.#is(next, '.')) next += 2;
      else return this.#is(next, '-') && this.#isArrow(next + 1) ? undefined : first;
    }
  }

  /** Whether a name stands where a declaration introduces an object of the body. The second of several declarators is not seen. */
  #isLocal(token: number): boolean {
    const type = this.#typeBefore(token);
    if (type === undefined) return false;
    for (let each = type.first; each <= type.last; each++) if (/^(?:static|extern)$/.test(this.#word(each))) return false;
    return true;
  }

  /** The words of a type right before a name, or before the stars in front of it; of stars at the start of a statement one word is enough. */
  #typeBefore(token: number): { first: number; last: number } | undefined {
    let last = token - 1;
    while (this.#is(last, '*')) last--;
    if (last < 0 || this.#tokens.kinds[last] !== IDENTIFIER || STATEMENT_WORDS.has(this.#word(last))) return undefined;
    let first = last;
    while (first > 0 && this.#tokens.kinds[first - 1] === IDENTIFIER) first--;
    if (last === token - 1) return { first, last };
    const isStatement = first < last || first === 0 || [';', '{', '}'].some((each) => this.#is(first - 1, each));
    return isStatement && !STATEMENT_WORDS.has(this.#word(first)) ? { first, last } : undefined;
  }

  #match(): Int32Array {
    const partner = new Int32Array(this.#tokens.count).fill(-1);
    const open: number[] = [];
    for (let token = 0; token < this.#tokens.count; token++) {
      const code = this.#code(token);
      if (code === 0) continue;
      if (code === OPEN) this.#opening.push(token);
      else if (code === EQUALS || code === PLUS || code === MINUS) this.#changing.push(token);
      if (code === OPEN || code === OPEN_INDEX || code === OPEN_BRACE) open.push(token);
      const opening = code === CLOSE ? OPEN : code === CLOSE_INDEX ? OPEN_INDEX : code === CLOSE_BRACE ? OPEN_BRACE : 0;
      if (opening === 0) continue;
      // A brace closes what was left open inside; other brackets without a partner are passed over.
      if (opening === OPEN_BRACE) while (open.length > 0 && this.#code(open.at(-1)!) !== OPEN_BRACE) open.pop();
      const top = open.at(-1);
      if (top === undefined || this.#code(top) !== opening) continue;
      open.pop();
      partner[top] = token;
      partner[token] = top;
    }
    return partner;
  }

  #word(token: number): string {
    return this.#text.slice(this.#tokens.starts[token], this.#tokens.ends[token]);
  }

  #character(token: number): string {
    return token < 0 || token >= this.#tokens.count ? '' : this.#text[this.#tokens.starts[token]!]!;
  }

  #is(token: number, character: string): boolean {
    return this.#code(token) === character.charCodeAt(0);
  }

  /** Of the first character of punctuation; 0 for all else. */
  #code(token: number): number {
    if (token < 0 || token >= this.#tokens.count || this.#tokens.kinds[token] !== PUNCTUATION) return 0;
    return this.#text.charCodeAt(this.#tokens.starts[token]!);
  }

  /** Whether a token ends where the next one starts. */
  #touches(token: number): boolean {
    return token >= 0 && token + 1 < this.#tokens.count && this.#tokens.ends[token] === this.#tokens.starts[token + 1];
  }

  /** Whether a token is the end of `->`. */
  #isArrow(token: number): boolean {
    return this.#is(token, '>') && this.#is(token - 1, '-') && this.#touches(token - 1);
  }

  #start(token: number): number {
    return this.#base + this.#tokens.starts[token]!;
  }

  #end(token: number): number {
    return this.#base + this.#tokens.ends[token]!;
  }

  #span(first: number, last: number): Span {
    return { start: this.#start(first), end: this.#end(last) };
  }
}

const [EQUALS, PLUS, MINUS] = [61, 43, 45] as const;
const [OPEN, CLOSE, OPEN_INDEX, CLOSE_INDEX, OPEN_BRACE, CLOSE_BRACE] = [40, 41, 91, 93, 123, 125] as const;

/** Words that a name or a call can follow directly, unlike a type. */
const STATEMENT_WORDS = new Set(['return', 'else', 'do', 'case', 'goto', 'sizeof']);

/** Words that stand before a parenthesis without being called. */
const KEYWORDS = new Set([
  ...[
    'if',
    'while',
    'for',
    'switch',
    'return',
    'else',
    'do',
    'case',
    'goto',
    'sizeof',
    'typeof',
    '__typeof__',
    'alignof',
    '_Alignof',
    '_Generic',
  ],
  ...['offsetof', 'asm', '__asm__', 'volatile', '__volatile__', 'const', 'static', 'inline', '__attribute__', 'defined', '_Static_assert'],
  ...['void', 'char', 'short', 'int', 'long', 'signed', 'unsigned', 'float', 'double', 'bool', '_Bool', 'struct', 'union', 'enum'],
  ...[
    'size_t',
    'ssize_t',
    'intptr_t',
    'uintptr_t',
    'int8_t',
    'int16_t',
    'int32_t',
    'int64_t',
    'uint8_t',
    'uint16_t',
    'uint32_t',
    'uint64_t',
  ],
]);
