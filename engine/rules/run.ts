/** Runs every rule over a snapshot and turns what they find into answers. */
import type { Finding, Range } from '../answers.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { rules } from './registry.ts';
import type { RawFinding, Rule } from './rule.ts';
import { type Directive, silencingComments } from './silence.ts';

/**
 * Every finding of the snapshot in the order of file, line, column and rule: one per rule and place, without those that a comment silences and those in the
 * built-in model. Empty for a tree without mapping types. Never throws.
 */
export function findings(analysis: Analysis): Finding[] {
  if (!analysis.converted) return [];
  const silencing = new Map<string, Directive[]>();
  const found = new Map<string, Finding>();
  for (const rule of rules) {
    for (const raw of rule.check(analysis)) {
      const text = analysis.names.text(raw.at.file);
      if (text === undefined || isModel(raw.at.file)) continue;
      const key = `${rule.id} ${raw.at.file} ${raw.at.start} ${raw.at.end}`;
      if (found.has(key)) continue;
      if (!silencing.has(raw.at.file)) silencing.set(raw.at.file, silencingComments(text));
      const finding = answer(analysis, rule, raw, silencing.get(raw.at.file)!);
      if (finding) found.set(key, finding);
    }
  }
  return [...found.values()].sort(byPlaceThenRule);
}

function answer(analysis: Analysis, rule: Rule, raw: RawFinding, silencing: Directive[]): Finding | undefined {
  const location = analysis.location(raw.at);
  const { line } = location.range.start;
  const comment = silencing.filter(({ rules: ids, lines }) => ids.includes(rule.id) && lines.from <= line && line <= lines.to);
  if (comment.some(({ why }) => why !== '')) return undefined;
  const related = raw.related
    .filter(({ at }) => !isModel(at.file))
    .map(({ at, message }) => ({ location: analysis.location(at), message }));
  for (const { span } of comment) {
    related.push({
      location: analysis.location({ file: raw.at.file, ...span }),
      message: 'this comment gives no reason (`-- why`), so it silences nothing',
    });
  }
  return {
    rule: rule.id,
    severity: rule.severity,
    location,
    message: raw.message,
    related,
    fixes: raw.fixes(),
    ...(raw.fade && { fade: true }),
  };
}

function isModel(file: string): boolean {
  return file.startsWith(MODEL);
}

function byPlaceThenRule(a: Finding, b: Finding): number {
  return compareText(a.location.file, b.location.file) || compareRanges(a.location.range, b.location.range) || compareText(a.rule, b.rule);
}

function compareRanges({ start: a }: Range, { start: b }: Range): number {
  return a.line - b.line || a.character - b.character;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
