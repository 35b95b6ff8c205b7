/** Elements of initialisers, found by what lies in them. */
import type { Span } from '../facts/facts.ts';
import type { Change } from './layout.ts';
import { closing, splitAtCommas, type Token, tokens } from './tokens.ts';

/** The element of the innermost braces around `at` that holds it, without its comma. `initializer` is the whole initialiser. */
export function elementAround(text: string, initializer: Span, at: Span): Span | undefined {
  const all = tokens(text, initializer);
  const opens = all.flatMap((token, index) => (token.text === '{' && token.start < at.start ? [index] : []));
  for (const open of opens.reverse()) {
    const close = closing(all, open);
    if (close < 0 || all[close]!.end < at.end) continue;
    const element = splitAtCommas(all.slice(open + 1, close)).find((each) => holds(each, at));
    return element && { start: element[0]!.start, end: element.at(-1)!.end };
  }
  return undefined;
}

function holds(element: readonly Token[], at: Span): boolean {
  return element.length > 0 && element[0]!.start <= at.start && at.end <= element.at(-1)!.end;
}

/** Takes an element out with its comma, and with its line if it has one of its own. */
export function removeElement(text: string, element: Span): Change {
  const comma = /^\s*,/.exec(text.slice(element.end, element.end + 200));
  let end = element.end + (comma?.[0].length ?? 0);
  let start = text.lastIndexOf('\n', element.start - 1) + 1;
  const rest = /^[ \t]*(?:\/\*[^\n]*?\*\/[ \t]*|\/\/[^\n\r]*)?\r?\n/.exec(text.slice(end));
  if (rest && /^[ \t]*$/.test(text.slice(start, element.start))) end += rest[0].length;
  else {
    start = element.start;
    if (comma) end += /^[ \t]*/.exec(text.slice(end))![0].length;
  }
  return { start, end, newText: '' };
}

const TAB = 8;
const WIDEST = 100;

/** A call that is put where `start` is, with each argument on a line of its own below the first one if it would get wider than the kernel likes. */
export function callText(text: string, start: number, name: string, given: readonly string[]): string {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const column = widthOf(line);
  const flat = `${name}(${given.join(', ')})`;
  if (column + flat.length + 1 <= WIDEST) return flat;
  const target = column + name.length + 1;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return `${name}(${given.join(`,${newline}${'\t'.repeat(Math.floor(target / TAB))}${' '.repeat(target % TAB)}`)})`;
}

function widthOf(line: string): number {
  let width = 0;
  for (const character of line) width = character === '\t' ? width - (width % TAB) + TAB : width + 1;
  return width;
}
