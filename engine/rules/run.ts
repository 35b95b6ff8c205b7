/** Runs every rule over a snapshot and turns what they find into answers. */
import type { Finding, Range } from '../answers.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { hasOwnCore } from '../negotiate/core.ts';
import { rules } from './registry.ts';
import type { CommentsInFile, RawFinding, Rule } from './rule.ts';
import { type Directive, type SilencingComments, silencingComments } from './silence.ts';

/** Ids of all rules, in their order. */
export const ruleIds: readonly string[] = rules.map(({ id }) => id);

export interface Circumstances {
  /** True if assumptions or a configuration rule paths out. */
  assuming: boolean;
}

/**
 * Every finding of the snapshot in the order of file, line, column and rule: one per rule and place, without those that a comment silences and those in the
 * built-in model. In a tree without mapping types only rules that hold everywhere are asked. Never throws.
 */
export function findings(analysis: Analysis, { assuming }: Circumstances): Finding[] {
  const asked = analysis.converted ? rules : rules.filter(({ everywhere }) => everywhere);
  const silence = new Silence(analysis);
  const found = new Map<string, Finding>();
  const take = (rule: Rule, all: readonly RawFinding[]): void => {
    for (const raw of all) {
      if (analysis.names.text(raw.at.file) === undefined || isModel(raw.at.file)) continue;
      const key = `${rule.id} ${raw.at.file} ${raw.at.start} ${raw.at.end}`;
      if (found.has(key)) continue;
      const finding = answer(analysis, rule, raw, silence);
      if (finding) found.set(key, finding);
    }
  };
  for (const rule of asked) take(rule, rule.check(analysis));
  const complete = !assuming && hasOwnCore(analysis.names);
  const comments = { files: silence.files(), ids: ruleIds, complete };
  for (const rule of asked) take(rule, rule.checkDirectives?.(analysis, comments) ?? []);
  return [...found.values()].sort(byPlaceThenRule);
}

function answer(analysis: Analysis, rule: Rule, raw: RawFinding, silence: Silence): Finding | undefined {
  const location = analysis.location(raw.at);
  const covering = silence.covering(raw.at.file, location.range.start.line, rule.id);
  if (covering.some(({ why }) => why !== '')) return undefined;
  const related = raw.related
    .filter(({ at }) => !isModel(at.file))
    .map(({ at, message }) => ({ location: analysis.location(at), message }));
  for (const { span } of covering) {
    related.push({
      location: analysis.location({ file: raw.at.file, ...span }),
      message: 'this comment gives no reason (`-- why`), so it silences nothing',
    });
  }
  const { id, severity } = rule;
  return { rule: id, severity, location, message: raw.message, related, fixes: raw.fixes(), ...(raw.fade && { fade: true }) };
}

/** The silencing comments of the tree, and what each of them silenced. */
class Silence {
  readonly #files = new Map<string, SilencingComments & { file: string; silenced: Map<Directive, Set<string>> }>();

  constructor({ names }: Analysis) {
    for (const file of names.files()) {
      const comments = isModel(file) ? undefined : silencingComments(names.text(file) ?? '');
      if (comments && comments.directives.length + comments.malformed.length > 0) {
        this.#files.set(file, { file, ...comments, silenced: new Map() });
      }
    }
  }

  files(): CommentsInFile[] {
    return [...this.#files.values()];
  }

  /** The directives for a finding of this rule on this line, with and without a reason; they count as used from now on. */
  covering(file: string, line: number, rule: string): Directive[] {
    const comments = this.#files.get(file);
    if (!comments) return [];
    const covering = comments.directives.filter(
      ({ rules: named, lines }) => named.some(({ id }) => id === rule) && lines.from <= line && line <= lines.to,
    );
    for (const directive of covering) {
      const silenced = comments.silenced.get(directive) ?? new Set();
      comments.silenced.set(directive, silenced.add(rule));
    }
    return covering;
  }
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
