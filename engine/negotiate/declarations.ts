/** What a declaration is made of: its words, what they mean where it stands, and where that leads. */
import type { EnumFact, FunctionFact, Span, VariableFact } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { Lowerer } from '../lower/lower.ts';
import { IDENTIFIER, lexFragment } from '../syntax/tokens.ts';

/** Anything with a name at file scope. */
export interface Declaration {
  kind: 'function' | 'variable' | 'macro' | 'record' | 'enum' | 'typedef';
  name: string;
  file: string;
  /** Whole declaration. */
  span: Span;
  nameSpan: Span;
  /** What its text alone does not tell: storage class, whether code assigns to it. */
  aside: string;
  /** Written as it stands in the file, since the masked text does not have it. */
  raw?: Span;
}

/** The words and other tokens of a declaration, in order. */
export interface Spelled {
  tokens: string[];
  /** For each token whether it is a word and names no member. */
  named: boolean[];
  /** Where each token starts and ends, in the file. */
  spans: Span[];
}

/** All that the code of some declarations comes to, wherever it stands. */
export interface Closure {
  files: ReadonlySet<string>;
  words: ReadonlySet<string>;
  /** There is more than was followed. */
  vague: boolean;
}

/** Code that leads to more declarations than this is not followed. */
const MOST_DECLARATIONS = 5000;

/** The same thing by the same key. */
export function declarationKey({ kind, file, nameSpan }: Declaration): string {
  return `${kind} ${file}:${nameSpan.start}`;
}

export class Declarations {
  private readonly lowerer: Lowerer;
  private readonly names: Names;

  constructor(lowerer: Lowerer) {
    this.lowerer = lowerer;
    this.names = lowerer.context.names;
  }

  /** Everything that a word may mean in a file. Never throws. */
  meanings(word: string, from: string): Declaration[] {
    const { names } = this;
    const told = <Fact extends { name: string; nameSpan: Span; span: Span }>(
      kind: Declaration['kind'],
      found: Found<Fact>[],
      aside: (each: Found<Fact>) => string,
    ) => found.map((each) => this.declaration(kind, each, `${aside(each)}${each.ambiguous ? ' ambiguous' : ''}`));
    return [
      ...names.functions(word, from).map((each) => this.function(each)),
      ...names.variables(word, from).map((each) => this.variable(each)),
      ...told('macro', names.macros(word, from), ({ fact }) => `(${fact.parameters?.join() ?? '-'})${fact.variadic ?? ''}`),
      ...told('record', names.records(word, from).map(byTag), ({ fact }) => `${fact.union}`),
      ...[...names.enums(word, from), ...names.enumerators(word, from).map(enumOf)].map((each) => this.enumeration(each)),
      ...told('typedef', names.typedefs(word, from), ({ fact }) => fact.type),
    ];
  }

  private declaration(
    kind: Declaration['kind'],
    { file, fact }: Found<{ name: string; nameSpan: Span; span: Span }>,
    aside: string,
  ): Declaration {
    const { name, nameSpan, span } = fact;
    return { kind, name, file, span, nameSpan, aside, ...(kind === 'macro' ? { raw: span } : {}) };
  }

  /** The declaration of an object. */
  variable(found: Found<VariableFact>): Declaration {
    const { fact, file } = found;
    const changes = this.names.facts(file)?.assigned.includes(fact.name) ?? false;
    const { extern, const: constant, type, pointers, dimensions } = fact;
    const aside = [fact.static, extern, constant, changes, found.ambiguous ?? false, pointers, type, dimensions.join(' ')].join(' ');
    const raw = fact.byMacro && fact.initializerSpan ? { raw: fact.initializerSpan } : {};
    return { ...this.declaration('variable', found, aside), ...raw };
  }

  /** The declaration of a function. */
  function(found: Found<FunctionFact>): Declaration {
    return this.declaration('function', found, `${found.fact.static} ${found.ambiguous ?? false}`);
  }

  private enumeration({ file, fact }: Found<EnumFact>): Declaration {
    const named = { name: fact.tag ?? '', nameSpan: fact.span, span: fact.span };
    return this.declaration('enum', { file, fact: named }, fact.enumerators.map(({ region }) => region ?? '').join());
  }

  /** The tokens of a declaration; of one that masking left nothing of, those of its text. Never throws. */
  spelled({ file, span, raw }: Declaration): Spelled {
    const { context } = this.lowerer;
    const parts = [
      ...(raw && raw.start === span.start ? [] : [{ at: span.start, text: context.masked(file, span.start, span.end) }]),
      ...(raw ? [{ at: raw.start, text: this.names.written(file, raw) }] : []),
    ];
    const result: Spelled = { tokens: [], named: [], spans: [] };
    for (const { at, text } of parts) {
      const { tokens } = lexFragment(text);
      for (let index = 0; index < tokens.count; index++) {
        const [start, end] = [tokens.starts[index]!, tokens.ends[index]!];
        const before = index > 0 ? text[tokens.starts[index - 1]!] : '';
        const arrow = before === '>' && index > 1 && text[tokens.starts[index - 2]!] === '-';
        result.tokens.push(text.slice(start, end));
        result.named.push(tokens.kinds[index] === IDENTIFIER && before !== '.' && !arrow);
        result.spans.push({ start: at + start, end: at + end });
      }
    }
    return result;
  }

  /** The words of a declaration, and what they mean where it stands. Never throws. */
  uses(declaration: Declaration): { words: string[]; meanings: Declaration[] } {
    return this.kept('uses of', declaration, () => {
      const { tokens, named } = this.spelled(declaration);
      const words = [...new Set([...tokens.filter((_, index) => named[index]), ...wordsIn(declaration.aside)])];
      return { words, meanings: words.flatMap((word) => this.meanings(word, declaration.file)) };
    });
  }

  /** All that a declaration leads to, itself included. Never throws. */
  closure(declaration: Declaration): Closure {
    return this.kept('closure of', declaration, () => {
      const known = new Set([declarationKey(declaration)]);
      const pending = [declaration];
      const words = new Set<string>();
      const files = new Set<string>();
      for (let next = pending.pop(); next; next = pending.pop()) {
        if (known.size > MOST_DECLARATIONS) return { files, words, vague: true };
        files.add(next.file);
        const uses = this.uses(next);
        for (const token of this.spelled(next).tokens) words.add(token);
        for (const each of uses.meanings) {
          const key = declarationKey(each);
          if (!known.has(key)) pending.push(each);
          known.add(key);
        }
      }
      return { files, words, vague: false };
    });
  }

  private kept<Answer>(what: string, declaration: Declaration, make: () => Answer): Answer {
    const about = handed({ file: declaration.file, fact: declaration });
    return this.lowerer.memo.get(`${what} ${declarationKey(declaration)} ${declaration.aside}`, make, about);
  }
}

function byTag<Fact extends { tag: string }>({ fact, ...found }: Found<Fact>): Found<Fact & { name: string }> {
  return { ...found, fact: { ...fact, name: fact.tag } };
}

function enumOf({ fact, ...found }: Found<{ enum: EnumFact }>): Found<EnumFact> {
  return { ...found, fact: fact.enum };
}

function wordsIn(text: string): string[] {
  return text.match(/[A-Za-z_]\w*/g) ?? [];
}
