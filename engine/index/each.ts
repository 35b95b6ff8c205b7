/** A search that looks at every declaration by itself. */
import { equal } from './equal.ts';
import type { Declarations, FileChange, Part, Version } from './file-change.ts';

/** What a search looks for in one declaration: it may use nothing but this and its own text, the file's name, and what follows from the key. */
export type LookAt<Of extends Part, Item> = (fact: Declarations[Of], text: string, file: string) => readonly Item[];

type Declaration = Declarations[Part];

export class Each {
  readonly #part: Part;
  readonly #look: LookAt<Part, object>;
  /** For each file, what declarations have that have anything, in their order. */
  readonly #byFact = new Map<string, ReadonlyMap<Declaration, readonly object[]>>();
  readonly byFile = new Map<string, readonly object[]>();

  constructor(part: Part, look: LookAt<Part, object>, files: Iterable<Version>) {
    this.#part = part;
    this.#look = look;
    for (const { facts, text } of files) {
      const found = new Map<Declaration, readonly object[]>();
      for (const fact of facts[part]) this.#note(found, fact, text, facts.file);
      this.#keep(facts.file, found);
    }
  }

  /** Looks at what changed in a file; whether what is found there is other than before. */
  follow(change: FileChange): boolean {
    const { file, after } = change;
    const { gone, fresh } = change.turnover(this.#part);
    const known = this.#byFact.get(file) ?? NOTHING;
    const found = new Map<Declaration, readonly object[]>();
    for (const fact of fresh) this.#note(found, fact, after?.text ?? '', file);
    if (found.size === 0 && !gone.some((fact) => known.has(fact))) return false;
    const lost = new Set(gone);
    const now = new Map<Declaration, readonly object[]>();
    for (const fact of after?.facts[this.#part] ?? []) {
      const items = found.get(fact) ?? (lost.has(fact) ? undefined : known.get(fact));
      if (items) now.set(fact, items);
    }
    const before = this.byFile.get(file) ?? [];
    this.#keep(file, now);
    return !equal(before, this.byFile.get(file) ?? []);
  }

  #note(found: Map<Declaration, readonly object[]>, fact: Declaration, text: string, file: string): void {
    const items = this.#look(fact, text, file);
    if (items.length > 0) found.set(fact, items);
  }

  #keep(file: string, byFact: ReadonlyMap<Declaration, readonly object[]>): void {
    if (byFact.size === 0) {
      this.#byFact.delete(file);
      this.byFile.delete(file);
    } else {
      this.#byFact.set(file, byFact);
      this.byFile.set(file, [...byFact.values()].flat());
    }
  }
}

const NOTHING: ReadonlyMap<Declaration, readonly object[]> = new Map();
