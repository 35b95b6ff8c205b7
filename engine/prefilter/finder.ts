import { FINDER_CODE } from './finder-code.ts';

/** A word to look for: ASCII, three characters or more. */
export interface SoughtWord {
  word: string;
  /** `anywhere`: also inside of longer words. */
  stands: 'alone' | 'anywhere';
}

/** Bytes of a word that finder.wat looks at first. */
const WINDOW = 3;
/** Length of the shortest words that can be found. */
export const shortestFound = WINDOW;
const GROUPS = 8;
/** Layout of finder.wat's memory. */
const TABLE = 16;
const GROUP_LIST = 128;
const WORD_LIST = GROUP_LIST + GROUPS * 8;
const WORD_SIZE = 16;
/** finder.wat looks at whole vectors, and at the two bytes behind each byte. */
const MARGIN = 32;
const PAGE = 65_536;

interface Exports {
  memory: WebAssembly.Memory;
  finds(start: number, end: number): number;
}

/** Finds any of many words in bytes, with the processor's vector instructions. The time hardly depends on how many words there are. */
export class Finder {
  /** Where to put bytes that are to be searched. Finders do not share it. */
  readonly room: Uint8Array;
  readonly #code: Exports;
  readonly #start: number;

  /** `room` bytes can be searched at once. Throws where there is no WebAssembly with vectors, or for a word that is too short. */
  constructor(words: readonly SoughtWord[], room: number) {
    const offsets = windowsOf(words.map(({ word }) => word));
    const sought = words.map(({ word, stands }, index) => ({ bytes: new TextEncoder().encode(word), stands, window: offsets[index]! }));
    const lettersAt = WORD_LIST + sought.length * WORD_SIZE;
    const start = sought.reduce((sum, { bytes }) => sum + bytes.length, lettersAt);
    this.#start = Math.ceil(start / TABLE) * TABLE;
    this.#code = instance();
    const { memory } = this.#code;
    memory.grow(Math.ceil((this.#start + room + MARGIN) / PAGE));
    this.room = new Uint8Array(memory.buffer, this.#start, room);
    const view = new DataView(memory.buffer);
    const windows = [...new Set(sought.map(({ bytes, window }) => String(bytes.subarray(window, window + WINDOW))))];
    const grouped = Array.from({ length: GROUPS }, (_, group) =>
      sought.filter(({ bytes, window }) => windows.indexOf(String(bytes.subarray(window, window + WINDOW))) % GROUPS === group),
    );
    let at = WORD_LIST;
    let letters = lettersAt;
    for (const [group, members] of grouped.entries()) {
      view.setUint32(GROUP_LIST + group * 8, at, true);
      view.setUint32(GROUP_LIST + group * 8 + 4, members.length, true);
      for (const { bytes, stands, window } of members) {
        new Uint8Array(memory.buffer).set(bytes, letters);
        for (const [index, number] of [letters, bytes.length, window, stands === 'alone' ? 1 : 0].entries()) {
          view.setUint32(at + index * 4, number, true);
        }
        letters += bytes.length;
        at += WORD_SIZE;
        for (let index = 0; index < WINDOW; index++) {
          const byte = bytes[window + index]!;
          for (const entry of [2 * index * TABLE + (byte & 15), (2 * index + 1) * TABLE + (byte >> 4)]) {
            view.setUint8(entry, view.getUint8(entry) | (1 << group));
          }
        }
      }
    }
  }

  /** Whether one of the words is in the first `length` bytes of `room`; what lies beyond the borders counts as white space. Never throws. */
  finds(length: number): boolean {
    return this.#code.finds(this.#start, this.#start + Math.min(length, this.room.length)) === 1;
  }
}

let compiled: WebAssembly.Module | undefined;

function instance(): Exports {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(FINDER_CODE), (character) => character.charCodeAt(0)));
  return new WebAssembly.Instance(compiled).exports as unknown as Exports;
}

/** Characters of C sources, the most frequent first. */
const FREQUENT = ' eti_nrdasocpulf\tmgbvhk0xRESTIADCNOLPq1yw2j';

/**
 * For each word, the offset of bytes in it that few places of a text agree with; as few different ones as there can be, since words with the
 * same bytes cost no more than one. Throws for words that are too short.
 */
function windowsOf(words: readonly string[]): number[] {
  const unfit = words.find((word) => !new RegExp(`^\\w{${WINDOW},}$`).test(word));
  if (unfit !== undefined) throw new RangeError(`no word to be found: ${unfit}`);
  const chosen = new Map<string, number>();
  let left = [...new Set(words)];
  while (left.length > 0) {
    const members = new Map<string, Set<string>>();
    for (const word of left) for (const part of partsOf(word)) members.set(part, (members.get(part) ?? new Set()).add(word));
    const [best] = [...members].sort(([a, ofA], [b, ofB]) => ofB.size * rarity(b) - ofA.size * rarity(a))[0]!;
    for (const word of members.get(best)!) chosen.set(word, word.indexOf(best));
    left = left.filter((word) => !chosen.has(word));
  }
  return words.map((word) => chosen.get(word)!);
}

function partsOf(word: string): string[] {
  return Array.from({ length: word.length - WINDOW + 1 }, (_, at) => word.slice(at, at + WINDOW));
}

function rarity(part: string): number {
  return [...part].reduce((sum, character) => sum + (FREQUENT.indexOf(character) + 1 || FREQUENT.length), 0);
}
