/** Declarations of all files by the words that say something about them. */
import { equal } from './equal.ts';
import type { Declarations, FileChange, Part, Version } from './file-change.ts';

/** The words under which a declaration is listed; they follow from it and from its own text. */
export interface Listing<Of extends Part> {
  of: Of;
  words: (fact: Declarations[Of], text: string) => ReadonlySet<string>;
}

type Declaration = Declarations[Part];

/** Declarations under each word, in their order. Words that nothing else has share one list: a tree has tens of thousands of them. */
type Words = Map<string, readonly Declaration[]>;

interface Lists extends Listing<Part> {
  byFile: Map<string, Words>;
}

/** Listings of all files, which are kept for good: what is cheap to find again is better searched for. */
export class Listings {
  readonly #lists = new Map<string, Lists>();

  /** By file, the declarations that are listed under a word, in their order. `files` are all there are, asked for when the listing is new. */
  under<Of extends Part>(
    key: string,
    { of, words }: Listing<Of>,
    word: string,
    files: () => Iterable<Version>,
  ): Map<string, readonly Declarations[Of][]> {
    let lists = this.#lists.get(key);
    if (!lists) {
      lists = { of, words: words as unknown as Lists['words'], byFile: new Map() };
      for (const version of files()) lists.byFile.set(version.facts.file, read(lists, version));
      this.#lists.set(key, lists);
    }
    const having = new Map<string, readonly Declarations[Of][]>();
    for (const [file, found] of lists.byFile) {
      const facts = found.get(word);
      if (facts) having.set(file, facts as readonly Declarations[Of][]);
    }
    return having;
  }

  /** Looks at what changed in a file. Answers the words under which it has other declarations than before. */
  changed(change: FileChange): { key: string; word: string }[] {
    return [...this.#lists].flatMap(([key, lists]) => changedWords(lists, change).map((word) => ({ key, word })));
  }
}

function read({ of, words }: Listing<Part>, { facts, text }: Version): Words {
  const found = new Map<string, Declaration[]>();
  for (const fact of facts[of]) {
    const alone = [fact];
    for (const word of words(fact, text)) {
      const list = found.get(word);
      if (list === undefined) found.set(word, alone);
      else if (list.length === 1) found.set(word, [...list, fact]);
      else list.push(fact);
    }
  }
  return found;
}

function changedWords({ of, words, byFile }: Lists, change: FileChange): string[] {
  const { file, before, after } = change;
  const { gone, fresh } = change.turnover(of);
  const found: Words = byFile.get(file) ?? new Map();
  if (after) byFile.set(file, found);
  else byFile.delete(file);
  const lost = new Set<Declaration>(gone);
  const gained = new Map<string, Declaration[]>();
  for (const fact of gone) for (const word of words(fact, before!.text)) gained.set(word, []);
  for (const fact of fresh) for (const word of words(fact, after!.text)) gained.set(word, [...(gained.get(word) ?? []), fact]);
  const changed: string[] = [];
  for (const [word, mine] of gained) {
    const known = found.get(word) ?? NOTHING;
    const now = [...known.filter((fact) => !lost.has(fact)), ...mine];
    now.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
    if (now.length > 0) found.set(word, now);
    else found.delete(word);
    if (!equal(known, now)) changed.push(word);
  }
  return changed;
}

const NOTHING: readonly Declaration[] = [];
