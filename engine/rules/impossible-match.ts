import type { Fix, Outcome } from '../answers.ts';
import { addFallback } from '../fixes/fallback.ts';
import { placeOf } from '../index/names.ts';
import type { Analysis, Exporter, Importer, MappingType } from '../negotiate/analysis.ts';
import { hasOwnCore } from '../negotiate/core.ts';
import type { Side } from '../negotiate/offer.ts';
import { bothSides, type Sided } from './counterparts.ts';
import type { RawFinding, Rule } from './rule.ts';
import { counted, listed } from './words.ts';

const SHOWN = 3;
const UNKNOWN_ERRNO = 'unknown errno';

/** One side of the tree that the whole other side turns down. */
export const impossibleMatch: Rule = {
  id: 'impossible-match',
  severity: 'warning',
  summary: 'an attach call that no exporter of the tree can serve, or an exporter that no importer can use',
  check(analysis) {
    // A folder without the core is a part of a tree: its counterparts live elsewhere, and those that are built in are only examples.
    if (!hasOwnCore(analysis.names)) return [];
    const { exporters, importers } = bothSides(analysis);
    const serving = exporters.filter(({ types: offered }) => offered.length > 0);
    const asking = importers.filter(({ types: asked }) => asked.length > 0);
    if (serving.length === 0 || asking.length === 0) return [];
    const outcomes = (importer: Sided<Importer>, exporter: Sided<Exporter>) =>
      analysis.cell(importer.self.info.id, exporter.self.info.id).outcomes;
    return [
      ...hopeless(importers, (importer) => importer.known && exporters.every((exporter) => onlyFails(outcomes(importer, exporter)))).map(
        ({ importer, at }) => {
          const failures = serving.flatMap((exporter) => outcomes(importer, exporter));
          return { ...hopelessImporter(analysis, importer, serving, failures), at };
        },
      ),
      ...exporters.flatMap((exporter) => {
        if (!exporter.known || !importers.every((importer) => onlyFails(outcomes(importer, exporter)))) return [];
        return [uselessExporter(analysis, exporter, asking)];
      }),
    ];
  },
};

/** Importers that nobody serves, told at their attach call; at their own call of a wrapper, if others that reach the same attach call are served. */
function hopeless(
  importers: readonly Sided<Importer>[],
  isHopeless: (importer: Sided<Importer>) => boolean,
): { importer: Sided<Importer>; at: RawFinding['at'] }[] {
  const judged = importers.map((importer) => ({ importer, lost: isHopeless(importer) }));
  const callPlace = ({ file, call }: { file: string; call: Importer['call'] }) => ({ file, ...call.calleeSpan });
  return judged.flatMap(({ importer, lost }) => {
    if (!lost) return [];
    const { self } = importer;
    const all = judged.every(({ importer: other, lost: otherLost }) => otherLost || other.self.call !== self.call);
    return [{ importer, at: callPlace(all ? self : self.steps[0]!) }];
  });
}

/** True if nothing comes out but errors; false if something may match, is not decided, or would match but for a defect that another rule tells. */
function onlyFails(outcomes: Outcome[]): boolean {
  return outcomes.length > 0 && outcomes.every(({ kind }) => kind === 'error');
}

function hopelessImporter(
  analysis: Analysis,
  importer: Sided<Importer>,
  serving: Sided<Exporter>[],
  failures: Outcome[],
): Omit<RawFinding, 'at'> {
  const shared = importer.types.filter((type) => serving.some(({ types }) => types.includes(type)));
  const fails = `this attach always fails with ${errnoWords(failures)}`;
  const message =
    shared.length === 0
      ? `No exporter in this tree offers ${labels(importer.types)}: ${fails} (${tally(serving, 'exporter', 'offer')})`
      : `Every exporter in this tree that offers ${labels(shared)} turns this importer down in \`match\`: ${fails}`;
  return {
    message,
    related: typeDefinitions(importer.types),
    fixes: () => fallbacks(analysis, 'importer', importer, serving),
  };
}

function uselessExporter(analysis: Analysis, exporter: Sided<Exporter>, asking: Sided<Importer>[]): RawFinding {
  const { file, fact } = exporter.self.definition;
  const shared = exporter.types.filter((type) => asking.some(({ types }) => types.includes(type)));
  const message =
    shared.length === 0
      ? `No importer in this tree asks for ${labels(exporter.types)}: nothing can attach to this exporter (${tally(asking, 'importer', 'ask for')})`
      : `Every importer in this tree that asks for ${labels(shared)} is turned down in \`match\`: nothing can attach to this exporter`;
  return {
    at: { file, ...fact.nameSpan },
    message,
    related: typeDefinitions(exporter.types),
    fixes: () => fallbacks(analysis, 'exporter', exporter, asking),
  };
}

function errnoWords(failures: Outcome[]): string {
  const errnos = [...new Set(failures.map(({ errno }) => errno ?? UNKNOWN_ERRNO))].sort();
  if (errnos.length > SHOWN || errnos.includes(UNKNOWN_ERRNO))
    return errnos.includes('EINVAL') ? '-EINVAL or what the exporter returns' : 'an error';
  return listed(
    errnos.map((errno) => `-${errno}`),
    'or',
  );
}

function labels(types: MappingType[]): string {
  return listed(
    types.map(({ info }) => info.label),
    'or',
  );
}

/** Types by how many sides have them, most first. */
function ranked(sides: Sided<unknown>[]): [type: MappingType, count: number][] {
  const counts = new Map<MappingType, number>();
  for (const { types } of sides) for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a.info.id < b.info.id ? -1 : 1));
}

function tally(sides: Sided<unknown>[], noun: string, verb: string): string {
  const thirdPerson = verb.replace(/^\w+/, '$&s');
  const words = ranked(sides)
    .slice(0, SHOWN)
    .map(([{ info }, count], at) => `${at === 0 ? counted(count, noun) : count} ${count === 1 ? thirdPerson : verb} ${info.label}`);
  return listed(words, 'and');
}

function typeDefinitions(types: MappingType[]): RawFinding['related'] {
  return types.map(({ info, definition }) => ({
    at: placeOf(definition),
    message: `${info.label} is defined here`,
  }));
}

function fallbacks(analysis: Analysis, which: Side, own: Sided<unknown>, others: Sided<unknown>[]): Fix[] {
  const usual = ranked(others)[0]?.[0];
  return usual && !own.types.includes(usual) ? addFallback(analysis, which, own.lists, usual.info.name) : [];
}
