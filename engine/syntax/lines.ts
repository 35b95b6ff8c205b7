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
  readonly #starts: number[];
  readonly #text: string;
  /** Where lines end that have blanks at their end which do not count, by where these end. */
  readonly #ends: ReadonlyMap<number, number>;

  /** `slack` are blanks at ends of lines that the lines end before. */
  constructor(text: string, slack: readonly Blanks[] = []) {
    this.#text = text;
    this.#starts = lineStarts(text);
    this.#ends = new Map(slack.map(({ start, end }) => [end, start]));
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
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #lineEnd(line: number): number {
    const next = this.#starts[line + 1];
    if (next === undefined) return this.#text.length;
    const crlf = this.#text.charCodeAt(next - 1) === 10 && this.#text.charCodeAt(next - 2) === 13;
    const end = crlf ? next - 2 : next - 1;
    return this.#ends.get(end) ?? end;
  }
}

function lineStarts(text: string): number[] {
  if (text.includes('\r')) return [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (found) => found.index + found[0].length)];
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function clamp(value: number, low: number, high: number): number {
  const whole = Number.isFinite(value) ? Math.trunc(value) : value > 0 ? high : low;
  return Math.min(Math.max(whole, low), high);
}
