/** Declarations of all files by the words that say something about them. */
import { equal } from './equal.ts';
import type { Declarations, FileChange, Part, Version } from './file-change.ts';
import { type TakeWord, WordFiles } from './word-files.ts';

/** The words under which a declaration is listed; they follow from it and from its own text. */
export interface Listing<Of extends Part> {
  of: Of;
  words: (fact: Declarations[Of], text: string) => ReadonlySet<string>;
  /** Tells the same words, each at least once, where that costs less than a set. */
  tell?: (fact: Declarations[Of], take: TakeWord) => void;
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
    const lists = this.#lists.get(key) ?? { ...(listing as unknown as Listing<Part>), files: undefined };
    this.#lists.set(key, lists);
    const { words, mayHave } = lists;
    lists.files ??= new WordFiles(wordsOfAll(lists, versions));
    const having = new Map<string, readonly Declaration[]>();
    for (const file of lists.files.with(word)) {
      const version = versions.one(file);
      if (!version) continue;
      const { facts, text } = version;
      const found = facts[lists.of].filter((fact: Declaration) => mayHave(fact, text, word) && words(fact, text).has(word));
      if (found.length > 0) having.set(file, found);
    }
    return having as Map<string, readonly Declarations[Of][]>;
  }

  /** Looks at what changed in a file. Answers the words under which it has other declarations than before. */
  changed(change: FileChange): { key: string; word: string }[] {
    return [...this.#lists].flatMap(([key, lists]) => changedWords(lists, change).map((word) => ({ key, word })));
  }
}

function* wordsOfAll(lists: Lists, versions: Versions): Generator<[string, (take: TakeWord) => void]> {
  for (const version of versions.all()) yield [version.facts.file, (take) => tellWords(lists, version, take)];
}

function tellWords({ of, words, tell }: Lists, { facts, text }: Version, take: TakeWord): void {
  for (const fact of facts[of]) {
    if (tell) tell(fact, take);
    else for (const word of words(fact, text)) take(word, 0, word.length);
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
