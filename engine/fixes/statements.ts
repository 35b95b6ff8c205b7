/** Whole statements of a text: taking one out, or making two of one. Offsets in, changes out. */
import type { Span } from '../facts/facts.ts';
import type { Change } from './layout.ts';
import { type Token, tokens } from './tokens.ts';

/** Takes out the statement that is nothing but the call at `call`, with its line. `undefined` if it is more, or all that an `if` or a loop has. */
export function removeStatement(text: string, call: Span): Change | undefined {
  if (!beginsInBlock(text, call.start)) return undefined;
  const semicolon = tokens(text, { start: call.end, end: Math.min(text.length, call.end + NEAR) })[0];
  if (semicolon?.text !== ';') return undefined;
  const lineStart = text.lastIndexOf('\n', call.start - 1) + 1;
  const lineEnd = text.indexOf('\n', semicolon.end);
  const alone = text.slice(lineStart, call.start).trim() === '' && lineEnd >= 0 && text.slice(semicolon.end, lineEnd).trim() === '';
  if (!alone) return { start: call.start, end: semicolon.end, newText: '' };
  const followed = /^[ \t]*\r?\n/.exec(text.slice(lineEnd + 1))?.[0];
  const apart = followed !== undefined && /\n[ \t]*\r?\n$/.test(text.slice(0, lineStart));
  return { start: lineStart, end: lineEnd + 1 + (apart ? followed.length : 0), newText: '' };
}

/** `return place = value;` as an assignment and `return 0;`. `undefined` if the statement at `at` is another. */
export function splitReturn(text: string, at: Span): Change | undefined {
  const statement = tokens(text, at);
  const [keyword] = statement;
  const semicolon =
    statement.at(-1)?.text === ';' ? statement.at(-1) : tokens(text, { start: at.end, end: Math.min(text.length, at.end + NEAR) })[0];
  if (keyword?.text !== 'return' || semicolon?.text !== ';' || !beginsInBlock(text, keyword.start)) return undefined;
  const first = statement[1];
  if (!first || topLevel(statement, '=') < 0 || topLevel(statement, ',') >= 0) return undefined;
  const lineStart = text.lastIndexOf('\n', keyword.start - 1) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(lineStart))![0];
  const newline = text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
  const assignment = text.slice(first.start, semicolon.start).trimEnd();
  return { start: keyword.start, end: semicolon.end, newText: `${assignment};${newline}${indentation}return 0;` };
}

const NEAR = 200;

/** True if what begins at the offset is a statement of a block, and not the one that an `if` or a loop governs. */
function beginsInBlock(text: string, offset: number): boolean {
  const before = tokens(text, { start: Math.max(0, text.lastIndexOf('\n}', offset)), end: offset }).at(-1);
  return before !== undefined && [';', '{', '}'].includes(before.text);
}

function topLevel(statement: readonly Token[], mark: string): number {
  let depth = 0;
  return statement.findIndex(({ text, kind }) => {
    if (kind === 'punctuator' && '([{'.includes(text)) depth++;
    if (kind === 'punctuator' && ')]}'.includes(text)) depth--;
    return depth === 0 && text === mark;
  });
}
