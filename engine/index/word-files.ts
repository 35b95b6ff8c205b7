/** Which files have a word, as hashes of words: never too few files, and seldom too many. */
import { countUpTo } from '../syntax/ascending.ts';

/** Files are counted below this, so that a hash of 32 bits and the number of a file are one number without loss. */
const MOST_FILES = 2 ** 21;
/** So many words may come before all files are looked at anew, beside half of those that were there. */
const SPARE = 1024;

export class WordFiles {
  readonly #files: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Each is the hash of a word and the number of a file that has it; ascending. */
  readonly #base: Float64Array;
  /** Files that got a word after that, by its hash. */
  readonly #more = new Map<number, Set<string>>();
  #count = 0;

  /** Takes the words of each file once. */
  constructor(words: Iterable<readonly [file: string, words: Iterable<string>]>) {
    const entries: number[] = [];
    for (const [file, own] of words) {
      const number = this.#files.push(file) - 1;
      this.#numbers.set(file, number);
      for (const hash of new Set(Array.from(own, hashOf))) entries.push(hash * MOST_FILES + number);
    }
    this.#base = Float64Array.from(entries).sort();
  }

  /** The files that have the word, had it, or have one with the same hash; in no order. */
  with(word: string): Set<string> {
    const hash = hashOf(word);
    const found = new Set(this.#more.get(hash));
    for (let at = countUpTo(this.#base, hash * MOST_FILES - 1); this.#base[at]! < (hash + 1) * MOST_FILES; at++)
      found.add(this.#files[this.#base[at]! % MOST_FILES]!);
    return found;
  }

  /** Notes a word that a file has got. */
  add(file: string, word: string): void {
    const hash = hashOf(word);
    const files = this.#more.get(hash);
    if (this.#had(hash, file) || files?.has(file)) return;
    if (files) files.add(file);
    else this.#more.set(hash, new Set([file]));
    this.#count++;
  }

  /** Whether a file had a word with the hash at the start. */
  #had(hash: number, file: string): boolean {
    const entry = hash * MOST_FILES + (this.#numbers.get(file) ?? Number.NaN);
    return this.#base[countUpTo(this.#base, entry) - 1] === entry;
  }

  /** Whether so much was added that it had better be made anew. */
  get isWornOut(): boolean {
    return this.#count > this.#base.length / 2 + SPARE;
  }
}

/** FNV-1a of 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
