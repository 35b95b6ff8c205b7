/** From a name to where it is declared, and to the functions that stand behind it. */
import type { Location } from '../answers.ts';
import { definition } from '../explain/definition.ts';
import { exportersNamed, functionAt, type Spot, typeNamed } from '../explain/objects.ts';
import { keyOf, namedAt } from '../explain/references.ts';
import { isInterfaceStruct } from '../explain/structs.ts';
import { isMember, tokensAt, wordsOf } from '../explain/token.ts';
import type { Place, VariableFact } from '../facts/facts.ts';
import { MODEL } from '../index/index.ts';
import type { Found, Names } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { workspaceFiles } from '../negotiate/discover.ts';

/**
 * Prototypes and `extern` declarations of the name at an offset (UTF-16 units), those that its file sees if there are any; the definition if it is declared
 * nowhere else. Empty for names that are not of the interface. Never throws.
 */
export function declaration(analysis: Analysis, file: string, offset: number): Location[] {
  const { names } = analysis;
  const named = namedAt(analysis, file, offset);
  if (!named) return [];
  const name = named.token.text;
  const all = workspaceFiles(names).flatMap((each) => {
    const { functions, variables } = names.facts(each)!;
    const declared = [
      ...functions.filter((fact) => fact.name === name && !fact.bodySpan),
      ...variables.filter((fact) => fact.name === name && fact.extern && !fact.initializerSpan && !fact.function),
    ];
    const meansTheSame = declared.length > 0 && meaningsIn(names, name, each).some((key) => named.meant.has(key));
    return meansTheSame ? declared.map(({ nameSpan }): Place => ({ file: each, ...nameSpan })) : [];
  });
  const seen = all.filter((place) => place.file === file || names.included(file).has(place.file));
  const found = seen.length > 0 ? seen : all;
  return found.length > 0 ? found.map((place) => analysis.location(place)) : definition(analysis, file, offset);
}

function meaningsIn(names: Names, name: string, file: string): string[] {
  return [...names.functions(name, file), ...names.variables(name, file)].map((found) =>
    keyOf({ file: found.file, start: found.fact.nameSpan.start }),
  );
}

/**
 * The functions behind what stands at an offset (UTF-16 units): those that a mapping type or an ops object names; for the members `match_mapping`, `match` and
 * `finish_match`, where the core calls them, every function that they can be. Empty outside of the interface. Never throws.
 */
export function implementation(analysis: Analysis, file: string, offset: number): Location[] {
  const text = analysis.names.text(file);
  const token = text === undefined ? undefined : tokensAt(text, offset).find(({ kind }) => kind === 'word');
  if (text === undefined || !token) return [];
  const spot: Spot = { file, offset: token.start };
  const places = isMember(text, token.start) ? behindMember(analysis, token.text, spot) : behindObject(analysis, token.text, spot);
  const distinct = new Map(places.map((place) => [keyOf(place), place]));
  return [...distinct.values()].filter((place) => !place.file.startsWith(MODEL)).map((place) => analysis.location(place));
}

function behindObject(analysis: Analysis, name: string, spot: Spot): Place[] {
  const { names } = analysis;
  const objects: Found<VariableFact>[] = [
    ...[typeNamed(analysis, name, spot)].flatMap((type) => (type ? [type.definition] : [])),
    ...exportersNamed(analysis, name, spot).map((exporter) => exporter.definition),
    ...names.variables(name, spot.file).filter(({ file, fact }) => isInterfaceStruct(analysis, fact.tag, file)),
  ];
  return objects.flatMap(({ file, fact: { initializerSpan } }) => {
    const code = initializerSpan ? (names.text(file) ?? '').slice(initializerSpan.start, initializerSpan.end) : '';
    return [...new Set(wordsOf(code))].flatMap((word) => definitionsOf(names, word, file));
  });
}

function behindMember(analysis: Analysis, member: string, spot: Spot): Place[] {
  const { names } = analysis;
  const around = functionAt(analysis, spot);
  const code = around?.bodySpan ? (names.text(spot.file) ?? '').slice(around.span.start, around.bodySpan.end) : '';
  if (!/\bdma_buf_\w*match/.test(code) && member !== 'match_mapping') return [];
  if (member === 'match_mapping') {
    return analysis.exporters().flatMap(({ info: { callback } }) => {
      return callback
        ? definitionsOf(names, callback.name, callback.location.file).filter(({ file }) => file === callback.location.file)
        : [];
    });
  }
  return analysis.types().flatMap(({ match, finishMatch, definition: { file } }) => {
    const name = member === 'match' ? match : member === 'finish_match' ? finishMatch : undefined;
    return name ? definitionsOf(names, name, file) : [];
  });
}

function definitionsOf(names: Names, name: string, from: string): Place[] {
  return names.functions(name, from).flatMap(({ file, fact }) => (fact.bodySpan ? [{ file, ...fact.nameSpan }] : []));
}
