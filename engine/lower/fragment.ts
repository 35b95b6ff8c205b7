/** A piece of C to be read, with the way back from its offsets to the places a person knows. Text from a macro expansion has many origins. */

import type { MacroFact, Place, Span } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { withoutComments } from '../syntax/comments.ts';

export interface Fragment {
  /** Masked text. */
  text: string;
  /** The file whose names are in scope. */
  file: string;
  /** The place that stands behind these offsets; text that a macro made stands at the invocation. */
  at(start: number, end: number): Place;
  /** Offset in `file` for region look-ups; absent in expansions. */
  base?: number;
  /** Macros being expanded, against endless recursion. */
  expanding: readonly string[];
  /** The same for a part that stands in an argument: an argument is read before the macro that it goes to. */
  expandingAt?(start: number, end: number): readonly string[];
}

/** A slice of a file that begins at an offset. */
export function sliceFragment(file: string, masked: string, start: number): Fragment {
  return {
    text: masked,
    file,
    base: start,
    expanding: [],
    at: (from, to) => ({ file, start: start + from, end: start + to }),
  };
}

/** Puts the fragment's text between two texts of our own, so that it parses in the wanted role. */
export function wrapFragment(inner: Fragment, before: string, after: string): Fragment {
  const shift = before.length;
  const { base, expandingAt, ...rest } = inner;
  return {
    ...rest,
    ...(expandingAt ? { expandingAt: (from: number, to: number) => expandingAt(from - shift, to - shift) } : {}),
    ...(base === undefined ? {} : { base: base - shift }),
    text: before + inner.text + after,
    at: (from, to) => inner.at(Math.max(0, from - shift), Math.max(0, Math.min(to - shift, inner.text.length))),
  };
}

export interface MacroArgument {
  text: string;
  /** The place that stands behind offsets in the text; a macro in an argument has one place for all that it makes. */
  at(start: number, end: number): Place;
  /** Macros being expanded where the argument stands. */
  expanding: readonly string[];
}

interface Piece {
  start: number;
  end: number;
  at: MacroArgument['at'];
  expanding: readonly string[];
}

// White space is looked at once, not from each of its characters.
const TOKEN = /(?<!\s)\s*##\s*|#\s*[A-Za-z_]\w*|[A-Za-z_]\w*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\d[\w.]*|[\s\S]/gy;

/**
 * Replaces one invocation by the macro's body. Arguments go in as written: macros inside them are expanded when the result is read.
 * `body` is the replacement text without comments and line continuations, `invoked` the offsets of the invocation in `from`.
 */
export function expandMacro(macro: Found<MacroFact>, body: string, parameters: MacroArgument[], invoked: Span, from: Fragment): Fragment {
  const invocation = from.at(invoked.start, invoked.end);
  const values = bindArguments(macro.fact, parameters);
  const pieces: Piece[] = [];
  let text = '';
  for (const match of body.matchAll(TOKEN)) {
    const token = match[0];
    if (/^\s*##\s*$/.test(token)) {
      text = text.trimEnd();
      continue;
    }
    const stringified = /^#\s*([A-Za-z_]\w*)$/.exec(token)?.[1];
    if (stringified !== undefined && values.has(stringified)) {
      text += JSON.stringify(values.get(stringified)!.text.trim());
      continue;
    }
    const value = values.get(token);
    if (value === undefined) {
      text += token;
      continue;
    }
    if (value.text.trim() === '' && token === '__VA_ARGS__') text = text.trimEnd().replace(/,$/, '');
    pieces.push({ start: text.length, end: text.length + value.text.length, at: value.at, expanding: value.expanding });
    text += value.text;
  }
  const expanding = [...(from.expandingAt?.(invoked.start, invoked.end) ?? from.expanding), macro.fact.name];
  return {
    text,
    file: from.file,
    expanding,
    expandingAt: (start, end) => pieceAround(pieces, start, end)?.expanding ?? expanding,
    at: (start, end) => placeInPieces(pieces, start, end) ?? invocation,
  };
}

function bindArguments(macro: MacroFact, given: MacroArgument[]): Map<string, MacroArgument> {
  const values = new Map<string, MacroArgument>();
  const names = macro.parameters ?? [];
  names.forEach((name, position) => {
    const last = macro.variadic && position === names.length - 1;
    const own = last ? given.slice(position) : given.slice(position, position + 1);
    const first = own[0];
    const joined: MacroArgument = first
      ? joinedArguments(first, own)
      : { text: '', at: () => ({ file: '', start: 0, end: 0 }), expanding: [] };
    values.set(name === '...' ? '__VA_ARGS__' : name.replace(/\.\.\.$/, ''), joined);
  });
  return values;
}

/** What `__VA_ARGS__` stands for. */
function joinedArguments(first: MacroArgument, all: readonly MacroArgument[]): MacroArgument {
  const pieces: Piece[] = [];
  let text = '';
  for (const { text: own, at, expanding } of all) {
    if (pieces.length > 0) text += ', ';
    pieces.push({ start: text.length, end: text.length + own.length, at, expanding });
    text += own;
  }
  return { ...first, text, at: (start, end) => placeInPieces(pieces, start, end) ?? first.at(0, first.text.length) };
}

function pieceAround(pieces: Piece[], start: number, end: number): Piece | undefined {
  return pieces.find((candidate) => start >= candidate.start && end <= candidate.end);
}

function placeInPieces(pieces: Piece[], start: number, end: number): Place | undefined {
  const piece = pieceAround(pieces, start, end);
  if (!piece) return undefined;
  return piece.at(start - piece.start, end - piece.start);
}

/** Replacement text as the compiler sees it after comments and continuations are gone; newlines become spaces. */
export function cleanBody(text: string): string {
  return withoutComments(text.replace(/\\\r?\n/g, ' '))
    .replace(/\r?\n/g, ' ')
    .trim();
}
