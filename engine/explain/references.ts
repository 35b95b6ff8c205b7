/** Where a name of the interface is used, as C means it. */
import type { Location } from '../answers.ts';
import type { Span } from '../facts/facts.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { workspaceFiles } from '../negotiate/discover.ts';
import type { Place } from '../negotiate/offer.ts';
import { IDENTIFIER, lexFragment } from '../syntax/tokens.ts';
import { constructorNamed } from './constructors.ts';
import { isCoreFunction, isLocal } from './definition.ts';
import { functionAt, type Spot } from './objects.ts';
import { isMember, type Token, tokensAt } from './token.ts';

const INTERFACE_OBJECT = /^dma_buf_(?:(?:\w+_)?ops|mapping_\w+)$/;

/** What a name means at a place: the definitions, as keys. Empty for members, for other locals, and for what nobody declares. */
function meaning(analysis: Analysis, text: string, token: Token, spot: Spot): Set<string> {
  const { names } = analysis;
  const inside = functionAt(analysis, spot);
  const own = names.facts(spot.file)?.variables.filter((fact) => fact.name === token.text && fact.function !== undefined) ?? [];
  const ofFunction = own.filter((fact) => fact.function === inside?.name);
  if (ofFunction.length > 0) return new Set(ofFunction.map((fact) => keyOf({ file: spot.file, ...fact.nameSpan })));
  if (isLocal(analysis, text, token, spot)) return new Set();
  const found = [names.macros(token.text, spot.file), names.functions(token.text, spot.file), names.variables(token.text, spot.file)];
  const best = found.find((each) => each.length > 0) ?? [];
  return new Set(best.map(({ file, fact }) => keyOf({ file, ...(fact as { nameSpan: Span }).nameSpan })));
}

function keyOf({ file, start }: Place): string {
  return `${file}:${start}`;
}

/** Whether the name is of ours: an attach function, a function on the way to one, a mapping type, ops, a constructor, or a table with such functions. */
function isOurs(analysis: Analysis, name: string, spot: Spot, meant: ReadonlySet<string>): boolean {
  const { names } = analysis;
  if (isCoreFunction(name) || constructorNamed(analysis, name, spot.file)) return true;
  const objects = [...names.variables(name, spot.file), ...localsNamed(analysis, name, spot)];
  if (objects.some(({ fact }) => INTERFACE_OBJECT.test(fact.tag ?? ''))) return true;
  const exporters = analysis.exporters();
  if (exporters.some(({ definition: { file, fact } }) => meant.has(keyOf({ file, ...fact.nameSpan })))) return true;
  return analysis.importers().some(({ steps, info }) => {
    const tables = info.tables ?? [];
    return (
      steps.some((step) => meant.has(keyOf({ file: step.file, ...step.function.nameSpan }))) ||
      tables.some((table) => table.name.split('.')[0] === name && objects.some(({ file }) => file === table.location.file))
    );
  });
}

function localsNamed(analysis: Analysis, name: string, { file }: Spot) {
  const facts = analysis.names.facts(file)?.variables ?? [];
  return facts.filter((fact) => fact.name === name && fact.function !== undefined).map((fact) => ({ file, fact }));
}

/**
 * Every place of the tree where the name at an offset (UTF-16 units) means the same thing, its declarations included, in the order of files and places.
 * Empty for names that are not of the interface. Never throws.
 */
export function references(analysis: Analysis, file: string, offset: number): Location[] {
  const text = analysis.names.text(file);
  const token = text === undefined ? undefined : tokensAt(text, offset).find(({ kind }) => kind === 'word');
  if (text === undefined || !token || isMember(text, token.start)) return [];
  const spot: Spot = { file, offset: token.start };
  const meant = meaning(analysis, text, token, spot);
  if (meant.size === 0 || !isOurs(analysis, token.text, spot, meant)) return [];
  return workspaceFiles(analysis.names)
    .flatMap((each) => uses(analysis, each, token.text, meant))
    .filter((place) => !place.file.startsWith(MODEL))
    .map((place) => analysis.location(place));
}

function uses(analysis: Analysis, file: string, name: string, meant: ReadonlySet<string>): Place[] {
  const text = analysis.names.text(file) ?? '';
  if (!text.includes(name)) return [];
  const { tokens } = lexFragment(text);
  const includes = analysis.names.facts(file)?.includes ?? [];
  const found: Place[] = [];
  for (let index = 0; index < tokens.count; index++) {
    const [start, end] = [tokens.starts[index]!, tokens.ends[index]!];
    if (tokens.kinds[index] !== IDENTIFIER || end - start !== name.length || !text.startsWith(name, start)) continue;
    if (isMember(text, start) || includes.some(({ span }) => span.start <= start && start < span.end)) continue;
    const here = meaning(analysis, text, { kind: 'word', text: name, start, end }, { file, offset: start });
    if ([...here].some((key) => meant.has(key))) found.push({ file, start, end });
  }
  return found;
}
