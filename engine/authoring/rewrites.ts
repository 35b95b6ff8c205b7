/** Refactorings that add to what the cursor is on: an entry to a match list, a mapping type to a file. */
import type { TextEdit } from '../answers.ts';
import { isInterfaceStruct } from '../explain/structs.ts';
import type { FileFacts, VariableFact } from '../facts/facts.ts';
import { constructorCall } from '../fixes/constructors.ts';
import { textEdits } from '../fixes/edits.ts';
import { includeHeader } from '../fixes/includes.ts';
import { appendElement, type Change, insertDefinition, lineEnding, lineStart, listElements } from '../fixes/layout.ts';
import { functionAt } from '../fixes/scope.ts';
import { comments, tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { callSnippet, makersFor, sideOfList } from './makers.ts';
import { mappingType, stemOf } from './new-type.ts';
import { functionHead } from './place.ts';
import { plainText } from './proposal.ts';

export interface Rewrite {
  title: string;
  edits: TextEdit[];
}

/** What can be added at an offset (UTF-16 units). Never throws. */
export function rewrites(analysis: Analysis, file: string, offset: number): Rewrite[] {
  const facts = analysis.names.facts(file);
  const text = analysis.names.text(file);
  if (!facts || text === undefined || !analysis.converted) return [];
  const list = facts.variables.find(
    ({ tag, dimensions, initializerSpan, span }) =>
      tag === 'dma_buf_mapping_match' && dimensions.length > 0 && initializerSpan && span.start <= offset && offset <= span.end,
  );
  if (list) return entryRewrites(analysis, file, text, list);
  return typeRewrites(analysis, facts, text, offset);
}

/** One for each mapping type that has a constructor for the list's side, and no entry in it. */
function entryRewrites(analysis: Analysis, file: string, text: string, list: VariableFact): Rewrite[] {
  const open = text.indexOf('{', list.initializerSpan!.start);
  const elements = listElements(text, open);
  if (open < 0 || open >= list.initializerSpan!.end || !elements) return [];
  const words = tokens(text, list.initializerSpan!).filter(({ kind }) => kind === 'name');
  const head = functionHead(tokens(text, { start: 0, end: list.nameSpan.start }));
  const side = sideOfList({ name: list.name, words }, head, text);
  const all = makersFor(analysis, file).filter(({ initializer }) => !initializer);
  const present = new Set(words.map((word) => word.text));
  const typesIn = new Set(all.filter(({ name }) => present.has(name)).flatMap(({ types }) => types.map(({ info }) => info.id)));
  return all
    .filter((maker) => side !== undefined && maker.side === side)
    .filter(({ types }) => types.length > 0 && types.every(({ info }) => !typesIn.has(info.id) && !present.has(info.name)))
    .flatMap((maker): Rewrite[] => {
      const known = constructorCall(analysis, maker.name, file, list.nameSpan.start);
      const added = appendElement(text, open, known ?? plainText(callSnippet(analysis, maker, file, list.nameSpan.start)));
      if (!added) return [];
      const changes = [added, ...grown(text, list, elements.length), ...includeHeader(analysis.names, file, maker.at.file)];
      return [{ title: `Add match entry ${maker.name}()${known ? '' : ' (needs a look)'}`, edits: textEdits(analysis, file, changes) }];
    });
}

/** A written number of elements that is full grows by one. */
function grown(text: string, { dimensions, nameSpan }: VariableFact, count: number): Change[] {
  const [written = ''] = dimensions;
  if (!/^\d+$/.test(written.trim()) || Number(written) !== count) return [];
  const start = text.indexOf(written, nameSpan.end);
  return [{ start, end: start + written.length, newText: String(count + 1) }];
}

/** At file scope: on an object of the interface, on an include of its headers, or on an empty line of a file that has either. */
function typeRewrites(analysis: Analysis, facts: FileFacts, text: string, offset: number): Rewrite[] {
  const { file } = facts;
  if (functionAt(facts, offset) || comments(text).some(({ start, end }) => start < offset && offset < end)) return [];
  const object = facts.variables.find(
    ({ tag, span, function: inside, extern }) =>
      !inside && !extern && span.start <= offset && offset <= span.end && isInterfaceStruct(analysis, tag, file),
  );
  const headers = facts.includes.filter(({ path }) => /(?:^|\/)dma-buf[\w-]*\.h$/.test(path));
  const onInclude = headers.some(({ span }) => span.start <= offset && offset <= span.end);
  const line = lineStart(text, offset);
  const isEmpty = /^[ \t]*\r?(?:\n|$)/.test(text.slice(line)) && headers.length > 0 && !within(facts, offset);
  if (!object && !onInclude && !isEmpty) return [];
  const stem = stemOf(file, (name) => isTaken(analysis, file, name));
  const newline = lineEnding(text);
  const block = mappingType(stem);
  const last = facts.includes.at(-1)!;
  const change: Change = object
    ? insertDefinition(text, object.span.start, block)
    : onInclude
      ? inserted(text, afterLine(text, last.span.end), block, newline)
      : inserted(text, line, block, newline);
  const home = headerOfTypes(analysis, file);
  const includes = home && change.start > (facts.includes.at(-1)?.span.end ?? 0) ? includeHeader(analysis.names, file, home) : [];
  return [{ title: `Add mapping type ${stem}_mapping_type`, edits: textEdits(analysis, file, [...includes, change]) }];
}

function within({ variables, records, macros, enums }: FileFacts, offset: number): boolean {
  return [...variables, ...records, ...macros, ...enums].some(({ span }) => span.start < offset && offset < span.end);
}

function inserted(text: string, at: number, block: string, newline: string): Change {
  const before = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, at)) || at === 0 ? '' : newline;
  return { start: at, end: at, newText: `${before}${block.split('\n').join(newline)}${newline}` };
}

function afterLine(text: string, offset: number): number {
  const end = text.indexOf('\n', Math.max(0, offset - 1));
  return end < 0 ? text.length : end + 1;
}

function headerOfTypes({ names }: Analysis, file: string): string | undefined {
  return names.records('dma_buf_mapping_type', file)[0]?.file;
}

function isTaken({ names }: Analysis, file: string, name: string): boolean {
  return names.variables(name, file).length > 0 || names.functions(name, file).length > 0 || names.records(name, file).length > 0;
}
