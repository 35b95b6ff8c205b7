/** Bytes per step of the search: the table below is indexed by pairs. */
const PAIR = 2;

/**
 * Finds whole identifiers in bytes, any number of them in one pass. Skips ahead by what no identifier can contain, so that the time hardly
 * depends on how many there are; it depends on the shortest. Names of fewer than two characters, or of other characters than C's, are never found.
 */
export class WordFinder {
  /** Length of the longest name, in bytes. */
  readonly longest: number;
  readonly #window: number;
  /** How far to go on from a pair of bytes; 0 where some name's first `#window` bytes may end. */
  readonly #skips = new Uint8Array(65_536);
  readonly #names = new Map<number, Uint8Array[]>();

  constructor(names: Iterable<string>) {
    const all = [...new Set(names)].filter((name) => /^\w{2,}$/.test(name)).map((name) => new TextEncoder().encode(name));
    this.longest = all.reduce((most, { length }) => Math.max(most, length), 0);
    this.#window = all.reduce((least, { length }) => Math.min(least, length), 255);
    this.#skips.fill(this.#window - PAIR + 1);
    for (const name of all) this.#learn(name);
  }

  /** Whether one of the names stands in `bytes` as a whole word; what lies beyond the borders counts as white space. Never throws. */
  finds(bytes: Uint8Array): boolean {
    if (this.#names.size === 0) return false;
    const skips = this.#skips;
    for (let end = this.#window - 1; end < bytes.length; ) {
      const pair = (bytes[end - 1]! << 8) | bytes[end]!;
      const skip = skips[pair]!;
      if (skip > 0) end += skip;
      else {
        const start = end - this.#window + 1;
        if (this.#names.get(pair)!.some((name) => standsAt(bytes, name, start))) return true;
        end++;
      }
    }
    return false;
  }

  #learn(name: Uint8Array): void {
    const last = this.#window - 1;
    for (let at = 1; at <= last; at++) {
      const pair = (name[at - 1]! << 8) | name[at]!;
      this.#skips[pair] = Math.min(this.#skips[pair]!, last - at);
      if (at < last) continue;
      const names = this.#names.get(pair);
      if (names) names.push(name);
      else this.#names.set(pair, [name]);
    }
  }
}

function standsAt(bytes: Uint8Array, name: Uint8Array, start: number): boolean {
  for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false;
  return !isWord(bytes[start - 1]) && !isWord(bytes[start + name.length]);
}

/** Whether a byte can be part of an identifier; nothing cannot. */
export function isWord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95;
}
