/** The calls of a file on whose way buffers are attached, and what comes out at each. */
import type { ExporterSide } from '../answers.ts';
import { type Pair, type Tally, tally } from '../explain/tally.ts';
import type { CallFact } from '../facts/facts.ts';
import type { Analysis, Importer } from '../negotiate/analysis.ts';

export interface AttachCall {
  call: CallFact;
  /** Those who come through the call. */
  importers: Importer[];
  /** Whether it is the first call of all of them: their own. */
  own: boolean;
  /** Every one of the importers with every exporter. */
  counts: Tally<ExporterSide>;
  /** Pairs that may match. */
  matching: number;
}

/** Calls that lead to an attach function, in the order of the importers; those of stand-ins are left out. Never throws. */
export function attachCalls(analysis: Analysis, file: string): AttachCall[] {
  const found = new Map<number, { call: CallFact; importers: Importer[]; own: boolean }>();
  for (const importer of analysis.importers()) {
    if (importer.info.builtIn) continue;
    importer.steps.forEach((step, index) => {
      // What lies between an importer's own call and the attach call would say the same a third time.
      if (step.file !== file || (index > 0 && index < importer.steps.length - 1)) return;
      const known = found.get(step.call.calleeSpan.start) ?? { call: step.call, importers: [], own: true };
      if (!known.importers.includes(importer)) known.importers.push(importer);
      known.own &&= index === 0;
      found.set(step.call.calleeSpan.start, known);
    });
  }
  return [...found.values()].map((each) => {
    const counts = tally(each.importers.flatMap((importer) => pairsOf(analysis, importer)));
    return { ...each, counts, matching: matchingIn(counts) };
  });
}

function pairsOf(analysis: Analysis, importer: Importer): Pair<ExporterSide>[] {
  return analysis.exporters().map(({ info }) => ({ item: info, outcomes: analysis.cell(importer.info.id, info.id).outcomes }));
}

/** Pairs of a tally that may match. */
export function matchingIn<Item>({ groups }: Tally<Item>): number {
  const matches = groups.filter(({ outcomes }) => outcomes.some(({ kind }) => kind === 'matched'));
  return matches.reduce((sum, { items }) => sum + items.length, 0);
}
