/** Whether a file may say anything about DMA-buf. Generous on purpose, since a false yes costs one parse and a false no costs an answer. */
import { difference } from '../text/common.ts';
import { detached } from '../text/detached.ts';
import { type Interest, isBlank, likelyWords } from './likely-words.ts';
import { isWord } from './word-finder.ts';
import { NEEDLES } from './words.ts';

const BINARY_PROBE = 8192;
/** How far a word may move by an edit and still be found at once. */
const NEAR = 512;
const encoder = new TextEncoder();

/**
 * What a file's words say of it, the text being read in any encoding that keeps ASCII; for a binary, the answer means nothing. A file of `possible` interest
 * matters if it shares a word with one that does, which `Neighbours` knows. Never throws.
 */
export function interestIn(text: string): Interest {
  let interest: Interest = 'none';
  for (const word of likelyWords(text, 0, text.length)) {
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
  for (const { start, end } of likelyWords(text, 0, text.length)) {
    const word = text.slice(start, end);
    if (!found.has(word)) found.add(detached(word));
  }
  return found;
}

/** Whether an edit cannot have changed the words of interest: there are none around what it changed. */
export function leavesWords(before: string, after: string): boolean {
  const { start, ...ends } = difference(before, after);
  if (start < BINARY_PROBE) return false;
  return [[before, ends.before] as const, [after, ends.after] as const].every(([text, end]) => {
    const around = text.slice(...contextOf(text, start, end));
    return NEEDLES.every((needle) => !around.includes(needle));
  });
}

/** Whether a file is no text, judged by its start: a NUL within the first 8 KiB. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, BINARY_PROBE).includes(0);
}

/** From before a stretch of a text to behind it, with the words that it touches and those beyond white space: what decides which words there are. */
function contextOf(text: string, start: number, end: number): [from: number, to: number] {
  let [from, to] = [start, end];
  for (const isInside of [isWord, isBlank, isWord]) {
    while (from > 0 && isInside(text.charCodeAt(from - 1))) from--;
    while (to < text.length && isInside(text.charCodeAt(to))) to++;
  }
  return [from, to];
}

function isBinaryText(text: string): boolean {
  return isBinary(encoder.encode(text.slice(0, BINARY_PROBE)));
}

function triggerBetween(text: string, from: number, to: number): number | undefined {
  for (const { start, interest } of likelyWords(text, from, to)) {
    if (interest === 'sure') return start;
  }
  return undefined;
}
