/** Counts over many pairs: with how many counterparts which type comes out. */
import type { Outcome } from '../answers.ts';
import { escapeText } from './markdown.ts';
import { summaryMarkdown } from './outcome.ts';

export interface Pair<Item> {
  item: Item;
  outcomes: Outcome[];
}

/** Pairs whose outcomes read the same. */
interface PairGroup<Item> {
  markdown: string;
  outcomes: Outcome[];
  items: Item[];
}

export interface Tally<Item> {
  total: number;
  /** Type label → pairs in which it can come out, most pairs first. */
  types: Map<string, number>;
  /** Pairs that match on some paths only, or come out as different types. */
  conditional: number;
  defects: number;
  /** Pairs with an outcome that is not decided. */
  undecided: number;
  /** Pairs whose item is a stand-in. */
  builtIn: number;
  /** Pairs that may come out with peer-to-peer allowed. */
  p2p: number;
  /** Those of `p2p` in which it always is. */
  p2pAlways: number;
  /** When the others of `p2p` are, in words; absent if they differ. */
  p2pWhen?: string;
  /** Matches before defects before errors; of equal kind the larger group first. */
  groups: PairGroup<Item>[];
}

const typesOf = (outcomes: Outcome[]): Set<string> =>
  new Set(outcomes.flatMap((outcome) => (outcome.kind === 'matched' ? [outcome.type ?? 'unknown type'] : [])));

/** ` when …` of the outcomes that allow P2P, or `always`. */
function p2pCondition(outcomes: Outcome[]): string | undefined {
  const allowed = outcomes.filter((outcome) => outcome.kind === 'matched' && outcome.p2p === 'yes');
  if (allowed.length === 0) {
    return undefined;
  }
  const words = summaryMarkdown(allowed.map(({ conditions }) => ({ kind: 'matched', type: 'P', conditions })));
  return words === 'P' ? 'always' : words.slice('P when '.length);
}

/** Order of groups: sure matches, other matches, defects, what is not decided, errors. */
function rank(outcomes: Outcome[]): number {
  const has = (kind: Outcome['kind']): boolean => outcomes.some((outcome) => outcome.kind === kind);
  if (has('matched')) {
    return outcomes.every(({ kind }) => kind === 'matched') ? 0 : 1;
  }
  return has('defect') ? 2 : has('error') && !has('unknown') ? 4 : 3;
}

function isBuiltIn(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'builtIn' in item;
}

/** Counts pairs by what comes out. Work is done once for pairs that share one array of outcomes. Never throws. */
export function tally<Item>(pairs: Pair<Item>[]): Tally<Item> {
  const byOutcomes = new Map<Outcome[], Item[]>();
  for (const { item, outcomes } of pairs) {
    const items = byOutcomes.get(outcomes);
    if (items) {
      items.push(item);
    } else {
      byOutcomes.set(outcomes, [item]);
    }
  }
  const types = new Map<string, number>();
  const groups = new Map<string, PairGroup<Item>>();
  const p2pConditions = new Set<string>();
  const builtIn = pairs.filter(({ item }) => isBuiltIn(item)).length;
  const none = { conditional: 0, defects: 0, undecided: 0, p2p: 0, p2pAlways: 0 };
  const result: Tally<Item> = { total: pairs.length, types, builtIn, ...none, groups: [] };
  for (const [outcomes, items] of byOutcomes) {
    const labels = typesOf(outcomes);
    for (const label of labels) {
      types.set(label, (types.get(label) ?? 0) + items.length);
    }
    const has = (kind: Outcome['kind']): boolean => outcomes.some((outcome) => outcome.kind === kind);
    result.conditional += labels.size > 1 || (labels.size > 0 && !outcomes.every(({ kind }) => kind === 'matched')) ? items.length : 0;
    result.defects += has('defect') ? items.length : 0;
    result.undecided += has('unknown') || outcomes.length === 0 ? items.length : 0;
    const condition = p2pCondition(outcomes);
    result.p2p += condition === undefined ? 0 : items.length;
    if (condition === 'always') {
      result.p2pAlways += items.length;
    } else if (condition !== undefined) {
      p2pConditions.add(condition);
    }
    const markdown = summaryMarkdown(outcomes);
    const group = groups.get(markdown);
    if (group) {
      group.items.push(...items);
    } else {
      groups.set(markdown, { markdown, outcomes, items: [...items] });
    }
  }
  const [only] = p2pConditions;
  result.types = new Map([...types].sort(([, one], [, other]) => other - one));
  result.groups = [...groups.values()].sort(
    (one, other) => rank(one.outcomes) - rank(other.outcomes) || other.items.length - one.items.length,
  );
  return p2pConditions.size === 1 && only !== undefined ? { ...result, p2pWhen: only } : result;
}

