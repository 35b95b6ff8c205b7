/** What makes a file worth taking as text. */
import { Finder, type Interest, interestIn, isBinary, NEEDLES, type SoughtWord, shortestFound, WordFinder } from '@dmabuf-mapping/engine';

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
  /** Whether a whole file is wanted; if that is no more than possible, its text is, but not yet what can be read from it. */
  interestIn(whole: Buffer): Interest;
  /** Bytes of one part that have to be seen again with the next, so that nothing is lost between them. */
  readonly overlap: number;
}

/** How to carry out a search with parts of up to `room` bytes. */
export function wantedBy({ words, names }: Search, room: number): Wanted {
  if (words === 'any')
    return {
      room: Buffer.allocUnsafeSlow(room),
      mayHold: () => true,
      interestIn: (whole) => (isBinary(whole) ? 'none' : 'sure'),
      overlap: 0,
    };
  const wordFinder = new WordFinder(names);
  const findable = names.filter((name) => /^\w+$/.test(name));
  const finder = findable.every((name) => name.length >= shortestFound)
    ? new Finder([...(words === 'none' ? [] : needles), ...findable.map(alone)], room)
    : undefined;
  const interest = (whole: Buffer): Interest => {
    if (isBinary(whole)) return 'none';
    const byWords = words === 'dma-buf' ? interestIn(whole.toString('latin1')) : 'none';
    return byWords !== 'sure' && wordFinder.finds(whole) ? 'sure' : byWords;
  };
  const overlap = Math.max(words === 'none' ? 0 : longestNeedle - 1, wordFinder.longest);
  if (finder === undefined) {
    const plain = Buffer.allocUnsafeSlow(room);
    return { room: plain, mayHold: (length) => interest(plain.subarray(0, length)) !== 'none', interestIn: interest, overlap };
  }
  return {
    room: Buffer.from(finder.room.buffer, finder.room.byteOffset, finder.room.byteLength),
    mayHold: (length) => finder.finds(length),
    interestIn: interest,
    overlap,
  };
}

const needles = NEEDLES.map((word): SoughtWord => ({ word, stands: 'anywhere' }));
const longestNeedle = Math.max(...NEEDLES.map(({ length }) => length));

function alone(word: string): SoughtWord {
  return { word, stands: 'alone' };
}
