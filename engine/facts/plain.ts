/**
 * Items at file scope read from their tokens: most of what a file declares is written so plainly that no parser is needed to tell what it is. What is not is
 * left over, item by item.
 */
import type { MaskedFile } from '../syntax/mask.ts';
import { isInterface } from './declarations.ts';
import { variableOf } from './declared.ts';
import type { Digest } from './digest.ts';
import type { FunctionFact, Items, ParameterFact, Region, Span } from './facts.ts';
import { ASSIGN, COMMA, LEFT_BRACE, PlainCursor, RIGHT_BRACE, SEMICOLON } from './plain-cursor.ts';
import { type Declarator, PlainDeclarators, type Specifiers } from './plain-declarators.ts';
import { PlainTokens } from './plain-tokens.ts';

/** Longer texts are left to the parser, which may give them up; in characters. */
const LONGEST = 1024 * 1024;
/** More in front of a declaration are left to the parser. */
const MOST_QUALIFIERS = 8;

export interface Plain {
  items: Items;
  /** Parts of the digest that were not read, in order. */
  rest: Span[];
}

/** Reads the plain items of a digest. Linear; never throws. */
export function readPlain(digest: Digest, { regions, seams }: Pick<MaskedFile, 'regions' | 'seams'>): Plain {
  const plain: Plain = { items: { functions: [], variables: [], records: [], enums: [], typedefs: [], errors: [] }, rest: [] };
  if (digest.text.length > LONGEST || !PlainTokens.canRead(digest.text)) plain.rest.push({ start: 0, end: digest.text.length });
  else new Reader(digest, regions, plain).read(seams);
  return plain;
}

class Reader {
  readonly #text: string;
  readonly #plain: Plain;
  readonly #items: Items;
  readonly #cursor: PlainCursor;
  readonly #declarators: PlainDeclarators;
  #isInBody = false;

  constructor(digest: Digest, regions: Region[], plain: Plain) {
    this.#text = digest.text;
    this.#plain = plain;
    this.#items = plain.items;
    this.#cursor = new PlainCursor(digest, regions);
    this.#declarators = new PlainDeclarators(this.#cursor, plain.items);
  }

