import type { Directive } from '../syntax/contract.ts';
import { plainText } from '../syntax/directives.ts';
import type { MaskedFile } from '../syntax/mask.ts';
import type { IncludeFact, MacroFact, UndefFact } from './facts.ts';
import { regionLookup } from './regions.ts';

/** `#include`s with a written path; those whose path is a macro are left out. */
export function readIncludes(text: string, directives: Directive[]): IncludeFact[] {
  const includes: IncludeFact[] = [];
  for (const { keyword, argument, span } of directives) {
    if (keyword !== 'include' && keyword !== 'include_next') continue;
    const written = /^(?:"([^"\r\n]+)"|<([^>\r\n]+)>)/.exec(text.slice(argument.start, argument.end));
    const path = written?.[1] ?? written?.[2];
    if (path !== undefined) includes.push({ path, system: written?.[2] !== undefined, span });
  }
  return includes;
}

/** Macro definitions, object-like and function-like. */
export function readMacros(text: string, masked: MaskedFile): MacroFact[] {
  const region = regionLookup(masked.regions);
  const macros: MacroFact[] = [];
  for (const directive of masked.directives) {
    if (directive.keyword !== 'define') continue;
    const macro = readMacro(text, directive);
    if (macro === undefined) continue;
    const index = region(directive.span.start);
    if (index !== undefined) macro.region = index;
    macros.push(macro);
  }
  return macros;
}

/** `#undef`s. */
export function readUndefs(text: string, masked: MaskedFile): UndefFact[] {
  const region = regionLookup(masked.regions);
  return masked.directives.flatMap(({ keyword, argument, span }): UndefFact[] => {
    if (keyword !== 'undef') return [];
    const name = /^[\w$\u0080-\uffff]+/.exec(text.slice(argument.start, argument.end))?.[0];
    const index = region(span.start);
    return name === undefined ? [] : [{ name, span, ...(index !== undefined && { region: index }) }];
  });
}

function readMacro(text: string, { argument, span }: Directive): MacroFact | undefined {
  const { start, end } = argument;
  const name = /^[\w$\u0080-\uffff]+/.exec(text.slice(start, Math.min(end, start + LONGEST_NAME)))?.[0];
  if (name === undefined) return undefined;
  const nameEnd = start + name.length;
  const macro: MacroFact = { name, nameSpan: { start, end: nameEnd }, span, bodySpan: { start: nameEnd, end } };
  let bodyStart = nameEnd;
  if (text.charCodeAt(nameEnd) === 40) {
    const close = nameEnd + text.slice(nameEnd, end).indexOf(')');
    if (close < nameEnd) return undefined;
    bodyStart = close + 1;
    const list = plainText(text, { start: nameEnd + 1, end: close });
    macro.parameters = list === '' ? [] : list.split(',').map((parameter) => parameter.trim());
    const last = macro.parameters.at(-1);
    if (last?.endsWith('...')) {
      macro.variadic = true;
      const named = last.slice(0, -3).trim();
      macro.parameters[macro.parameters.length - 1] = named === '' ? '...' : named;
    }
  }
  macro.bodySpan = trimmed(text, bodyStart, end);
  return macro;
}

const LONGEST_NAME = 1024;

function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  let first = start;
  let last = end;
  while (first < last && isBlank(text, first)) first++;
  while (last > first && text.charCodeAt(last - 1) <= 32) last--;
  return { start: first, end: last };
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code <= 32 || (code === 92 && text.charCodeAt(at + 1) <= 32);
}
