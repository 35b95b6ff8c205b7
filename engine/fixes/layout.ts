/** Where text goes so that a changed file keeps its own layout. Offsets in, edits by offset out. */
import type { Span } from '../facts/facts.ts';
import { closing, comments, directives, splitAtCommas, type Token, tokens } from './tokens.ts';

/** Puts `newText` in the place of a span of one text; an empty span inserts. */
export interface Change extends Span {
  newText: string;
}

const TAB = 8;

/** White space at the beginning of the line that holds `offset`. */
export function indentationAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return /^[ \t]*/.exec(text.slice(start, start + 400))?.[0] ?? '';
}

/** Offset of the first character of the line that holds `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The line ending of the text: that of its first line. */
export function lineEnding(text: string): string {
  const end = text.indexOf('\n');
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/**
 * Adds an element at the end of the braced list whose `{` is at `open` in `text`, in the style of the elements before it: on a line of its own or
 * not, with or without a comma at the end, a designated member aligned like its neighbours. `undefined` if the list is not closed, or if preprocessor
 * branches leave it open whether the new element needs a comma before it.
 */
export function appendElement(text: string, open: number, element: string): Change | undefined {
  const all = tokens(text, { start: open, end: text.length });
  const close = closing(all, 0);
  if (close < 0) return undefined;
  const brace = all[close]!;
  const inside = all.slice(1, close);
  const last = inside.at(-1);
  if (!last) return { start: open + 1, end: brace.start, newText: ` ${element} ` };
  const elements = splitAtCommas(inside).filter((each) => each.length > 0);
  const trailingComma = last.text === ',';
  const newline = lineEnding(text);
  const ownLines = lineStart(text, brace.start) > last.end && elements.every((e) => startsLine(text, e[0]!));
  const written = ownLines ? alignedMember(text, elements, element) : element;
  if (directives(text, { start: last.end, end: brace.start }).length > 0) {
    if (!trailingComma || !startsLine(text, brace)) return undefined;
    const start = lineStart(text, brace.start);
    return { start, end: start, newText: `${indentationAt(text, elements.at(-1)![0]!.start)}${written},${newline}` };
  }
  if (!ownLines) {
    const separator = text.slice(last.end, brace.start).includes('\n') ? `${newline}${indentationAt(text, last.start)}` : ' ';
    return { start: last.end, end: last.end, newText: trailingComma ? `${separator}${element},` : `, ${element}` };
  }
  const indent = indentationAt(text, elements.at(-1)![0]!.start);
  if (trailingComma) {
    const end = afterComment(text, last.end);
    return { start: end, end, newText: `${newline}${indent}${written},` };
  }
  return { start: last.end, end: last.end, newText: `,${newline}${indent}${written}` };
}

/**
 * Adds an element at the beginning of the braced list whose `{` is at `open` in `text`, in the style of the elements behind it. `undefined` if the list
 * is not closed.
 */
export function prependElement(text: string, open: number, element: string): Change | undefined {
  const elements = listElements(text, open);
  if (!elements) return undefined;
  const [first] = elements;
  if (!first) return appendElement(text, open, element);
  const line = /^[ \t]*\r?\n/.exec(text.slice(open + 1))?.[0];
  if (line === undefined || !startsLine(text, first)) return { start: first.start, end: first.start, newText: `${element}, ` };
  const start = open + 1 + line.length;
  const written = alignedMember(
    text,
    elements.map((each) => tokens(text, each)),
    element,
  );
  return { start, end: start, newText: `${indentationAt(text, first.start)}${written},${lineEnding(text)}` };
}

/** The elements of the braced list whose `{` is at `open`, as spans without their commas; `undefined` if it is not closed. */
export function listElements(text: string, open: number): Span[] | undefined {
  const all = tokens(text, { start: open, end: text.length });
  const close = closing(all, 0);
  if (close < 0) return undefined;
  return splitAtCommas(all.slice(1, close)).flatMap((element) => {
    const [first, last] = [element[0], element.at(-1)];
    return first && last ? [{ start: first.start, end: last.end }] : [];
  });
}

/**
 * Puts a block of lines (without a newline at its end) before the file-scope definition that starts at `offset`, above the comment that belongs to
 * the definition if there is one, followed by an empty line.
 */
export function insertDefinition(text: string, offset: number, block: string): Change {
  let start = lineStart(text, offset);
  const above = comments(text).findLast((c) => c.end <= start && /^[ \t]*\r?\n$/.test(text.slice(c.end, start)));
  if (above && startsLine(text, above)) start = lineStart(text, above.start);
  const newline = lineEnding(text);
  return { start, end: start, newText: block.split('\n').join(newline) + newline + newline };
}

/** Takes a comment away: with its lines if nothing else is on them, else with the white space before it. */
export function withoutComment(text: string, span: Span): Change {
  const start = lineStart(text, span.start);
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(span.end));
  if (rest && startsLine(text, span)) return { start, end: span.end + rest[0].length, newText: '' };
  let before = 0;
  while (span.start - before > start && /[ \t]/.test(text[span.start - before - 1]!)) before++;
  const after = rest || before > 0 ? 0 : /^[ \t]*/.exec(text.slice(span.end))![0].length;
  return { start: rest || !startsLine(text, span) ? span.start - before : span.start, end: span.end + after, newText: '' };
}

