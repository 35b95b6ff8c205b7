/** From changes by offset to the edits that a fix carries. */
import type { TextEdit } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { withoutSlack } from '../syntax/slack.ts';
import type { Change } from './layout.ts';

/** The changes of one file as text edits, in source order. */
export function textEdits(analysis: Analysis, file: string, changes: readonly Change[]): TextEdit[] {
  return [...changes]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, newText }) => ({ file, range: analysis.location({ file, start, end }).range, newText: withoutSlack(newText) }));
}
