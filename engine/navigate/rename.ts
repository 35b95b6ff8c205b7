/** Renames what a driver declares for the interface, everywhere it means the same thing. */
import type { Range, TextEdit } from '../answers.ts';
import { constructorNamed } from '../explain/constructors.ts';
import { isCoreFunction } from '../explain/definition.ts';
import { exportersNamed, typeNamed } from '../explain/objects.ts';
import { isCallbackOfOurs, keyOf, meaning, type Named, namedAt, usesIn } from '../explain/references.ts';
import { isInterfaceStruct } from '../explain/structs.ts';
import { isMember, tokensAt } from '../explain/token.ts';
import type { Place, Span } from '../facts/facts.ts';
import { comments } from '../fixes/tokens.ts';
import { MODEL } from '../index/index.ts';
import type { Names } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { workspaceFiles } from '../negotiate/discover.ts';
import { pattern } from '../syntax/pattern.ts';
import { IDENTIFIER, lexFragment } from '../syntax/tokens.ts';

/** Why nothing is renamed, as one sentence for people. */
export interface Refusal {
  refusal: string;
}

export interface RenameEdit extends TextEdit {
  /** The name stands in a comment, where it may mean something else. */
  comment?: true;
}

const KEYWORDS = new Set(
  'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool bool'.split(
    ' ',
  ),
);

/** The name at an offset (UTF-16 units) that can be renamed, or why it cannot; undefined where no name is. Never throws. */
export function renameTarget(
  analysis: Analysis,
  file: string,
  offset: number,
): { range: Range; name: string; external: boolean } | Refusal | undefined {
  const found = target(analysis, file, offset);
  if (!found || 'refusal' in found) return found;
  const { token } = found;
  const range = analysis.location({ file, start: token.start, end: token.end }).range;
  return { range, name: token.text, external: declarations(analysis.names, found).some(({ fact }) => !isOfOneFile(fact)) };
}

/** The edits that give the name at an offset (UTF-16 units) another spelling in the whole tree, or why there are none. Never throws. */
export function rename(analysis: Analysis, file: string, offset: number, newName: string): { edits: RenameEdit[] } | Refusal {
  const found = target(analysis, file, offset) ?? { refusal: 'There is no name here.' };
  if ('refusal' in found) return found;
  const name = found.token.text;
  if (!/^[A-Za-z_]\w*$/.test(newName) || KEYWORDS.has(newName)) return { refusal: `"${newName}" is no identifier of C.` };
  if (newName === name) return { edits: [] };
  const scope = scopeOf(analysis, found);
  const changed = workspaceFiles(analysis.names).flatMap((each) => {
    const uses = usesIn(analysis, each, found);
    return uses.length > 0 ? [{ file: each, uses }] : [];
  });
  const uses = changed.flatMap((each) => each.uses);
  const files = changed.map((each) => each.file);
  const problem = uncertainty(analysis, uses, found) ?? taken(analysis, newName, files, scope);
  if (problem) return { refusal: problem };
  const edit = (place: Place): TextEdit => ({ file: place.file, range: analysis.location(place).range, newText: newName });
  const mentions = files.flatMap((each) => inComments(analysis, each, name, scope));
  return { edits: [...uses.map(edit), ...mentions.map((place) => ({ ...edit(place), comment: true as const }))] };
}

function target(analysis: Analysis, file: string, offset: number): Named | Refusal | undefined {
  const text = analysis.names.text(file);
  const token = text === undefined ? undefined : tokensAt(text, offset).find(({ kind }) => kind === 'word');
  if (text === undefined || !token || KEYWORDS.has(token.text)) return undefined;
  const name = token.text;
  const stranger = {
    refusal: `"${name}" is not renamed here: only mapping types, ops, match lists, constructors and callbacks of DMA-buf are.`,
  };
  const named = isMember(text, token.start) ? undefined : namedAt(analysis, file, offset);
  if (!named) return stranger;
  const found = declarations(analysis.names, named);
  if (found.every((each) => each.file.startsWith(MODEL))) return { refusal: `"${name}" is defined outside of this folder.` };
  if (isCoreFunction(name))
    return { refusal: `"${name}" is a function of the DMA-buf core, which drivers and this tool know by its name.` };
  if (!isOfOurMaking(analysis, named)) return stranger;
  const files = [...new Set(found.filter(({ ambiguous }) => ambiguous).map((each) => each.file))];
  if (files.length > 1) return { refusal: `"${name}" is defined in ${files.join(' and ')}, and which is meant depends on the build.` };
  return named;
}