function startsLine(text: string, span: Span): boolean {
  return /^[ \t]*$/.test(text.slice(lineStart(text, span.start), span.start));
}

/** A comment behind a comma belongs to the element before it. */
function afterComment(text: string, offset: number): number {
  const rest = /^[ \t]*(?:\/\*[^\n]*?\*\/(?=[ \t]*\r?\n)|\/\/[^\n\r]*(?=\r?\n))/.exec(text.slice(offset, offset + 400));
  return offset + (rest?.[0].length ?? 0);
}

function alignedMember(text: string, elements: Token[][], element: string): string {
  const member = /^(\.\w+)\s*=\s*/.exec(element);
  const equals = elements.map((e) => e.find((token) => token.text === '='));
  if (!member || equals.some((token) => token === undefined)) return element;
  const padding = elements.map((e, i) => text.slice(nameEnd(e), equals[i]!.start));
  if (padding.every((p) => p === ' ') || padding.some((p) => p.includes('\n'))) return element;
  const columns = new Set(equals.map((token) => column(text, token!.start)));
  if (columns.size !== 1) return element;
  const target = [...columns][0]!;
  const own = column(text, elements.at(-1)![0]!.start) + member[1]!.length;
  const fill = padding.some((p) => p.includes('\t'))
    ? '\t'.repeat(Math.max(1, Math.ceil((target - own) / TAB)))
    : ' '.repeat(Math.max(1, target - own));
  return `${member[1]}${fill}= ${element.slice(member[0].length)}`;
}

function nameEnd(element: Token[]): number {
  const equals = element.findIndex((token) => token.text === '=');
  return element[equals - 1]!.end;
}

function column(text: string, offset: number): number {
  let width = 0;
  for (const character of text.slice(lineStart(text, offset), offset)) width = character === '\t' ? width - (width % TAB) + TAB : width + 1;
  return width;
}

/** The whole lines of an element that shares them with nothing but its comma and a comment behind it; `undefined` if something else stands there. */
export function wholeLines(text: string, element: Span): Span | undefined {
  if (!startsLine(text, element)) return undefined;
  const comma = /^[ \t]*,/.exec(text.slice(element.end, element.end + 400))?.[0].length;
  if (comma === undefined) return undefined;
  const end = afterComment(text, element.end + comma);
  const rest = /^[ \t]*\r?\n/.exec(text.slice(end, end + 400))?.[0].length;
  return rest === undefined ? undefined : { start: lineStart(text, element.start), end: end + rest };
}
