/** Applies the fixes of many findings at once, again and again until there is nothing left to mend. */
import type { Finding, Fix, TextEdit } from '../answers.ts';
import { LineIndex } from '../syntax/lines.ts';
import { lineEnding } from './layout.ts';

/** A fix may uncover a finding with another one; more than this in a row is a fix that undoes another. */
const MOST_TURNS = 10;

/** The part of a project that is mended. */
export interface Mendable {
  findings(): Finding[];
  text(file: string): string | undefined;
  setFile(file: string, text: string): void;
}

export interface Mended {
  /** By file, in the order of names; only what differs. */
  files: { file: string; before: string; after: string }[];
  /** Fixes that were applied, in the order they were. */
  applied: { rule: string; title: string }[];
  /** The edits of the only turn, if one was enough: they apply to the texts from before. */
  edits?: TextEdit[];
}

/**
 * What the files become when, of every finding, the first fix that is wanted is applied. Fixes whose edits get in each other's way wait for the next turn.
 * The project is left as it was. Throws only what the project throws.
 */
export function mend(project: Mendable, wants: (finding: Finding, fix: Fix) => boolean): Mended {
  const before = new Map<string, string>();
  try {
    const { turns, applied } = mendInPlace(project, wants, before);
    const files = [...before].map(([file, text]) => ({ file, before: text, after: project.text(file)! }));
    const differing = files.filter((each) => each.before !== each.after).sort((a, b) => (a.file < b.file ? -1 : 1));
    return { files: differing, applied, ...(turns.length === 1 && { edits: turns[0]! }) };
  } finally {
    for (const [file, text] of before) project.setFile(file, text);
  }
}

/** Notes the texts that it changes in `before`. */
function mendInPlace(
  project: Mendable,
  wants: (finding: Finding, fix: Fix) => boolean,
  before: Map<string, string>,
): { turns: TextEdit[][]; applied: Mended['applied'] } {
  const turns: TextEdit[][] = [];
  const applied: Mended['applied'] = [];
  while (turns.length < MOST_TURNS) {
    const chosen = compatible(project, wants);
    if (chosen.length === 0) break;
    applied.push(...chosen.map(({ finding, fix }) => ({ rule: finding.rule, title: fix.title })));
    const edits = chosen.flatMap(({ fix }) => fix.edits);
    turns.push(edits);
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const text = project.text(file)!;
      if (!before.has(file)) before.set(file, text);
      const own = edits.filter((edit) => edit.file === file);
      project.setFile(file, withEdits(text, own));
    }
  }
  return { turns, applied };
}

/** The text after edits that do not overlap. New lines end as those of the text do. */
export function withEdits(text: string, edits: readonly TextEdit[]): string {
  const newline = lineEnding(text);
  let result = '';
  let end = 0;
  for (const change of changes(text, edits)) {
    result += text.slice(end, change.start) + change.newText.replace(/\r?\n/g, newline);
    end = change.end;
  }
  return result + text.slice(end);
}

interface Chosen {
  finding: Finding;
  fix: Fix;
}

function compatible(project: Mendable, wants: (finding: Finding, fix: Fix) => boolean): Chosen[] {
  const taken = new Map<string, { start: number; end: number }[]>();
  return project.findings().flatMap((finding) => {
    const fix = finding.fixes.find((candidate) => candidate.edits.length > 0 && wants(finding, candidate));
    if (!fix) return [];
    const spans = new Map<string, { start: number; end: number }[]>();
    for (const file of new Set(fix.edits.map((edit) => edit.file))) {
      const text = project.text(file);
      if (text === undefined) return [];
      const own = changes(
        text,
        fix.edits.filter((edit) => edit.file === file),
      );
      if (own.some((change) => taken.get(file)?.some((other) => change.start <= other.end && other.start <= change.end))) return [];
      spans.set(file, own);
    }
    for (const [file, own] of spans) taken.set(file, [...(taken.get(file) ?? []), ...own]);
    return [{ finding, fix }];
  });
}

function changes(text: string, edits: readonly TextEdit[]): { start: number; end: number; newText: string }[] {
  const lines = new LineIndex(text);
  return edits
    .map(({ range, newText }) => ({
      start: lines.offset(range.start.line, range.start.character),
      end: lines.offset(range.end.line, range.end.character),
      newText,
    }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
}
