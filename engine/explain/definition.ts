/** Go to definition, for names of the interface only: other language servers know the rest. */
import type { Location } from '../answers.ts';
import type { FileFacts, Span, VariableFact } from '../facts/facts.ts';
import { MODEL } from '../index/index.ts';
import type { Found } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { constructorNamed } from './constructors.ts';
import { allUses, exportersNamed, functionAt, listsNamed, type Spot, touches, typeNamed, type Use } from './objects.ts';
import { isInterfaceStruct } from './structs.ts';
import { declares, isMember, type Token, tokensAt } from './token.ts';

/** True for functions of the core that take part in a negotiation. */
export function isCoreFunction(name: string): boolean {
  return /^dma_buf_(?:match_mapping|(?:\w+_)?attach)$/.test(name);
}

const namePlace = ({ file, fact }: Found<{ nameSpan: Span }>): Place => ({ file, ...fact.nameSpan });

function contains(span: Span | undefined, offset: number): boolean {
  return span !== undefined && span.start <= offset && offset < span.end;
}

/** True if the spot lies in an initialiser of one of the interface's structs at file scope, or of an object that holds exporter ops. */
function inInitializer(analysis: Analysis, facts: FileFacts | undefined, spot: Spot): boolean {
  const around = (fact: VariableFact): boolean => contains(fact.initializerSpan, spot.offset);
  return (
    facts?.variables.some((fact) => isInterfaceStruct(analysis, fact.tag, spot.file) && around(fact)) === true ||
    analysis.exporters().some(({ definition: { file, fact } }) => file === spot.file && around(fact))
  );
}

/** True if the spot lies in a match entry, or in the call or list that hands entries over. */
function inOffer(uses: Use[], spot: Spot): boolean {
  return uses.some(({ offer }) => touches(offer.call, spot) || offer.entries.some(({ origin }) => touches(origin, spot)));
}

/** Function, file-scope object or macro of that name. */
function anything(analysis: Analysis, name: string, file: string): Place[] {
  const { names } = analysis;
  for (const found of [names.macros(name, file), names.functions(name, file), names.variables(name, file)]) {
    if (found.length > 0) {
      return found.map(namePlace);
    }
  }
  return [];
}

function isCallback(analysis: Analysis, name: string): boolean {
  return (
    analysis.types().some(({ match, finishMatch }) => match === name || finishMatch === name) ||
    analysis.exporters().some(({ info }) => info.callback?.name === name) ||
    analysis.importers().some(({ info }) => info.callee === name)
  );
}

/** True if the call at the spot leads to an attach call. */
function isOnTheWay(analysis: Analysis, { file, offset }: Spot): boolean {
  return analysis.importersThrough(file, offset).length > 0;
}

/** True if the name is a parameter at the spot, or a local that was declared before it. */
export function isLocal(analysis: Analysis, text: string, token: Token, spot: Spot): boolean {
  const inside = functionAt(analysis, spot);
  if (!inside?.bodySpan || spot.offset < inside.bodySpan.start) {
    return false;
  }
  const before = text.slice(inside.bodySpan.start, token.start);
  return inside.parameters.some(({ name }) => name === token.text) || declares(before, token.text);
}

function places(analysis: Analysis, text: string, token: Token, spot: Spot): Place[] {
  const name = token.text;
  const type = typeNamed(analysis, name, spot);
  if (type) {
    return [namePlace(type.definition)];
  }
  const [exporter] = exportersNamed(analysis, name, spot);
  if (exporter) {
    return [namePlace(exporter.definition)];
  }
  const uses = allUses(analysis);
  const list = listsNamed(analysis, uses, name, spot)[0]?.offer.declared;
  if (list) {
    return [list.at];
  }
  const maker = constructorNamed(analysis, name, spot.file);
  if (maker) {
    return [maker.at];
  }
  if (isLocal(analysis, text, token, spot)) {
    return [];
  }
  if (isCoreFunction(name) || isCallback(analysis, name) || isOnTheWay(analysis, spot)) {
    return analysis.names.functions(name, spot.file).map(namePlace);
  }
  return inInitializer(analysis, analysis.names.facts(spot.file), spot) || inOffer(uses, spot) ? anything(analysis, name, spot.file) : [];
}

/**
 * Where the name at an offset (UTF-16 units) is defined: constructors, mapping types, ops objects, lists, attach functions, and what
 * initialisers of the interface's structs and match entries name. Empty for all else, and for what only the built-in model defines. Never
 * throws.
 */
export function definition(analysis: Analysis, file: string, offset: number): Location[] {
  const text = analysis.names.text(file);
  const token = text === undefined ? undefined : tokensAt(text, offset).find(({ kind }) => kind === 'word');
  if (text === undefined || !token || isMember(text, token.start)) {
    return [];
  }
  return places(analysis, text, token, { file, offset: token.start })
    .filter((place) => !place.file.startsWith(MODEL))
    .map((place) => analysis.location(place));
}