/** What the other side is called, singular and plural. */
export type Noun = readonly [one: string, many: string];
export const exporterNoun: Noun = ['exporter', 'exporters'];
export const importerNoun: Noun = ['importer', 'importers'];
export const pairNoun: Noun = ['pair', 'pairs'];

/** `12 exporters`, `1 exporter`. */
export function counted(count: number, [one, many]: Noun): string {
  return `${count} ${count === 1 ? one : many}`;
}

function matchWords<Item>(counts: Tally<Item>, noun: Noun): string {
  if (counts.total === 0) {
    return `no ${noun[0]} in this tree`;
  }
  if (counts.types.size > 0) {
    const parts = [...counts.types].map(([label, count]) => `${label} with ${count}`);
    return `${parts.join(', ')} of ${counted(counts.total, noun)}${builtInWords(counts)}`;
  }
  return `no match with ${counts.total === 1 ? `the only ${noun[0]}` : `any of ${counts.total} ${noun[1]}`}${builtInWords(counts)}`;
}

/** Says how many of the counterparts are no drivers. */
function builtInWords<Item>({ builtIn, total }: Tally<Item>): string {
  if (builtIn === 0) return '';
  return builtIn === total ? ' (built in)' : ` (${builtIn} built in)`;
}

function remarks<Item>(counts: Tally<Item>): string[] {
  return [
    counts.conditional > 0 ? `${counts.conditional} conditional` : '',
    counts.defects > 0 ? `${counts.defects} ${counts.defects === 1 ? 'defect' : 'defects'}` : '',
    counts.undecided > 0 ? `${counts.undecided} not decided` : '',
  ].filter((remark) => remark !== '');
}

/** The whole tally as one plain line, such as `SGT with 12 of 15 exporters · 2 conditional`. A type's count includes conditional pairs. */
export function tallyLine<Item>(counts: Tally<Item>, noun: Noun): string {
  return [undecidedOnly(counts, noun) ?? matchWords(counts, noun), ...remarks(counts)].join(' · ');
}

/** Nothing matched, but not all of it is known: no claim that nothing matches. */
function undecidedOnly<Item>(counts: Tally<Item>, noun: Noun): string | undefined {
  return counts.types.size === 0 && counts.undecided > 0 ? `no certain match with ${counted(counts.total, noun)}` : undefined;
}

/** First line of a hover, as Markdown: the tally, and when peer-to-peer is allowed. */
export function tallyMarkdown<Item>(counts: Tally<Item>, noun: Noun): string {
  const first = escapeText(undecidedOnly(counts, noun) ?? matchWords(counts, noun));
  return [first, ...p2pWords(counts), ...remarks(counts)].join('; ');
}

function p2pWords<Item>({ p2p, p2pAlways, p2pWhen, types }: Tally<Item>): string[] {
  const conditional = p2p - p2pAlways;
  if (p2p === 0) {
    return [];
  }
  if (conditional === 0) {
    return [`P2P with ${p2p}`];
  }
  const when = p2pWhen === undefined ? 'under conditions' : `when ${p2pWhen}`;
  const all = p2pAlways === 0 && conditional === Math.max(...types.values());
  return [
    all
      ? `P2P ${when}`
      : p2pAlways === 0
        ? `P2P with ${conditional} ${when}`
        : `P2P with ${p2pAlways}, and with ${conditional} more ${when}`,
  ];
}
