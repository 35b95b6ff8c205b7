/** What is being written at a place, from the tokens before it: the rest of the text may be missing or broken. */
import type { Span } from '../facts/facts.ts';
import { type Token, tokens } from '../fixes/tokens.ts';
import { lexFile, STRING } from '../syntax/tokens.ts';

/** Tokens before the word that is being written, and that word. */
export interface Writing {
  before: readonly Token[];
  /** The begun word; empty if there is none yet. */
  word: Span;
}

/** A function as far as its head says. */
export interface Head {
  name: string;
  /** Its parameters as tokens, without the parentheses. */
  parameters: readonly Token[];
  /** Index of its `{` among the tokens. */
  open: number;
}

const CONTROL = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof']);

/** The code before an offset; undefined in comments, literals and directives. Never throws. */
export function writingAt(text: string, offset: number): Writing | undefined {
  const lexed = lexFile(text);
  const inside = ({ start, end }: Span): boolean => start < offset && offset < end;
  // A line comment ends where its line does, and still goes on there.
  const inComment = ({ start, end }: Span): boolean => start < offset && (offset < end || (offset === end && text.startsWith('//', start)));
  if (lexed.blanks.some((blank) => text[blank.start] === '/' && inComment(blank))) return undefined;
  if (lexed.directives.some(({ span }) => span.start < offset && offset <= span.end)) return undefined;
  for (let at = 0; at < lexed.tokens.count; at++) {
    if (lexed.tokens.kinds[at] === STRING && inside({ start: lexed.tokens.starts[at]!, end: lexed.tokens.ends[at]! })) return undefined;
  }
  const begun = /[A-Za-z_]\w*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  const start = offset - begun.length;
  return { before: tokens(text, { start: 0, end: start }), word: { start, end: offset } };
}

/**
 * Index of the bracket that is open at the end of the tokens up to `until`; -1 for none. A parenthesis that a statement before has left open does not count.
 */
export function openBracket(list: readonly Token[], until: number): number {
  let depth = 0;
  let statementEnds = false;
  for (let at = until - 1; at >= 0; at--) {
    const { text, kind } = list[at]!;
    if (kind !== 'punctuator') continue;
    if (text === ')' || text === ']' || text === '}') depth++;
    else if (text === '(' || text === '[' || text === '{') {
      if (depth > 0) depth--;
      else if (text === '{' || !statementEnds || isForHead(list, at)) return at;
    } else if (text === ';' && depth === 0) statementEnds = true;
  }
  return -1;
}

function isForHead(list: readonly Token[], open: number): boolean {
  return list[open - 1]?.text === 'for';
}

/** Index of the bracket that the closing one at index `close` closes; -1 for none. */
export function opening(list: readonly Token[], close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    const { text, kind } = list[at]!;
    if (kind !== 'punctuator') continue;
    if (text === ')' || text === ']' || text === '}') depth++;
    else if ((text === '(' || text === '[' || text === '{') && --depth === 0) return at;
  }
  return -1;
}

/** The function whose body is open at the end of the tokens; undefined at file scope. */
export function functionHead(list: readonly Token[]): Head | undefined {
  for (let at = openBracket(list, list.length); at >= 0; at = openBracket(list, at)) {
    if (list[at]!.text !== '{' || list[at - 1]?.text !== ')') continue;
    const open = opening(list, at - 1);
    const name = list[open - 1];
    if (name?.kind === 'name' && !CONTROL.has(name.text)) return { name: name.text, parameters: list.slice(open + 1, at - 1), open: at };
  }
  return undefined;
}

/** The call in whose arguments the tokens end: its function, which argument, and the arguments before as tokens. */
export function callAround(list: readonly Token[]): { callee: Token; index: number; given: Token[][] } | undefined {
  const open = openBracket(list, list.length);
  const callee = list[open - 1];
  if (open < 0 || list[open]!.text !== '(' || callee?.kind !== 'name' || CONTROL.has(callee.text)) return undefined;
  const given: Token[][] = [[]];
  let depth = 0;
  for (const token of list.slice(open + 1)) {
    if ('([{'.includes(token.text)) depth++;
    if (')]}'.includes(token.text)) depth--;
    if (depth === 0 && token.text === ',') given.push([]);
    else given.at(-1)!.push(token);
  }
  return { callee, index: given.length - 1, given };
}
