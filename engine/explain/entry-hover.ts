/** Hover of one match entry: its place in the order, and who selects it. */
import type { ExporterInfo, ImporterInfo, Outcome } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { constructorNamed } from './constructors.ts';
import { links, linkTo } from './lines.ts';
import { code } from './markdown.ts';
import { entryFields, entryType } from './offer.ts';
import { conditionsMarkdown } from './outcome.ts';
import type { EntryUse } from './subject.ts';
import { counted, exporterNoun, importerNoun, pairNoun } from './tally.ts';

interface Choice {
  counterpart: ExporterInfo | ImporterInfo;
  chosen: boolean;
  certain: boolean;
}

/** Every owner of the entry with every counterpart. */
function choices(analysis: Analysis, uses: EntryUse[], label: string | undefined): Choice[] {
  const indexes = new Map<EntryUse['owner'], { side: EntryUse['side']; indexes: Set<number> }>();
  for (const { owner, side, entry } of uses) {
    const known = indexes.get(owner) ?? { side, indexes: new Set() };
    known.indexes.add(entry.index);
    indexes.set(owner, known);
  }
  return [...indexes].flatMap(([owner, { side, indexes: mine }]) => {
    const counterparts = side === 'exporter' ? analysis.importers() : analysis.exporters();
    return counterparts.map(({ info }): Choice => {
      const cell = side === 'exporter' ? analysis.cell(info.id, owner.info.id) : analysis.cell(owner.info.id, info.id);
      const selects = (outcome: Outcome): boolean => {
        const index = side === 'exporter' ? outcome.exporterEntry : outcome.importerEntry;
        return outcome.kind === 'matched' && index !== undefined && mine.has(index) && (label === undefined || outcome.type === label);
      };
      return { counterpart: info, chosen: cell.outcomes.some(selects), certain: cell.outcomes.every(selects) };
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
  const { entry, offer, side } = use;
  const type = entryType(analysis, entry);
  const known = entry.type;
  const label = known.known ? analysis.types().find(({ info }) => info.id === known.id)?.info.label : undefined;
  const noun = side === 'exporter' ? importerNoun : exporterNoun;
  const pairs = choices(analysis, uses, label);
  const chosen = pairs.filter((choice) => choice.chosen);
  const owners = new Set(uses.map(({ owner }) => owner));
  const position = `Entry ${entry.index + 1} of ${Math.max(offer.entries.length, entry.index + 1)}: ${type}`;
  const total = counted(pairs.length, owners.size > 1 ? pairNoun : noun);
  const selected = chosen.length === 0 ? `never chosen with ${total}` : `chosen with ${chosen.length} of ${total}`;
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
  } else if (chosen.length === 0 && pairs.length > 0) {
    lines.push(neverWhy(analysis, use, type));
  }
  const certain = chosen.filter((choice) => choice.certain).map(({ counterpart }) => counterpart);
  const conditional = chosen.filter((choice) => !choice.certain).map(({ counterpart }) => counterpart);
  if (certain.length > 0) {
    lines.push(`- always: ${counted(certain.length, noun)}, ${links(certain)}`);
  }
  if (conditional.length > 0) {
    lines.push(`- under conditions: ${counted(conditional.length, noun)}, ${links(conditional)}`);
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
