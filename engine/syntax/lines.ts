import { difference } from '../text/common.ts';
import { countUpTo } from './ascending.ts';

/** A place in a text: line and character from 0, character in UTF-16 units. */
export interface LineCharacter {
  line: number;
  character: number;
}

/** A stretch of a text that does not count. */
interface Blanks {
  start: number;
  end: number;
}

/** Converts between offsets (UTF-16) and lines of one text. `\n`, `\r\n` and a lone `\r` end a line. Never throws; out of range is clamped. */
export class LineIndex {
  readonly #starts: Int32Array;
  readonly #text: string;
  /** Blanks at ends of lines that do not count, in the order of the text. */
  readonly #slack: readonly Blanks[];

  /** `slack` are blanks at ends of lines that the lines end before. With the index of a text that is much the same, only what differs is looked at. */
  constructor(text: string, slack: readonly Blanks[] = [], before?: LineIndex) {
    this.#text = text;
    this.#starts = before ? lineStartsAfter(text, before.#text, before.#starts) : lineStarts(text);
    this.#slack = slack;
  }

  /** Number of lines; at least 1. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** Line and character of an offset. An offset inside a line break counts as the end of the line before it. */
  position(offset: number): LineCharacter {
    const at = clamp(offset, 0, this.#text.length);
    const line = this.#lineOf(at);
    return { line, character: Math.min(at, this.#lineEnd(line)) - this.#starts[line]! };
  }

  /** Offset of a line and character; a character past the end of its line gives the end of the line, without the line break. */
  offset(line: number, character: number): number {
    if (line < 0) return 0;
    if (line >= this.#starts.length) return this.#text.length;
    const at = clamp(line, 0, this.#starts.length - 1);
    const start = this.#starts[at]!;
    return clamp(start + character, start, this.#lineEnd(at));
  }

  #lineOf(offset: number): number {
    return Math.max(0, countUpTo(this.#starts, offset) - 1);
  }

  #lineEnd(line: number): number {
    const next = this.#starts[line + 1];
    if (next === undefined) return this.#text.length;
    const crlf = this.#text.charCodeAt(next - 1) === 10 && this.#text.charCodeAt(next - 2) === 13;
    const end = crlf ? next - 2 : next - 1;
    return this.#slackBefore(end)?.start ?? end;
  }

  /** The blanks that end at an offset. */
  #slackBefore(offset: number): Blanks | undefined {
    let low = 0;
    let high = this.#slack.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#slack[middle]!.end < offset) low = middle + 1;
      else high = middle;
    }
    const found = this.#slack[low];
    return found?.end === offset ? found : undefined;
  }
}

function lineStarts(text: string): Int32Array {
  const ends = text.includes('\r')
    ? Array.from(text.matchAll(/\r\n|\n|\r/g), (found) => found.index + found[0].length)
    : breaksIn(text, 0, text.length);
  const starts = new Int32Array(ends.length + 1);
  starts.set(ends, 1);
  return starts;
}

/** The same from the starts of another text. */
function lineStartsAfter(text: string, old: string, starts: Int32Array): Int32Array {
  if (text.includes('\r') || old.includes('\r')) return lineStarts(text);
  const { start, before, after } = difference(old, text);
  const first = countUpTo(starts, start);
  const rest = starts.subarray(countUpTo(starts, before));
  const fresh = breaksIn(text, start, after);
  const all = new Int32Array(first + fresh.length + rest.length);
  all.set(starts.subarray(0, first));
  all.set(fresh, first);
  for (let at = 0; at < rest.length; at++) all[first + fresh.length + at] = rest[at]! + after - before;
  return all;
}

/** Offsets behind the line feeds in a stretch of a text. */
function breaksIn(text: string, start: number, end: number): number[] {
  const found: number[] = [];
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) found.push(at + 1);
  return found;
}

function clamp(value: number, low: number, high: number): number {
  const whole = Number.isFinite(value) ? Math.trunc(value) : value > 0 ? high : low;
  return Math.min(Math.max(whole, low), high);
}
