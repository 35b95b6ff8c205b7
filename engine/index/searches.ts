/** Searches through all files of a workspace, kept up to date file by file. */
import type { FileFacts } from '../facts/facts.ts';
import { Each, type LookAt } from './each.ts';
import { equal } from './equal.ts';
import type { Declarations, FileChange, Part, Version } from './file-change.ts';
import { type Listing, Listings, type Versions } from './listings.ts';
import type { FindsByFile, Found } from './names.ts';

/** What a search looks for in one file: it may use nothing but this file, and what follows from the key. */
export type Look<Item> = (facts: FileFacts, text: string) => readonly Item[];

/** What some search finds in each file. */
interface Finds {
  readonly byFile: ReadonlyMap<string, readonly object[]>;
  /** Looks at a file again; whether what is found there is other than before. */
  follow(change: FileChange): boolean;
}

interface Search {
  finds: Finds;
  /** In the order of files; made when asked. */
  all: readonly Found<object>[] | undefined;
  /** Those with finds, in their order; made when asked. */
  files: readonly string[] | undefined;
  /** Answers depend on what is found in single files. */
  lasts?: true;
}

type Files = () => Iterable<Version>;

export class Searches {
  readonly #searches = new Map<string, Search>();
  readonly #listings = new Listings();

  /**
   * What `look` finds, in the order of files and then as it says. `files` are all there are, asked for when the search is new. Texts without the
   * word `needle`, if there is one, have nothing that `look` would find.
   */
  found<Item extends object>(key: string, look: Look<Item>, files: Files, needle?: string): readonly Found<Item>[] {
    return this.#of(key, () => new Whole(look, files(), needle)) as readonly Found<Item>[];
  }

  /** The same for what can be looked for in every declaration of a part by itself: only those that change are looked at again. */
  foundIn<Of extends Part, Item extends object>(key: string, part: Of, look: LookAt<Of, Item>, files: Files): readonly Found<Item>[] {
    return this.#of(key, () => new Each(part, look as unknown as LookAt<Part, object>, files())) as readonly Found<Item>[];
  }

  /** The same file by file; such a search is kept for good. */
  byFile<Of extends Part, Item extends object>(key: string, part: Of, look: LookAt<Of, Item>, files: Files): FindsByFile<Item> {
    const search = this.#search(key, () => new Each(part, look as unknown as LookAt<Part, object>, files()));
    search.lasts = true;
    return {
      files: () => filesOf(search),
      in: (file) => (search.finds.byFile.get(file) ?? NOTHING) as readonly Item[],
    };
  }

  /** The declarations that are listed under a word, in the order of files and places. */
  listed<Of extends Part>(key: string, listing: Listing<Of>, word: string, versions: Versions): readonly Found<Declarations[Of]>[] {
    return inOrder(this.#listings.under(key, listing, word, versions));
  }

  /** Looks at a file again, or at none of the name any more. Answers what is found otherwise than before, as `searchSource` and `listSource` name it. */
  changed(change: FileChange): string[] {
    const sources: string[] = [];
    for (const [key, search] of this.#searches) {
      const { byFile } = search.finds;
      const had = byFile.has(change.file);
      if (!search.finds.follow(change)) continue;
      search.all = undefined;
      sources.push(searchSource(key));
      if (search.lasts) sources.push(fileSource(key, change.file));
      if (byFile.has(change.file) === had) continue;
      search.files = undefined;
      if (search.lasts) sources.push(filesSource(key));
    }
    for (const { key, word } of this.#listings.changed(change)) sources.push(listSource(key, word));
    return sources;
  }

  /** Ends the searches that nobody needs. */
  keep(isNeeded: (source: string) => boolean): void {
    for (const [key, { lasts }] of this.#searches) if (!lasts && !isNeeded(searchSource(key))) this.#searches.delete(key);
  }

  #of(key: string, begin: () => Finds): readonly Found<object>[] {
    const search = this.#search(key, begin);
    search.all ??= filesOf(search).flatMap((file) => search.finds.byFile.get(file)!.map((fact) => ({ file, fact })));
    return search.all;
  }

  #search(key: string, begin: () => Finds): Search {
    const search = this.#searches.get(key) ?? { finds: begin(), all: undefined, files: undefined };
    this.#searches.set(key, search);
    return search;
  }
}

export function searchSource(key: string): string {
  return `search:${key}`;
}

/** What a search finds in one file. */
export function fileSource(key: string, file: string): string {
  return `search:${key} in ${file}`;
}

/** The files in which a search finds anything. */
export function filesSource(key: string): string {
  return `files of search:${key}`;
}

export function listSource(key: string, word: string): string {
  return `list:${key} ${word}`;
}

const NOTHING: readonly object[] = [];

/** A search that looks at files as a whole. */
class Whole implements Finds {
  readonly byFile = new Map<string, readonly object[]>();
  readonly #look: Look<object>;
  readonly #needle: string | undefined;
  /** Files with the needle. */
  readonly #having = new Set<string>();

  constructor(look: Look<object>, files: Iterable<Version>, needle: string | undefined) {
    this.#look = look;
    this.#needle = needle;
    for (const { facts, text } of files) {
      if (needle !== undefined && !text.includes(needle)) continue;
      this.#having.add(facts.file);
      const found = look(facts, text);
      if (found.length > 0) this.byFile.set(facts.file, found);
    }
  }

  follow(change: FileChange): boolean {
    const { file, after } = change;
    const had = this.#having.has(file);
    const has = after !== undefined && this.#has(change, after.text, had);
    if (has) this.#having.add(file);
    else this.#having.delete(file);
    if (!had && !has) return false;
    const before = this.byFile.get(file) ?? NOTHING;
    const now = has ? this.#look(after.facts, after.text) : NOTHING;
    if (equal(before, now)) return false;
    if (now.length > 0) this.byFile.set(file, now);
    else this.byFile.delete(file);
    return true;
  }

  #has(change: FileChange, text: string, had: boolean): boolean {
    const needle = this.#needle;
    if (needle === undefined) return true;
    if (had || !change.before) return text.includes(needle);
    const { start, after } = change.stretch;
    return text.slice(Math.max(0, start - needle.length), after + needle.length).includes(needle);
  }
}

function inOrder<Item>(byFile: ReadonlyMap<string, readonly Item[]>): Found<Item>[] {
  return sortedFiles(byFile).flatMap((file) => byFile.get(file)!.map((fact) => ({ file, fact })));
}

function filesOf(search: Search): readonly string[] {
  search.files ??= sortedFiles(search.finds.byFile);
  return search.files;
}

function sortedFiles(byFile: ReadonlyMap<string, unknown>): string[] {
  return [...byFile.keys()].sort((a, b) => (a < b ? -1 : 1));
}
