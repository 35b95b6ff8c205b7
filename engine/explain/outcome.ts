/** Words for outcomes: one line for a row, a first line of a hover, a column of a table. */
import type { DefectKind, Outcome } from '../answers.ts';
import { type Alternatives, alternativesOf, type Judged, judge, partsOf, shortCondition } from './conditions.ts';
import { code, plain } from './markdown.ts';

/** What a defect does, as words that follow "defect: ". */
const defects: Record<DefectKind, string> = {
  uninitialized: 'reads an entry nobody initialised',
  'null-call': 'calls a function pointer that is NULL',
  'null-dereference': 'dereferences NULL',
  'out-of-bounds': 'reads past the end of a list',
  'positive-return': 'returns a positive number, which IS_ERR() does not see',
};

interface Paint {
  /** Writes one condition. */
  condition: (text: string) => string;
  /** Writes other text that comes from sources. */
  text: (text: string) => string;
}

const asText: Paint = { condition: plain, text: plain };
const asMarkdown: Paint = { condition: code, text: code };

/** Outcomes that read the same, with all conditions under which they occur. */
interface Group {
  /** Before ` when …`. */
  short: string;
  /** Alone, or after `otherwise`. */
  full: string;
  when: Alternatives;
}

function head(outcome: Outcome, paint: Paint): { short: string; full: string } {
  switch (outcome.kind) {
    case 'matched': {
      const type = outcome.type === undefined ? 'a match of unknown type' : plainLabel(outcome.type, paint);
      const text = outcome.p2p === 'yes' ? `${type}, P2P` : type;
      return { short: text, full: text };
    }
    case 'error': {
      const errno = outcome.errno ?? 'unknown errno';
      const short = errno === 'unknown errno' ? 'an errno that is not known' : plainLabel(errno, paint);
      return { short, full: errno === 'EINVAL' ? 'no match (EINVAL)' : `fails (${short})` };
    }
    case 'defect': {
      const text = `defect: ${outcome.defect ? defects[outcome.defect] : 'the code misbehaves'}`;
      return { short: text, full: text };
    }
    case 'unknown': {
      const reason = paint.text(outcome.reason ?? 'no reason given');
      return { short: `not decided (${reason})`, full: `not decided: ${reason}` };
    }
  }
}

/** Labels are words in running text; only those that are no plain word are painted. */
function plainLabel(label: string, paint: Paint): string {
  return /^[A-Za-z0-9][A-Za-z0-9 -]*$/.test(label) ? label : paint.text(label);
}

function groups(outcomes: Outcome[], paint: Paint): Group[] {
  const found = new Map<string, Group>();
  for (const outcome of outcomes) {
    const { short, full } = head(outcome, paint);
    const group = found.get(full);
    if (group) {
      group.when.push(outcome.conditions);
    } else {
      found.set(full, { short, full, when: [outcome.conditions] });
    }
  }
  return [...found.values()];
}

/** Short forms, except where two different conditions would look alike. */
function shortForms(alternatives: Alternatives[]): Map<string, string> {
  const atoms = new Set(alternatives.flat(2).flatMap((condition) => alternativesOf(condition).flatMap(partsOf)));
  const owners = new Map<string, string>();
  const clashing = new Set<string>();
  const bare = (condition: string): string => condition.replace(/^!/, '');
  for (const atom of atoms) {
    const short = bare(shortCondition(atom));
    const owner = owners.get(short);
    if (owner !== undefined && owner !== bare(atom)) {
      clashing.add(short);
    }
    owners.set(short, bare(atom));
  }
  return new Map([...atoms].map((atom) => [atom, clashing.has(bare(shortCondition(atom))) ? atom : shortCondition(atom)]));
}

function conditionWords(condition: string, forms: Map<string, string>, paint: Paint): { text: string; alternatives: boolean } {
  const alternatives = alternativesOf(condition).map((alternative) =>
    partsOf(alternative)
      .map((part) => paint.condition(forms.get(part) ?? part))
      .join(' and '),
  );
  return { text: alternatives.join(' or '), alternatives: alternatives.length > 1 };
}

/** Conditions that all alternatives share come first: `x and (a or b)`. */
function whenWords(when: Alternatives, forms: Map<string, string>, paint: Paint): string {
  const [first = []] = when;
  const shared = when.length > 1 ? first.filter((condition) => when.every((conditions) => conditions.includes(condition))) : [];
  const rows = when.map((conditions) => {
    const words = conditions.filter((condition) => !shared.includes(condition)).map((condition) => conditionWords(condition, forms, paint));
    const text = words.map((word) => (word.alternatives && words.length > 1 ? `(${word.text})` : word.text)).join(' and ');
    return { text, joined: words.length > 1 };
  });
  const alternatives = rows.map(({ text, joined }) => (joined && rows.length > 1 ? `(${text})` : text)).join(' or ');
  const common = shared.map((condition) => conditionWords(condition, forms, paint).text);
  return shared.length > 0 ? [...common, `(${alternatives})`].join(' and ') : alternatives;
}

/** Lines longer than this name what they depend on, and leave the rest to an explanation. */
const longestLine = 240;
const namedConditions = 3;

/** Which outcomes there are, and on what they depend. */
function depending(all: Group[], judged: Judged[], paint: Paint): string {
  const names = all.map(({ short }) => short);
  const topics = [...new Set(judged.flatMap((each) => each.topics))];
  const shown = topics.slice(0, namedConditions).map((topic) => paint.condition(shortCondition(topic)));
  const hidden = topics.length - namedConditions;
  const rest = hidden > 0 ? ` and ${hidden === 1 ? '1 more condition' : `${hidden} more conditions`}` : '';
  return `${names.slice(0, -1).join('; ')}${names.length > 1 ? '; or ' : ''}${names.at(-1)}, depending on ${shown.join(', ')}${rest}`;
}

function write(outcomes: Outcome[], paint: Paint): string {
  if (outcomes.length === 0) {
    return 'not decided: nothing was simulated';
  }
  const all = groups(outcomes, paint);
  const judged = judge(all.map(({ when }) => when));
  const forms = shortForms(judged.map(({ when }) => when));
  const last = all.length - 1;
  const overlapping = all.length > 1 && judged.some(({ always }) => always);
  const words = all.map((group, at) => {
    const { when = [], always = false, complementOfRest = false } = judged[at] ?? {};
    if (at > 0 && at === last && !overlapping && complementOfRest) {
      return `otherwise ${group.full}`;
    }
    return always ? group.full : `${group.short} when ${whenWords(when, forms, paint)}`;
  });
  const line = words.join(overlapping ? '; or ' : '; ');
  return line.length > longestLine ? depending(all, judged, paint) : line;
}

/**
 * All outcomes of a pair as one line of plain text, such as `SGT, P2P when f(...) >= 0; otherwise SGT`. `otherwise` stands only where the last
 * outcome is exactly the complement of those before. Long conditions are shortened; what is still too long for a row only names the outcomes and what
 * they depend on. Never throws.
 */
export function summary(outcomes: Outcome[]): string {
  return write(outcomes, asText);
}

/** The same line as Markdown: conditions are code spans, whatever comes from sources is escaped. */
export function summaryMarkdown(outcomes: Outcome[]): string {
  return write(outcomes, asMarkdown);
}

/** One outcome with its conditions, as plain text. */
export function outcomeLine(outcome: Outcome): string {
  return write([outcome], asText);
}

/** Conditions that hold together as Markdown, such as `` `a` and `b` ``; empty text for none. */
export function conditionsMarkdown(conditions: string[]): string {
  return whenWords([conditions], shortForms([[conditions]]), asMarkdown);
}
