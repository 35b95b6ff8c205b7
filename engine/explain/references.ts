/** Where a name of the interface is used, as C means it. */
import type { Location } from '../answers.ts';
import type { Span } from '../facts/facts.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { workspaceFiles } from '../negotiate/discover.ts';
import type { Place } from '../negotiate/offer.ts';
import { pattern } from '../syntax/pattern.ts';
import { IDENTIFIER, lexFragment } from '../syntax/tokens.ts';
import { constructorNamed } from './constructors.ts';
import { isCoreFunction, isLocal } from './definition.ts';
import { functionAt, type Spot } from './objects.ts';
import { isInterfaceStruct } from './structs.ts';
import { isMember, type Token, tokensAt } from './token.ts';

/** What a name means at a place: the definitions, as keys. Empty for members, for other locals, and for what nobody declares. */
export function meaning(analysis: Analysis, text: string, token: Token, spot: Spot): Set<string> {
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

/** Tells definitions apart by the places of their names. */
export function keyOf({ file, start }: Pick<Place, 'file' | 'start'>): string {
  return `${file}:${start}`;
}

/** Whether the name is of ours: an attach function, a function on the way to one, a mapping type, ops, a constructor, or a table with such functions. */
function isOurs(analysis: Analysis, name: string, spot: Spot, meant: ReadonlySet<string>): boolean {
  const { names } = analysis;
  if (isCoreFunction(name) || constructorNamed(analysis, name, spot.file)) return true;
  const objects = [...names.variables(name, spot.file), ...localsNamed(analysis, name, spot)];
  if (objects.some(({ file, fact }) => isInterfaceStruct(analysis, fact.tag, file))) return true;
  const exporters = analysis.exporters();
  if (exporters.some(({ definition: { file, fact } }) => meant.has(keyOf({ file, ...fact.nameSpan })))) return true;
  if (isCallbackOfOurs(analysis, name, meant)) return true;
  return analysis.importers().some(({ steps, info }) => {
    const tables = info.tables ?? [];
    return (
      steps.some((step) => meant.has(keyOf({ file: step.file, ...step.function.nameSpan }))) ||
      tables.some((table) => table.name.split('.')[0] === name && objects.some(({ file }) => file === table.location.file))
    );
  });
}

/** Whether one of the definitions is a function that an initialiser of one of the interface's structs names. */
export function isCallbackOfOurs(analysis: Analysis, name: string, meant: ReadonlySet<string>): boolean {
  const { names } = analysis;
  if (![...meant].some((key) => names.facts(fileOf(key))?.functions.some((fact) => fact.name === name))) return false;
  const word = pattern(`\\b${name}\\b`);
  return workspaceFiles(names).some((file) =>
    names.facts(file)!.variables.some(({ tag, initializerSpan }) => {
      const code = initializerSpan && names.text(file)!.slice(initializerSpan.start, initializerSpan.end);
      if (!code || !word.test(code) || !isInterfaceStruct(analysis, tag, file)) return false;
      return names.functions(name, file).some((found) => meant.has(keyOf({ file: found.file, ...found.fact.nameSpan })));
    }),
  );
}

function fileOf(key: string): string {
  return key.slice(0, key.lastIndexOf(':'));
}

function localsNamed(analysis: Analysis, name: string, { file }: Spot) {
  const facts = analysis.names.facts(file)?.variables ?? [];
  return facts.filter((fact) => fact.name === name && fact.function !== undefined).map((fact) => ({ file, fact }));
}

/** A name of the interface at a place, and the definitions that it means there. */
export interface Named {
  token: Token;
  spot: Spot;
  meant: ReadonlySet<string>;
}

/** What stands at an offset (UTF-16 units); undefined for members and for names that are not of the interface. Never throws. */
export function namedAt(analysis: Analysis, file: string, offset: number): Named | undefined {
  const text = analysis.names.text(file);
  const token = text === undefined ? undefined : tokensAt(text, offset).find(({ kind }) => kind === 'word');
  if (text === undefined || !token || isMember(text, token.start)) return undefined;
  const spot: Spot = { file, offset: token.start };
  const meant = meaning(analysis, text, token, spot);
  return meant.size > 0 && isOurs(analysis, token.text, spot, meant) ? { token, spot, meant } : undefined;
}

/**
 * Every place of the tree where the name at an offset (UTF-16 units) means the same thing, its declarations included, in the order of files and places.
 * Empty for names that are not of the interface. Never throws.
 */
export function references(analysis: Analysis, file: string, offset: number): Location[] {
  const named = namedAt(analysis, file, offset);
  if (!named) return [];
  return workspaceFiles(analysis.names)
    .flatMap((each) => usesIn(analysis, each, named))
    .filter((place) => !place.file.startsWith(MODEL))
    .map((place) => analysis.location(place));
}

/** The places of one file where the name means, or may mean, one of the same definitions. Never throws. */
export function usesIn(analysis: Analysis, file: string, { token: { text: name }, meant }: Pick<Named, 'token' | 'meant'>): Place[] {
  const text = analysis.names.text(file) ?? '';
  if (!text.includes(name)) return [];
  const { tokens } = lexFragment(text);
  const { includes = [], macros = [] } = analysis.names.facts(file) ?? {};
  // What a macro's parameter is called says nothing of what it is given.
  const hidden = [...includes, ...macros.filter(({ parameters }) => parameters?.includes(name))];
  const found: Place[] = [];
  for (let index = 0; index < tokens.count; index++) {
    const [start, end] = [tokens.starts[index]!, tokens.ends[index]!];
    if (tokens.kinds[index] !== IDENTIFIER || end - start !== name.length || !text.startsWith(name, start)) continue;
    if (isMember(text, start) || isTag(text, start) || hidden.some(({ span }) => span.start <= start && start < span.end)) continue;
    const here = meaning(analysis, text, { kind: 'word', text: name, start, end }, { file, offset: start });
    if ([...here].some((key) => meant.has(key))) found.push({ file, start, end });
  }
  return found;
}

/** True for the name of a struct, union or enum, which is a name of its own. */
function isTag(text: string, start: number): boolean {
  return /\b(?:struct|union|enum)\s+$/.test(text.slice(Math.max(0, start - 80), start));
}
