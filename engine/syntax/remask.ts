/** Masking again after an edit: only the items at file scope that the edit is in. */
import type { Span } from '../facts/facts.ts';
import { difference } from '../text/common.ts';
import { type MaskedFile, mask } from './mask.ts';

export interface Read {
  text: string;
  masked: MaskedFile;
}

export interface Remasked extends Read {
  /** The items that were masked again, in the text before and in this one; what follows lies where it lay before. `masked` is the same object if it says the same. */
  before: Span;
  after: Span;
}

/**
 * The same as masking the whole text; undefined if that is not certain: where directives or brackets of the file are concerned, or if what follows the edit has
 * moved. Costs what the items around the edit cost.
 */
export function remasked(read: Read, text: string): Remasked | undefined {
  const { text: old, masked } = read;
  const changed = difference(old, text);
  const start = startOfItems(read, changed.start);
  if (start === undefined) return undefined;
  const end = old.length === text.length ? endOfItems(read, changed.before) : undefined;
  const before = { start, end: end ?? old.length };
  const after = { start, end: end ?? text.length };
  // A branch that is not closed ends with the text.
  if (old.length !== text.length && masked.regions.some((region) => region.end === old.length)) return undefined;
  // Of the branches of an `#if` that do not match each other some are left out.
  const isConditional = masked.regions.some((region) => region.start < before.end && region.end > start);
  const tolerated: MaskedFile['unmatched'] = isConditional ? 'none' : 'inside braces';
  const was = alone(old, before, tolerated);
  const is = alone(text, after, tolerated);
  if (!was || !is || was.text !== masked.text.slice(before.start, before.end)) return undefined;
  if (end !== undefined && text.slice(start + (is.seams.at(-1) ?? 0), end).trim() !== '') return undefined;
  if (was.exported.join() !== is.exported.join()) return undefined;
  // An edit in a comment.
  if (isSame(was, is)) return { text, before, after, masked };
  const spliced = (all: readonly Span[], mine: readonly Span[]): Span[] => [
    ...all.filter((span) => span.start < start),
    ...mine.map((span) => ({ start: span.start + start, end: span.end + start })),
    ...all.filter((span) => span.start >= before.end),
  ];
  return {
    text,
    before,
    after,
    masked: {
      ...masked,
      unmatched: is.unmatched,
      text: masked.text.slice(0, start) + is.text + masked.text.slice(before.end),
      loops: spliced(masked.loops, is.loops),
      invocations: spliced(masked.invocations, is.invocations),
      bodies: spliced(masked.bodies, is.bodies),
      seams: [
        ...masked.seams.filter((seam) => seam <= start),
        ...is.seams.map((seam) => seam + start),
        ...masked.seams.filter((seam) => seam > before.end),
      ],
    },
  };
}

function isSame(one: MaskedFile, other: MaskedFile): boolean {
  const lists = ['loops', 'invocations', 'bodies'] as const;
  return (
    one.text === other.text &&
    one.unmatched === other.unmatched &&
    one.seams.join() === other.seams.join() &&
    lists.every((list) => spelled(one[list]) === spelled(other[list]))
  );
}

function spelled(spans: readonly Span[]): string {
  return spans.map(({ start, end }) => `${start}-${end}`).join();
}

/** The end of the last item, or of a directive right behind it, before an offset. */
function startOfItems({ masked }: Read, offset: number): number | undefined {
  if (offset === 0 || masked.dropped.length > 0) return undefined;
  let start = 0;
  for (const seam of masked.seams) if (seam < offset) start = seam;
  for (const { span } of masked.directives) {
    if (span.end >= offset) break;
    if (span.start >= start && masked.text.slice(start, span.start).trim() === '') start = span.end;
  }
  return start;
}

/** The offset itself, if an item ends before it and nothing stands between; otherwise the end of the item that it is in. */
function endOfItems({ text, masked: { seams } }: Read, offset: number): number | undefined {
  const before = seams.findLast((seam) => seam <= offset);
  if (before !== undefined && text.slice(before, offset).trim() === '') return offset;
  return seams.find((seam) => seam > offset);
}

/** Items masked without what is around them; undefined if they concern it. */
function alone(text: string, { start, end }: Span, tolerated: MaskedFile['unmatched']): MaskedFile | undefined {
  const masked = mask(text.slice(start, end));
  const { unmatched, directives } = masked;
  return directives.length === 0 && (unmatched === 'none' || unmatched === tolerated) ? masked : undefined;
}
