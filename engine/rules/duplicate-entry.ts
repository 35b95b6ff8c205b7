import { textEdits } from '../fixes/edits.ts';
import { withoutEntry } from '../fixes/remove.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { type EntryUse, entryUses, isTestCode, listName } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';

/** The later of two equal entries is compared with the same counterparts, with the same answers, and never taken. */
export const duplicateEntry: Rule = {
  id: 'duplicate-entry',
  severity: 'warning',
  summary: 'the same entry twice in one list',
  check: (analysis) =>
    entryUses(analysis).flatMap(({ at, uses }) =>
      uses.every(({ entry }) => entry.sameAs !== undefined) && !isTestCode(analysis, at.file) ? [finding(analysis, at, uses)] : [],
    ),
};

function finding(analysis: Analysis, at: Place, uses: EntryUse[]): RawFinding {
  const { offer, entry } = uses[0]!;
  const first = offer.entries[entry.sameAs!];
  const name = listName(analysis, offer);
  const list = name === 'the list' ? name : `\`${name}\``;
  const label = entry.type.known
    ? analysis.types().find(({ info }) => entry.type.known && info.id === entry.type.id)?.info.label
    : undefined;
  return {
    at,
    message: `Entry ${entry.index} of ${list} is the same as entry ${entry.sameAs}: ${label ? `both are ${label} with the same fields` : 'all fields are equal'}, so this one is never taken; remove it, or set what was to be different`,
    related: first?.origin ? [{ at: first.origin, message: `entry ${first.index} is written here` }] : [],
    fixes: () => {
      const changes = withoutEntry(
        analysis,
        uses.map((use) => use.offer),
        at,
      );
      return changes ? [{ title: 'Remove the second of the two entries', safe: true, edits: textEdits(analysis, at.file, changes) }] : [];
    },
  };
}
