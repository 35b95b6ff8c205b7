/** Calls of match-entry constructors that a fix can write with nothing but what the file shows. */

import type { ParameterFact } from '../facts/facts.ts';
import { calleesOf } from '../facts/packed-calls.ts';
import { placeOf } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place, Side } from '../negotiate/offer.ts';
import { deviceExpression, functionAt, objectsInScope, pointersInScope } from './scope.ts';
import { tokens } from './tokens.ts';

const CONVENTION = /^((?:\w*_)?)([IE])(MAPPING_\w+)$/;

/** The side that a constructor is for, by the naming convention `…_IMAPPING_…` and `…_EMAPPING_…`; `undefined` for any other name. */
export function constructorSide(name: string): Side | undefined {
  const letter = CONVENTION.exec(name)?.[2];
  return letter === undefined ? undefined : letter === 'I' ? 'importer' : 'exporter';
}

/** The name that the same constructor has for the other side; `undefined` for names outside of the convention. */
export function counterpartName(name: string): string | undefined {
  const match = CONVENTION.exec(name);
  return match ? `${match[1]}${match[2] === 'I' ? 'E' : 'I'}${match[3]}` : undefined;
}

/** The name that a type's constructor has by convention: `dma_buf_mapping_sgt_type` gives `DMA_BUF_IMAPPING_SGT` for importers. */
export function constructorFor(type: string, side: Side): string {
  return `DMA_BUF_${side === 'importer' ? 'I' : 'E'}MAPPING_${typeWord(type)}`;
}

/** What is left of a type's C name without the words that all of them share, in capitals. */
function typeWord(type: string): string {
  return type
    .replace(/^(?:dma_buf_)?(?:mapping_)?/, '')
    .replace(/(?:_mapping)?_type$/, '')
    .toUpperCase();
}

/** Where the function or macro of that name is defined, as seen from `file`; the place of its name. */
export function constructorDefinition(analysis: Analysis, name: string, file: string): Place | undefined {
  const found = analysis.names.macros(name, file)[0] ?? analysis.names.functions(name, file)[0];
  return found && placeOf(found);
}

/** How many arguments the constructor takes; nothing if nobody defines it, or if that varies. */
export function parameterCount(analysis: Analysis, name: string, file: string): number | undefined {
  return only([...new Set(aritiesOf(analysis, name, file).map(({ least, most }) => (least === most ? least : Number.NaN)))]);
}

/** Numbers of arguments that a macro or function takes. */
export interface Arity {
  least: number;
  most: number;
  /** Names of the parameters, as far as they have any. */
  parameters: ParameterFact[];
  definition: Place;
  macro: boolean;
}

/** What the definitions of that name take, as seen from `file` at `offset`, in the order in which they count. Empty if it is a macro without parameters. */
export function aritiesOf(analysis: Analysis, name: string, file: string, offset?: number): Arity[] {
  const macros = analysis.names.macros(name, file, offset);
  if (macros.some(({ fact }) => !fact.parameters)) return [];
  const functions = analysis.names.functions(name, file);
  return [
    ...macros.map(({ file: at, fact }): Arity => {
      const parameters = (fact.parameters ?? []).map((parameter) => ({ name: parameter, text: '' }));
      const named = fact.variadic ? parameters.length - 1 : parameters.length;
      const most = fact.variadic ? Number.POSITIVE_INFINITY : named;
      return { least: named, most, parameters, definition: { file: at, ...fact.nameSpan }, macro: true };
    }),
    ...functions.map(({ file: at, fact }): Arity => {
      const parameters = fact.parameters.filter(({ text }) => text !== '...' && text !== 'void');
      const most =
        parameters.length < fact.parameters.length && fact.parameters.at(-1)?.text === '...' ? Number.POSITIVE_INFINITY : parameters.length;
      return { least: parameters.length, most, parameters, definition: { file: at, ...fact.nameSpan }, macro: false };
    }),
  ];
}

const WRAPPERS_DEEP = 3;

/**
 * The constructors of the convention that macro or function `name` makes its entry with, as seen from `file`: itself, if it is one, or what it wraps,
 * up to three deep. Empty if it makes no entry.
 */
