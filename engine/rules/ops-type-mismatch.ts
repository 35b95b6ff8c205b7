import type { Fix } from '../answers.ts';
import { constructorDefinition, constructorFor, constructorSide, parameterCount } from '../fixes/constructors.ts';
import { textEdits } from '../fixes/edits.ts';
import { functionAt, objectsInScope } from '../fixes/scope.ts';
import { placeOf } from '../index/names.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import type { Entry, Place } from '../negotiate/offer.ts';
import { type EntryUse, entryUses, tokensAt } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { whenPhrase } from './words.ts';

/** The functions of a type take the ops for the struct that belongs to the type, and call through whatever lies there. */
export const opsTypeMismatch: Rule = {
  id: 'ops-type-mismatch',
  severity: 'error',
  summary: 'exporter ops of one mapping type in an entry of another',
  check(analysis) {
    const types = new Map(analysis.types().map((type) => [type.info.id, type]));
    const byTag = new Map(analysis.types().flatMap((type) => (type.expOpsTag ? [[type.expOpsTag, type] as const] : [])));
    return entryUses(analysis).flatMap(({ at, uses }) => {
      const wrong = uses.flatMap((use) => {
        const { type, ops } = use.entry;
        const own = type.known ? types.get(type.id) : undefined;
        const other = ops && byTag.get(ops.tag);
        const mismatch = own?.expOpsTag !== undefined && ops && ops.tag !== own.expOpsTag && (other || ops.tag.endsWith('_exp_ops'));
        return mismatch ? [{ use, own, other, ops }] : [];
      });
      return wrong[0] ? [finding(analysis, at, wrong[0], wrong)] : [];
    });
  },
};

interface Mismatch {
  use: EntryUse;
  own: MappingType;
  /** The type that the ops are for, if one takes them. */
  other: MappingType | undefined;
  ops: NonNullable<Entry['ops']>;
}

function finding(analysis: Analysis, origin: Place, mismatch: Mismatch, all: Mismatch[]): RawFinding {
  const { use, own, other, ops } = mismatch;
  const when = whenPhrase(all.map((each) => each.use.offer.conditions));
  const at = opsPlace(analysis, origin, use.entry, ops.name) ?? use.entry.constructorCall?.nameAt ?? origin;
  const definition = analysis.names.variables(ops.name, at.file)[0];
  const belong = other ? `, which belongs to ${other.info.label}` : '';
  return {
    at,
    message: `These ops are a \`struct ${ops.tag}\`${belong}, but the entry is ${own.info.label}${when}: its functions take them for a \`struct ${own.expOpsTag}\` and call through the wrong pointers`,
    related: [
      ...(definition ? [{ at: placeOf(definition), message: `\`${ops.name}\` is defined here` }] : []),
      { at: placeOf(own.definition), message: `${own.info.label} is defined here` },
    ],
    fixes: () => [...useTheirConstructor(analysis, mismatch), ...useOtherOps(analysis, at, mismatch)],
  };
}

/** Where the source names the ops: the argument of the constructor, or the value of the member. */
function opsPlace(analysis: Analysis, origin: Place, { constructorCall, fieldOrigins }: Entry, ops: string): Place | undefined {
  const argument = constructorCall?.arguments.find((each) => tokensAt(analysis, each).some(({ text }) => text === ops));
  if (argument) return argument;
  const set = fieldOrigins?.exp_ops;
  const name = set && tokensAt(analysis, set).find(({ text }) => text === ops);
  if (set && name) return { file: set.file, start: name.start, end: name.end };
  if (constructorCall) return constructorCall.arguments.length === 1 ? constructorCall.arguments[0] : undefined;
  const token = tokensAt(analysis, origin).find(({ text }) => text === ops);
  return token && { file: origin.file, start: token.start, end: token.end };
}

/** The constructor of the type that the ops are for, unless the list has an entry of that type already. */
function useTheirConstructor(analysis: Analysis, { use, other }: Mismatch): Fix[] {
  const { constructorCall } = use.entry;
  if (!constructorCall || !other || constructorSide(constructorCall.name) !== 'exporter') return [];
  const { nameAt, arguments: given } = constructorCall;
  const name = constructorFor(other.info.name, 'exporter');
  const taken = use.offer.entries.some(({ type }) => type.known && type.id === other.info.id);
  if (taken || !constructorDefinition(analysis, name, nameAt.file) || parameterCount(analysis, name, nameAt.file) !== given.length)
    return [];
  const edits = textEdits(analysis, nameAt.file, [{ start: nameAt.start, end: nameAt.end, newText: name }]);
  return [{ title: `Use \`${name}\``, safe: false, edits }];
}

/** The one object of the right struct that can be seen there. */
function useOtherOps(analysis: Analysis, at: Place, { own, ops }: Mismatch): Fix[] {
  const facts = analysis.names.facts(at.file);
  if (!facts) return [];
  const before = functionAt(facts, at.start)?.span.start ?? at.start;
  const fitting = objectsInScope(facts, (tag) => tag === own.expOpsTag, before);
  const token = tokensAt(analysis, at).find(({ text }) => text === ops.name);
  if (fitting.length !== 1 || !token) return [];
  const { name } = fitting[0]!;
  const edits = textEdits(analysis, at.file, [{ start: token.start, end: token.end, newText: name }]);
  return [{ title: `Hand over \`${name}\``, safe: false, edits }];
}
