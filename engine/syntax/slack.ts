/**
 * Room in a text that is being edited: blanks behind closing braces at the start of a line. What an edit adds or takes is taken from the next blanks or added to
 * them, so that all that follows keeps its offsets, and answers about it stay as they are. Lines and characters are those of the true text.
 */
import type { Span } from '../facts/facts.ts';
import { difference } from './common.ts';

export interface Stretched {
  /** The true text. */
  text: string;
  /** The text with the blanks. */
  inner: string;
  /** Where the true text has the line breaks that the blanks stand before, and how many there are; in the order of the text. */
  slacks: readonly Slack[];
}

interface Slack {
  at: number;
  size: number;
}

/** No other blanks at the end of a line are as many. */
const LEAST = 48;
const ROOM = 144;
const MOST = 8192;

/** Functions that are nearer to each other than this share their room. */
const APART = 256;

/** After so many that were used up, a text gets new ones. */
const TOLERATED = 6;

/** The text with fresh room everywhere. */
export function stretched(text: string): Stretched {
  const slacks: Slack[] = [];
  let last = -APART;
  for (const { index, 0: line } of text.matchAll(/^\}[^\r\n\u2028\u2029]*(?=[\r\n])/gm)) {
    const at = index + line.length;
    if (at - last < APART || !takesBlanks(text, at)) continue;
    slacks.push({ at, size: LEAST + ROOM });
    last = at;
  }
  return made(text, slacks);
}

/** The text with room so that as much as possible keeps its offset. */
export function restretched(before: Stretched, text: string): Stretched {
  const { text: old } = before;
  const { start, before: end } = difference(old, text);
  const delta = text.length - old.length;
  const slacks: Slack[] = [];
  let missing = delta;
  let spent = 0;
  let isFirst = true;
  for (const { at, size } of before.slacks) {
    if (at < start) {
      slacks.push({ at, size });
      continue;
    }
    if (at < end || (isFirst && !takesBlanks(text, at + delta))) {
      missing -= size;
      continue;
    }
    isFirst = false;
    const left = Math.max(LEAST, size - missing);
    missing -= size - left;
    if (left === LEAST) spent++;
    if (left > MOST || spent > TOLERATED) return stretched(text);
    slacks.push({ at: at + delta, size: left });
  }
  return made(text, slacks);
}

/** Where the blanks lie in the inner text. */
export function blanksIn({ slacks }: Stretched): Span[] {
  let shift = 0;
  return slacks.map(({ at, size }) => {
    const start = at + shift;
    shift += size;
    return { start, end: start + size };
  });
}

/** Without the blanks that pieces of an inner text bring along. */
export function withoutSlack(piece: string): string {
  return piece.replace(SLACK, '');
}

const SLACK = new RegExp(` {${LEAST},}(?=[\\r\\n]|$)`, 'g');

function made(text: string, slacks: readonly Slack[]): Stretched {
  const pieces: string[] = [];
  let done = 0;
  for (const { at, size } of slacks) {
    pieces.push(text.slice(done, at), ' '.repeat(size));
    done = at;
  }
  pieces.push(text.slice(done));
  return { text, inner: pieces.join(''), slacks };
}

/** Whether blanks mean nothing before the line break at an offset: the line ends a piece of code, and no line goes on in the next. */
function takesBlanks(text: string, at: number): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const above = text.slice(Math.max(0, start - 3), start).trimEnd();
  return text[start] === '}' && /[\r\n]/.test(text[at] ?? '') && text[at - 1] !== '\\' && !above.endsWith('\\');
}
