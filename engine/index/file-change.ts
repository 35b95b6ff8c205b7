/** What of a file is other than before, declaration by declaration. */
import type { FileFacts, FunctionFact, MacroFact, RecordFact, Span, TypedefFact, VariableFact } from '../facts/facts.ts';
import { type Difference, difference } from '../text/common.ts';

/** Declarations by the part of a file's facts that they are in. */
export interface Declarations {
  functions: FunctionFact;
  variables: VariableFact;
  macros: MacroFact;
  records: RecordFact;
  typedefs: TypedefFact;
}

export type Part = keyof Declarations;

/** A file as it is, or was. */
export interface Version {
  facts: FileFacts;
  text: string;
}

interface Turnover<Fact> {
  gone: readonly Fact[];
  fresh: readonly Fact[];
}

/** Facts and text of a file before and after; absent where there is no such file. The facts of both are reconciled. */
export class FileChange {
  readonly file: string;
  readonly before: Version | undefined;
  readonly after: Version | undefined;
  #stretch: Difference | undefined;
  readonly #turnovers = new Map<Part, Turnover<Declarations[Part]>>();

  constructor(file: string, before: Version | undefined, after: Version | undefined) {
    this.file = file;
    this.before = before;
    this.after = after;
  }

  /** Where the texts differ; a text that is not there is empty. */
  get stretch(): Difference {
    this.#stretch ??= difference(this.before?.text ?? '', this.after?.text ?? '');
    return this.#stretch;
  }

  /** Declarations that are other than before: in what they say, where they are, or in their text. */
  turnover<Of extends Part>(part: Of): Turnover<Declarations[Of]> {
    const known = this.#turnovers.get(part) ?? this.#compare(part);
    this.#turnovers.set(part, known);
    return known as Turnover<Declarations[Of]>;
  }

  #compare(part: Part): Turnover<Declarations[Part]> {
    const before: readonly Declarations[Part][] = this.before?.facts[part] ?? [];
    const after: readonly Declarations[Part][] = this.after?.facts[part] ?? [];
    if (before === after) {
      const touched = before.filter((fact) => this.#isTouched(fact));
      return { gone: touched, fresh: touched };
    }
    const [old, now] = [new Set(before), new Set(after)];
    const isKept = (fact: Declarations[Part]) => old.has(fact) && now.has(fact) && !this.#isTouched(fact);
    return { gone: before.filter((fact) => !isKept(fact)), fresh: after.filter((fact) => !isKept(fact)) };
  }

  /** Of a declaration that both have: whether the text between its ends is another. */
  #isTouched({ span }: { span: Span }): boolean {
    const { start, before, after } = this.stretch;
    return span.end > start && (before !== after || span.start < before);
  }
}
