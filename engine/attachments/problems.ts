/** Whose problem a finding is. */
import type { Finding, Location } from '../answers.ts';
import type { Place } from '../facts/facts.ts';
import type { Analysis, Exporter, Importer, MappingType } from '../negotiate/analysis.ts';
import type { Offer } from '../negotiate/offer.ts';

export interface Problems {
  /** In the function with the attach call, in the one that leads there, or in a list it hands over; by id. */
  importers: Map<string, Finding[]>;
  /** In the ops object, its `match_mapping`, or a list that it hands over; by id. */
  exporters: Map<string, Finding[]>;
  /** In the definition or a callback; by id. */
  types: Map<string, Finding[]>;
  /** All others. */
  elsewhere: Finding[];
}

/** Gives each finding to the sides that it lies in, which may be several. Never throws. */
export function problemsOf(analysis: Analysis, findings: readonly Finding[]): Problems {
  if (findings.length === 0) return { importers: new Map(), exporters: new Map(), types: new Map(), elsewhere: [] };
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { file } = finding.location;
    const others = byFile.get(file);
    if (others) others.push(finding);
    else byFile.set(file, [finding]);
  }
  const found = new Set<Finding>();
  const within = (places: readonly Place[]): Finding[] => {
    const own = new Set<Finding>();
    for (const place of places) {
      const there = byFile.get(place.file);
      if (!there) continue;
      const location = analysis.location(place);
      for (const finding of there) if (inside(finding.location, location)) own.add(finding);
    }
    for (const finding of own) found.add(finding);
    return [...own];
  };
  const given = <Side extends { info: { id: string } }>(sides: readonly Side[], placesOf: (side: Side) => Place[]) =>
    new Map(sides.map((side) => [side.info.id, within(placesOf(side))]));
  return {
    importers: given(analysis.importers(), (importer) => importerPlaces(analysis, importer)),
    exporters: given(analysis.exporters(), (exporter) => exporterPlaces(analysis, exporter)),
    types: given(analysis.types(), (type) => typePlaces(analysis, type)),
    elsewhere: findings.filter((finding) => !found.has(finding)),
  };
}

function importerPlaces(analysis: Analysis, importer: Importer): Place[] {
  const functions = importer.steps.map(({ file, function: { span } }) => ({ file, ...span }));
  const own = { file: importer.file, ...importer.function.span };
  return [own, ...functions.slice(0, 1), ...origins(analysis.asks(importer.info.id))];
}

function exporterPlaces(analysis: Analysis, { info, definition }: Exporter): Place[] {
  const { callback } = info;
  return [
    definitionOf(definition),
    ...(callback ? functionPlaces(analysis, callback.name, callback.location.file) : []),
    ...origins(analysis.offers(info.id)),
  ];
}

function typePlaces(analysis: Analysis, { definition, match, finishMatch }: MappingType): Place[] {
  const callbacks = [match, finishMatch].flatMap((name) => (name ? functionPlaces(analysis, name, definition.file) : []));
  return [definitionOf(definition), ...callbacks];
}

function definitionOf({ file, fact }: Exporter['definition']): Place {
  return { file, start: fact.nameSpan.start, end: fact.initializerSpan?.end ?? fact.nameSpan.end };
}

function functionPlaces(analysis: Analysis, name: string, file: string): Place[] {
  return analysis.names.functions(name, file).map((found) => ({ file: found.file, ...found.fact.span }));
}

function origins(offers: readonly Offer[]): Place[] {
  return offers.flatMap(({ entries }) => entries.flatMap(({ origin }) => origin ?? []));
}

function inside(location: Location, outer: Location): boolean {
  const { start, end } = outer.range;
  const at = location.range.start;
  const after = at.line > start.line || (at.line === start.line && at.character >= start.character);
  const before = at.line < end.line || (at.line === end.line && at.character <= end.character);
  return location.file === outer.file && after && before;
}