function isOfOurMaking(analysis: Analysis, { token: { text: name }, spot, meant }: Named): boolean {
  const found = declarations(analysis.names, { token: { text: name }, spot, meant });
  const objects = found.filter(({ file, fact }) => isInterfaceStruct(analysis, fact.tag, file));
  if (objects.length > 0 || typeNamed(analysis, name, spot) || exportersNamed(analysis, name, spot).length > 0) return true;
  return constructorNamed(analysis, name, spot.file) !== undefined || isCallbackOfOurs(analysis, name, meant);
}

interface Declared {
  nameSpan: Span;
  static?: boolean;
  tag?: string;
  function?: string;
  parameters?: unknown;
}

/** The definitions that are meant. */
function declarations(
  names: Names,
  { token: { text: name }, spot: { file }, meant }: { token: { text: string }; spot: { file: string }; meant: ReadonlySet<string> },
) {
  const locals = (names.facts(file)?.variables ?? []).filter((fact) => fact.name === name && fact.function).map((fact) => ({ file, fact }));
  const all: { file: string; fact: Declared; ambiguous?: true }[] = [
    ...names.macros(name, file),
    ...names.functions(name, file),
    ...names.variables(name, file),
    ...locals,
  ];
  return all.filter((each) => meant.has(keyOf({ file: each.file, ...each.fact.nameSpan })));
}

function isOfOneFile(fact: Declared): boolean {
  return fact.static === true || fact.function !== undefined;
}

/** The function that a local belongs to. */
function scopeOf({ names }: Analysis, named: Named): Span | undefined {
  const [found] = declarations(names, named);
  if (!found?.fact.function) return undefined;
  const { start } = found.fact.nameSpan;
  return names.facts(found.file)?.functions.find(({ span }) => span.start <= start && start < span.end)?.span;
}

/** A use that may mean something else as well. */
function uncertainty(analysis: Analysis, uses: readonly Place[], { token: { text: name }, meant }: Named): string | undefined {
  for (const { file, start, end } of uses) {
    const here = meaning(analysis, analysis.names.text(file) ?? '', { kind: 'word', text: name, start, end }, { file, offset: start });
    const other = [...here].find((key) => !meant.has(key));
    if (other)
      return `"${name}" at ${placeText(analysis, { file, start, end })} may also mean the one in ${other.slice(0, other.lastIndexOf(':'))}.`;
  }
  return undefined;
}

/** Where the new name is declared already for one of the files that change, or stands in one of them, or in one that includes one. */
function taken(analysis: Analysis, newName: string, files: readonly string[], scope: Span | undefined): string | undefined {
  const { names } = analysis;
  const declared = files.flatMap((file) =>
    [
      ...names.macros(newName, file),
      ...names.functions(newName, file),
      ...names.variables(newName, file),
      ...names.typedefs(newName, file),
    ].map((found): Place => ({ file: found.file, ...found.fact.nameSpan })),
  );
  const first = declared.find((place) => !place.file.startsWith(MODEL)) ?? standing(names, newName, files, scope);
  if (first) return `"${newName}" is taken: ${placeText(analysis, first)}.`;
  return declared.length > 0 ? `"${newName}" is taken by the DMA-buf interface.` : undefined;
}

function standing(names: Names, name: string, files: readonly string[], scope: Span | undefined): Place | undefined {
  for (const file of scope ? files : workspaceFiles(names)) {
    const [first] = wordsNamed(names.text(file) ?? '', name).filter(({ start }) => !scope || (scope.start <= start && start < scope.end));
    const included = first && names.included(file);
    if (first && files.some((each) => each === file || included?.has(each))) return { file, ...first };
  }
  return undefined;
}

function wordsNamed(text: string, name: string): Span[] {
  if (!text.includes(name)) return [];
  const { tokens } = lexFragment(text);
  const found: Span[] = [];
  for (let index = 0; index < tokens.count; index++) {
    const [start, end] = [tokens.starts[index]!, tokens.ends[index]!];
    if (tokens.kinds[index] !== IDENTIFIER || text.slice(start, end) !== name) continue;
    if (!isMember(text, start) && !/\b(?:struct|union|enum)\s+$/.test(text.slice(Math.max(0, start - 80), start)))
      found.push({ start, end });
  }
  return found;
}

function inComments(analysis: Analysis, file: string, name: string, scope: Span | undefined): Place[] {
  const text = analysis.names.text(file) ?? '';
  const word = pattern(`(?<![\\w$])${name}(?![\\w$])`, 'g');
  return comments(text).flatMap(({ start, end }) => {
    if (scope && (start < scope.start || end > scope.end)) return [];
    return [...text.slice(start, end).matchAll(word)].map(({ index }) => ({
      file,
      start: start + index,
      end: start + index + name.length,
    }));
  });
}

function placeText(analysis: Analysis, place: Place): string {
  return `${place.file}:${analysis.location(place).range.start.line + 1}`;
}
