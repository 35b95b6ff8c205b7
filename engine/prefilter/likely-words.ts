/** Words that are of the interface, or look as if they were made from it. */
import { isWord } from './word-finder.ts';
import { FAMILIES, INTERFACE, NEEDLES } from './words.ts';

/**
 * What a word says of its file. `sure`: a tag of the interface behind `struct`, or the name of a function or constructor of the interface, finished or not: it
 * may be being typed. `possible`: made like one, as a driver's own `xe_dma_buf_move_notify`, but also `DMA_BUF_SIZE` of a sound driver.
 */
export type Interest = 'sure' | 'possible' | 'none';

/** Text or bytes, in any encoding that keeps ASCII. */
export interface Characters {
  /** The code at an offset; beyond the borders, one of no word. */
  codeAt(at: number): number;
  find(word: string, from: number): number;
  slice(start: number, end: number): string;
}

export interface LikelyWord {
  start: number;
  end: number;
  interest: 'sure' | 'possible';
}

/** Nobody writes longer words; of these, the start counts. */
const LONGEST_WORD = 256;

/** The words that begin between two offsets, or up to a needle's length before; those of one needle after those of the other. The time is linear. */
export function* likelyWords(characters: Characters, from: number, to: number): Generator<LikelyWord> {
  for (const needle of NEEDLES) {
    for (let at = characters.find(needle, from); at >= 0 && at < to; ) {
      const start = skipBack(characters, at, isWord);
      let end = at + needle.length;
      while (isWord(characters.codeAt(end))) end++;
      const interest = interestOf(characters, start, Math.min(end, start + LONGEST_WORD));
      if (interest !== 'none') yield { start, end, interest };
      at = characters.find(needle, end);
    }
  }
}

/** A text's characters; offsets are UTF-16. */
export function charactersOf(text: string): Characters {
  return {
    codeAt: (at) => text.charCodeAt(at),
    find: (word, from) => text.indexOf(word, from),
    slice: (start, end) => text.slice(Math.max(0, start), end),
  };
}

function interestOf(characters: Characters, start: number, end: number): Interest {
  const word = characters.slice(start, end);
  if (word === 'dma_buf') return isTag(characters, start) ? 'sure' : 'none';
  if (/^(?:dma_buf|DMA_BUF)_/.test(word)) return isOfInterface(word) || isTag(characters, start) ? 'sure' : 'possible';
  // Registers are named `BLOCK__dma_buf_x`, functions are not.
  return word.includes('_dma_buf_') && !/^[A-Z]/.test(word) ? 'possible' : 'none';
}

function isOfInterface(word: string): boolean {
  return INTERFACE.some((name) => name.startsWith(word)) || FAMILIES.some((name) => name.startsWith(word) || word.startsWith(name));
}

/** Whether `struct` stands before an offset, with white space between. */
function isTag(characters: Characters, start: number): boolean {
  const end = skipBack(characters, start, (code) => code <= 32);
  return end < start && characters.slice(end - 6, end) === 'struct' && !isWord(characters.codeAt(end - 7));
}

function skipBack(characters: Characters, from: number, skips: (code: number) => boolean): number {
  let start = from;
  while (start > 0 && skips(characters.codeAt(start - 1))) start--;
  return start;
}
