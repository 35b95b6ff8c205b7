import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { entryBefore, withoutEntry } from '../fixes/remove.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { hasOwnCore } from '../negotiate/core.ts';
import type { Place, Side } from '../negotiate/offer.ts';
import { bothSides, type Sided } from './counterparts.ts';
import { type EntryUse, entryUses, isTestCode, listName } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';

/** An entry without effect: no negotiation can end with it. */
export const unreachableEntry: Rule = {
  id: 'unreachable-entry',
  severity: 'hint',
  summary: 'an entry that no counterpart can ever select',
  check(analysis) {
    const wanted = wantedTypes(analysis);
    return entryUses(analysis).flatMap(({ at, uses }) => {
      // Equal entries are another rule's matter.
      if (isTestCode(analysis, at.file) || uses.some(({ entry }) => entry.sameAs !== undefined)) return [];
      if (uses.every(({ entry }) => entry.shadowedBy !== undefined)) return [shadowed(analysis, at, uses)];
      return uses.every((use) => isUnwanted(use, wanted[use.side])) ? [unwanted(analysis, at, uses)] : [];
    });
  },
};

/** Ids of the types that the other side knows; nothing where that is not known of everybody. */
type Wanted = Record<Side, ReadonlySet<string> | undefined>;

function wantedTypes(analysis: Analysis): Wanted {
  // A folder without the core is a part of a tree: its counterparts live elsewhere.
  if (!hasOwnCore(analysis.names)) return { exporter: undefined, importer: undefined };
  const { exporters, importers } = bothSides(analysis);
  return { exporter: typesOf(importers), importer: typesOf(exporters.filter(({ self }) => self.info.match !== 'none')) };
}

function typesOf(sides: Sided<unknown>[]): ReadonlySet<string> | undefined {
  const ids = new Set(sides.flatMap(({ types }) => types.map(({ info }) => info.id)));
  return sides.every(({ known }) => known) && ids.size > 0 ? ids : undefined;
}

/** True if the other side lacks the type of this entry, but has that of another one: a list of which nothing fits is another rule's matter. */
function isUnwanted({ entry, offer }: EntryUse, wanted: ReadonlySet<string> | undefined): boolean {
  const { type } = entry;
  if (!type.known || !wanted || wanted.has(type.id)) return false;
  return offer.entries.some((other) => other.type.known && wanted.has(other.type.id));
}

function label(analysis: Analysis, { type }: EntryUse['entry']): string {
  return (type.known && analysis.types().find(({ info }) => info.id === type.id)?.info.label) || 'this type';
}

function unwanted(analysis: Analysis, at: Place, uses: EntryUse[]): RawFinding {
  const { side, entry } = uses[0]!;
  const word = label(analysis, entry);
  const nobody = side === 'exporter' ? `No importer in this tree asks for ${word}` : `No exporter in this tree offers ${word}`;
  return {
    at,
    message: `${nobody}: this entry is never taken`,
    related: [],
    fade: true,
    fixes: () => fixes(analysis, at, uses, { move: false }),
  };
}

function shadowed(analysis: Analysis, at: Place, uses: EntryUse[]): RawFinding {
  const { offer, entry } = uses[0]!;
  const first = offer.entries[entry.shadowedBy!]!;
  const name = listName(analysis, offer);
  const list = name === 'the list' ? name : `\`${name}\``;
  const advice = entry.firstInstead ? 'move this one up, or remove it' : 'remove it';
  return {
    at,
    message: `Entry ${entry.index} of ${list} is never taken: entry ${first.index} before it is ${label(analysis, entry)} as well, and fits wherever this one could; ${advice}`,
    related: first.origin ? [{ at: first.origin, message: `entry ${first.index} is written here` }] : [],
    fade: true,
    fixes: () => fixes(analysis, at, uses, { move: entry.firstInstead === true }),
  };
}

function fixes(analysis: Analysis, at: Place, uses: EntryUse[], { move }: { move: boolean }): Fix[] {
  const offers = uses.map(({ offer }) => offer);
  const { shadowedBy } = uses[0]!.entry;
  const moved = move && shadowedBy !== undefined ? entryBefore(analysis, offers, at, shadowedBy) : undefined;
  const removed = withoutEntry(analysis, offers, at);
  return [
    ...(moved ? [{ title: `Move this entry before entry ${shadowedBy}`, safe: false, edits: textEdits(analysis, at.file, moved) }] : []),
    ...(removed ? [{ title: 'Remove this entry', safe: false, edits: textEdits(analysis, at.file, removed) }] : []),
  ];
}
