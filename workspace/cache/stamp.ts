/** Tells from a file's entry in its folder whether it is the file that was read before. */
import { lstatSync } from 'node:fs';

/** A file that changed less than so many milliseconds ago may change again without a trace in its times. */
const settledMilliseconds = 2000;

const numbers = new Float64Array(4);
const words = new Uint32Array(numbers.buffer);

/**
 * A number of 53 bits that is another one, but for one case in 10^15, when the file at `absolute` is replaced or written to. Undefined if the file
 * changed just now, or cannot be asked. Never throws.
 */
export function stampOf(absolute: string): number | undefined {
  try {
    const status = lstatSync(absolute, { throwIfNoEntry: false });
    // In the future, as it seems: a clock went backwards, and what a later change will say is not known.
    if (status === undefined || status.ctimeMs > Date.now() - settledMilliseconds) return undefined;
    return stampFrom(absolute, status);
  } catch {
    return undefined;
  }
}

/**
 * What is at a path: a regular file, as a number like its stamp, which is for this path alone; or nothing. Undefined if it is something else, changed just
 * now, or cannot be asked. Never throws.
 */
export function entryAt(absolute: string): number | 'absent' | undefined {
  try {
    const status = lstatSync(absolute, { throwIfNoEntry: false });
    if (status === undefined) return 'absent';
    return status.isFile() && status.ctimeMs <= Date.now() - settledMilliseconds ? stampFrom('', status) : undefined;
  } catch {
    return undefined;
  }
}

interface Status {
  ino: number;
  size: number;
  ctimeMs: number;
  mtimeMs: number;
}

function stampFrom(absolute: string, { ino, size, ctimeMs, mtimeMs }: Status): number {
  numbers[0] = ino;
  numbers[1] = size;
  numbers[2] = ctimeMs;
  numbers[3] = mtimeMs;
  let low = 0x2c1b3c6d;
  let high = 0x297a2d39;
  const mix = (word: number): void => {
    low = Math.imul(low ^ word, 0x85ebca6b);
    low ^= low >>> 13;
    high = Math.imul(high ^ word, 0xc2b2ae35) + low;
    high ^= high >>> 16;
  };
  for (let at = 0; at < absolute.length; at++) mix(absolute.charCodeAt(at));
  for (const word of words) mix(word);
  mix(absolute.length);
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}

/** Stamps that are looked up often: sorted, in memory that threads share. */
export class Stamps {
  readonly sorted: Float64Array;

  constructor(sorted: Float64Array) {
    this.sorted = sorted;
  }

  /** In any order; copies them. */
  static of(stamps: ArrayLike<number>): Stamps {
    const sorted = new Float64Array(new SharedArrayBuffer(stamps.length * Float64Array.BYTES_PER_ELEMENT));
    sorted.set(stamps);
    return new Stamps(sorted.sort());
  }

  has(stamp: number): boolean {
    const { sorted } = this;
    let from = 0;
    let to = sorted.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (sorted[middle]! < stamp) from = middle + 1;
      else to = middle;
    }
    return sorted[from] === stamp;
  }
}
