import type { Fix } from '../answers.ts';
import { fillCounter } from '../fixes/counters.ts';
import { textEdits } from '../fixes/edits.ts';
import { passesWholeArray } from '../fixes/lists.ts';
import { functionAt } from '../fixes/scope.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Offer, Place } from '../negotiate/offer.ts';
import { byPlace, listName, listUses, spelledAt, writtenAt, writtenLength } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { counted, listed, whenPhrase } from './words.ts';

/** The core reads `.type` of an entry that no code wrote on some path. */
export const uninitializedEntry: Rule = {
  id: 'uninitialized-entry',
  severity: 'error',
  summary: 'the length covers list entries that some path never initialises',
  check(analysis) {
    const reads = listUses(analysis).flatMap(({ offer }) => {
      const missing = uninitialized(offer);
      return missing.length > 0 ? [{ offer, missing }] : [];
    });
    return byPlace(reads, ({ offer }) => offer.length ?? offer.list ?? offer.call).map(({ at, values }) => finding(analysis, at, values));
  },
};

interface Read {
  offer: Offer;
  /** Indices of the entries that nobody wrote. */
  missing: number[];
}

function uninitialized(offer: Offer): number[] {
  const covered = Math.min(offer.count ?? 0, offer.elements ?? Number.POSITIVE_INFINITY);
  return offer.entries.flatMap(({ index, type }) => (index < covered && !type.known && type.why === 'uninitialized' ? [index] : []));
}

function finding(analysis: Analysis, at: Place, reads: Read[]): RawFinding {
  const { offer } = reads[0]!;
  const name = listName(analysis, offer);
  const shared = reads[0]!.missing.filter((index) => reads.every(({ missing }) => missing.includes(index)));
  const indices = shared.length > 0 ? shared.slice(0, 1) : [...new Set(reads.map(({ missing }) => missing[0]!))].sort((a, b) => a - b);
  const subject = listed(
    indices.map((index) => (name === 'the list' ? `entry ${index} of the list` : `\`${name}[${index}]\``)),
    'or',
  );
  const when = whenPhrase(reads.map((read) => read.offer.conditions));
  return {
    at,
    message: `${subject} is read uninitialized${when}: ${lengthWords(analysis, offer)} but ${setWords(reads)}`,
    related: offer.declared ? [{ at: offer.declared.at, message: `\`${offer.declared.name}\` is declared here, without a value` }] : [],
    fixes: () => passTheCounter(analysis, offer),
  };
}

function lengthWords(analysis: Analysis, offer: Offer): string {
  const place = writtenLength(offer);
  const length = place && writtenAt(analysis, place);
  if (length === undefined || /^\d/.test(length))
    return `${counted(offer.count ?? 0, 'entry', 'entries')} ${offer.count === 1 ? 'is' : 'are'} passed`;
  return `\`${length}\` is ${offer.count}`;
}

function setWords(reads: Read[]): string {
  const set = reads.map(({ offer, missing }) => Math.min(offer.count ?? 0, offer.entries.length) - missing.length);
  const least = Math.min(...set);
  const most = Math.max(...set);
  if (least !== most) return `only ${least} to ${counted(most, 'entry is', 'entries are')} set`;
  return most === 0 ? 'no entry is set' : `only ${counted(most, 'entry is', 'entries are')} set`;
}

function passTheCounter(analysis: Analysis, offer: Offer): Fix[] {
  const { declared } = offer;
  const length = writtenLength(offer);
  const text = length && analysis.names.text(length.file);
  const facts = length && analysis.names.facts(length.file);
  if (!length || !declared || text === undefined || !facts || declared.at.file !== length.file || !passesWholeArray(analysis, offer))
    return [];
  const scope = functionAt(facts, length.start);
  if (!scope?.bodySpan || declared.at.start < scope.bodySpan.start || declared.at.start > length.start) return [];
  const counter = fillCounter(text, scope.bodySpan, declared.name);
  if (!counter || counter === spelledAt(analysis, length)) return [];
  const edits = textEdits(analysis, length.file, [{ start: length.start, end: length.end, newText: counter }]);
  return [{ title: `Pass the counter \`${counter}\` as the length`, safe: true, edits }];
}
