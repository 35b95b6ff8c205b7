/** Hover of one match entry: its place in the order, and who selects it. */
import type { Analysis } from '../negotiate/analysis.ts';
import { type Choice, choices } from './choices.ts';
import { constructorNamed } from './constructors.ts';
import { links, linkTo } from './lines.ts';
import { code } from './markdown.ts';
import { entryFields, entryType } from './offer.ts';
import { conditionsMarkdown } from './outcome.ts';
import type { EntryUse } from './subject.ts';
import { counted, exporterNoun, importerNoun, pairNoun } from './tally.ts';

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
  const positions = new Set(uses.map((each) => `${each.entry.index} (of ${Math.max(each.offer.entries.length, each.entry.index + 1)})`));
  const position = `Entry ${[...positions].slice(0, 3).join(' or ')}: ${type}`;
  const total = counted(pairs.length, owners.size > 1 ? pairNoun : noun);
  const possible = which('always', 'sometimes', 'perhaps').length;
  const open = which('undecided').length;
  const share = which('perhaps').length + open > 0 ? 'chosen with at most' : 'chosen with';
  const never = open === 0 ? total : `${pairs.length - open} of ${total}, not decided with ${open}`;
  const selected = possible === 0 ? `never chosen with ${never}` : `${share} ${possible + open} of ${total}`;
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
    ['not decided, or a defect', 'undecided'],
  ];
  for (const [words, chosen] of groups) {
    const found = which(chosen);
    if (found.length > 0 && known.known) {
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
