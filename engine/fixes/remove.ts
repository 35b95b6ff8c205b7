/** One entry less in a match list, or an entry in another place of it. */
import type { Span } from '../facts/facts.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Offer, Place } from '../negotiate/offer.ts';
import { type Change, listElements, wholeLines } from './layout.ts';
import { declaredBraces, declaredDimension, measuredArray, passesWholeArray } from './lists.ts';
import { tokens } from './tokens.ts';

/** An element of a list that its declaration spells out, with what is around it. */
interface Element {
  file: string;
  text: string;
  braces: number;
  index: number;
  elements: Span[];
}

/**
 * The changes that take the entry at `at` out of the list, its dimension and length included. `undefined` unless the list's declaration spells the
 * entries out one after the other, and every offer passes all of them.
 */
export function withoutEntry(analysis: Analysis, offers: readonly Offer[], at: Place): Change[] | undefined {
  const element = elementAt(analysis, offers, at);
  if (!element || element.elements.length < 2) return undefined;
  const { text, elements, index } = element;
  const numbers = oneLess(analysis, offers, element);
  if (!numbers) return undefined;
  const lines = wholeLines(text, elements[index]!);
  if (lines) return [{ ...lines, newText: '' }, ...numbers];
  const span =
    index > 0 ? { start: elements[index - 1]!.end, end: elements[index]!.end } : { start: elements[0]!.start, end: elements[1]!.start };
  return hasDirective(text, span) ? undefined : [{ ...span, newText: '' }, ...numbers];
}

/** The changes that put the entry at `at` before the entry with that index: both keep their text. `undefined` as for `withoutEntry`. */
export function entryBefore(analysis: Analysis, offers: readonly Offer[], at: Place, first: number): Change[] | undefined {
  const element = elementAt(analysis, offers, at);
  if (!element || first >= element.index) return undefined;
  const { text, elements, index } = element;
  if (hasDirective(text, { start: elements[first]!.start, end: elements[index]!.end })) return undefined;
  const written = (position: number) => text.slice(elements[position]!.start, elements[position]!.end);
  // What stands between the entries stays where it is; the entries move on by one.
  return elements
    .slice(first, index + 1)
    .map((span, offset) => ({ ...span, newText: offset === 0 ? written(index) : written(first + offset - 1) }));
}

function elementAt(analysis: Analysis, offers: readonly Offer[], at: Place): Element | undefined {
  const [offer] = offers;
  if (!offer?.declared || offers.some(({ declared }) => declared?.at.file !== at.file || declared.at.start !== offer.declared?.at.start))
    return undefined;
  if (!offers.every((each) => passesWholeArray(analysis, each))) return undefined;
  const text = analysis.names.text(at.file);
  const braces = declaredBraces(analysis, offer);
  const elements = text === undefined || braces === undefined ? undefined : listElements(text, braces);
  const index = elements?.findIndex(({ start, end }) => start === at.start && end === at.end) ?? -1;
  if (text === undefined || braces === undefined || !elements || index < 0) return undefined;
  if (elements.some(({ start }) => text[start] === '[' || text[start] === '.')) return undefined;
  return { file: at.file, text, braces, index, elements };
}

/** Dimension and lengths that are numbers, made one less; `undefined` if one of them would not follow. */
function oneLess(analysis: Analysis, offers: readonly Offer[], { text, elements, file }: Element): Change[] | undefined {
  const numbers = new Map<number, Change>();
  const dimension = declaredDimension(analysis, offers[0]!);
  if (!dimension) return undefined;
  const places = text.slice(dimension.start, dimension.end).trim() === '' ? [] : [dimension];
  for (const { length, declared } of offers) {
    if (!length || length.file !== file) return undefined;
    if (measuredArray(tokens(text, length)) !== declared!.name) places.push(length);
  }
  for (const { start, end } of places) {
    if (text.slice(start, end).trim() !== String(elements.length)) return undefined;
    numbers.set(start, { start, end, newText: String(elements.length - 1) });
  }
  return [...numbers.values()];
}

function hasDirective(text: string, { start, end }: Span): boolean {
  return /^[ \t]*#/m.test(text.slice(start, end));
}
