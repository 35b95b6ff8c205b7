/** The C tokens under an offset: as much of a lexer as a hover needs. */
import type { Span } from '../facts/facts.ts';
import { commentEnd, IDENTIFIER, isWordPart, isWordStart, lexFragment, literalEnd } from '../syntax/tokens.ts';

export interface Token extends Span {
  text: string;
  /** A mark is one character of punctuation. */
  kind: 'word' | 'mark';
}

/** True if the offset lies in a comment or in a literal; `from` lies in none. */
function isSkipped(text: string, offset: number, from: number): boolean {
  const opening = /["']|\/[*/]/g;
  opening.lastIndex = from;
  for (let match = opening.exec(text); match && match.index <= offset; match = opening.exec(text)) {
    const end = match[0].length > 1 ? commentEnd(text, match.index) : literalEnd(text, match.index);
    if (offset < end) {
      return true;
    }
    opening.lastIndex = end;
  }
  return false;
}

/**
 * The tokens at an offset (UTF-16 units): the word that it touches, even with its end, before the punctuation character that it stands on. None in
 * white space, comments, literals, numbers, and outside the text. `from` is an offset before, if one is known, that lies in no comment and no literal. Never throws.
 */
export function tokensAt(text: string, offset: number, from = 0): Token[] {
  if (!(offset >= 0 && offset <= text.length)) {
    return [];
  }
  let start = offset;
  let end = offset;
  while (start > 0 && isWordPart(text.charCodeAt(start - 1))) {
    start--;
  }
  while (end < text.length && isWordPart(text.charCodeAt(end))) {
    end++;
  }
  const found: Token[] = [];
  if (start < end && isWordStart(text.charCodeAt(start)) && !isSkipped(text, start, from)) {
    found.push({ kind: 'word', text: text.slice(start, end), start, end });
  }
  const mark = text[offset];
  if (end === offset && mark !== undefined && mark.trim() !== '' && !isSkipped(text, offset, from)) {
    found.push({ kind: 'mark', text: mark, start: offset, end: offset + 1 });
  }
  return found;
}

/** True if the word at `start` is a member: `a.word`, `a->word`, or a designator `.word`. */
export function isMember(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 200), start).trimEnd();
  return before.endsWith('.') || before.endsWith('->');
}

/** All words of a piece of C in order; comments and literals are left out. Never throws. */
export function wordsOf(text: string): string[] {
  const { tokens } = lexFragment(text);
  const words: string[] = [];
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kinds[at] === IDENTIFIER) {
      words.push(text.slice(tokens.starts[at], tokens.ends[at]));
    }
  }
  return words;
}

const statementWords = new Set(['return', 'goto', 'else', 'case', 'sizeof', 'do']);

/** True if the code declares `name`, alone or in a list of declarators, in a statement of its own. Never throws. */
export function declares(code: string, name: string): boolean {
  const { tokens } = lexFragment(code);
  let words = 0;
  let depth = 0;
  let state: 'type' | 'value' | 'other' = 'type';
  for (let at = 0; at < tokens.count; at++) {
    const text = code.slice(tokens.starts[at], tokens.ends[at]);
    const isWord = tokens.kinds[at] === IDENTIFIER;
    if (depth === 0 && (text === ';' || text === '{' || text === '}')) {
      words = 0;
      state = 'type';
    } else if ('([{'.includes(text)) {
      depth++;
      state = state === 'type' && words < 2 ? 'other' : state;
    } else if (')]}'.includes(text)) {
      depth--;
    } else if (state === 'type' && isWord && !statementWords.has(text)) {
      if (words > 0 && text === name) {
        return true;
      }
      words++;
    } else if (depth === 0 && state !== 'other') {
      state =
        text === ',' && words > 1
          ? 'type'
          : text === '=' && words > 1
            ? 'value'
            : text === '*'
              ? state
              : state === 'value'
                ? 'value'
                : 'other';
    }
  }
  return false;
}
