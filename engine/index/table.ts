import type { Found } from './names.ts';

/** Facts of one kind by name, with the file each stands in. Names that are declared once, which are most, are held without lists: a tree has tens of thousands. */
export class Table<Fact> {
  readonly #byName = new Map<string, Found<Fact> | Map<string, Fact[]>>();

  /** Puts facts of a file in the place of others of it; `nameOf` says what each is found by, if it is. Those that are in both lists cost little. */
  replace(file: string, before: readonly Fact[] = [], after: readonly Fact[] = [], nameOf: (fact: Fact) => string | undefined): void {
    if (before === after) return;
    const names = changedNames(before, after, nameOf);
    for (const name of names) this.#remove(name, file);
    for (const fact of after) {
      const name = nameOf(fact);
      if (name !== undefined && names.has(name)) this.#add(name, file, fact);
    }
  }

  #add(name: string, file: string, fact: Fact): void {
    const known = this.#byName.get(name);
    if (known === undefined) this.#byName.set(name, { file, fact });
    else {
      const files = known instanceof Map ? known : new Map([[known.file, [known.fact]]]);
      if (files !== known) this.#byName.set(name, files);
      const facts = files.get(file);
      if (facts === undefined) files.set(file, [fact]);
      else facts.push(fact);
    }
  }

  #remove(name: string, file: string): void {
    const known = this.#byName.get(name);
    if (known instanceof Map) known.delete(file);
    if (known instanceof Map ? known.size === 0 : known?.file === file) this.#byName.delete(name);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Every fact of that name; of one file in source order. */
  all(name: string): Found<Fact>[] {
    const known = this.#byName.get(name);
    if (known === undefined) return [];
    if (!(known instanceof Map)) return [known];
    const found: Found<Fact>[] = [];
    for (const [file, facts] of known) for (const fact of facts) found.push({ file, fact });
    return found;
  }
}

function changedNames<Fact>(before: readonly Fact[], after: readonly Fact[], nameOf: (fact: Fact) => string | undefined): Set<string> {
  const [old, now] = [new Set(before), new Set(after)];
  const names = new Set<string>();
  const note = (fact: Fact) => {
    const name = nameOf(fact);
    if (name !== undefined) names.add(name);
  };
  for (const fact of before) if (!now.has(fact)) note(fact);
  for (const fact of after) if (!old.has(fact)) note(fact);
  return names;
}
