/** Inlay hints: the type that comes out at attach calls, the place of exporters' entries, and entries that nobody ever chooses. */
import type { InlayNote } from '../answers.ts';
import { type Choice, choices } from '../explain/choices.ts';
import { allUses } from '../explain/objects.ts';
import type { EntryUse } from '../explain/subject.ts';
import { counted, exporterNoun, importerNoun, pairNoun, tallyLine } from '../explain/tally.ts';
import type { Place } from '../facts/facts.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { hasOwnCore } from '../negotiate/core.ts';
import type { AttachCall } from './attach-calls.ts';

export type Hint = Omit<InlayNote, 'position'> & { offset: number };

/** None in a tree without mapping types: all of it is SGT, and hints would say nothing else. Never throws. */
export function hintsOf(analysis: Analysis, file: string, calls: readonly AttachCall[]): Hint[] {
  return analysis.converted ? [...calls.flatMap(typeHint), ...entryHints(analysis, file)] : [];
}

function typeHint({ call, counts }: AttachCall): Hint[] {
  if (counts.total === 0 || (counts.types.size === 0 && counts.undecided > 0)) return [];
  const [first] = counts.types.keys();
  const label = first === undefined ? 'no match' : counts.types.size > 1 ? `${counts.types.size} types` : first;
  return [{ offset: call.span.end, side: 'after', label: `→ ${label}`, tooltip: tallyLine(counts, exporterNoun) }];
}

function entryHints(analysis: Analysis, file: string): Hint[] {
  const whole = hasOwnCore(analysis.names);
  return entriesIn(analysis, file).flatMap(([origin, uses]) => [
    ...placeHint(origin, uses),
    // In a part of a tree, those who would choose it may be elsewhere.
    ...(whole ? neverHint(analysis, origin, uses) : []),
  ]);
}

/** Entries by the code that writes them, with all lists that they come to be in. */
function entriesIn(analysis: Analysis, file: string): [Place, EntryUse[]][] {
  const found = new Map<string, [Place, EntryUse[]]>();
  for (const use of allUses(analysis)) {
    for (const entry of use.offer.entries) {
      const { origin } = entry;
      if (origin?.file !== file) continue;
      const key = `${origin.start} ${origin.end}`;
      const known = found.get(key) ?? [origin, []];
      known[1].push({ ...use, entry });
      found.set(key, known);
    }
  }
  return [...found.values()];
}

/** Only exporters' order decides, and only where there is one. */
function placeHint(origin: Place, uses: readonly EntryUse[]): Hint[] {
  const ordered = uses.filter(({ side, offer }) => side === 'exporter' && offer.entries.length > 1);
  if (ordered.length === 0) return [];
  const indices = [...new Set(uses.map(({ entry }) => entry.index))].sort((one, other) => one - other);
  const label = indices.length > 3 ? `[${indices[0]}] to [${indices.at(-1)}]` : indices.map((index) => `[${index}]`).join(' or ');
  const several = indices.length > 1 ? ', by the path through the code' : '';
  return [
    { offset: origin.start, side: 'before', label, tooltip: `Place in the exporter's list${several}: the first entry that fits wins.` },
  ];
}

function neverHint(analysis: Analysis, origin: Place, uses: EntryUse[]): Hint[] {
  const { type } = uses[0]!.entry;
  const label = type.known ? analysis.types().find(({ info }) => info.id === type.id)?.info.label : undefined;
  if (!type.known || label === undefined) return [];
  const all: Choice[] = choices(analysis, uses, label);
  if (all.length === 0 || all.some(({ chosen }) => chosen !== 'never')) return [];
  const owners = new Set(uses.map(({ owner }) => owner)).size;
  const noun = owners > 1 ? pairNoun : uses[0]!.side === 'exporter' ? importerNoun : exporterNoun;
  const others = counted(all.length, noun);
  return [{ offset: origin.end, side: 'after', label: 'never chosen', tooltip: `None of ${others} comes to this entry.` }];
}
