/** The comment that silences one finding, as an edit. */
import type { Finding, Fix } from '../answers.ts';
import { indentationAt, lineEnding, lineStart } from '../fixes/layout.ts';
import { comments, directives, type Token, tokens } from '../fixes/tokens.ts';
import { LineIndex } from '../syntax/lines.ts';
import { silencingComments } from './silence.ts';

/** What stands for the reason until a person gives one. */
export const PLACEHOLDER_REASON = 'TODO: say why';

/**
 * Puts a comment that silences the finding above its statement, declaration or list element, in the indentation that is there. `undefined` if no place for
 * it is found, or if it is a finding about such comments. `text` is that of the finding's file. Never throws.
 */
export function ignoreHere(text: string, { rule, location: { file, range } }: Finding): Fix | undefined {
  if (rule === 'unused-directive') return undefined;
  const lines = new LineIndex(text);
  const at = placeAbove(text, lines.offset(range.start.line, range.start.character));
  if (at === undefined) return undefined;
  const newText = `${indentationAt(text, at)}/* dmabuf-mapping: ignore ${rule} -- ${PLACEHOLDER_REASON} */${lineEnding(text)}`;
  const changed = silencingComments(text.slice(0, at) + newText + text.slice(at)).directives.find(({ span }) => span.end > at);
  const line = range.start.line + 1;
  if (!changed || line < changed.lines.from || changed.lines.to < line) return undefined;
  const position = lines.position(at);
  return { title: `Ignore ${rule} here`, safe: true, edits: [{ file, range: { start: position, end: position }, newText }] };
}

/** Offset of the line, at or above the offset, above which a comment stands well. */
function placeAbove(text: string, offset: number): number | undefined {
  const define = directives(text, { start: 0, end: text.length }).find(({ start, end }) => start <= offset && offset < end);
  const all = tokens(text, { start: 0, end: define ? define.start : text.length });
  let at = lineStart(text, define ? define.start : offset);
  if (!define) {
    let index = all.findIndex(({ start }) => start >= at);
    while (index > 0 && !begins(all, index)) {
      at = lineStart(text, all[index - 1]!.start);
      index = all.findIndex(({ start }) => start >= at);
    }
  }
  return comments(text).some(({ start, end }) => start < at && at < end) ? undefined : at;
}

/** Whether a statement, a declaration, or an element of a braced list begins with this token. */
function begins(all: readonly Token[], index: number): boolean {
  const before = all[index - 1]!.text;
  if (before === ';' || before === '{' || before === '}' || before === ':') return true;
  return before === ',' && opener(all, index) === '{';
}

/** The bracket that is open before the token. */
function opener(all: readonly Token[], index: number): string | undefined {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const { text } = all[at]!;
    if (text === ')' || text === ']' || text === '}') depth++;
    else if ((text === '(' || text === '[' || text === '{') && depth-- === 0) return text;
  }
  return undefined;
}
