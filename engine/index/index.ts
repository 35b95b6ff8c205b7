import type { EnumFact, FileFacts, FunctionFact, MacroFact, RecordFact, TypedefFact, VariableFact } from '../facts/facts.ts';
import { closeness, directory, Includes } from './includes.ts';
import type { Enumerator, Found, Names } from './names.ts';
import { Table } from './table.ts';

/** Files of the built-in model have names that start like this. */
export const MODEL = 'model:';

/**
 * The names of a whole tree. Set and remove files at any time; a look-up answers for the files as they are now.
 * Files that start with `model:` are visible from everywhere, and lose against any definition of the workspace.
 */
export class Index implements Names {
  readonly #facts = new Map<string, FileFacts>();
  readonly #texts = new Map<string, string>();
  readonly #includes = new Includes(this.#facts);
  readonly #functions = new Table<FunctionFact>();
  readonly #variables = new Table<VariableFact>();
  readonly #macros = new Table<MacroFact>();
  readonly #records = new Table<RecordFact>();
  readonly #enums = new Table<EnumFact>();
  readonly #enumerators = new Table<Enumerator>();
  readonly #typedefs = new Table<TypedefFact>();

  /** Adds a file or replaces what was known of it. */
  set(facts: FileFacts, text: string): void {
    const before = this.#facts.get(facts.file);
    if (before !== undefined) this.#forget(before);
    this.#facts.set(facts.file, facts);
    this.#texts.set(facts.file, text);
    this.#learn(facts);
    if (before === undefined) this.#includes.add(facts.file);
    else if (!sameIncludes(before, facts)) this.#includes.invalidate();
  }

  remove(file: string): void {
    const facts = this.#facts.get(file);
    if (facts === undefined) return;
    this.#forget(facts);
    this.#facts.delete(file);
    this.#texts.delete(file);
    this.#includes.remove(file);
  }

  files(): Iterable<string> {
    return this.#facts.keys();
  }

  facts(file: string): FileFacts | undefined {
    return this.#facts.get(file);
  }

  text(file: string): string | undefined {
    return this.#texts.get(file);
  }

  functions(name: string, from: string): Found<FunctionFact>[] {
    const all = this.#functions.all(name);
    const defined = all.filter(({ fact }) => fact.bodySpan !== undefined);
    const best = this.#best(defined, from, (fact) => !fact.static);
    return best.length > 0 ? best : this.#best(all, from, (fact) => !fact.static);
  }

  variables(name: string, from: string): Found<VariableFact>[] {
    const all = this.#variables.all(name).filter(({ fact }) => fact.function === undefined);
    const rank = (fact: VariableFact): number => (fact.initializerSpan !== undefined ? 0 : fact.extern ? 2 : 1);
    for (const wanted of [0, 1, 2]) {
      const some = all.filter(({ fact }) => rank(fact) === wanted);
      const best = this.#best(some, from, (fact) => !fact.static);
      if (best.length > 0) return best;
    }
    return [];
  }

  macros(name: string, from: string): Found<MacroFact>[] {
    return this.#best(this.#macros.all(name), from, notExternal);
  }

  records(tag: string, from: string): Found<RecordFact>[] {
    return this.#best(this.#records.all(tag), from, notExternal);
  }

  enums(tag: string, from: string): Found<EnumFact>[] {
    return this.#best(this.#enums.all(tag), from, notExternal);
  }

  enumerators(name: string, from: string): Found<Enumerator>[] {
    return this.#best(this.#enumerators.all(name), from, notExternal);
  }

  typedefs(name: string, from: string): Found<TypedefFact>[] {
    return this.#best(this.#typedefs.all(name), from, notExternal);
  }

