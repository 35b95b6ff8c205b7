/** Code lenses: how many counterparts match, above attach calls and above exporters' ops. */
import type { ImporterInfo, LensNote } from '../answers.ts';
import { counted, exporterNoun, importerNoun, type Noun, pairNoun, type Tally, tally } from '../explain/tally.ts';
import type { Span } from '../facts/facts.ts';
import type { Analysis, Exporter } from '../negotiate/analysis.ts';
import { type AttachCall, matchingIn } from './attach-calls.ts';

export type Lens = Omit<LensNote, 'range'> & { span: Span };

/** In a tree without mapping types only those that say more than that all match. Never throws. */
export function lensesOf(analysis: Analysis, file: string, calls: readonly AttachCall[]): Lens[] {
  return [...calls.flatMap((call) => attachLens(analysis, call)), ...opsLenses(analysis, file)];
}

function attachLens(analysis: Analysis, { call, importers, own, counts, matching }: AttachCall): Lens[] {
  if (counts.total === 0) return [];
  const reached = own ? [] : [`reached by ${counted(importers.length, importerNoun)}`];
  if (!analysis.converted && reached.length === 0 && isPlain(counts, matching)) return [];
  const noun = importers.length > 1 ? pairNoun : exporterNoun;
  const parts = [...reached, ...(analysis.converted || !isPlain(counts, matching) ? words(counts, matching, noun) : [])];
  return [{ span: call.calleeSpan, title: parts.join(' · '), of: 'importer', ids: importers.map(({ info }) => info.id) }];
}

/** Ops objects; those that lie in one object share a lens. */
function opsLenses(analysis: Analysis, file: string): Lens[] {
  const objects = new Map<number, Exporter[]>();
  for (const exporter of analysis.exporters()) {
    const { definition, info } = exporter;
    if (info.builtIn || definition.file !== file) continue;
    const { start } = definition.fact.nameSpan;
    objects.set(start, [...(objects.get(start) ?? []), exporter]);
  }
  const importers = analysis.importers();
  return [...objects.values()].flatMap((exporters): Lens[] => {
    const counts = tally<ImporterInfo>(
      exporters.flatMap((exporter) =>
        importers.map(({ info }) => ({ item: info, outcomes: analysis.cell(info.id, exporter.info.id).outcomes })),
      ),
    );
    const matching = matchingIn(counts);
    if (counts.total === 0 || (!analysis.converted && isPlain(counts, matching))) return [];
    const noun = exporters.length > 1 ? pairNoun : importerNoun;
    const title = words(counts, matching, noun).join(' · ');
    return [{ span: exporters[0]!.definition.fact.nameSpan, title, of: 'exporter', ids: exporters.map(({ info }) => info.id) }];
  });
}

/** Whether all match, whatever happens, as one type. */
function isPlain<Item>({ total, conditional, undecided, defects, types }: Tally<Item>, matching: number): boolean {
  return matching === total && conditional + undecided + defects === 0 && types.size === 1;
}

function words<Item>(counts: Tally<Item>, matching: number, noun: Noun): string[] {
  const { total, types, conditional, defects, undecided, builtIn } = counts;
  const stands = builtIn === 0 ? '' : builtIn === total ? ' (built in)' : ` (${builtIn} built in)`;
  const [only] = types.keys();
  const share =
    matching > 0
      ? `${matching} of ${counted(total, noun)}${stands} ${matching === 1 && total === 1 ? 'matches' : 'match'}`
      : undecided > 0
        ? `no certain match with ${counted(total, noun)}${stands}`
        : `no match with ${counted(total, noun)}${stands}`;
  const which =
    types.size === 1 ? [only!] : types.size > 1 ? [[...types].map(([label, count]) => `${label} with ${count}`).join(', ')] : [];
  return [
    share,
    ...which,
    ...(conditional > 0 ? [`${conditional} conditional`] : []),
    ...(defects > 0 ? [counted(defects, ['defect', 'defects'])] : []),
    ...(undecided > 0 ? [`${undecided} not decided`] : []),
  ];
}
