import type { EnumFact, FileFacts, FunctionFact, MacroFact, RecordFact, Span, TypedefFact, VariableFact } from '../facts/facts.ts';
import { type Packer, Texts } from '../text/texts.ts';
import { reconciled, sameIncludes } from './changes.ts';
import type { LookAt } from './each.ts';
import { type Declarations, FileChange, type Part, type Version } from './file-change.ts';
import { closeness, directory, distance, Includes } from './includes.ts';
import type { Listing } from './listings.ts';
import { macrosInForce } from './macros.ts';
import type { Enumerator, FindsByFile, Found, Names } from './names.ts';
import { type Look, Searches } from './searches.ts';
import { Sharing } from './sharing.ts';
import { Table } from './table.ts';

/** Files of the built-in model have names that start like this. */
export const MODEL = 'model:';

/**
 * The names of a whole tree. Set and remove files at any time; a look-up answers for the files as they are now.
 * Files that start with `model:` are visible from everywhere, and lose against any definition of the workspace.
 */
export class Index implements Names {
  readonly #facts = new Map<string, FileFacts>();
  readonly #texts: Texts;
  /** Facts that came since the last rest. */
  readonly #fresh = new Set<FileFacts>();
  #sharing = new Sharing();
  readonly #includes = new Includes(this.#facts);
  readonly #functions = new Table<FunctionFact>();
  readonly #variables = new Table<VariableFact>();
  readonly #macros = new Table<MacroFact>();
  readonly #records = new Table<RecordFact>();
  readonly #enums = new Table<EnumFact>();
  readonly #enumerators = new Table<Enumerator>();
  readonly #typedefs = new Table<TypedefFact>();
  readonly #searches = new Searches();

  /** With a packer, texts take less room while nobody reads them. */
  constructor(packer?: Packer) {
    this.#texts = new Texts(packer);
  }

  /** Whether any file declares the name as something of the kind. */
  readonly knows = {
    functions: (name: string): boolean => this.#functions.has(name),
    variables: (name: string): boolean => this.#variables.has(name),
    macros: (name: string): boolean => this.#macros.has(name),
    records: (name: string): boolean => this.#records.has(name),
    enums: (name: string): boolean => this.#enums.has(name),
    enumerators: (name: string): boolean => this.#enumerators.has(name),
    typedefs: (name: string): boolean => this.#typedefs.has(name),
  };

