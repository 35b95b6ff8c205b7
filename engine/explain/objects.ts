/** Which of the interface's objects a name means at a place. */
import type { FunctionFact, VariableFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import type { Analysis, Exporter, Importer, MappingType } from '../negotiate/analysis.ts';
import type { Offer, Place } from '../negotiate/offer.ts';

/** An offset in a file of the project. */
export interface Spot {
  file: string;
  offset: number;
}

/** A list, and who hands it to the core. */
export type Use = { side: 'exporter'; owner: Exporter; offer: Offer } | { side: 'importer'; owner: Importer; offer: Offer };

/** True if the spot is in the place, or just behind it. */
export function touches(place: Place | undefined, spot: Spot): boolean {
  return place !== undefined && place.file === spot.file && place.start <= spot.offset && spot.offset <= place.end;
}

/** The function whose text holds the spot. */
export function functionAt(analysis: Analysis, spot: Spot): FunctionFact | undefined {
  return analysis.names
    .facts(spot.file)
    ?.functions.find(({ bodySpan, span }) => bodySpan && span.start <= spot.offset && spot.offset < span.end);
}

/** Those of the objects that `name` means at the spot: its own function's, else what the file sees at file scope. */
function named<Thing extends { definition: Found<VariableFact> }>(
  analysis: Analysis,
  things: readonly Thing[],
  name: string,
  spot: Spot,
): Thing[] {
  const candidates = things.filter(({ definition }) => definition.fact.name === name);
  if (candidates.length === 0) {
    return [];
  }
  const inside = functionAt(analysis, spot);
  const locals = candidates.filter(
    ({ definition: { file, fact } }) => fact.function !== undefined && file === spot.file && fact.function === inside?.name,
  );
  if (locals.length > 0 || inside?.parameters.some((parameter) => parameter.name === name)) {
    return locals;
  }
  const global = candidates.filter(({ definition }) => definition.fact.function === undefined);
  const visible = analysis.names.variables(name, spot.file);
  const same = global.filter(({ definition }) => visible.some(({ file }) => file === definition.file));
  const declaredOnly = visible.every(({ fact }) => fact.extern && !fact.initializerSpan);
  return same.length > 0 || !declaredOnly || new Set(global.map(({ definition }) => definition.file)).size > 1 ? same : global;
}

export function typeNamed(analysis: Analysis, name: string, spot: Spot): MappingType | undefined {
  return named(analysis, analysis.types(), name, spot)[0];
}

/** More than one where several ops lie in one object. */
export function exportersNamed(analysis: Analysis, name: string, spot: Spot): Exporter[] {
  return named(analysis, analysis.exporters(), name, spot);
}

/** Exporters whose `match_mapping` is the function that `name` means in the file. */
export function exportersWithCallback(analysis: Analysis, name: string, file: string): Exporter[] {
  const candidates = analysis.exporters().filter(({ info }) => info.callback?.name === name);
  if (candidates.length === 0) {
    return [];
  }
  const files = new Set(analysis.names.functions(name, file).map((found) => found.file));
  return candidates.filter(({ info }) => info.callback && files.has(info.callback.location.file));
}

/** Every list of the tree, with its owner; exporters first. */
export function allUses(analysis: Analysis): Use[] {
  return [
    ...analysis.exporters().flatMap((owner) => analysis.offers(owner.info.id).map((offer): Use => ({ side: 'exporter', owner, offer }))),
    ...analysis.importers().flatMap((owner) => analysis.asks(owner.info.id).map((offer): Use => ({ side: 'importer', owner, offer }))),
  ];
}

/** Lists that `name` means at the spot. */
export function listsNamed(analysis: Analysis, uses: Use[], name: string, spot: Spot): Use[] {
  return uses.filter(({ offer: { declared } }) => {
    if (declared?.name !== name) {
      return false;
    }
    const home = functionAt(analysis, { file: declared.at.file, offset: declared.at.start });
    if (home) {
      return spot.file === declared.at.file && home.span.start <= spot.offset && spot.offset < home.span.end;
    }
    if (functionAt(analysis, spot)?.parameters.some((parameter) => parameter.name === name)) {
      return false;
    }
    return analysis.names.variables(name, spot.file).some(({ file }) => file === declared.at.file);
  });
}