export function constructorsBehind(analysis: Analysis, name: string, file: string, deep = WRAPPERS_DEEP): string[] {
  if (constructorSide(name)) return [name];
  if (deep === 0) return [];
  const used = new Map<string, string>();
  for (const { file: at, fact } of analysis.names.macros(name, file)) {
    for (const token of tokens(analysis.names.text(at) ?? '', fact.bodySpan)) if (token.kind === 'name') used.set(token.text, at);
  }
  for (const { file: at, fact } of analysis.names.functions(name, file)) {
    if (!fact.bodySpan || fact.returns.trim() !== 'struct dma_buf_mapping_match') continue;
    for (const callee of calleesOf(fact)) used.set(callee, at);
    for (const { kind, text } of tokens(analysis.names.text(at) ?? '', fact.bodySpan))
      if (kind === 'name' && analysis.names.macros(text, at).length > 0) used.set(text, at);
  }
  used.delete(name);
  return [...new Set([...used].flatMap(([other, at]) => constructorsBehind(analysis, other, at, deep - 1)))];
}

/**
 * The call of constructor `name` at `offset` of `file`, with every argument taken from what is in scope there: one visible exporter ops object of the
 * right struct, a device of the enclosing function, `false` for what may be left out. `undefined` if the constructor is not known there or an argument
 * cannot be told.
 */
export function constructorCall(analysis: Analysis, name: string, file: string, offset: number): string | undefined {
  const macro = analysis.names.macros(name, file)[0];
  const definition = analysis.names.functions(name, file)[0];
  const parameters = macro
    ? macro.fact.variadic
      ? undefined
      : macro.fact.parameters?.map((parameter) => ({ name: parameter, text: '' }))
    : definition?.fact.parameters;
  if (!parameters) return undefined;
  const written: string[] = [];
  for (const parameter of parameters) {
    if (parameter.text === 'void') continue;
    const value = argument(analysis, name, parameter, file, offset);
    if (value === undefined) return undefined;
    written.push(value);
  }
  return `${name}(${written.join(', ')})`;
}

/** What may be written for a parameter of `callee` at `offset` of `file`; `undefined` if that cannot be told. */
export function argument(analysis: Analysis, callee: string, parameter: ParameterFact, file: string, offset: number): string | undefined {
  const text = analysis.names.text(file);
  const facts = analysis.names.facts(file);
  if (text === undefined || !facts) return undefined;
  const scope = functionAt(facts, offset);
  const name = parameter.name ?? '';
  const tag = /\bstruct\s+(\w+)\s*\*/.exec(parameter.text)?.[1];
  if (tag?.endsWith('_exp_ops') || (!parameter.text && /ops/.test(name))) {
    const fits = tag ? (other: string) => other === tag : opsTag(analysis, callee);
    return only(objectsInScope(facts, fits, offset).map((object) => `&${object.name}`));
  }
  if (/^(?:bool|_Bool)\b/.test(parameter.text) || (!parameter.text && /p2p$|^_*accepts?_/.test(name))) return 'false';
  if (!scope) return undefined;
  if (tag === 'device' || (!parameter.text && /^_*(?:dev|device)$/.test(name)))
    return deviceExpression(analysis.names, file, scope, offset);
  return tag && only(pointersInScope(text, scope, offset).get(tag) ?? []);
}

/** A macro does not tell the type of its ops parameter; the mapping type that the constructor is named after does, or the name of the struct itself. */
function opsTag(analysis: Analysis, callee: string): (tag: string) => boolean {
  const word = /MAPPING_(\w+)$/.exec(callee)?.[1] ?? '';
  const known = only(analysis.types().flatMap(({ info, expOpsTag }) => (expOpsTag && typeWord(info.name) === word ? [expOpsTag] : [])));
  return (tag) => (known ? tag === known : tag.endsWith(`_${word.toLowerCase()}_exp_ops`));
}

function only<Value>(values: readonly Value[]): Value | undefined {
  return values.length === 1 ? values[0] : undefined;
}
