import type { Found } from './names.ts';

/** Facts of one kind by name, with the file each stands in. */
export class Table<Fact> {
  readonly #byName = new Map<string, Map<string, Fact[]>>();

  add(name: string, file: string, fact: Fact): void {
    let files = this.#byName.get(name);
    if (files === undefined) {
      files = new Map();
      this.#byName.set(name, files);
    }
    const facts = files.get(file);
    if (facts === undefined) files.set(file, [fact]);
    else facts.push(fact);
  }

  remove(name: string, file: string): void {
    const files = this.#byName.get(name);
    files?.delete(file);
    if (files?.size === 0) this.#byName.delete(name);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Every fact of that name; of one file in source order. */
  all(name: string): Found<Fact>[] {
    const found: Found<Fact>[] = [];
    for (const [file, facts] of this.#byName.get(name) ?? []) for (const fact of facts) found.push({ file, fact });
    return found;
  }
}
