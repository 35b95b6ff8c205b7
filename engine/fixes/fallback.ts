/** One more entry at the end of a match list, for the type that the other side of the tree knows. */
import type { Fix } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Offer, Side } from '../negotiate/offer.ts';
import { constructorCall, constructorFor } from './constructors.ts';
import { textEdits } from './edits.ts';
import { appendElement, type Change, listElements } from './layout.ts';
import { declaredBraces, declaredDimension, measuredArray } from './lists.ts';
import { tokens } from './tokens.ts';

/**
 * A fix that appends an entry of the type with that C name. Empty if its constructor cannot be called with what the file shows, if the paths hand over different lists, or if the list's dimension or length would not follow.
 */
export function addFallback(analysis: Analysis, side: Side, lists: readonly Offer[], type: string): Fix[] {
  const offer = lists[0];
  if (
    !offer?.declared ||
    lists.some(({ declared, call }) => declared?.at.start !== offer.declared?.at.start || call.file !== offer.call.file)
  )
    return [];
  const { file } = offer.declared.at;
  const text = analysis.names.text(file);
  const braces = declaredBraces(analysis, offer);
  if (text === undefined || braces === undefined || offer.call.file !== file) return [];
  const changes = lists.map((list) => lengthChange(list, text, braces));
  const dimension = dimensionChange(analysis, offer, text, braces);
  if (!dimension || changes.some((change) => change === undefined)) return [];
  const entry = constructorCall(analysis, constructorFor(type, side), file, braces);
  const element = entry && appendElement(text, braces, entry);
  if (!element) return [];
  const lengths = new Map(changes.flat().map((change) => [change!.start, change!]));
  const edits = textEdits(analysis, file, [...dimension, element, ...lengths.values()]);
  return [{ title: `Add \`${entry}\` as the last entry`, safe: false, edits }];
}

/** What the length argument has to become; no change if it follows by itself, `undefined` if that cannot be told. */
function lengthChange(offer: Offer, text: string, braces: number): Change[] | undefined {
  if (!offer.length || !offer.declared || offer.length.file !== offer.declared.at.file) return undefined;
  const length = tokens(text, offer.length);
  if (measuredArray(length) === offer.declared.name) return [];
  return numberChange(text, offer.length, braces);
}

function dimensionChange(analysis: Analysis, offer: Offer, text: string, braces: number): Change[] | undefined {
  const dimension = declaredDimension(analysis, offer);
  if (!dimension) return undefined;
  return text.slice(dimension.start, dimension.end).trim() === '' ? [] : numberChange(text, dimension, braces);
}

/** A literal that says how many elements there are, made one more. */
function numberChange(text: string, at: { start: number; end: number }, braces: number): Change[] | undefined {
  const elements = listElements(text, braces)?.length;
  if (elements === undefined || text.slice(at.start, at.end).trim() !== String(elements)) return undefined;
  return [{ start: at.start, end: at.end, newText: String(elements + 1) }];
}
