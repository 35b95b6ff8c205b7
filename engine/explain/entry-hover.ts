/** Hover of one match entry: its place in the order, and who selects it. */
import type { ExporterInfo, ImporterInfo, Outcome } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Entry, Place } from '../negotiate/offer.ts';
import { constructorNamed } from './constructors.ts';
import { links, linkTo } from './lines.ts';
import { code } from './markdown.ts';
import { entryFields, entryType } from './offer.ts';
import { conditionsMarkdown } from './outcome.ts';
import type { EntryUse } from './subject.ts';
import { counted, exporterNoun, importerNoun, pairNoun } from './tally.ts';

interface Choice {
  counterpart: ExporterInfo | ImporterInfo;
  /** `perhaps`: an entry of that index is, but on another path that index has another entry of the type. */
  chosen: 'always' | 'sometimes' | 'perhaps' | 'never';
}

/** Indexes that the hovered entry has in an owner's lists: those that only it has, and those that it shares with others of its type. */
interface Indexes {
  side: EntryUse['side'];
  own: Set<number>;
  shared: Set<number>;
}

function samePlace(one: Place | undefined, other: Place | undefined): boolean {
  return one !== undefined && one.file === other?.file && one.start === other.start && one.end === other.end;
}

function indexesOf(analysis: Analysis, uses: EntryUse[]): Map<EntryUse['owner'], Indexes> {
  const result = new Map<EntryUse['owner'], Indexes>();
  for (const { owner, side, entry } of uses) {
    const indexes = result.get(owner) ?? { side, own: new Set(), shared: new Set() };
    const offers = side === 'exporter' ? analysis.offers(owner.info.id) : analysis.asks(owner.info.id);
    const rivals = offers.flatMap(({ entries }) => entries.filter(({ index }) => index === entry.index));
    const alone = rivals.every((rival) => samePlace(rival.origin, entry.origin) || !sameType(rival, entry));
    (alone ? indexes.own : indexes.shared).add(entry.index);
    result.set(owner, indexes);
  }
  return result;
}

const sameType = (one: Entry, other: Entry): boolean => !one.type.known || !other.type.known || one.type.id === other.type.id;

function choiceOf(outcomes: Outcome[], { side, own, shared }: Indexes, label: string | undefined): Choice['chosen'] {
  const selects = (indexes: Set<number>) => (outcome: Outcome) => {
    const index = side === 'exporter' ? outcome.exporterEntry : outcome.importerEntry;
    return outcome.kind === 'matched' && index !== undefined && indexes.has(index) && (label === undefined || outcome.type === label);
  };
  if (outcomes.some(selects(own))) {
    return outcomes.every(selects(own)) ? 'always' : 'sometimes';
  }
  return outcomes.some(selects(shared)) ? 'perhaps' : 'never';
}

/** Every owner of the entry with every counterpart. */
function choices(analysis: Analysis, uses: EntryUse[], label: string | undefined): Choice[] {
  return [...indexesOf(analysis, uses)].flatMap(([owner, indexes]) => {
    const counterparts = indexes.side === 'exporter' ? analysis.importers() : analysis.exporters();
    return counterparts.map(({ info }): Choice => {
      const [importer, exporter] = indexes.side === 'exporter' ? [info.id, owner.info.id] : [owner.info.id, info.id];
      return { counterpart: info, chosen: choiceOf(analysis.cell(importer, exporter).outcomes, indexes, label) };
    });
  });
}

/** Why nothing selects an entry, as far as its type tells. */
function neverWhy(analysis: Analysis, { side, entry }: EntryUse, type: string): string {
  const others =
    side === 'exporter'
      ? analysis.importers().flatMap(({ info }) => analysis.asks(info.id))
      : analysis.exporters().flatMap(({ info }) => analysis.offers(info.id));
  const wanted = others.some(({ entries }) =>
    entries.some((other) => other.type.known && entry.type.known && other.type.id === entry.type.id),
  );
  if (wanted) {
    return `Others name ${type} too, but an earlier entry wins or the type's match refuses.`;
  }
  return side === 'exporter' ? `No list of an importer names ${type}.` : `No list of an exporter names ${type}.`;
}

/** Lines of the hover; the first is the answer. */
export function entryHover(analysis: Analysis, uses: EntryUse[], file: string): string[] {
  const [use] = uses;
  if (!use) {
    return [];
  }
  const { entry, side } = use;
  const type = entryType(analysis, entry);
  const known = entry.type;
  const label = known.known ? analysis.types().find(({ info }) => info.id === known.id)?.info.label : undefined;
  const noun = side === 'exporter' ? importerNoun : exporterNoun;
  const pairs = choices(analysis, uses, label);
  const which = (...kinds: Choice['chosen'][]) =>
    pairs.filter(({ chosen }) => kinds.includes(chosen)).map(({ counterpart }) => counterpart);
  const owners = new Set(uses.map(({ owner }) => owner));
  const positions = new Set(uses.map((each) => `${each.entry.index + 1} of ${Math.max(each.offer.entries.length, each.entry.index + 1)}`));
  const position = `Entry ${[...positions].slice(0, 3).join(' or ')}: ${type}`;
  const total = counted(pairs.length, owners.size > 1 ? pairNoun : noun);
  const possible = which('always', 'sometimes', 'perhaps').length;
  const share = which('perhaps').length > 0 ? 'chosen with at most' : 'chosen with';
  const selected = possible === 0 ? `never chosen with ${total}` : `${share} ${possible} of ${total}`;
  const lines = [known.known && pairs.length > 0 ? `${position}; ${selected}` : position, ''];
  const kind = side === 'exporter' ? 'Exporter entry' : 'Importer entry';
  lines.push(`${kind} of ${links([...owners].map(({ info }) => info))}${madeBy(analysis, use, file)}.`);
  const conditions = new Set(uses.map((each) => conditionsMarkdown(each.offer.conditions)));
  const [only] = conditions;
  if (conditions.size === 1 && only) {
    lines.push(`In the list when ${only}.`);
  }
  const fields = entryFields(
    uses.map((each) => each.entry),
    4,
  );
  if (fields.length > 0) {
    lines.push(`Sets ${fields.join(', ')}.`);
  }
  lines.push('');
  if (!known.known) {
    lines.push('The core would compare a type that is no known object.');
  } else if (possible === 0 && pairs.length > 0) {
    lines.push(neverWhy(analysis, use, type));
  }
  const groups: [string, Choice['chosen']][] = [
    ['always', 'always'],
    ['under conditions', 'sometimes'],
    ['this one or that of another path', 'perhaps'],
  ];
  for (const [words, chosen] of groups) {
    const found = which(chosen);
    if (found.length > 0) {
      lines.push(`- ${words}: ${counted(found.length, noun)}, ${links(found)}`);
    }
  }
  return lines;
}

function madeBy(analysis: Analysis, { entry }: EntryUse, file: string): string {
  const name = entry.constructorCall?.name;
  if (name === undefined) {
    return '';
  }
  const maker = constructorNamed(analysis, name, file);
  if (!maker) {
    return `, made by ${code(name)}`;
  }
  return `, made by the ${maker.kind} ${linkTo({ name, location: analysis.location(maker.at) })}`;
}
