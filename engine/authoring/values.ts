/** What a member of the interface's structs can be set to. */

import { isExporterOps } from '../explain/structs.ts';
import type { FunctionFact, Span } from '../facts/facts.ts';
import { tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { pattern } from '../syntax/pattern.ts';
import type { Slot } from './initializer.ts';
import { typesFor } from './makers.ts';
import { functionHead, type Writing } from './place.ts';
import type { Proposal } from './proposal.ts';

/** Types, entries, exporter ops, enumerators and functions that fit the member. Never throws. */
export function valueProposals(analysis: Analysis, file: string, slot: Extract<Slot, { kind: 'value' }>, writing: Writing): Proposal[] {
  const { field, shape } = slot;
  const { name = '', tag, functionPointer } = field;
  if (functionPointer) return shape.tag ? functionsFor(analysis, file, shape.tag, name) : [];
  if (tag === 'dma_buf_mapping_type') return types(analysis, file);
  if (tag === 'dma_buf_mapping_exp_ops') return exporterOps(analysis, file);
  if (tag === 'dma_buf_mapping_match') return entries(analysis, file, writing.word);
  if (/^(?:bool|_Bool)\b/.test(field.type)) return ['true', 'false'].map((word) => value(word, name));
  const enumTag = /\benum\s+(\w+)/.exec(field.type)?.[1];
  const enumerators = enumTag ? (analysis.names.enums(enumTag, file)[0]?.fact.enumerators ?? []) : [];
  const side = functionHead(writing.before)?.parameters.some(({ text }) => text === 'dma_buf_match_args') ? 'EXPORTER' : undefined;
  return enumerators.map((each) => value(each.name, `enum ${enumTag}`, side && each.name.includes(side) ? 0 : 1));
}

function value(word: string, detail: string, rank = 1): Proposal {
  return { label: word, kind: 'value', detail, snippet: word, rank };
}

function types(analysis: Analysis, file: string): Proposal[] {
  return typesFor(analysis, file).map(({ type: { info }, home }): Proposal => {
    const label = `&${info.name}`;
    return { label, kind: 'type', detail: `mapping type ${info.label}`, snippet: label, rank: 0, ...(home ? { home } : {}) };
  });
}

function exporterOps(analysis: Analysis, file: string): Proposal[] {
  const objects = (analysis.names.facts(file)?.variables ?? []).filter(
    ({ tag, function: inside, pointers, dimensions }) =>
      tag && !inside && pointers === 0 && dimensions.length === 0 && isExporterOps(analysis, tag, file),
  );
  return [...new Map(objects.map((fact) => [fact.name, fact])).values()].map(({ name, tag }): Proposal => {
    return { label: `&${name}.ops`, kind: 'object', detail: `struct ${tag}`, snippet: `&${name}.ops`, rank: 0 };
  });
}

function entries(analysis: Analysis, file: string, { start }: Span): Proposal[] {
  const found = (analysis.names.facts(file)?.variables ?? []).filter(
    ({ tag, function: inside, pointers, nameSpan }) => tag === 'dma_buf_mapping_match' && !inside && pointers === 0 && nameSpan.end < start,
  );
  return found.map(({ name, dimensions }): Proposal => {
    const text = dimensions.length > 0 ? `&${name}[0]` : `&${name}`;
    return { label: text, kind: 'object', detail: 'match entry', snippet: text, rank: 0 };
  });
}

/** Functions of the file with the parameters that the member's declaration has. */
function functionsFor({ names }: Analysis, file: string, record: string, member: string): Proposal[] {
  const [found] = names.records(record, file);
  const code = found ? (names.text(found.file) ?? '').slice(found.fact.span.start, found.fact.span.end) : '';
  const declared = pattern(`\\(\\s*\\*\\s*${member}\\s*\\)\\s*\\(([^;]*)\\)\\s*;`).exec(code)?.[1];
  if (declared === undefined) return [];
  const wanted = declared.split(',').map(kindOf).join();
  const fits = ({ parameters }: FunctionFact): boolean => parameters.map(({ text }) => kindOf(text)).join() === wanted;
  const functions = new Map((names.facts(file)?.functions ?? []).filter(fits).map((fact) => [fact.name, fact]));
  return [...functions.values()].map(({ name, returns, parameters }): Proposal => {
    const detail = `${returns} (${parameters.map(({ text }) => text.replace(/\s+/g, ' ')).join(', ')})`;
    return { label: name, kind: 'function', detail, snippet: name, rank: name.endsWith(member) ? 0 : 1 };
  });
}

/** A parameter's type as far as it tells callbacks apart. */
function kindOf(declaration: string): string {
  const words = tokens(declaration).filter(({ text }) => text !== 'const');
  const tag = /^(?:struct|enum|union)$/.test(words[0]?.text ?? '') ? words[1]?.text : words[0]?.text;
  return `${tag}${words.filter(({ text }) => text === '*').length}`;
}
