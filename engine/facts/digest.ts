/** What of a file the parser has to see: bodies of functions that need no tree are emptied, blank stretches are cut. */
import { countUpTo } from '../syntax/ascending.ts';
import type { MaskedFile } from '../syntax/mask.ts';
import type { Span } from './facts.ts';

/** What only a syntax tree tells about a body: objects, types and names of types that are declared in it and outlive it or matter to the interface. */
const NEEDS_TREE =
  /\b(?:static|extern|typedef)\b|\b(?:struct|union|enum)\s+(?:\w+\s*)?\{|\bdma_buf_(?:ops|attach_ops|match_args|mapping_\w+|export_info)\b/;
const BLANKS = /\s{3,}/g;

export interface Digest {
  text: string;
  /** Where in the file an offset of `text` lies. What starts or ends at a cut starts or ends at the text around it, not at the blanks. */
  original(offset: number): number;
}

/**
 * A shorter text with the same declarations in the same order. Parsing is most of the cost of a file, and bodies and masked directives are most of
 * its text; of the bodies only those that are evaluated are ever needed, one by one. `part` has whole items.
 */
export function digest({ text, bodies }: MaskedFile, part: Span = { start: 0, end: text.length }): Digest {
  const pieces: string[] = [];
  /** Where pieces start: in the digest, and in the file. */
  const starts = { short: [0], long: [part.start] };
  let length = 0;
  let done = part.start;
  const cut = (start: number, end: number): void => {
    pieces.push(text.slice(done, start));
    length += start - done;
    done = end;
    starts.short.push(length);
    starts.long.push(end);
  };
  const cutBlanks = (end: number): void => {
    BLANKS.lastIndex = done;
    for (let match = BLANKS.exec(text); match !== null && match.index < end; match = BLANKS.exec(text)) {
      cut(match.index + 1, Math.min(BLANKS.lastIndex, end));
    }
  };
  for (const { start, end } of empty(text, bodies, part)) {
    cutBlanks(start);
    cut(start, end);
  }
  cutBlanks(part.end);
  pieces.push(text.slice(done, part.end));
  return { text: pieces.join(''), original: mapping(starts) };
}

/** Parts of a digest, in their order, as one. */
export function pieces({ text, original }: Digest, parts: readonly Span[]): Digest {
  const starts = { short: [] as number[], long: [] as number[] };
  let length = 0;
  for (const { start, end } of parts) {
    starts.short.push(length);
    starts.long.push(start);
    length += end - start + 1;
  }
  const inDigest = mapping(starts);
  return { text: parts.map(({ start, end }) => text.slice(start, end)).join('\n'), original: (offset) => original(inDigest(offset)) };
}

/** The inner ranges of bodies that the parser need not see. */
function* empty(text: string, bodies: readonly Span[], part: Span): Generator<Span> {
  for (const { start, end } of bodies) {
    if (start >= part.start && start < part.end && !NEEDS_TREE.test(text.slice(start, end))) yield { start: start + 1, end: end - 1 };
  }
}

/** Where an offset lies, given where pieces start here and there. Whoever goes through a text asks for one after the other. */
function mapping({ short, long }: { short: readonly number[]; long: readonly number[] }): Digest['original'] {
  let piece = 0;
  return (offset) => {
    if (offset < short[piece]! || offset >= (short[piece + 1] ?? Number.POSITIVE_INFINITY))
      piece = Math.max(0, countUpTo(short, offset) - 1);
    return offset + long[piece]! - short[piece]!;
  };
}