  read(seams: readonly number[]): void {
    const { functions, variables, records, enums, typedefs } = this.#items;
    const { rest } = this.#plain;
    const lists = [functions, variables, records, enums, typedefs];
    const lengths = lists.map(() => 0);
    let seam = 0;
    while (this.#cursor.at < this.#cursor.tokens.count) {
      const first = this.#cursor.at;
      const from = this.#cursor.start(first);
      while (seam < seams.length && seams[seam]! <= from) seam++;
      const end = seams[seam] ?? Number.MAX_SAFE_INTEGER;
      lists.forEach((list, index) => {
        lengths[index] = list.length;
      });
      this.#declarators.begin();
      if (this.#item() && this.#cursor.end(this.#cursor.at - 1) === end) continue;
      lists.forEach((list, index) => {
        list.length = lengths[index]!;
      });
      // A block by itself is what is left of something older or broken; then nothing is certain.
      if (this.#cursor.tokens.code(first) === LEFT_BRACE) return this.#giveUp(lists);
      this.#cursor.at = first + 1;
      while (this.#cursor.at < this.#cursor.tokens.count && this.#cursor.start(this.#cursor.at) < end) this.#cursor.at++;
      const span = { start: this.#cursor.tokens.start(first), end: this.#cursor.tokens.end(this.#cursor.at - 1) };
      const last = rest.at(-1);
      if (last !== undefined && this.#cursor.tokens.end(first - 1) === last.end) last.end = span.end;
      else rest.push(span);
    }
  }

  #giveUp(lists: unknown[][]): void {
    for (const list of lists) list.length = 0;
    this.#plain.rest = [{ start: 0, end: this.#text.length }];
  }

  #item(): boolean {
    const first = this.#cursor.at;
    const isTypedef = this.#cursor.tokens.kind(first) === 'typedef';
    if (isTypedef) this.#cursor.at++;
    const specifiers = this.#declarators.specifiers();
    if (specifiers === undefined) return false;
    if (isTypedef) return this.#typedef(first, specifiers);
    if (this.#cursor.takes(SEMICOLON)) return this.#cursor.at === first + 2 ? false : this.#declaresType(first, specifiers);
    const declarator = this.#declarators.declarator(specifiers);
    if (declarator === undefined) return false;
    if (this.#cursor.code() === LEFT_BRACE) return this.#definition(first, specifiers, declarator);
    return this.#declaration(first, specifiers, declarator);
  }

  /** `struct T;` and `struct T { … };`, without anything else. */
  #declaresType(first: number, { type, tag, body }: Specifiers): boolean {
    const kind = this.#cursor.tokens.kind(first);
    return kind === 'record' && (body !== undefined || tag !== undefined || type.startsWith('enum '));
  }

  #definition(first: number, specifiers: Specifiers, declarator: Declarator): boolean {
    const body = this.#cursor.at;
    if (declarator.parameters === undefined || specifiers.body !== undefined || this.#isInBody) return false;
    this.#cursor.at++;
    // Of most bodies nothing is left.
    if (!this.#cursor.takes(RIGHT_BRACE) && !this.#locals(declarator.name)) return false;
    const fact = this.#function(first, specifiers, declarator, declarator.parameters);
    fact.bodySpan = this.#cursor.span(body, this.#cursor.at - 1);
    fact.span = this.#cursor.span(first, this.#cursor.at - 1);
    this.#items.functions.push(fact);
    return true;
  }

  /** Goes behind the end of a body and takes what is declared in it and matters; false if any of that is where no statement begins. */
  #locals(name: string): boolean {
    const { tokens } = this.#cursor;
    let depth = 1;
    let begins = true;
    while (this.#cursor.at < tokens.count) {
      const token = this.#cursor.at;
      const matters = tokens.isWord(token) && this.#matters(token);
      if (matters && !begins) return false;
      if (matters) {
        if (!this.#local(name)) return false;
        continue;
      }
      const qualifies = tokens.kind(token) === 'qualifier';
      const code = this.#cursor.code();
      this.#cursor.at++;
      if (code === LEFT_BRACE) depth++;
      if (code === RIGHT_BRACE && --depth === 0) return true;
      begins = code === LEFT_BRACE || code === RIGHT_BRACE || code === SEMICOLON || (begins && qualifies);
    }
    return false;
  }

  /** Whether a word begins, perhaps behind qualifiers, or may begin the declaration of something that outlives a body or is of the interface. */
  #matters(token: number): boolean {
    const { tokens } = this.#cursor;
    let at = token;
    while (tokens.kind(at) === 'qualifier') if (++at > token + MOST_QUALIFIERS) return true;
    const kind = tokens.kind(at);
    if (kind === 'storage') return tokens.word(at) !== 'inline';
    if (kind !== 'record') return kind === 'typedef';
    if (tokens.code(at + 1) === LEFT_BRACE || tokens.code(at + 2) === LEFT_BRACE) return true;
    return isInterface(tokens.word(at + 1));
  }

  #local(name: string): boolean {
    const { functions, variables } = this.#items;
    const before = { functions: functions.length, variables: variables.length };
    this.#isInBody = true;
    const isPlain = this.#item();
    this.#isInBody = false;
    if (!isPlain) return false;
    functions.length = before.functions;
    for (const local of variables.splice(before.variables)) {
      if (local.static || local.extern || isInterface(local.tag)) variables.push({ ...local, function: name });
    }
    return true;
  }

  #declaration(first: number, specifiers: Specifiers, head: Declarator): boolean {
    const pending: { declarator: Declarator; value?: Span }[] = [];
    for (let declarator: Declarator | undefined = head; ; declarator = this.#declarators.declarator(specifiers)) {
      if (declarator === undefined) return false;
      const entry: { declarator: Declarator; value?: Span } = { declarator };
      if (this.#cursor.takes(ASSIGN)) {
        const start = this.#cursor.at;
        if (declarator.parameters !== undefined || !this.#cursor.moves(this.#cursor.expressions.initializer(start))) return false;
        entry.value = this.#cursor.span(start, this.#cursor.at - 1);
      }
      pending.push(entry);
      if (this.#cursor.takes(SEMICOLON)) break;
      if (!this.#cursor.takes(COMMA)) return false;
    }
    const span = this.#cursor.span(first, this.#cursor.at - 1);
    for (const { declarator, value } of pending) {
      if (declarator.parameters !== undefined) {
        const fact = this.#function(first, specifiers, declarator, declarator.parameters);
        fact.span = { ...span };
        this.#items.functions.push(fact);
        continue;
      }
      const places = {
        name: this.#cursor.span(declarator.at, declarator.at),
        whole: { ...span },
        value,
        region: this.#cursor.regionOf(declarator.at),
      };
      this.#items.variables.push(variableOf(specifiers, declarator, places));
    }
    return true;
  }

  #function(first: number, specifiers: Specifiers, declarator: Declarator, parameters: ParameterFact[]): FunctionFact {
    const fact: FunctionFact = {
      name: declarator.name,
      nameSpan: this.#cursor.span(declarator.at, declarator.at),
      span: this.#cursor.span(first, first),
      static: specifiers.static,
      inline: specifiers.inline,
      parameters: parameters.length === 1 && parameters[0]!.text === 'void' ? [] : parameters,
      returns: `${specifiers.type} ${'*'.repeat(declarator.pointers)}`.trim(),
      calls: '',
    };
    const region = this.#cursor.regionOf(declarator.at);
    if (region !== undefined) fact.region = region;
    return fact;
  }

  #typedef(first: number, specifiers: Specifiers): boolean {
    const declarator = this.#declarators.declarator({ ...specifiers, bare: false });
    if (declarator === undefined || specifiers.static || specifiers.extern || specifiers.inline || !this.#cursor.takes(SEMICOLON))
      return false;
    const { name, at, pointers, dimensions, parameters, functionPointer } = declarator;
    const last = this.#cursor.at - 1;
    const isShaped = functionPointer || parameters !== undefined || dimensions.length > 0;
    const type = isShaped
      ? (
          tidied(this.#text, this.#cursor.tokens.start(first), this.#cursor.tokens.start(at)) +
          tidied(this.#text, this.#cursor.tokens.end(at), this.#cursor.tokens.end(last))
        )
          .replace(/^typedef\s+/, '')
          .replace(/;$/, '')
      : `${specifiers.type} ${'*'.repeat(pointers)}`.trim();
    this.#items.typedefs.push({ name, nameSpan: this.#cursor.span(at, at), span: this.#cursor.span(first, last), type });
    return true;
  }
}

function tidied(text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/\s+/g, ' ').trim();
}
