import { isWord } from './word-finder.ts';
import { TRIGGERS, type Trigger } from './words.ts';

/** Text that every file of interest contains one of, for tools that search a tree themselves (plain ASCII, case matters). */
export const needle: readonly string[] = ['dma_buf', 'DMA_BUF_'];

const BINARY_PROBE = 8192;
/** No needle is longer. */
const LONGEST_TRIGGER = 64;
/** How far a word may move by an edit and still be found at once. */
const NEAR = 512;
const encoder = new TextEncoder();

/**
 * Whether a file may say anything about DMA-buf: it contains a trigger word, and is no binary (a NUL within the first 8 KiB).
 * Reads bytes, in any encoding that keeps ASCII; generous on purpose, since a false yes costs one parse and a false no costs an answer.
 * Never throws.
 */
export function mayMatter(bytes: Uint8Array): boolean {
  if (isBinary(bytes)) return false;
  return common.some((wanted) => {
    for (let at = find(bytes, wanted, 0); at >= 0; at = find(bytes, wanted, at + wanted.length)) {
      if (rules.some((rule) => fits(bytes, at, rule))) return true;
    }
    return false;
  });
}

/** The same for a text that was read already; looks only around the trigger words. */
export function textMayMatter(text: string): boolean {
  return triggerIn(text) !== undefined;
}

/** Where a text has a trigger word that says that it may matter; undefined if it has none. A text that had one `near` an offset before is looked at there first. */
export function triggerIn(text: string, near?: number): number | undefined {
  if (isBinary(encoder.encode(text.slice(0, BINARY_PROBE)))) return undefined;
  const close = near === undefined ? undefined : triggerBetween(text, Math.max(0, near - NEAR), near + NEAR);
  return close ?? triggerBetween(text, 0, text.length);
}

function triggerBetween(text: string, from: number, to: number): number | undefined {
  const part = text.slice(from, to);
  for (const wanted of needle) {
    for (let found = part.indexOf(wanted); found >= 0; found = part.indexOf(wanted, found + wanted.length)) {
      const at = from + found;
      const start = contextOf(text, at);
      const before = encoder.encode(text.slice(start, at)).length;
      const bytes = encoder.encode(text.slice(start, at + LONGEST_TRIGGER));
      if (rules.some((rule) => fits(bytes, before, rule))) return at;
    }
  }
  return undefined;
}

/** Where the word at an offset begins, or the word before it. */
function contextOf(text: string, offset: number): number {
  const skip = (from: number, skips: (code: number) => boolean): number => {
    let start = from;
    while (start > 0 && skips(text.charCodeAt(start - 1))) start--;
    return start;
  };
  const word = (code: number) => code > 127 || isWord(code);
  const before = skip(offset, word);
  return Math.max(
    0,
    skip(
      skip(before, (code) => code <= 32),
      word,
    ) - 1,
  );
}

/** Whether a file is no text, judged by its start. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, BINARY_PROBE).includes(0);
}

interface Rule {
  trigger: Trigger;
  wanted: Uint8Array;
  after: Uint8Array | undefined;
}

const common = needle.map(bytesOf);
const rules = TRIGGERS.map(
  (trigger): Rule => ({
    trigger,
    wanted: bytesOf(trigger.needle),
    after: trigger.after === undefined ? undefined : bytesOf(trigger.after),
  }),
);

function fits(bytes: Uint8Array, found: number, { trigger, wanted, after }: Rule): boolean {
  // The common part may have been found inside a longer needle.
  const at = trigger.needle.startsWith('_') ? found - 1 : found;
  if (!matches(bytes, wanted, at)) return false;
  if (trigger.before === 'start of word' ? isWord(bytes[at - 1]) : isCapital(bytes[wordStart(bytes, at)]!)) return false;
  return after === undefined || (!isWord(bytes[at + wanted.length]) && follows(bytes, at, after));
}

function wordStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && isWord(bytes[start - 1])) start--;
  return start;
}

function isCapital(byte: number): boolean {
  return byte >= 65 && byte <= 90;
}

/** True if `word` stands before `at`, with white space between. */
function follows(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  let end = at;
  while (end > 0 && bytes[end - 1]! <= 32) end--;
  const start = end - word.length;
  return end < at && matches(bytes, word, start) && !isWord(bytes[start - 1]);
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
