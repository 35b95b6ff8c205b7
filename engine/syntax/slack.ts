/**
 * Room in a text that is being edited: blanks behind closing braces at the start of a line, and behind comments above declarations. What an edit adds or takes is
 * taken from the next blanks or added to them, so that all that follows keeps its offsets, and answers about it stay as they are. Lines and characters are those
 * of the true text.
 */
import type { Span } from '../facts/facts.ts';
import { difference } from '../text/common.ts';

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

/** Ends of functions and the like, and of comments at file scope that a declaration follows. */
const PLACES = /^(?:\}[^\r\n\u2028\u2029]*|(?=\/\*| \*)[^\r\n\u2028\u2029]*\*\/(?=\r?\n[A-Za-z_](?!\w*\s*:)))(?=[\r\n])/gm;

/** The text with fresh room everywhere. */
export function stretched(text: string): Stretched {
  const slacks: Slack[] = [];
  let last = -APART;
  for (const { index, 0: line } of text.matchAll(PLACES)) {
    const at = index + line.length;
    if ((line.startsWith('}') && at - last < APART) || !takesBlanks(text, at)) continue;
    slacks.push({ at, size: LEAST + ROOM });
    last = at;
  }
  return made(text, slacks);
}

/** The text with room so that as much as possible keeps its offset. Costs what lies between the edit and the blanks that it uses up. */
export function restretched(before: Stretched, text: string): Stretched {
  const { start, before: end } = difference(before.text, text);
  const delta = text.length - before.text.length;
  const first = firstFrom(before.slacks, start);
  const slacks = before.slacks.slice(0, first);
  /** Of the old inner text, what lies before the edit stays, and what lies behind `end` and so many blanks. */
  const kept = { start: start + sizeOf(slacks), end, blanks: sizeOf(slacks) };
  let between = '';
  let done = start;
  let missing = delta;
  let spent = 0;
  let isFirst = true;
  for (const { at, size } of before.slacks.slice(first)) {
    const isGone = at < end || (isFirst && !takesBlanks(text, at + delta));
    // Where somebody types, room is used up; new room is taken from the next, so that what follows moves once and not with every letter.
    const left = isGone ? 0 : size - missing >= LEAST ? size - missing : isFirst ? LEAST + ROOM : LEAST;
    if (!isGone) isFirst = false;
    if (isGone || missing !== 0) {
      kept.end = Math.max(kept.end, at);
      kept.blanks += size;
    }
    if (isGone) {
      missing -= size;
      continue;
    }
    if (missing !== 0) {
      between += text.slice(done, at + delta) + ' '.repeat(left);
      done = at + delta;
      missing -= size - left;
    }
    if (left === LEAST) spent++;
    if (left > MOST || spent > TOLERATED) return stretched(text);
    slacks.push({ at: at + delta, size: left });
  }
  between += text.slice(done, kept.end + delta);
  return { text, inner: before.inner.slice(0, kept.start) + between + before.inner.slice(kept.end + kept.blanks), slacks };
}

function firstFrom(slacks: readonly Slack[], offset: number): number {
  const index = slacks.findIndex(({ at }) => at >= offset);
  return index < 0 ? slacks.length : index;
}

function sizeOf(slacks: readonly Slack[]): number {
  return slacks.reduce((sum, { size }) => sum + size, 0);
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

/** Where a stretch of an inner text ends that has so many characters without the blanks in it; at most the end of the text. */
export function endWithoutSlack(inner: string, start: number, length: number): number {
  for (let end = start + length; ; ) {
    let wanted = start + length;
    for (const { index, 0: blanks } of inner.slice(start, end + MOST).matchAll(SLACK)) {
      if (start + index >= wanted) break;
      wanted += blanks.length;
    }
    if (wanted <= end) return Math.min(wanted, inner.length);
    end = wanted;
  }
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

/** Whether blanks mean nothing before the line break at an offset: the line ends a piece of code or a comment, and no line goes on in the next. */
function takesBlanks(text: string, at: number): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const above = text.slice(Math.max(0, start - 3), start).trimEnd();
  const ends = text[start] === '}' || text.startsWith('*/', at - 2);
  return ends && /[\r\n]/.test(text[at] ?? '') && text[at - 1] !== '\\' && !above.endsWith('\\');
}
