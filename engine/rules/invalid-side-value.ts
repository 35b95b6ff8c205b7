import type { Fix } from '../answers.ts';
import type { FieldFact } from '../facts/facts.ts';
import { textEdits } from '../fixes/edits.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place, Side } from '../negotiate/offer.ts';
import { type EntryUse, entryUses, writtenAt } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { whenPhrase } from './words.ts';

const MATCH = 'dma_buf_mapping_match';

/** One enumeration holds the answers of both sides: a value of the other side is no answer, and `match` treats it as a refusal or an error. */
export const invalidSideValue: Rule = {
  id: 'invalid-side-value',
  severity: 'warning',
  summary: 'a value of the other side in a member of a match entry',
  check: (analysis) =>
    entryUses(analysis).flatMap(({ at, uses }) => {
      const members = new Map<string, Wrong[]>();
      for (const use of uses) {
        for (const [path, written] of Object.entries(use.entry.fields)) {
          const wrong = wrongValue(analysis, use, path, written);
          if (wrong) members.set(path, [...(members.get(path) ?? []), wrong]);
        }
      }
      return [...members.values()].map((all) => finding(analysis, at, all));
    }),
};

interface Wrong {
  use: EntryUse;
  /** Member path, such as `sgt_data.importer_accepts_p2p`. */
  path: string;
  /** As the source spells the value. */
  written: string;
  /** The enumerator that the value is. */
  means: string;
  /** What may stand in the member instead: enumerators of its side that are not zero. */
  own: string[];
  tag: string;
}

/** Nothing unless the member is an enumeration with values for both sides, and is named after one of them. */
function wrongValue(analysis: Analysis, use: EntryUse, path: string, written: string): Wrong | undefined {
  const asked = sideIn(path.split('.').at(-1)!);
  const tag = asked && enumTag(analysis, use.at.file, path);
  const all = tag ? enumerators(analysis, tag, use.at.file) : undefined;
  if (!asked || !tag || !all || !['importer', 'exporter'].every((side) => all.some(({ name }) => sideIn(name) === side))) return undefined;
  const value = numberIn(analysis, written, use.at.file);
  if (value === undefined || value === 0) return undefined;
  const meant = all.filter((each) => each.value === value);
  const own = all.filter((each) => sideIn(each.name) === asked).map(({ name }) => name);
  const wrong = meant.length > 0 && meant.every(({ name }) => sideIn(name) !== undefined && sideIn(name) !== asked);
  return wrong ? { use, path, written, means: meant[0]!.name, own, tag } : undefined;
}

function sideIn(name: string): Side | undefined {
  const words = name.toLowerCase();
  const [importer, exporter] = [words.includes('importer'), words.includes('exporter')];
  return importer === exporter ? undefined : importer ? 'importer' : 'exporter';
}

function enumTag({ names }: Analysis, file: string, path: string): string | undefined {
  let fields: readonly FieldFact[] = names.records(MATCH, file)[0]?.fact.fields ?? [];
  let found: FieldFact | undefined;
  for (const step of path.split('.')) {
    found = member(fields, step);
    fields = found?.members ?? (found?.tag ? (names.records(found.tag, file)[0]?.fact.fields ?? []) : []);
  }
  return /^(?:const\s+)?enum\s+(\w+)$/.exec(found?.type.trim() ?? '')?.[1];
}

/** The member of that name, anonymous structs and unions included. */
function member(fields: readonly FieldFact[], name: string): FieldFact | undefined {
  for (const field of fields) {
    const found = field.name === undefined ? member(field.members ?? [], name) : field.name === name ? field : undefined;
    if (found) return found;
  }
  return undefined;
}

interface Enumerator {
  name: string;
  value: number;
}

/** Names and values; nothing if a value cannot be told. */
function enumerators({ names, machine }: Analysis, tag: string, file: string): Enumerator[] | undefined {
  const found = names.enums(tag, file)[0];
  if (!found) return undefined;
  const all: Enumerator[] = [];
  for (const { name } of found.fact.enumerators) {
    const value = machine.lowerer.context.constantOf(name, found.file);
    if (value === undefined) return undefined;
    all.push({ name, value });
  }
  return all;
}

function numberIn({ machine }: Analysis, written: string, file: string): number | undefined {
  return /^\w+$/.test(written) ? machine.lowerer.context.constantOf(written, file) : undefined;
}

function finding(analysis: Analysis, origin: Place, all: Wrong[]): RawFinding {
  const { path, written, means, own, use } = all[0]!;
  const name = path.split('.').at(-1)!;
  const at = valuePlace(analysis, use, path, written) ?? origin;
  const when = whenPhrase(all.map((each) => each.use.offer.conditions));
  const same = written === means ? '' : `, which is \`${means}\`,`;
  const asked = sideIn(name)!;
  const advice = own.length === 1 ? `use \`${own[0]}\`` : `use a value for the ${asked}`;
  return {
    at,
    message: `\`${name}\` is \`${written}\`${same} in this entry${when}: that is a value for the ${asked === 'importer' ? 'exporter' : 'importer'} and means nothing here; ${advice}`,
    related: [],
    fixes: () => useOwn(analysis, at, origin, own),
  };
}

/** Where the value is written: to the member, or as an argument of the constructor. */
function valuePlace(analysis: Analysis, { entry }: EntryUse, path: string, written: string): Place | undefined {
  const places = [entry.fieldOrigins?.[path], ...(entry.constructorCall?.arguments ?? [])];
  return places.find((place) => place && writtenAt(analysis, place) === written);
}

function useOwn(analysis: Analysis, at: Place, origin: Place, own: string[]): Fix[] {
  if (own.length !== 1 || (at.start === origin.start && at.end === origin.end)) return [];
  const edits = textEdits(analysis, at.file, [{ start: at.start, end: at.end, newText: own[0]! }]);
  return [{ title: `Use \`${own[0]}\``, safe: false, edits }];
}
