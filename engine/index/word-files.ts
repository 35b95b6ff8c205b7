/** Which files have a word, as hashes of words: never too few files, and seldom too many. */
import { countUpTo } from '../syntax/ascending.ts';

/** Files are counted below this, so that a hash of 32 bits and the number of a file are one number without loss. */
const MOST_FILES = 2 ** 21;
/** So many words may come before all files are looked at anew, beside half of those that were there. */
const SPARE = 1024;

/** Hears of a word: the text between two offsets. */
export type TakeWord = (text: string, start: number, end: number) => void;

export class WordFiles {
  readonly #files: string[] = [];
  readonly #numbers = new Map<string, number>();
  /** Each is the hash of a word and the number of a file that has it; ascending. */
  readonly #base: Float64Array;
  /** Files that got a word after that, by its hash. */
  readonly #more = new Map<number, Set<string>>();
  #count = 0;

  /** `tell` tells the words of a file, each at least once. */
  constructor(files: Iterable<readonly [file: string, tell: (take: TakeWord) => void]>) {
    const entries: number[] = [];
    const own = new Set<number>();
    const take: TakeWord = (text, start, end) => own.add(hashOf(text, start, end));
    for (const [file, tell] of files) {
      const number = this.#files.push(file) - 1;
      this.#numbers.set(file, number);
      tell(take);
      for (const hash of own) entries.push(hash * MOST_FILES + number);
      own.clear();
    }
    this.#base = Float64Array.from(entries).sort();
  }

  /** The files that have the word, had it, or have one with the same hash; in no order. */
  with(word: string): Set<string> {
    const hash = hashOf(word, 0, word.length);
    const found = new Set(this.#more.get(hash));
    for (let at = countUpTo(this.#base, hash * MOST_FILES - 1); this.#base[at]! < (hash + 1) * MOST_FILES; at++)
      found.add(this.#files[this.#base[at]! % MOST_FILES]!);
    return found;
  }

  /** Notes a word that a file has got. */
  add(file: string, word: string): void {
    const hash = hashOf(word, 0, word.length);
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

/** FNV-1a of 32 bits, of the text between two offsets. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