  /** The candidates of the first level that has any. */
  #best<Fact>(candidates: Found<Fact>[], from: string, external: (fact: Fact) => boolean): Found<Fact>[] {
    if (candidates.length === 0) return candidates;
    const own = candidates.filter(({ file }) => file === from);
    const workspace = candidates.filter(({ file }) => file !== from && !isModel(file));
    const fromModel = isModel(from);
    if (own.length > 0 && (!fromModel || own.some(({ fact }) => !external(fact) && isFunctionLike(fact)))) return own;
    const seen = this.#includes.closure(from);
    const included = workspace.filter(({ file }) => seen.has(file));
    if (included.length > 0) return ordered(included, from);
    const linked = workspace.filter(({ fact }) => external(fact));
    if (linked.length > 0) return ordered(linked, from);
    // Headers between a file and what it uses may say nothing about DMA-buf, and so not be here at all.
    const reachable = workspace.filter(({ file }) => isReachableHeader(file, from));
    if (reachable.length > 0) return ordered(reachable, from);
    if (own.length > 0) return own;
    return ordered(
      candidates.filter(({ file }) => isModel(file)),
      from,
    );
  }

  #learn(facts: FileFacts): void {
    const { file } = facts;
    for (const fact of facts.functions) this.#functions.add(fact.name, file, fact);
    for (const fact of facts.variables) this.#variables.add(fact.name, file, fact);
    for (const fact of facts.macros) this.#macros.add(fact.name, file, fact);
    for (const fact of facts.records) this.#records.add(fact.tag, file, fact);
    for (const fact of facts.typedefs) this.#typedefs.add(fact.name, file, fact);
    for (const fact of facts.enums) {
      if (fact.tag !== undefined) this.#enums.add(fact.tag, file, fact);
      addEnumerators(this.#enumerators, file, fact);
    }
  }

  #forget(facts: FileFacts): void {
    const { file } = facts;
    for (const fact of facts.functions) this.#functions.remove(fact.name, file);
    for (const fact of facts.variables) this.#variables.remove(fact.name, file);
    for (const fact of facts.macros) this.#macros.remove(fact.name, file);
    for (const fact of facts.records) this.#records.remove(fact.tag, file);
    for (const fact of facts.typedefs) this.#typedefs.remove(fact.name, file);
    for (const fact of facts.enums) {
      if (fact.tag !== undefined) this.#enums.remove(fact.tag, file);
      for (const { name } of fact.enumerators) this.#enumerators.remove(name, file);
    }
  }
}

function addEnumerators(table: Table<Enumerator>, file: string, fact: EnumFact): void {
  fact.enumerators.forEach(({ name }, position) => {
    table.add(name, file, { enum: fact, position });
  });
}

/** Macros, types and enumerators have no linkage: only their file and those that include it know them. */
function notExternal(): boolean {
  return false;
}

/** Statics of a model file are its own, whatever the workspace calls the same. */
function isFunctionLike(fact: unknown): boolean {
  return typeof fact === 'object' && fact !== null && 'static' in fact;
}

function isModel(file: string): boolean {
  return file.startsWith(MODEL);
}

function isReachableHeader(file: string, from: string): boolean {
  if (!file.endsWith('.h')) return false;
  if (file.startsWith('include/') || file.includes('/include/')) return true;
  const folder = directory(file);
  return folder === '' || `${directory(from)}/`.startsWith(`${folder}/`) || closeness(file, from) >= 3;
}

function ordered<Fact>(found: Found<Fact>[], from: string): Found<Fact>[] {
  if (found.length < 2 || found.every(({ file }) => file === found[0]!.file)) return found;
  const ranked = found.map((candidate) => ({ candidate, shared: closeness(candidate.file, from) }));
  ranked.sort((a, b) => b.shared - a.shared || compare(a.candidate.file, b.candidate.file));
  return ranked.map(({ candidate }) => candidate);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sameIncludes(a: FileFacts, b: FileFacts): boolean {
  return (
    a.includes.length === b.includes.length &&
    a.includes.every((include, i) => include.path === b.includes[i]!.path && include.system === b.includes[i]!.system)
  );
}
