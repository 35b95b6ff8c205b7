/** Who calls a function, and who keeps its address: the call graph backwards, with names meaning what they mean in C. */
import type { CallFact, FunctionFact, MacroFact, VariableFact } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import { workspaceFiles } from './discover.ts';

/** A call in a function's body; `call` may be the use of a macro that expands to the call. */
export interface CallSite {
  file: string;
  function: FunctionFact;
  call: CallFact;
}

/** A member of a file-scope object that holds a function. */
export interface TableEntry {
  table: Found<VariableFact>;
  /** Such as `attach_dmabuf`; absent for an initialiser without designators. */
  member?: string;
}

/** Macros in macros are followed so far. */
const DEEPEST_MACRO = 4;

/** Identity of a function definition within one snapshot. */
export function functionKey({ file, fact }: Found<FunctionFact>): string {
  return `${file}:${fact.nameSpan.start}`;
}

/** The calls of each function, by `functionKey`, in the order of files and places. Never throws. */
export function callersOf(names: Names, targets: readonly Found<FunctionFact>[]): Map<string, CallSite[]> {
  const result = new Map<string, CallSite[]>(targets.map((target) => [functionKey(target), []]));
  const macros = callingMacros(names, targets);
  const byWord = grouped([...targets.map((target) => ({ name: target.fact.name, target })), ...macros]);
  if (byWord.size === 0) return result;
  for (const file of workspaceFiles(names)) {
    for (const fact of names.facts(file)!.functions) {
      for (const call of fact.calls) {
        for (const { target, macro } of byWord.get(call.callee) ?? []) {
          const means = leadsTo(names, file, target) && (!macro || names.macros(call.callee, file).some((each) => isMacro(each, macro)));
          if (means) result.get(functionKey(target))!.push({ file, function: fact, call });
        }
      }
    }
  }
  return result;
}

interface NamedTarget {
  name: string;
  target: Found<FunctionFact>;
  /** The macro of that name that calls the target, if it is not the target's own name. */
  macro?: Found<MacroFact>;
}

function isMacro(one: Found<MacroFact>, other: Found<MacroFact>): boolean {
  return one.file === other.file && one.fact.nameSpan.start === other.fact.nameSpan.start;
}

function grouped(all: readonly NamedTarget[]): Map<string, NamedTarget[]> {
  const groups = new Map<string, NamedTarget[]>();
  for (const each of all) {
    const group = groups.get(each.name);
    if (group) group.push(each);
    else groups.set(each.name, [each]);
  }
  return groups;
}

/** Whether the function's name, used in the file, means this definition of it. */
function leadsTo(names: Names, from: string, target: Found<FunctionFact>): boolean {
  const found = names.functions(target.fact.name, from);
  const nearest = found.find(({ fact }) => fact.region === undefined) ?? found[0];
  const means = (each: Found<FunctionFact>) => functionKey(each) === functionKey(target);
  return found.some((each) => means(each) && (each.fact.region !== undefined || each.file === nearest?.file));
}

/** Function-like macros that call one of the functions. */
function callingMacros(names: Names, targets: readonly Found<FunctionFact>[]): NamedTarget[] {
  const found: NamedTarget[] = [];
  for (const file of workspaceFiles(names)) {
    for (const macro of names.facts(file)!.macros) {
      if (!macro.parameters) continue;
      const body = (names.text(file) ?? '').slice(macro.bodySpan.start, macro.bodySpan.end);
      const called = new Set([...body.matchAll(/\b(\w+)\s*\(/g)].map(([, name]) => name));
      for (const target of targets) {
        const { name } = target.fact;
        if (called.has(name) && name !== macro.name) found.push({ name: macro.name, macro: { file, fact: macro }, target });
      }
    }
  }
  return found;
}

/** For each function, by `functionKey`, the initialised file-scope objects that hold its address. Never throws. */
export function tablesOf(names: Names, targets: readonly Found<FunctionFact>[]): Map<string, TableEntry[]> {
  const result = new Map<string, TableEntry[]>(targets.map((target) => [functionKey(target), []]));
  const byName = grouped(targets.map((target) => ({ name: target.fact.name, target })));
  if (byName.size === 0) return result;
  const external = targets.some(({ fact }) => !fact.static);
  const homes = new Set(targets.map(({ file }) => file));
  for (const file of workspaceFiles(names)) {
    if (!external && !homes.has(file)) continue;
    for (const fact of names.facts(file)!.variables) {
      if (!fact.initializerSpan || fact.function !== undefined) continue;
      for (const { name, member } of mentions(names, file, fact)) {
        for (const { target } of byName.get(name) ?? []) {
          const entry: TableEntry = { table: { file, fact }, ...(member === undefined ? {} : { member }) };
          if (leadsTo(names, file, target)) result.get(functionKey(target))!.push(entry);
        }
      }
    }
  }
  return result;
}

interface Mention {
  name: string;
  member?: string;
}

/** Names in an initialiser, with the member each stands for; macros in it count as what they expand to. */
function mentions(names: Names, file: string, { initializerSpan }: VariableFact): Mention[] {
  const text = names.text(file) ?? '';
  return mentionsIn(names, file, text.slice(initializerSpan!.start, initializerSpan!.end), 0);
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;

function mentionsIn(names: Names, file: string, code: string, depth: number): Mention[] {
  const found: Mention[] = [];
  for (const match of code.replace(COMMENT, ' ').matchAll(/(?:(?<!\w)\.(\w+)\s*=\s*&?\s*)?(?<![\w.>])([A-Za-z_]\w*)/g)) {
    const [, member, name = ''] = match;
    found.push({ name, ...(member === undefined ? {} : { member }) });
    if (depth >= DEEPEST_MACRO || !/^[A-Z][A-Z0-9_]{3,}$/.test(name)) continue;
    const [macro] = names.macros(name, file);
    const body = macro && (names.text(macro.file) ?? '').slice(macro.fact.bodySpan.start, macro.fact.bodySpan.end);
    if (body !== undefined && /\.\s*\w+\s*=/.test(body)) found.push(...mentionsIn(names, file, body.replaceAll('\\\n', ' '), depth + 1));
  }
  return found;
}

/** Files that use an object's name as what it is, apart from the one that defines it. Never throws. */
export function usersOf(names: Names, { file: home, fact }: Found<VariableFact>): string[] {
  const word = new RegExp(`&\\s*${fact.name}\\b`);
  return workspaceFiles(names).filter((file) => {
    if (file === home || fact.static) return false;
    const text = names.text(file) ?? '';
    if (!text.includes(fact.name) || !word.test(text)) return false;
    const found = names.variables(fact.name, file);
    return (
      found.length === 0 ||
      found.some((each) => each.fact.extern || (each.file === home && each.fact.nameSpan.start === fact.nameSpan.start))
    );
  });
}
