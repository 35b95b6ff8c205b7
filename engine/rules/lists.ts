/** Match lists as rules look at them: every list of the tree with whoever hands it over, gathered by place. */
import { spelled, type Token, tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Entry, Offer, Place, Side } from '../negotiate/offer.ts';

export interface ListUse {
  side: Side;
  /** Id of the exporter or importer. */
  owner: string;
  offer: Offer;
}

/** Every match list of every exporter and importer, one per path that hands it over. */
export function listUses(analysis: Analysis): ListUse[] {
  return [
    ...analysis
      .exporters()
      .flatMap(({ info }) => analysis.offers(info.id).map((offer) => ({ side: 'exporter' as const, owner: info.id, offer }))),
    ...analysis
      .importers()
      .flatMap(({ info }) => analysis.asks(info.id).map((offer) => ({ side: 'importer' as const, owner: info.id, offer }))),
  ];
}

/** An entry as one path hands it over, with the place that wrote it. */
export interface EntryUse extends ListUse {
  entry: Entry;
  at: Place;
}

/** Every entry of every list whose source is known, gathered by place: an entry may be handed over on several paths, and by several owners. */
export function entryUses(analysis: Analysis): { at: Place; uses: EntryUse[] }[] {
  const uses = listUses(analysis).flatMap((use) =>
    use.offer.entries.flatMap((entry): EntryUse[] => (entry.origin ? [{ ...use, entry, at: entry.origin }] : [])),
  );
  return byPlace(uses, ({ at }) => at).map(({ at, values }) => ({ at, uses: values }));
}

/** True for a file of KUnit tests: they build lists that are odd on purpose, and nobody maps through them. */
export function isTestCode(analysis: Analysis, file: string): boolean {
  return analysis.names.facts(file)?.includes.some(({ path }) => path.startsWith('kunit/')) ?? false;
}

/** The length argument, if it is written by itself at the call; `undefined` if a macro around the call supplies it. */
export function writtenLength({ call, list, length }: Offer): Place | undefined {
  if (!length || length.file !== call.file || (length.start <= call.start && call.end <= length.end)) return undefined;
  return list && list.start < length.end && length.start < list.end ? undefined : length;
}

/** Puts values with the same place together, in the order in which the places come first. */
export function byPlace<Value>(values: readonly Value[], place: (value: Value) => Place): { at: Place; values: Value[] }[] {
  const groups = new Map<string, { at: Place; values: Value[] }>();
  for (const value of values) {
    const at = place(value);
    const key = `${at.file}:${at.start}:${at.end}`;
    const group = groups.get(key);
    if (group) group.values.push(value);
    else groups.set(key, { at, values: [value] });
  }
  return [...groups.values()];
}

/** The tokens at a place; none if the file has no text. */
export function tokensAt(analysis: Analysis, place: Place): Token[] {
  return tokens(analysis.names.text(place.file) ?? '', place);
}

/** The source text of a place without comments and layout. */
export function spelledAt(analysis: Analysis, place: Place): string {
  return spelled(tokensAt(analysis, place));
}

/** The source text of a place on one line, for messages. */
export function writtenAt(analysis: Analysis, place: Place): string {
  return (analysis.names.text(place.file) ?? '').slice(place.start, place.end).replace(/\s+/g, ' ').trim();
}

/** What a person calls the list: its declared name, the argument as written if that is short, else `the list`. */
export function listName(analysis: Analysis, offer: Offer): string {
  if (offer.declared) return offer.declared.name;
  const argument = offer.list ? spelledAt(analysis, offer.list) : '';
  return /^[&*]?[\w.>[\]-]{1,40}$/.test(argument) ? argument : 'the list';
}
