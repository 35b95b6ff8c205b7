import { constructorSide, constructorsBehind } from '../fixes/constructors.ts';
import { functionAt } from '../fixes/scope.ts';
import { placeOf } from '../index/names.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import { belongsToType } from '../negotiate/constructors.ts';
import type { Place } from '../negotiate/offer.ts';
import { type EntryUse, entryUses, isTestCode, tokensAt, writtenAt } from './lists.ts';
import { makers } from './makers.ts';
import type { RawFinding, Rule } from './rule.ts';
import { whenPhrase } from './words.ts';

/** A match succeeds and leaves an attachment without ops: the first map call follows NULL. */
export const missingExpOps: Rule = {
  id: 'missing-exp-ops',
  severity: 'error',
  summary: "an exporter's entry without ops",
  check(analysis) {
    const types = new Map(analysis.types().map((type) => [type.info.id, type]));
    const all = entryUses(analysis);
    const wanting = typesWithOps(
      analysis,
      all.flatMap(({ uses }) => uses),
    );
    return all.flatMap(({ at, uses }) => {
      const bare = uses.filter((use) => isBare(analysis, use, wanting));
      const type = bare[0]?.entry.type;
      const known = type?.known ? types.get(type.id) : undefined;
      return known ? [finding(analysis, at, bare, known)] : [];
    });
  },
};

/** Ids of the types whose exporter entries have ops: some constructor sets them, and none for exporters leaves them out. */
function typesWithOps(analysis: Analysis, uses: readonly EntryUse[]): ReadonlySet<string> {
  const wanting = new Set<string>();
  for (const { type, withoutOps } of analysis.constructors()) if (!withoutOps) wanting.add(type);
  for (const { side, entry } of uses) {
    if (side === 'exporter' && entry.constructorCall && entry.expOps === 'set' && entry.type.known) wanting.add(entry.type.id);
  }
  const typeNames = new Map(analysis.types().map(({ info }) => [info.id, info.name]));
  // A driver's helper that leaves the ops out is no constructor that does so on purpose.
  const lacking = new Set(
    analysis.constructors().flatMap((each) => {
      const { withoutOps, definition, type } = each;
      const { name } = definition.fact;
      return withoutOps && (constructorSide(name) || belongsToType(analysis.names, each, typeNames.get(type) ?? '')) ? [name] : [];
    }),
  );
  for (const { side, entry } of uses) {
    const name = entry.constructorCall?.name;
    const onPurpose = name !== undefined && lacking.has(name) && constructorSide(name) !== 'importer';
    if (side === 'exporter' && onPurpose && entry.type.known) wanting.delete(entry.type.id);
  }
  return wanting;
}

function isBare(analysis: Analysis, { side, entry, offer }: EntryUse, wanting: ReadonlySet<string>): boolean {
  if (side !== 'exporter' || !entry.type.known || !wanting.has(entry.type.id)) return false;
  if (entry.expOps !== 'null' && entry.expOps !== 'uninitialized') return false;
  // Another rule tells of an importer's constructor in an exporter's list.
  const importers = makers(analysis, entry).some(({ name, at }) =>
    constructorsBehind(analysis, name, at.file).some((behind) => constructorSide(behind) === 'importer'),
  );
  return !importers && !isTestCode(analysis, offer.call.file) && !patchesResult(analysis, offer.call);
}

/** True if the function with the call stores to the result itself, which may well be how the ops get there. */
function patchesResult(analysis: Analysis, call: Place): boolean {
  const facts = analysis.names.facts(call.file);
  const body = facts && functionAt(facts, call.start)?.bodySpan;
  const all = body ? tokensAt(analysis, { file: call.file, ...body }) : [];
  return all.some(
    ({ text }, at) => text === 'map_type' && (all[at + 1]?.text === '=' || (all[at + 1]?.text === '.' && all[at + 2]?.text === 'exp_ops')),
  );
}

function finding(analysis: Analysis, at: Place, uses: EntryUse[], type: MappingType): RawFinding {
  const { entry } = uses[0]!;
  const when = whenPhrase(uses.map(({ offer }) => offer.conditions));
  const none = entry.expOps === 'null' ? 'are NULL' : 'are never set';
  const label = type.info.label;
  const wanted = type.expOpsTag ? `a \`struct ${type.expOpsTag}\`` : `the exporter ops of ${label}`;
  const nothing = entry.constructorCall?.arguments.find((argument) => /^(?:NULL|0)$/.test(writtenAt(analysis, argument)));
  return {
    at: nothing ?? at,
    message: `The \`exp_ops\` of this ${label} entry ${none}${when}: the match succeeds, and the first map call follows ${entry.expOps === 'null' ? 'a NULL pointer' : 'whatever was in memory'}; give it ${wanted}`,
    related: [{ at: placeOf(type.definition), message: `${label} is defined here` }],
    fixes: () => [],
  };
}
