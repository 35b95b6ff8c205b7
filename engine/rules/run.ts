/** Runs every rule over a snapshot and turns what they find into answers. */
import type { Finding, Range } from '../answers.ts';
import type { FileFacts } from '../facts/facts.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { hasOwnCore } from '../negotiate/core.ts';
import type { Place } from '../negotiate/offer.ts';
import { rules } from './registry.ts';
import type { CommentsInFile, RawFinding, Rule } from './rule.ts';
import { type Directive, SILENCING_WORD, type SilencingComments, silencingComments } from './silence.ts';

/** Ids of all rules, in their order. */
export const ruleIds: readonly string[] = rules.map(({ id }) => id);

export interface Circumstances {
  /** True if assumptions or a configuration rule paths out. */
  assuming: boolean;
  /** Told when a rule throws, which is an error in the rule: the others' findings stand. May throw itself; what the rule threw, if absent. */
  failed?: (rule: string, error: unknown) => void;
  /** All that there are, if absent. */
  rules?: readonly Rule[];
}

/**
 * Every finding of the snapshot in the order of file, line, column and rule: one per rule and place, without those that a comment silences and those in the
 * built-in model. In a tree without mapping types only rules that hold everywhere are asked. Throws what `failed` throws.
 */
export function findings(analysis: Analysis, { assuming, failed = throwOn, rules: known = rules }: Circumstances): Finding[] {
  const asked = analysis.converted ? known : known.filter(({ everywhere }) => everywhere);
  const silence = new Silence(analysis);
  const found = new Map<string, Finding>();
  const take = (rule: Rule, all: readonly Placed[]): void => {
    for (const { at, finding } of all) {
      const key = `${rule.id} ${at.file} ${at.start} ${at.end}`;
      const told = found.has(key) ? undefined : heard(analysis, at, finding, silence);
      if (told) found.set(key, told);
    }
  };
  let failures = 0;
  const ask = (rule: Rule, question: () => readonly Placed[]): void => {
    let answer: readonly Placed[];
    try {
      answer = question();
    } catch (error) {
      failures++;
      failed(rule.id, error);
      return;
    }
    take(rule, answer);
  };
  const { memo } = analysis.machine.lowerer;
  for (const rule of asked) ask(rule, () => memo.settled(`rule ${rule.id}`, () => placed(analysis, rule, rule.check(analysis))));
  // What a comment silences may be just what a rule did not get to say.
  const complete = !assuming && failures === 0 && hasOwnCore(analysis.names);
  const comments = { files: silence.files(), ids: ruleIds, complete };
  for (const rule of asked) ask(rule, () => placed(analysis, rule, rule.checkDirectives?.(analysis, comments) ?? []));
  return [...found.values()].sort(byPlaceThenRule);
}

function throwOn(_: string, error: unknown): never {
  throw error;
}

interface Placed {
  at: Place;
  finding: Finding;
}

/** What a rule finds in files of the workspace, as answers, whether a comment silences it or not. */
function placed(analysis: Analysis, { id, severity }: Rule, all: readonly RawFinding[]): Placed[] {
  return all.flatMap(({ at, message, related, fixes, fade }): Placed[] => {
    if (isModel(at.file) || analysis.names.facts(at.file) === undefined) return [];
    const own = related.filter((each) => !isModel(each.at.file));
    const finding: Finding = {
      rule: id,
      severity,
      location: analysis.location(at),
      message,
      related: own.map((each) => ({ location: analysis.location(each.at), message: each.message })),
      fixes: fixes(),
      ...(fade && { fade: true }),
    };
    return [{ at, finding }];
  });
}

/** The finding, unless a comment silences it. */
function heard(analysis: Analysis, at: Place, finding: Finding, silence: Silence): Finding | undefined {
  const covering = silence.covering(at.file, finding.location.range.start.line, finding.rule);
  if (covering.some(({ why }) => why !== '')) return undefined;
  if (covering.length === 0) return finding;
  const related = covering.map(({ span }) => ({
    location: analysis.location({ file: at.file, ...span }),
    message: 'this comment gives no reason (`-- why`), so it silences nothing',
  }));
  return { ...finding, related: [...finding.related, ...related] };
}

/** The silencing comments of the tree, and what each of them silenced. */
class Silence {
  readonly #files = new Map<string, SilencingComments & { file: string; silenced: Map<Directive, Set<string>> }>();

  constructor({ names, machine }: Analysis) {
    const { memo } = machine.lowerer;
    const found = memo.get('silencing comments', () => names.search('silencing comments', commentsIn, SILENCING_WORD));
    for (const { file, fact } of found) this.#files.set(file, { file, ...fact, silenced: new Map() });
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

function commentsIn(_: FileFacts, text: string): SilencingComments[] {
  const comments = silencingComments(text);
  return comments.directives.length + comments.malformed.length > 0 ? [comments] : [];
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
