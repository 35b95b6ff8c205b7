/** Searches through all files of a workspace, kept up to date file by file. */
import type { FileFacts } from '../facts/facts.ts';
import { equal } from './equal.ts';
import type { Found } from './names.ts';

/** What a search looks for in one file: it may use nothing but this file, and what follows from the key. */
export type Look<Item> = (facts: FileFacts, text: string) => readonly Item[];

/** What a file has for each word. Kept for all files: what is cheap to find again is better searched for. */
export type Listing<Item> = (facts: FileFacts, text: string) => ReadonlyMap<string, readonly Item[]>;

interface Search {
  look: Look<object>;
  byFile: Map<string, readonly object[]>;
  /** In the order of files; made when asked. */
  all: readonly Found<object>[] | undefined;
}

interface Lists {
  list: Listing<object>;
  byFile: Map<string, ReadonlyMap<string, readonly object[]>>;
}

type Files = () => Iterable<[FileFacts, string]>;

export class Searches {
  readonly #searches = new Map<string, Search>();
  readonly #lists = new Map<string, Lists>();

  /** What `look` finds, in the order of files and then as it says. `files` are all there are, asked for when the search is new. */
  found<Item extends object>(key: string, look: Look<Item>, files: Files): readonly Found<Item>[] {
    let search = this.#searches.get(key);
    if (!search) {
      search = { look, byFile: new Map(), all: undefined };
      for (const [facts, text] of files()) {
        const found = look(facts, text);
        if (found.length > 0) search.byFile.set(facts.file, found);
      }
      this.#searches.set(key, search);
    }
    search.all ??= inOrder(search.byFile) as readonly Found<object>[];
    return search.all as readonly Found<Item>[];
  }

  /** What the files have for a word, in the order of files and then as `list` says. */
  listed<Item extends object>(key: string, list: Listing<Item>, word: string, files: Files): readonly Found<Item>[] {
    let lists = this.#lists.get(key);
    if (!lists) {
      lists = { list, byFile: new Map() };
      for (const [facts, text] of files()) lists.byFile.set(facts.file, list(facts, text));
      this.#lists.set(key, lists);
    }
    const having = new Map<string, readonly Item[]>();
    for (const [file, words] of lists.byFile) {
      const items = words.get(word);
      if (items) having.set(file, items as readonly Item[]);
    }
    return inOrder(having);
  }

  /** Looks at a file again, or at none of the name any more. Answers what is found otherwise than before, as `searchSource` and `listSource` name it. */
  changed(file: string, facts: FileFacts | undefined, text: string): string[] {
    const sources: string[] = [];
    for (const [key, search] of this.#searches) {
      const before = search.byFile.get(file) ?? NOTHING;
      const after = facts ? search.look(facts, text) : NOTHING;
      if ((before.length === 0 && after.length === 0) || equal(before, after)) continue;
      if (after.length > 0) search.byFile.set(file, after);
      else search.byFile.delete(file);
      search.all = undefined;
      sources.push(searchSource(key));
    }
    for (const [key, { list, byFile }] of this.#lists) {
      const before = byFile.get(file) ?? NO_WORDS;
      const after = facts ? list(facts, text) : NO_WORDS;
      if (facts) byFile.set(file, after);
      else byFile.delete(file);
      for (const [word, items] of before) if (!equal(items, after.get(word))) sources.push(listSource(key, word));
      for (const word of after.keys()) if (!before.has(word)) sources.push(listSource(key, word));
    }
    return sources;
  }

  /** Ends the searches that nobody needs. */
  keep(isNeeded: (source: string) => boolean): void {
    for (const key of this.#searches.keys()) if (!isNeeded(searchSource(key))) this.#searches.delete(key);
  }
}

export function searchSource(key: string): string {
  return `search:${key}`;
}

export function listSource(key: string, word: string): string {
  return `list:${key} ${word}`;
}

const NOTHING: readonly object[] = [];
const NO_WORDS: ReadonlyMap<string, readonly object[]> = new Map();

function inOrder<Item>(byFile: ReadonlyMap<string, readonly Item[]>): Found<Item>[] {
  const files = [...byFile.keys()].sort((a, b) => (a < b ? -1 : 1));
  return files.flatMap((file) => byFile.get(file)!.map((fact) => ({ file, fact })));
}
