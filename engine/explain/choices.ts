/** Who selects a match entry. */
import type { ExporterSide, ImporterInfo, Outcome } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Entry, Place } from '../negotiate/offer.ts';
import type { EntryUse } from './subject.ts';

export interface Choice {
  counterpart: ExporterSide | ImporterInfo;
  /**
   * `perhaps`: an entry of that index is, but on another path that index has another entry of the type. `undecided`: no outcome ends with it, but
   * one is not decided, or is a defect that may lie behind its selection.
   */
  chosen: 'always' | 'sometimes' | 'perhaps' | 'undecided' | 'never';
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
  if (outcomes.some(selects(shared))) {
    return 'perhaps';
  }
  const open = ({ kind, defect, exporterEntry, importerEntry }: Outcome) =>
    kind === 'unknown' ||
    defect === 'null-call' ||
    defect === 'positive-return' ||
    (kind === 'matched' && (side === 'exporter' ? exporterEntry : importerEntry) === undefined);
  return outcomes.length === 0 || outcomes.some(open) ? 'undecided' : 'never';
}

/** Every owner of the entry with every counterpart; `label` is that of the entry's type, if it is known. Never throws. */
export function choices(analysis: Analysis, uses: EntryUse[], label: string | undefined): Choice[] {
  return [...indexesOf(analysis, uses)].flatMap(([owner, indexes]) => {
    const counterparts = indexes.side === 'exporter' ? analysis.importers() : analysis.exporters();
    return counterparts.map(({ info }): Choice => {
      const [importer, exporter] = indexes.side === 'exporter' ? [info.id, owner.info.id] : [owner.info.id, info.id];
      return { counterpart: info, chosen: choiceOf(analysis.cell(importer, exporter).outcomes, indexes, label) };
    });
  });
}
