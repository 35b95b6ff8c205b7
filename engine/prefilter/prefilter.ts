/** Whether a file may say anything about DMA-buf. Generous on purpose, since a false yes costs one parse and a false no costs an answer. */
import { detached } from '../syntax/detached.ts';
import { type Characters, charactersOf, type Interest, likelyWords } from './likely-words.ts';

const BINARY_PROBE = 8192;
/** How far a word may move by an edit and still be found at once. */
const NEAR = 512;
const encoder = new TextEncoder();

/**
 * What a file's words say of it; nothing, if it is a binary (a NUL within the first 8 KiB). A file of `possible` interest matters if it shares a word with one that
 * does, which `Neighbours` knows. Never throws.
 */
export function interestIn(bytes: Uint8Array): Interest {
  if (isBinary(bytes)) return 'none';
  let interest: Interest = 'none';
  for (const word of likelyWords(charactersOfBytes(bytes), 0, bytes.length)) {
    if (word.interest === 'sure') return 'sure';
    interest = 'possible';
  }
  return interest;
}

/** Where a text has a word that says that it matters by itself; undefined if it has none. A text that had one `near` an offset before is looked at there first. */
export function triggerIn(text: string, near?: number): number | undefined {
  if (isBinaryText(text)) return undefined;
  const close = near === undefined ? undefined : triggerBetween(text, Math.max(0, near - NEAR), near + NEAR);
  return close ?? triggerBetween(text, 0, text.length);
}

/** All words of a text that are of interest, each once, and without keeping the text in memory; none of a binary. */
export function wordsOfInterest(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  if (isBinaryText(text)) return found;
  for (const { start, end } of likelyWords(charactersOf(text), 0, text.length)) {
    const word = text.slice(start, end);
    if (!found.has(word)) found.add(detached(word));
  }
  return found;
}

/** Whether a file is no text, judged by its start. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, BINARY_PROBE).includes(0);
}

function isBinaryText(text: string): boolean {
  return isBinary(encoder.encode(text.slice(0, BINARY_PROBE)));
}

function triggerBetween(text: string, from: number, to: number): number | undefined {
  for (const { start, interest } of likelyWords(charactersOf(text), from, to)) {
    if (interest === 'sure') return start;
  }
  return undefined;
}

function charactersOfBytes(bytes: Uint8Array): Characters {
  return {
    codeAt: (at) => bytes[at] ?? Number.NaN,
    find: (word, from) => find(bytes, bytesOf(word), from),
    slice: (start, end) => String.fromCharCode(...bytes.subarray(Math.max(0, start), end)),
  };
}

function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0]!;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (matches(bytes, wanted, at)) return at;
  }
  return -1;
}

function matches(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
