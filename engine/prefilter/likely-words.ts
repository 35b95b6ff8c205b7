/** Words that are of the interface, or look as if they were made from it. */
import { isWord } from './word-finder.ts';
import { FAMILIES, INTERFACE, NEEDLES } from './words.ts';

/**
 * What words say of their file. `sure`: a tag of the interface behind `struct`, or the name of a function or constructor of the interface, finished or not: it
 * may be being typed. `possible`: made like one, as a driver's own `xe_dma_buf_move_notify`, but also `DMA_BUF_SIZE` of a sound driver.
 */
export type Interest = 'sure' | 'possible' | 'none';

/** A word of a text, from its first offset to that behind its last. */
export interface LikelyWord {
  start: number;
  end: number;
  interest: 'sure' | 'possible';
}

/** Nobody writes longer words; of these, the start counts. */
const LONGEST_WORD = 256;

/** The words that have a needle between two offsets; those of one needle before those of the other. The time is linear. */
export function* likelyWords(text: string, from: number, to: number): Generator<LikelyWord> {
  for (const needle of NEEDLES) {
    for (let at = text.indexOf(needle, from); at >= 0 && at < to; ) {
      const start = skipBack(text, at, isWord);
      let end = at + needle.length;
      while (isWord(text.charCodeAt(end))) end++;
      const interest = interestOf(text, start, Math.min(end, start + LONGEST_WORD));
      if (interest !== 'none') yield { start, end, interest };
      at = text.indexOf(needle, end);
    }
  }
}

function interestOf(text: string, start: number, end: number): Interest {
  const word = text.slice(start, end);
  if (word === 'dma_buf') return isTag(text, start) ? 'sure' : 'none';
  if (/^(?:dma_buf|DMA_BUF)_/.test(word)) {
    if (isOfInterface(word) || isTag(text, start)) return 'sure';
    // Any driver may have a variable `dma_buf_size`.
    return word.startsWith('d') && !isCalled(text, end) ? 'none' : 'possible';
  }
  // Registers are named `BLOCK__dma_buf_x`, functions are not.
  return word.includes('_dma_buf_') && !/^[A-Z]/.test(word) ? 'possible' : 'none';
}

function isOfInterface(word: string): boolean {
  return INTERFACE.some((name) => name.startsWith(word)) || FAMILIES.some((name) => name.startsWith(word) || word.startsWith(name));
}

/** Whether `struct` stands before an offset, with white space between. */
function isTag(text: string, start: number): boolean {
  const end = skipBack(text, start, isBlank);
  return end < start && text.endsWith('struct', end) && !isWord(text.charCodeAt(end - 7));
}

/** Whether what ends at an offset has arguments, or parameters. */
function isCalled(text: string, end: number): boolean {
  let at = end;
  while (isBlank(text.charCodeAt(at))) at++;
  return text[at] === '(';
}

/** Whether a character is white space, for what stands between words. */
export function isBlank(code: number): boolean {
  return code <= 32;
}

function skipBack(text: string, from: number, skips: (code: number) => boolean): number {
  let start = from;
  while (start > 0 && skips(text.charCodeAt(start - 1))) start--;
  return start;
}
