/** Declarations of all files by the words that say something about them. */
import { equal } from './equal.ts';
import type { Declarations, FileChange, Part, Version } from './file-change.ts';
import { WordFiles } from './word-files.ts';

/** The words under which a declaration is listed; they follow from it and from its own text. */
export interface Listing<Of extends Part> {
  of: Of;
  words: (fact: Declarations[Of], text: string) => ReadonlySet<string>;
  /** False only if the declaration is not listed under the word, as far as that can be told faster than by finding its words. */
  mayHave: (fact: Declarations[Of], text: string, word: string) => boolean;
}

type Declaration = Declarations[Part];

/** Words are looked up in files that may have them: a tree has a quarter of a million places of words, and hardly any is ever asked for. */
interface Lists extends Listing<Part> {
  /** Absent until it is asked for again. */
  files: WordFiles | undefined;
}

/** All files there are, and one by its name. */
export interface Versions {
  all: () => Iterable<Version>;
  one: (file: string) => Version | undefined;
}

/** Listings of all files, which are kept for good: what is cheap to find again is better searched for. */
export class Listings {
  readonly #lists = new Map<string, Lists>();

  /** By file, the declarations that are listed under a word, in their order; files are in no order. */
  under<Of extends Part>(key: string, listing: Listing<Of>, word: string, versions: Versions): Map<string, readonly Declarations[Of][]> {
    const { of, words, mayHave } = listing as unknown as Listing<Part>;
    const lists = this.#lists.get(key) ?? { of, words, mayHave, files: undefined };
    this.#lists.set(key, lists);
    lists.files ??= new WordFiles(wordsOfAll(lists, versions));
    const having = new Map<string, readonly Declaration[]>();
    for (const file of lists.files.with(word)) {
      const version = versions.one(file);
      if (!version) continue;
      const { facts, text } = version;
      const found = facts[of].filter((fact: Declaration) => mayHave(fact, text, word) && words(fact, text).has(word));
      if (found.length > 0) having.set(file, found);
    }
    return having as Map<string, readonly Declarations[Of][]>;
  }

  /** Looks at what changed in a file. Answers the words under which it has other declarations than before. */
  changed(change: FileChange): { key: string; word: string }[] {
    return [...this.#lists].flatMap(([key, lists]) => changedWords(lists, change).map((word) => ({ key, word })));
  }
}

function* wordsOfAll({ of, words }: Lists, versions: Versions): Generator<[string, Set<string>]> {
  for (const { facts, text } of versions.all()) {
    const all = new Set<string>();
    for (const fact of facts[of]) for (const word of words(fact, text)) all.add(word);
    yield [facts.file, all];
  }
}

function changedWords(lists: Lists, change: FileChange): string[] {
  const { file, before, after } = change;
  const { gone, fresh } = change.turnover(lists.of);
  const lost = listed(gone, (fact) => lists.words(fact, before!.text));
  const gained = listed(fresh, (fact) => lists.words(fact, after!.text));
  for (const word of gained.keys()) lists.files?.add(file, word);
  if (lists.files?.isWornOut) lists.files = undefined;
  const changed = [...lost.keys()].filter((word) => !equal(lost.get(word), gained.get(word)));
  for (const word of gained.keys()) if (!lost.has(word)) changed.push(word);
  return changed;
}

/** The declarations under each of their words, in the order of places. */
function listed(facts: readonly Declaration[], wordsOf: (fact: Declaration) => ReadonlySet<string>): Map<string, Declaration[]> {
  const found = new Map<string, Declaration[]>();
  for (const fact of facts.toSorted((a, b) => a.nameSpan.start - b.nameSpan.start)) {
    for (const word of wordsOf(fact)) {
      const list = found.get(word);
      if (list) list.push(fact);
      else found.set(word, [fact]);
    }
  }
  return found;
}
