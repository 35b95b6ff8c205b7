/** Calls that map or unmap an attachment in the way of one mapping type, with the types that the attachment may have. */

import type { CallFact, FunctionFact, Place } from '../facts/facts.ts';
import { callsAmong } from '../facts/packed-calls.ts';
import type { Found, Names } from '../index/names.ts';
import type { Code, Expression } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import type { Analysis, Importer } from './analysis.ts';
import { Attachments, siteKey } from './attachment-origins.ts';
import { workspaceFiles } from './discover.ts';
import type { Call } from './flow.ts';

const SGT = 'dma_buf_mapping_sgt_type';

export interface MapCall {
  function: Found<FunctionFact>;
  call: CallFact;
  /** The C name of the type that the called function is for. */
  wants: string;
  /** C names of the types that the attachment can come out as; each is asked for by one of `sites`. */
  types: ReadonlySet<string>;
  /** The attach calls that the attachment may come from. */
  sites: Place[];
}

/** Every such call on an attachment of which all origins are known, with all they ask for. Never throws. */
export function mapCalls(analysis: Analysis): MapCall[] {
  const { names } = analysis;
  const { lowerer } = analysis.machine;
  const functions = lowerer.memo.get('map functions', () => mapFunctions(names, lowerer));
  if (functions.size === 0) return [];
  const sites = typesBySite(analysis);
  const attachments = new Attachments(lowerer);
  const called = [...functions.keys()].join(' ');
  return workspaceFiles(names).flatMap((file) =>
    lowerer.memo
      .get(`calls of ${called} in ${file}`, () =>
        names.facts(file)!.functions.flatMap((fact) => callsAmong(fact, functions).map((call) => ({ fact, call }))),
      )
      .flatMap(({ fact, call }) => {
        const target = { file, fact };
        const wants = functions.get(call.callee);
        const origins = wants === undefined ? undefined : originsAt(lowerer, attachments, target, call);
        if (wants === undefined || !origins || origins.size === 0) return [];
        const known = [...origins].map((key) => sites.get(key));
        if (known.some((site) => !site?.types)) return [];
        const types = new Set(known.flatMap((site) => [...site!.types!]));
        return [{ function: target, call, wants, types, sites: known.map((site) => site!.at) }];
      }),
  );
}

function originsAt(
  lowerer: Lowerer,
  attachments: Attachments,
  target: Found<FunctionFact>,
  call: CallFact,
): ReadonlySet<string> | undefined {
  const lowered = lowerer
    .function(target)
    .instructions.find(
      (each): each is Call => each.do === 'call' && each.calleeAt.file === target.file && each.calleeAt.start === call.calleeSpan.start,
    );
  const [attachment] = lowered?.arguments ?? [];
  return attachment && attachments.of(target, attachment);
}

/** The types that the lists at each attach call ask for; none where not all of them are known. */
function typesBySite(analysis: Analysis): Map<string, { at: Place; types: Set<string> | undefined }> {
  const sites = new Map<string, { at: Place; types: Set<string> | undefined }>();
  for (const importer of analysis.importers()) {
    const at = { file: importer.file, ...importer.call.calleeSpan };
    const key = siteKey(at.file, at.start);
    const types = typesAsked(analysis, importer);
    const before = sites.get(key);
    const both = before && types && before.types ? new Set([...before.types, ...types]) : undefined;
    sites.set(key, { at, types: before ? both : types });
  }
  return sites;
}

function typesAsked(analysis: Analysis, { info }: Importer): Set<string> | undefined {
  if (info.callee !== 'dma_buf_mapping_attach') return new Set([SGT]);
  const offers = analysis.asks(info.id);
  const complete = offers.length > 0 && offers.every(({ count, entries }) => count !== undefined && entries.length === count);
  const types = offers.flatMap(({ entries }) => entries.map(({ type }) => (type.known ? type.name : undefined)));
  return complete && types.every((type) => type !== undefined) ? new Set(types as string[]) : undefined;
}

/** Functions that map or unmap, with the type they are for: by their name, or by the one type that their code compares the attachment's with. */
function mapFunctions(names: Names, lowerer: Lowerer): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of workspaceFiles(names)) {
    for (const fact of names.facts(file)!.functions) {
      const stem = /^dma_buf_(\w+?)_(?:un)?map_\w+$/.exec(fact.name)?.[1];
      const type = stem === undefined ? undefined : `dma_buf_mapping_${stem}_type`;
      if (type !== undefined && names.variables(type, file).length > 0) found.set(fact.name, type);
    }
    if (!(names.text(file) ?? '').includes('map_type')) continue;
    for (const fact of names.facts(file)!.functions) {
      if (found.has(fact.name) || !fact.bodySpan || !takesAttachment(fact)) continue;
      const type = onlyTypeTaken(lowerer, { file, fact });
      if (type !== undefined) found.set(fact.name, type);
    }
  }
  return found;
}

function takesAttachment({ parameters }: FunctionFact): boolean {
  return /\bstruct\s+dma_buf_attachment\s*\*/.test(parameters[0]?.text ?? '');
}

/** The type without which a function fails at once, if there is one. */
function onlyTypeTaken(lowerer: Lowerer, target: Found<FunctionFact>): string | undefined {
  const code = lowerer.function(target);
  const types = new Set(
    code.instructions.flatMap((each) => {
      const compared = each.do === 'branch' ? typeCompared(each.condition) : undefined;
      if (each.do !== 'branch' || !compared) return [];
      return fails(code, code.labels[compared.equal ? each.no : each.yes]!, target.fact) ? [compared.type] : [];
    }),
  );
  return types.size === 1 ? [...types][0] : undefined;
}

/** A comparison of some `map_type.type` with the address of a type. */
function typeCompared(condition: Expression): { type: string; equal: boolean } | undefined {
  if (condition.op !== 'binary' || (condition.operator !== '==' && condition.operator !== '!=')) return undefined;
  const sides = [condition.left, condition.right];
  const type = sides.find((side) => side.op === 'address' && side.of.place === 'global');
  const reads = sides.some(
    (side) => side.op === 'load' && side.from.place === 'field' && side.from.base.place === 'field' && side.from.base.field === 'map_type',
  );
  if (!reads || type?.op !== 'address' || type.of.place !== 'global') return undefined;
  return { type: type.of.variable.fact.name, equal: condition.operator === '==' };
}

/** Whether the code there does nothing but give back an error; or nothing at all, in a function that unmaps. */
function fails(code: Code, from: number, { name }: FunctionFact): boolean {
  let next = from;
  for (let turns = 0; turns < code.instructions.length; turns++) {
    const instruction = code.instructions[next];
    if (instruction?.do === 'jump') next = code.labels[instruction.to]!;
    else return instruction?.do === 'return' && (instruction.value ? isError(instruction.value) : /unmap/.test(name));
  }
  return false;
}

function isError(value: Expression): boolean {
  if (value.op === 'cast') return isError(value.value);
  if (value.op === 'builtin') return value.name === 'ERR_PTR';
  if (value.op === 'unary') return value.operator === '-' && value.value.op === 'constant' && value.value.value > 0n;
  return value.op === 'constant' && value.value < 0n;
}
