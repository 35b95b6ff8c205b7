/** Reads single source files: looks for what is wanted first, takes the whole text only where it is there. */
import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { describeReadError, hasVanished } from '../problem.ts';
import { type Search, type Wanted, wantedBy } from './wanted.ts';

/** Largest text that is analysed. Sources that people write are hundreds of times smaller. */
const maximumTextBytes = 8 * 1024 * 1024;
/** How far into a file the trigger is looked for; no register header comes near it, a disk image named .c does. */
const maximumSearchBytes = 256 * 1024 * 1024;

/** Large enough for most files in one read, small enough to stay in the processor's cache. */
const chunkBytes = 256 * 1024;
/** Most bytes that parts may have in common: no identifier is that long. */
const carriedBytes = 1024;
/** A pipe or link that took the place of a file since it was listed must neither block nor lead elsewhere. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

export type ReadResult =
  /** It is `possible` that what the text says is wanted, or `sure`. */
  | { kind: 'text'; text: string; interest: 'sure' | 'possible'; bytes: number }
  /** The file is not wanted, or is gone. */
  | { kind: 'nothing'; bytes: number }
  | { kind: 'problem'; message: string; bytes: number };

/** Reads the files that a search wants, one after the other, through one buffer. Not to be shared between threads. */
export class SourceReader {
  readonly #wanted: Wanted;

  constructor(search: Search) {
    this.#wanted = wantedBy(search, chunkBytes + carriedBytes);
  }

  /** The text of a file, if it is wanted. Never throws. `bytes` is how much was read. */
  read(absolute: string): ReadResult {
    let descriptor: number;
    try {
      descriptor = openSync(absolute, openFlags);
    } catch (error) {
      return hasVanished(error) ? { kind: 'nothing', bytes: 0 } : { kind: 'problem', message: describeReadError(error), bytes: 0 };
    }
    try {
      return this.#readOpen(descriptor);
    } catch (error) {
      return { kind: 'problem', message: describeReadError(error), bytes: 0 };
    } finally {
      closeSync(descriptor);
    }
  }

  #readOpen(descriptor: number): ReadResult {
    const wanted = this.#wanted;
    const buffer = wanted.room;
    let bytes = 0;
    let carried = 0;
    for (;;) {
      const length = readSync(descriptor, buffer, carried, chunkBytes, null);
      bytes += length;
      const filled = carried + length;
      if (wanted.mayHold(filled)) {
        // The common case: all of it is here already.
        if (bytes === filled && endsHere(length)) return decode(buffer.subarray(0, filled), bytes, wanted);
        return readWhole(descriptor, bytes, wanted);
      }
      if (endsHere(length)) return { kind: 'nothing', bytes };
      if (bytes >= maximumSearchBytes) {
        const limit = `${maximumSearchBytes / 1024 / 1024} MB`;
        return { kind: 'problem', message: `is larger than ${limit}, the limit for a source file; only its start was searched`, bytes };
      }
      carried = Math.min(wanted.overlap, carriedBytes, filled);
      buffer.copy(buffer, 0, filled - carried, filled);
    }
  }
}

/** Regular files give less than was asked for only at their end; network file systems may stop at a page boundary. */
function endsHere(length: number): boolean {
  return length === 0 || (length < chunkBytes && length % 4096 !== 0);
}

function readWhole(descriptor: number, already: number, wanted: Wanted): ReadResult {
  const status = fstatSync(descriptor);
  if (!status.isFile()) return { kind: 'nothing', bytes: already };
  if (status.size > maximumTextBytes) {
    const size = Math.ceil(status.size / 1024 / 1024);
    const limit = maximumTextBytes / 1024 / 1024;
    return {
      kind: 'problem',
      message: `is left out: ${size} MB, and only files up to ${limit} MB are analysed; split it or exclude it`,
      bytes: already,
    };
  }
  const whole = Buffer.allocUnsafeSlow(status.size);
  let filled = 0;
  while (filled < whole.length) {
    const length = readSync(descriptor, whole, filled, whole.length - filled, filled);
    if (length === 0) break;
    filled += length;
  }
  return decode(whole.subarray(0, filled), already + filled, wanted);
}

function decode(content: Buffer, bytes: number, wanted: Wanted): ReadResult {
  const interest = wanted.interestIn(content);
  if (interest === 'none') return { kind: 'nothing', bytes };
  if (content.includes(0)) {
    return { kind: 'problem', message: 'is left out: it is not text; save it as UTF-8 if it is meant to be a source file', bytes };
  }
  return { kind: 'text', text: decodeText(content), interest, bytes };
}

/** Text as an editor shows it: UTF-8 without byte order mark; bytes that are not UTF-8 are read as Latin-1, so that places stay right. */
export function decodeText(content: Buffer): string {
  if (!isUtf8(content)) return content.toString('latin1');
  const text = content.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
