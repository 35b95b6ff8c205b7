/** Words for match lists and their entries, as Markdown. */
import type { Analysis } from '../negotiate/analysis.ts';
import type { Entry, Offer } from '../negotiate/offer.ts';
import { code, escapeText } from './markdown.ts';
import { conditionsMarkdown } from './outcome.ts';

const unknownTypes: Record<'uninitialized' | 'null' | 'unknown', string> = {
  uninitialized: 'an entry nobody initialised',
  null: 'an entry whose type is NULL',
  unknown: 'an entry of unknown type',
};

/** Label of an entry's type, or words for why it has none. */
export function entryType(analysis: Analysis, { type }: Entry): string {
  if (!type.known) {
    return unknownTypes[type.why];
  }
  return escapeText(analysis.types().find(({ info }) => info.id === type.id)?.info.label ?? type.name);
}

/** Members with a named or literal value, such as `` `importer_accepts_p2p = DMA_SGT_NO_P2P` ``, with each value that an entry has; at most `limit`. */
export function entryFields(entries: Entry[], limit: number): string[] {
  const values = new Map<string, Set<string>>();
  for (const [path, value] of entries.flatMap(({ fields }) => Object.entries(fields))) {
    if (/^(?:[A-Z][A-Z0-9_]*|-?\d\w*|true|false)$/.test(value)) {
      const name = path.slice(path.lastIndexOf('.') + 1);
      values.set(name, (values.get(name) ?? new Set()).add(value));
    }
  }
  return [...values].slice(0, limit).map(([name, all]) => {
    const [first = '', ...others] = all;
    return [code(`${name} = ${first}`), ...others.map(code)].join(' or ');
  });
}

function entryWords(analysis: Analysis, entry: Entry): string {
  const [field] = entryFields([entry], 1);
  const type = entryType(analysis, entry);
  return field === undefined ? type : `${type} (${field})`;
}

const shownEntries = 4;

function listWords(analysis: Analysis, { entries, count }: Offer): string {
  if (entries.length === 0) {
    return count === undefined ? 'a list that could not be read' : 'an empty list';
  }
  const words = entries.slice(0, shownEntries).map((entry) => entryWords(analysis, entry));
  const more = entries.length > shownEntries ? `, and ${entries.length - shownEntries} more` : '';
  return `${words.join(', then ')}${more}${count === undefined ? ', with a length that is not known' : ''}`;
}

const shownLists = 4;

/** Lines that say what lists are handed over: one sentence for one list, a line per list for several. */
export function offerLines(analysis: Analysis, verb: string, offers: Offer[]): string[] {
  const words = offers.map((offer) => {
    const when = offer.conditions.length > 0 ? ` when ${conditionsMarkdown(offer.conditions)}` : '';
    return `${listWords(analysis, offer)}${when}`;
  });
  const distinct = [...new Set(words)];
  if (distinct.length === 1) {
    return [`${verb} ${distinct[0]}.`];
  }
  const more = distinct.length > shownLists ? [`- or one of ${distinct.length - shownLists} more lists`] : [];
  return [`${verb} one of these lists:`, '', ...distinct.slice(0, shownLists).map((line) => `- ${line}`), ...more, ''];
}
