/** What two texts have in common at their ends. */

/** Texts are compared in pieces of this length, which is much faster than by characters. */
const PIECE = 4096;

/** How many characters at the start are the same. */
export function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + PIECE <= most && a.slice(at, at + PIECE) === b.slice(at, at + PIECE)) at += PIECE;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** How many characters at the end are the same, behind the offset. */
export function commonEnd(a: string, b: string, from: number): number {
  const most = Math.min(a.length, b.length) - from;
  let count = 0;
  const piece = (text: string) => text.slice(text.length - count - PIECE, text.length - count);
  while (count + PIECE <= most && piece(a) === piece(b)) count += PIECE;
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count++;
  return count;
}

/** The stretch of a text that is another in the next text: it starts at `start` in both. */
export interface Difference {
  start: number;
  /** Its end in each. */
  before: number;
  after: number;
}

/** Where two texts differ; an empty stretch if they do not. */
export function difference(before: string, after: string): Difference {
  const start = commonStart(before, after);
  const rest = commonEnd(before, after, start);
  return { start, before: before.length - rest, after: after.length - rest };
}
