/** Specifiers and declarators read from their tokens, with the records and enums that are declared on the way. */
import type { Declared, Specified } from './declared.ts';
import type { EnumFact, FieldFact, Items, ParameterFact, RecordFact } from './facts.ts';
import {
  ASSIGN,
  CLOSE,
  COLON,
  COMMA,
  LEFT,
  LEFT_BRACE,
  OPEN,
  type PlainCursor,
  RIGHT,
  RIGHT_BRACE,
  SEMICOLON,
  STAR,
} from './plain-cursor.ts';

/** Records, parameters and pointers nested deeper are left to the parser. */
const DEEPEST = 12;

export interface Specifiers extends Specified {
  /** Just one name, which could be that of a macro or of a function as well. */
  bare: boolean;
  body?: 'struct' | 'union' | 'enum';
  members?: FieldFact[];
}

export interface Declarator extends Declared {
  /** The token of its name. */
  at: number;
  parameters?: ParameterFact[];
}

/** Each answer is undefined, or false, if what stands there is not plain; the cursor then is anywhere. */
export class PlainDeclarators {
  readonly #cursor: PlainCursor;
  readonly #items: Items;
  #depth = 0;

  /** Records and enums are added to `items`. */
  constructor(cursor: PlainCursor, items: Items) {
    this.#cursor = cursor;
    this.#items = items;
  }

  /** Forgets where the last item was given up. */
  begin(): void {
    this.#depth = 0;
  }

