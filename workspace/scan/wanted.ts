/** What makes a file worth taking as text. */
import { Finder, isBinary, mayMatter, type SoughtWord, shortestFound, WordFinder } from '@dmabuf-mapping/engine';

/** What a scan looks for: plain data, which threads hand to each other. A file is wanted if it has the one or the other. */
export interface Search {
  /** `dma-buf`: files that may say something about DMA-buf. `any`: every text. */
  words: 'dma-buf' | 'any' | 'none';
  /** Identifiers. */
  names: readonly string[];
}

/** Files that may say something about DMA-buf. */
export const forTriggers: Search = { words: 'dma-buf', names: [] };
/** Any file that is text. */
export const forAnything: Search = { words: 'any', names: [] };

/** Files that use one of these identifiers. */
export function forUsers(names: readonly string[]): Search {
  return { words: 'none', names };
}

/** A search as a reader of files carries it out. It has room for one part of a file at a time, and is not to be shared between threads. */
export interface Wanted {
  /** Where a part of a file is put to be looked at. */
  readonly room: Buffer;
  /** True if the first `length` bytes of `room` hold what is wanted; may be true for others. */
  mayHold(length: number): boolean;
  /** Whether a whole file is wanted. */
  wants(whole: Buffer): boolean;
  /** Bytes of one part that have to be seen again with the next, so that nothing is lost between them. */
  readonly overlap: number;
}

/** How to carry out a search with parts of up to `room` bytes. */
export function wantedBy({ words, names }: Search, room: number): Wanted {
  if (words === 'any') return { room: Buffer.allocUnsafeSlow(room), mayHold: () => true, wants: (whole) => !isBinary(whole), overlap: 0 };
  const wordFinder = new WordFinder(names);
  const findable = names.filter((name) => /^\w+$/.test(name));
  const finder = findable.every((name) => name.length >= shortestFound)
    ? new Finder([...(words === 'none' ? [] : needles), ...findable.map(alone)], room)
    : undefined;
  const wants = (whole: Buffer) =>
    (words === 'dma-buf' && mayMatter(whole)) || (names.length > 0 && !isBinary(whole) && wordFinder.finds(whole));
  const overlap = Math.max(words === 'none' ? 0 : longestNeedle - 1, wordFinder.longest);
  if (finder === undefined) {
    const plain = Buffer.allocUnsafeSlow(room);
    return { room: plain, mayHold: (length) => wants(plain.subarray(0, length)), wants, overlap };
  }
  return {
    room: Buffer.from(finder.room.buffer, finder.room.byteOffset, finder.room.byteLength),
    mayHold: (length) => finder.finds(length),
    wants,
    overlap,
  };
}

/** Every trigger word contains one of these. */
const needles: SoughtWord[] = ['dma_buf', 'DMA_BUF'].map((word) => ({ word, stands: 'anywhere' }));
const longestNeedle = 7;

function alone(word: string): SoughtWord {
  return { word, stands: 'alone' };
}
