/** What an editor shows of a file without being asked: inlay hints, code lenses, colours. */
import type { FileAnnotations } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { attachCalls } from './attach-calls.ts';
import { hintsOf } from './hints.ts';
import { lensesOf } from './lenses.ts';
import { colouredWords } from './words.ts';

/** Offsets become positions here; the order is that of the text. Never throws. */
export function annotations(analysis: Analysis, file: string): FileAnnotations {
  const at = (start: number, end: number) => analysis.location({ file, start, end }).range;
  const calls = attachCalls(analysis, file);
  return {
    hints: hintsOf(analysis, file, calls)
      .sort((one, other) => one.offset - other.offset)
      .map(({ offset, ...rest }) => ({ position: at(offset, offset).start, ...rest })),
    lenses: lensesOf(analysis, file, calls)
      .sort((one, other) => one.span.start - other.span.start)
      .map(({ span, ...rest }) => ({ range: at(span.start, span.end), ...rest })),
    words: colouredWords(analysis, file).map(({ span, ...rest }) => ({ range: at(span.start, span.end), ...rest })),
  };
}
