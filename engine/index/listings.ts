/** Declarations of all files by the words that say something about them. */
import { countUpTo } from '../syntax/ascending.ts';
import { equal } from './equal.ts';
import type { Declarations, FileChange, Part, Version } from './file-change.ts';

/** The words under which a declaration is listed; they follow from it and from its own text. */
export interface Listing<Of extends Part> {
  of: Of;
  words: (fact: Declarations[Of], text: string) => ReadonlySet<string>;
  /** False only if the declaration is not listed under the word, as far as that can be told faster than by finding its words. */
  mayHave: (fact: Declarations[Of], text: string, word: string) => boolean;
}

type Declaration = Declarations[Part];

/** Of a file: hashes of the words under which it has, or had, declarations; ascending. */
interface Hashes {
  all: Uint32Array;
  /** How many there were when the whole file was looked at. */
  first: number;
}

/** Which files to look into for a word: a tree has a quarter of a million places of words, and hardly any is ever asked for. */
interface Lists extends Listing<Part> {
  byFile: Map<string, Hashes>;
}

type Versions = () => Iterable<Version>;

/** Listings of all files, which are kept for good: what is cheap to find again is better searched for. */
export class Listings {
  readonly #lists = new Map<string, Lists>();

  /** By file, the declarations that are listed under a word, in their order. `files` are all there are. */
  under<Of extends Part>(key: string, listing: Listing<Of>, word: string, files: Versions): Map<string, readonly Declarations[Of][]> {
    const { of, words, mayHave, byFile } = this.#of(key, listing as unknown as Listing<Part>, files);
    const hash = hashOf(word);
    const having = new Map<string, readonly Declaration[]>();
    for (const version of files()) {
      if (!has(byFile.get(version.facts.file), hash)) continue;
      const { facts, text } = version;
      const found = facts[of].filter((fact: Declaration) => mayHave(fact, text, word) && words(fact, text).has(word));
      if (found.length > 0) having.set(facts.file, found);
    }
    return having as Map<string, readonly Declarations[Of][]>;
  }

  /** Looks at what changed in a file. Answers the words under which it has other declarations than before. */
  changed(change: FileChange): { key: string; word: string }[] {
    return [...this.#lists].flatMap(([key, lists]) => changedWords(lists, change).map((word) => ({ key, word })));
  }

  #of(key: string, { of, words, mayHave }: Listing<Part>, files: Versions): Lists {
    const known = this.#lists.get(key);
    if (known) return known;
    const lists: Lists = { of, words, mayHave, byFile: new Map() };
    for (const version of files()) note(lists, version);
    this.#lists.set(key, lists);
    return lists;
  }
}

function changedWords(lists: Lists, change: FileChange): string[] {
  const { file, before, after } = change;
  const { gone, fresh } = change.turnover(lists.of);
  const lost = listed(gone, (fact) => lists.words(fact, before!.text));
  const gained = listed(fresh, (fact) => lists.words(fact, after!.text));
  if (after) noteMore(lists, after, gained.keys());
  else lists.byFile.delete(file);
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

function note({ of, words, byFile }: Lists, { facts, text }: Version): void {
  const hashes = new Set<number>();
  for (const fact of facts[of]) for (const word of words(fact, text)) hashes.add(hashOf(word));
  if (hashes.size > 0) byFile.set(facts.file, { all: Uint32Array.from(hashes).sort(), first: hashes.size });
  else byFile.delete(facts.file);
}

/** Notes words that a file has now. Those that it has no more stay until there are as many new ones as there were in all, and more. */
function noteMore(lists: Lists, version: Version, words: Iterable<string>): void {
  const known = lists.byFile.get(version.facts.file);
  const more = new Set<number>();
  for (const word of words) {
    const hash = hashOf(word);
    if (!has(known, hash)) more.add(hash);
  }
  if (more.size === 0) return;
  if (known && known.all.length + more.size < 2 * known.first + SPARE) known.all = Uint32Array.from([...known.all, ...more]).sort();
  else note(lists, version);
}

const SPARE = 64;

function has(hashes: Hashes | undefined, hash: number): boolean {
  return hashes !== undefined && hashes.all[countUpTo(hashes.all, hash) - 1] === hash;
}

/** FNV-1a of 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