  /** Adds a file or replaces what was known of it; what says the same as before stays the same object. Answers the sources of searches that changed. */
  set(facts: FileFacts, text: string): string[] {
    const { file } = facts;
    const before = this.#facts.get(file);
    const now = before ? reconciled(before, facts) : facts;
    const change = new FileChange(file, before && { facts: before, text: this.#texts.get(file) ?? '' }, { facts: now, text });
    this.#replace(file, before, now);
    this.#facts.set(file, now);
    if (before === undefined && !isModel(file)) this.#fresh.add(now);
    else if (before) this.#fresh.delete(before);
    this.#texts.set(file, text);
    if (before === undefined) this.#includes.add(file);
    else if (!sameIncludes(before.includes, now.includes)) this.#includes.invalidate();
    return isModel(file) ? [] : this.#searches.changed(change);
  }

  /** Answers the sources of searches that changed. */
  remove(file: string): string[] {
    const facts = this.#facts.get(file);
    if (facts === undefined) return [];
    const change = new FileChange(file, { facts, text: this.#texts.get(file) ?? '' }, undefined);
    this.#replace(file, facts, undefined);
    this.#facts.delete(file);
    this.#fresh.delete(facts);
    this.#texts.delete(file);
    this.#includes.remove(file);
    return this.#searches.changed(change);
  }

  search<Item extends object>(key: string, look: Look<Item>, needle?: string): readonly Found<Item>[] {
    return this.#searches.found(key, look, () => this.#workspace(), needle);
  }

  searchIn<Of extends Part, Item extends object>(key: string, part: Of, look: LookAt<Of, Item>): readonly Found<Item>[] {
    return this.#searches.foundIn(key, part, look, () => this.#workspace());
  }

  searchByFile<Of extends Part, Item extends object>(key: string, part: Of, look: LookAt<Of, Item>): FindsByFile<Item> {
    return this.#searches.byFile(key, part, look, () => this.#workspace());
  }

  listed<Of extends Part>(key: string, listing: Listing<Of>, word: string): readonly Found<Declarations[Of]>[] {
    return this.#searches.listed(key, listing, word, { all: () => this.#workspace(), one: (file) => this.#version(file) });
  }

  /** Ends searches, but for those that are needed. */
  keepSearches(isNeeded: (source: string) => boolean): void {
    this.#searches.keep(isNeeded);
  }

  *#workspace(): Generator<Version> {
    for (const [file, facts] of this.#facts) if (!isModel(file)) yield new Stored(facts, this.#texts);
  }

  #version(file: string): Version | undefined {
    const facts = isModel(file) ? undefined : this.#facts.get(file);
    return facts && new Stored(facts, this.#texts);
  }

  /** Whether some file has an include that this file could be, by its name. */
  mayBeIncluded(file: string): boolean {
    return this.#includes.isWanted(file);
  }

  files(): Iterable<string> {
    return this.#facts.keys();
  }

  /** As `Texts.rest`, of texts and facts. */
  rest(isTimeUp: () => boolean, isNeeded: (file: string) => boolean): boolean {
    for (const facts of this.#fresh) {
      if (isTimeUp()) return false;
      this.#sharing.share(facts);
      this.#fresh.delete(facts);
    }
    this.#sharing = new Sharing();
    return this.#texts.rest(isTimeUp, (file) => isModel(file) || isNeeded(file));
  }

  facts(file: string): FileFacts | undefined {
    return this.#facts.get(file);
  }

  text(file: string): string | undefined {
    return this.#texts.get(file);
  }

  written(file: string, { start, end }: Span): string {
    return (this.#texts.get(file) ?? '').slice(start, end);
  }

  included(file: string): ReadonlySet<string> {
    return this.#includes.closure(file);
  }

  functions(name: string, from: string): Found<FunctionFact>[] {
    const all = this.#functions.all(name);
    const defined = all.filter(({ fact }) => fact.bodySpan !== undefined);
    const best = this.#best(defined, from, (fact) => !fact.static);
    return best.length > 0 ? best : this.#best(all, from, (fact) => !fact.static);
  }

  variables(name: string, from: string): Found<VariableFact>[] {
    const known = this.#variables.all(name);
    const own = known.filter(({ file, fact }) => file === from && !fact.extern);
    const all = own.length > 0 ? own : known;
    const rank = (fact: VariableFact): number => (fact.initializerSpan !== undefined ? 0 : fact.extern ? 2 : 1);
    for (const wanted of [0, 1, 2]) {
      const some = all.filter(({ fact }) => rank(fact) === wanted);
      const best = this.#best(some, from, (fact) => !fact.static);
      if (best.length > 0) return best;
    }
    return [];
  }

  macros(name: string, from: string, at?: number): Found<MacroFact>[] {
    const candidates = this.#macros.all(name);
    const own = at === undefined ? undefined : this.#facts.get(from);
    if (own === undefined) return undecided(this.#best(candidates, from, notExternal));
    const here = macrosInForce(own, name, at!);
    const mine = here.macros.map((fact): Found<MacroFact> => ({ file: from, fact, ...(here.uncertain && { ambiguous: true as const }) }));
    if (here.closed) return mine.map((found, i) => (i < mine.length - 1 ? found : unconditional(found)));
    const others = candidates.filter(({ file }) => file !== from);
    const elsewhere = this.#best(others, from, notExternal).filter(({ file, fact }) => this.#lasts(file, fact));
    return [...mine, ...elsewhere];
  }

  /** Whether a macro of a header is still defined at the header's end. */
  #lasts(file: string, fact: MacroFact): boolean {
    const facts = this.#facts.get(file);
    return facts === undefined || macrosInForce(facts, fact.name, Number.POSITIVE_INFINITY).macros.includes(fact);
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

  /**
   * Candidates of the first level that has any, followed by those of the next levels as long as all are conditional: a disabled option's stub
   * is in a header, the function in a file that is only built with the option.
   */
  #best<Fact extends object>(candidates: Found<Fact>[], from: string, external: (fact: Fact) => boolean): Found<Fact>[] {
    if (candidates.length === 0) return candidates;
    const best: Found<Fact>[] = [];
    for (const level of this.#levels(candidates, from, external)) {
      best.push(...level.filter((found) => !best.includes(found)));
      if (best.some(({ fact }) => !isConditional(fact))) break;
    }
    if (best.length > 0) return best;
    const own = candidates.filter(({ file }) => file === from);
    if (own.length > 0) return own;
    return ordered(
      candidates.filter(({ file }) => isModel(file)),
      from,
    );
  }

  *#levels<Fact extends object>(all: Found<Fact>[], from: string, external: (fact: Fact) => boolean): Generator<Found<Fact>[]> {
    const own = all.filter(({ file }) => file === from);
    const others = all.filter(({ file }) => file !== from && !isModel(file));
    if (!isModel(from) || own.some(({ fact }) => !external(fact) && isFunctionLike(fact))) yield own;
    const seen = this.#includes.closure(from);
    yield told(
      others.filter(({ file }) => seen.has(file)),
      from,
    );
    const includer = this.#includes.includer(from);
    if (includer !== undefined) {
      const around = this.#includes.closure(includer);
      yield told(
        others.filter(({ file }) => file === includer || around.has(file)),
        from,
      );
    }
    const linked = others.filter(({ fact }) => external(fact));
    const least = linked.reduce((found, { file }) => Math.min(found, distance(file, from)), Number.POSITIVE_INFINITY);
    yield told(
      linked.filter(({ file }) => distance(file, from) === least),
      from,
    );
    // Headers between a file and what it uses may say nothing about DMA-buf, and so not be here at all.
    yield told(
      others.filter(({ file }) => isReachableHeader(file, from)),
      from,
    );
  }

  /** Puts the declarations of a file in the place of those that it had before. */
  #replace(file: string, before: FileFacts | undefined, after: FileFacts | undefined): void {
    const name = (fact: { name: string }) => fact.name;
    const tag = (fact: { tag?: string }) => fact.tag;
    this.#functions.replace(file, before?.functions, after?.functions, name);
    this.#variables.replace(file, before?.variables, after?.variables, (fact) => (isLocal(fact) ? undefined : fact.name));
    this.#macros.replace(file, before?.macros, after?.macros, name);
    this.#records.replace(file, before?.records, after?.records, tag);
    this.#typedefs.replace(file, before?.typedefs, after?.typedefs, name);
    if (before?.enums === after?.enums) return;
    this.#enums.replace(file, before?.enums, after?.enums, tag);
    this.#enumerators.replace(file, before?.enums.flatMap(enumeratorsOf), after?.enums.flatMap(enumeratorsOf), nameOfEnumerator);
  }
}

/** A file whose text is read when somebody asks. */
class Stored implements Version {
  readonly facts: FileFacts;
  readonly #texts: Texts;

  constructor(facts: FileFacts, texts: Texts) {
    this.facts = facts;
    this.#texts = texts;
  }

  get text(): string {
    return this.#texts.get(this.facts.file) ?? '';
  }
}

function enumeratorsOf(fact: EnumFact): Enumerator[] {
  return fact.enumerators.map((_, position) => ({ enum: fact, position }));
}

function nameOfEnumerator({ enum: fact, position }: Enumerator): string {
  return fact.enumerators[position]!.name;
}

/** Whether a declaration stands in an `#if` branch. */
function isConditional(fact: object): boolean {
  return 'region' in fact && fact.region !== undefined;
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
  if (file.startsWith('include/')) return true;
  const above = /^(.*?)\/include\//.exec(file)?.[1];
  if (above !== undefined && (from.startsWith(`${above}/`) || /^arch\/[^/]+$/.test(above))) return true;
  const folder = directory(file);
  return folder === '' || `${directory(from)}/`.startsWith(`${folder}/`) || closeness(file, from) >= 3;
}

/** One level in the order in which it counts, marked as ambiguous if several files define the name whatever the configuration. */
function told<Fact extends object>(found: Found<Fact>[], from: string): Found<Fact>[] {
  const certain = new Set(found.filter(({ fact }) => !isConditional(fact)).map(({ file }) => file));
  const sorted = ordered(found, from);
  if (certain.size > 1) return sorted.map((each) => ({ ...each, ambiguous: true as const }));
  if (certain.size === 0 || sorted.every(({ file }) => certain.has(file))) return sorted;
  return [...sorted.filter(({ file }) => !certain.has(file)), ...sorted.filter(({ file }) => certain.has(file))];
}

/** Of several definitions that all hold somewhere in their file, nobody knows which is meant. */
function undecided(found: Found<MacroFact>[]): Found<MacroFact>[] {
  const certain = found.filter(({ fact }) => !isConditional(fact)).length;
  return certain > 1 ? found.map((each) => ({ ...each, ambiguous: true as const })) : found;
}

/** A definition that stands in no branch, or in one that holds where it is looked up. */
function unconditional(found: Found<MacroFact>): Found<MacroFact> {
  if (found.fact.region === undefined) return found;
  const { region: _, ...fact } = found.fact;
  return { ...found, fact };
}

function ordered<Fact>(found: Found<Fact>[], from: string): Found<Fact>[] {
  if (found.length < 2 || found.every(({ file }) => file === found[0]!.file)) return found;
  const ranked = found.map((candidate) => ({ candidate, far: distance(candidate.file, from) }));
  ranked.sort((a, b) => a.far - b.far || compare(a.candidate.file, b.candidate.file));
  return ranked.map(({ candidate }) => candidate);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Objects of a function have their names to themselves. */
function isLocal(fact: VariableFact): boolean {
  return fact.function !== undefined;
}