  specifiers(): Specifiers | undefined {
    const result: Specifiers = { static: false, extern: false, inline: false, const: false, type: '', bare: false };
    const first = this.#cursor.at;
    const pieces: string[] = [];
    let type: 'none' | 'sized' | 'other' = 'none';
    for (;;) {
      const kind = this.#cursor.tokens.kind(this.#cursor.at);
      if (kind === undefined || (kind === 'name' && type !== 'none')) break;
      const word = this.#cursor.tokens.word(this.#cursor.at);
      if (kind === 'storage') {
        if (word === 'static') result.static = true;
        else if (word === 'extern') result.extern = true;
        else result.inline = true;
        this.#cursor.at++;
      } else if (kind === 'qualifier' && type !== 'sized') {
        if (word === 'const') result.const = true;
        pieces.push(word);
        this.#cursor.at++;
      } else if (type !== 'none') return undefined;
      else if (kind === 'record') {
        if (!this.#record(result, pieces)) return undefined;
        type = 'other';
      } else if (kind === 'size') {
        pieces.push(this.#sized());
        type = 'sized';
      } else if (kind === 'primitive' || kind === 'name') {
        pieces.push(word);
        this.#cursor.at++;
        type = 'other';
        result.bare = kind === 'name' && this.#cursor.at === first + 1;
      } else return undefined;
    }
    if (type === 'none') return undefined;
    result.type = pieces.join(' ');
    return result;
  }

  #sized(): string {
    const first = this.#cursor.at;
    while (this.#cursor.tokens.kind(this.#cursor.at) === 'size') this.#cursor.at++;
    if (this.#cursor.tokens.kind(this.#cursor.at) === 'primitive') this.#cursor.at++;
    return this.#cursor.tokens.tidy(first, this.#cursor.at - 1);
  }

  /** `struct T`, `struct T { … }`, `struct { … }`; the same with `union` and `enum`. */
  #record(specifiers: Specifiers, pieces: string[]): boolean {
    const first = this.#cursor.at;
    const keyword = this.#cursor.tokens.word(first) as 'struct' | 'union' | 'enum';
    const isNamed = this.#cursor.tokens.isName(first + 1);
    if (!isNamed && this.#cursor.tokens.code(first + 1) !== LEFT_BRACE) return false;
    const name = isNamed ? first + 1 : undefined;
    const tag = name === undefined ? `@${this.#cursor.start(first)}` : this.#cursor.tokens.word(name);
    this.#cursor.at = first + (isNamed ? 2 : 1);
    pieces.push(`${keyword} ${tag}`);
    if (keyword !== 'enum') specifiers.tag = tag;
    if (this.#cursor.code() !== LEFT_BRACE) return true;
    specifiers.body = keyword;
    if (keyword === 'enum') return this.#enum(first, name);
    const record: RecordFact = {
      tag,
      nameSpan: { start: 0, end: 0 },
      span: { start: 0, end: 0 },
      union: keyword === 'union',
      fields: [],
    };
    // In the order in which they begin.
    this.#items.records.push(record);
    this.#cursor.at++;
    if (++this.#depth > DEEPEST || !this.#fields(record.fields)) return false;
    this.#depth--;
    specifiers.members = record.fields;
    record.span = this.#cursor.span(first, this.#cursor.at - 1);
    record.nameSpan = name === undefined ? { ...record.span } : this.#cursor.span(name, name);
    const region = this.#cursor.regionOf(first);
    if (region !== undefined) record.region = region;
    return true;
  }

  /** Up to and with the closing brace. */
  #fields(fields: FieldFact[]): boolean {
    while (!this.#cursor.takes(RIGHT_BRACE)) {
      const specifiers = this.specifiers();
      if (specifiers === undefined || specifiers.static || specifiers.extern || specifiers.inline) return false;
      const base: FieldFact = { type: specifiers.type, pointers: 0, dimensions: [] };
      if (specifiers.tag !== undefined) base.tag = specifiers.tag;
      if (specifiers.body === 'struct' || specifiers.body === 'union') {
        base.members = specifiers.members ?? [];
        base.union = specifiers.body === 'union';
      }
      if (this.#cursor.takes(SEMICOLON)) {
        if (specifiers.body === undefined || specifiers.body === 'enum') return false;
        fields.push(base);
      } else if (!this.#members(base, fields)) return false;
    }
    return true;
  }

  #members(base: FieldFact, fields: FieldFact[]): boolean {
    do {
      const declarator = this.declarator({ bare: false });
      if (declarator === undefined || declarator.parameters !== undefined) return false;
      const fact: FieldFact = {
        ...base,
        name: declarator.name,
        nameSpan: this.#cursor.span(declarator.at, declarator.at),
        pointers: declarator.pointers,
        dimensions: declarator.dimensions,
      };
      if (declarator.functionPointer) fact.functionPointer = true;
      if (this.#cursor.takes(COLON)) {
        const start = this.#cursor.at;
        if (!this.#cursor.moves(this.#cursor.expressions.expression(start))) return false;
        fact.width = this.#cursor.tokens.tidy(start, this.#cursor.at - 1);
      }
      fields.push(fact);
    } while (this.#cursor.takes(COMMA));
    return this.#cursor.takes(SEMICOLON);
  }

  #enum(first: number, name: number | undefined): boolean {
    const fact: EnumFact = { span: { start: 0, end: 0 }, enumerators: [] };
    if (name !== undefined) fact.tag = this.#cursor.tokens.word(name);
    this.#items.enums.push(fact);
    this.#cursor.at++;
    while (!this.#cursor.takes(RIGHT_BRACE)) {
      const at = this.#cursor.at;
      if (!this.#cursor.tokens.isName(at)) return false;
      this.#cursor.at++;
      const enumerator: EnumFact['enumerators'][number] = { name: this.#cursor.tokens.word(at), nameSpan: this.#cursor.span(at, at) };
      if (this.#cursor.takes(ASSIGN)) {
        const start = this.#cursor.at;
        if (!this.#cursor.moves(this.#cursor.expressions.expression(start))) return false;
        enumerator.valueSpan = this.#cursor.span(start, this.#cursor.at - 1);
      }
      const region = this.#cursor.regionOf(at);
      if (region !== undefined) enumerator.region = region;
      fact.enumerators.push(enumerator);
      if (!this.#cursor.takes(COMMA) && this.#cursor.code() !== RIGHT_BRACE) return false;
    }
    fact.span = this.#cursor.span(first, this.#cursor.at - 1);
    return true;
  }

  /** What declares a name, up to its initialiser. */
  declarator({ bare }: { bare: boolean }): Declarator | undefined {
    const result: Declarator = { name: '', at: 0, pointers: 0, constPointer: false, dimensions: [], functionPointer: false };
    if (!this.#pointers(result)) return undefined;
    if (this.#cursor.code() === OPEN) {
      // `f (*x)(y);` could be a call.
      if (bare || this.#cursor.tokens.code(this.#cursor.at + 1) !== STAR || !this.#pointerToFunction(result)) return undefined;
      return result;
    }
    if (!this.#cursor.tokens.isName(this.#cursor.at)) return undefined;
    result.at = this.#cursor.at++;
    result.name = this.#cursor.tokens.word(result.at);
    if (this.#cursor.code() === OPEN) {
      const parameters = this.#parameters();
      if (parameters === undefined) return undefined;
      result.parameters = parameters;
      return result;
    }
    return this.#dimensions(result) ? result : undefined;
  }

  #pointerToFunction(result: Declarator): boolean {
    this.#cursor.at++;
    if (!this.#pointers(result) || !this.#cursor.tokens.isName(this.#cursor.at)) return false;
    result.at = this.#cursor.at++;
    result.name = this.#cursor.tokens.word(result.at);
    result.functionPointer = true;
    return this.#dimensions(result) && this.#cursor.takes(CLOSE) && this.#cursor.code() === OPEN && this.#parameters() !== undefined;
  }

  /** False if there are too many. */
  #pointers(result: Declarator): boolean {
    while (this.#cursor.takes(STAR)) {
      result.pointers++;
      result.constPointer = false;
      for (; this.#cursor.tokens.kind(this.#cursor.at) === 'qualifier'; this.#cursor.at++)
        result.constPointer ||= this.#cursor.tokens.word(this.#cursor.at) === 'const';
    }
    return result.pointers <= DEEPEST;
  }

  #dimensions(result: Declarator): boolean {
    while (this.#cursor.takes(LEFT)) {
      const start = this.#cursor.at;
      if (this.#cursor.takes(RIGHT)) result.dimensions.push('');
      else {
        if (!this.#cursor.moves(this.#cursor.expressions.expression(start)) || !this.#cursor.takes(RIGHT)) return false;
        result.dimensions.push(this.#cursor.tokens.tidy(start, this.#cursor.at - 2));
      }
    }
    return true;
  }

  /** A list of parameters with its parentheses. One of nothing but names may be something else. */
  #parameters(): ParameterFact[] | undefined {
    const facts: ParameterFact[] = [];
    this.#cursor.at++;
    if (this.#cursor.takes(CLOSE)) return facts;
    if (++this.#depth > DEEPEST) return undefined;
    let isCertain = false;
    do {
      const first = this.#cursor.at;
      if (this.#cursor.tokens.isDots(first)) {
        this.#cursor.at++;
        facts.push({ text: '...' });
        if (this.#cursor.code() !== CLOSE) return undefined;
        break;
      }
      const fact = this.#parameter();
      if (fact === undefined) return undefined;
      facts.push(fact);
      isCertain ||=
        this.#cursor.at > first + 1 || this.#cursor.tokens.kind(first) === 'primitive' || this.#cursor.tokens.kind(first) === 'size';
    } while (this.#cursor.takes(COMMA));
    this.#depth--;
    return this.#cursor.takes(CLOSE) && isCertain ? facts : undefined;
  }

  #parameter(): ParameterFact | undefined {
    const first = this.#cursor.at;
    const specifiers = this.specifiers();
    if (specifiers === undefined || specifiers.static || specifiers.extern || specifiers.inline || specifiers.body) return undefined;
    const before = this.#cursor.at;
    let name: string | undefined;
    if (this.#cursor.code() !== COMMA && this.#cursor.code() !== CLOSE) {
      const unnamed: Declarator = { name: '', at: 0, pointers: 0, constPointer: false, dimensions: [], functionPointer: false };
      if (!this.#pointers(unnamed)) return undefined;
      if (this.#cursor.code() !== COMMA && this.#cursor.code() !== CLOSE) {
        this.#cursor.at = before;
        const declarator = this.declarator({ bare: false });
        if (declarator === undefined || declarator.parameters !== undefined) return undefined;
        name = declarator.name;
      }
    }
    const fact: ParameterFact = { text: this.#cursor.tokens.tidy(first, this.#cursor.at - 1) };
    if (name !== undefined) fact.name = name;
    return fact;
  }
}
