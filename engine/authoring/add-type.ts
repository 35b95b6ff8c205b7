/** Adds a mapping type to a file, where the cursor is or near it. */
import type { TextEdit } from '../answers.ts';
import { isInterfaceStruct } from '../explain/structs.ts';
import type { FileFacts, Span } from '../facts/facts.ts';
import { textEdits } from '../fixes/edits.ts';
import { includeHeader } from '../fixes/includes.ts';
import { type Change, insertDefinition, lineEnding, lineStart } from '../fixes/layout.ts';
import { functionAt } from '../fixes/scope.ts';
import { comments } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { mappingType, namesOf, stemOf } from './new-type.ts';

export interface Rewrite {
  title: string;
  edits: TextEdit[];
}

/** At file scope: on an object of the interface, on an include of its headers, or on an empty line of a file that has one. Never throws. */
export function offeredType(analysis: Analysis, facts: FileFacts, text: string, offset: number): Rewrite | undefined {
  const { file } = facts;
  if (functionAt(facts, offset) || isInComment(text, offset)) return undefined;
  const object = facts.variables.find(
    ({ tag, span, function: inside, extern }) => !inside && !extern && touches(span, offset) && isInterfaceStruct(analysis, tag, file),
  );
  const headers = facts.includes.filter(({ path }) => /(?:^|\/)dma-buf[\w-]*\.h$/.test(path));
  const onInclude = headers.some(({ span }) => touches(span, offset));
  const onEmptyLine = headers.length > 0 && isEmptyLine(text, offset) && !isWithin(facts, offset);
  if (!object && !onInclude && !onEmptyLine) return undefined;
  const stem = stemOf(file, (name) => isTaken(analysis, file, name));
  return { title: `Add mapping type ${stem}_mapping_type`, edits: editsFor(analysis, facts, text, { offset, stem }) };
}

/** The edits that add a type with a name of a person's choice, before what stands at the offset (UTF-16 units); or why there are none. Never throws. */
export function addType(analysis: Analysis, file: string, offset: number, stem: string): { edits: TextEdit[] } | { refusal: string } {
  const facts = analysis.names.facts(file);
  const text = analysis.names.text(file);
  if (!facts || text === undefined) return { refusal: 'This file is not known to say anything about DMA-buf.' };
  if (!analysis.converted) return { refusal: 'This tree has the interface without mapping types.' };
  if (!/^[a-z][a-z0-9_]*$/.test(stem))
    return { refusal: 'A name begins with a small letter, and has small letters, digits and underscores.' };
  const taken = namesOf(stem).find((name) => isTaken(analysis, file, name));
  return taken ? { refusal: `"${taken}" is taken.` } : { edits: editsFor(analysis, facts, text, { offset, stem }) };
}

function editsFor(analysis: Analysis, facts: FileFacts, text: string, { offset, stem }: { offset: number; stem: string }): TextEdit[] {
  const { file } = facts;
  const last = facts.includes.at(-1)?.span.end;
  const block = mappingType(stem);
  const whole = [
    ...facts.functions,
    ...facts.variables.filter((fact) => !fact.function),
    ...facts.records,
    ...facts.enums,
    ...facts.macros,
  ];
  const around = whole.find(({ span }) => touches(span, offset));
  const change = around
    ? insertDefinition(text, around.span.start, block)
    : last !== undefined && offset <= last
      ? inserted(text, afterLine(text, last), block)
      : inserted(text, isEmptyLine(text, offset) && !isInComment(text, offset) ? lineStart(text, offset) : text.length, block);
  const home = analysis.names.records('dma_buf_mapping_type', file)[0]?.file;
  const includes = home && change.start > (last ?? 0) ? includeHeader(analysis.names, file, home) : [];
  return textEdits(analysis, file, [...includes, change]);
}

function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function isInComment(text: string, offset: number): boolean {
  return comments(text).some(({ start, end }) => start < offset && offset < end);
}

function isEmptyLine(text: string, offset: number): boolean {
  return /^[ \t]*\r?(?:\n|$)/.test(text.slice(lineStart(text, offset)));
}

function isWithin({ variables, records, macros, enums }: FileFacts, offset: number): boolean {
  return [...variables, ...records, ...macros, ...enums].some(({ span }) => span.start < offset && offset < span.end);
}

function inserted(text: string, at: number, block: string): Change {
  const newline = lineEnding(text);
  const before = at === 0 || /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, at)) ? '' : text[at - 1] === '\n' ? newline : newline + newline;
  return { start: at, end: at, newText: `${before}${block.split('\n').join(newline)}${at < text.length ? newline : ''}` };
}

function afterLine(text: string, offset: number): number {
  const end = text.indexOf('\n', Math.max(0, offset - 1));
  return end < 0 ? text.length : end + 1;
}

function isTaken({ names }: Analysis, file: string, name: string): boolean {
  const found = [...names.variables(name, file), ...names.functions(name, file), ...names.macros(name, file), ...names.records(name, file)];
  return found.some((each) => each.file === file || each.file.endsWith('.h') || !('static' in each.fact && each.fact.static));
}
