import { TRIGGERS } from './words.ts';

/** The needles as text, for tools that search a tree themselves (plain ASCII, to be matched case-sensitively). */
export const needle: readonly string[] = TRIGGERS.map((trigger) => trigger.needle);

const BINARY_PROBE = 8192;
const triggers = TRIGGERS.map(({ needle, wordStart }) => ({ wanted: bytesOf(needle), wordStart }));

/**
 * Whether a file may say anything about DMA-buf: it contains a trigger word, and is no binary (a NUL within the first 8 KiB).
 * Reads bytes, in any encoding that keeps ASCII; generous on purpose, since a false yes costs one parse and a false no costs an answer.
 * Never throws.
 */
export function mayMatter(bytes: Uint8Array): boolean {
  if (bytes.subarray(0, BINARY_PROBE).includes(0)) return false;
  return triggers.some(({ wanted, wordStart }) => {
    let at = find(bytes, wanted, 0);
    while (wordStart && at >= 0 && isWord(bytes[at - 1])) at = find(bytes, wanted, at + 1);
    return at >= 0;
  });
}

function find(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0]!;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

function isWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
