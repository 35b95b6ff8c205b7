import type { Analysis } from '../negotiate/analysis.ts';
import { hasOwnCore } from '../negotiate/core.ts';
import { type MapCall, mapCalls } from '../negotiate/map-calls.ts';
import { looksAtType } from '../negotiate/map-guards.ts';
import { labelsOf } from './map-calls.ts';
import type { RawFinding, Rule } from './rule.ts';
import { listed } from './words.ts';

/** The importer asks for several types, but treats whatever it gets as one of them. */
export const unguardedMapCall: Rule = {
  id: 'unguarded-map-call',
  severity: 'warning',
  summary: 'an attachment that may have several mapping types, mapped as one without looking',
  check(analysis) {
    const several = mapCalls(analysis).filter(({ types, wants }) => types.has(wants) && types.size > 1);
    if (several.length === 0) return [];
    const offered = typesOffered(analysis);
    return several.flatMap((each) => {
      const others = [...each.types].filter((type) => type !== each.wants && (!offered || offered.has(type)));
      return others.length === 0 || looksAtType(analysis.machine, each) ? [] : [finding(analysis, each, others)];
    });
  },
};

/** C names of the types that some exporter of the tree may agree on; nothing where the exporters are elsewhere. */
function typesOffered(analysis: Analysis): Set<string> | undefined {
  if (!hasOwnCore(analysis.names)) return undefined;
  const entries = analysis.exporters().flatMap(({ info }) => analysis.offers(info.id).flatMap((offer) => offer.entries));
  return new Set(entries.flatMap(({ type }) => (type.known ? [type.name] : [])));
}

function finding(analysis: Analysis, { call, wants, sites, function: target }: MapCall, others: string[]): RawFinding {
  const [wanted] = labelsOf(analysis, [wants]);
  const other = listed(labelsOf(analysis, others), 'or');
  return {
    at: { file: target.file, ...call.calleeSpan },
    message: `This attachment may come out as ${other} as well as ${wanted}, but \`${call.callee}()\` fails for all but ${wanted}: look at its \`map_type.type\` first`,
    related: sites.map((at) => ({ at, message: 'it is attached here, and asks for several types' })),
    fixes: () => [],
  };
}
