/** Who calls a function, and who keeps its address: the call graph backwards, with names meaning what they mean in C. */

import type { CallFact, FunctionFact, MacroFact, VariableFact } from '../facts/facts.ts';
import { calleesOf, callsNamed, eachCallee } from '../facts/packed-calls.ts';
import type { Listing } from '../index/listings.ts';
import type { Found, Names } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { Lowerer } from '../lower/lower.ts';
import { withoutComments } from '../syntax/comments.ts';
import { pattern } from '../syntax/pattern.ts';

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
export function callersOf({ memo, context: { names } }: Lowerer, targets: readonly Found<FunctionFact>[]): Map<string, CallSite[]> {
  const called = (target: Found<FunctionFact>) =>
    memo.settled(`callers of ${functionKey(target)}`, () => callersOfOne(names, target), handed(target));
  return new Map(targets.map((target) => [functionKey(target), called(target)]));
}

function callersOfOne(names: Names, target: Found<FunctionFact>): CallSite[] {
  const own = callsTo(names, target.fact.name).filter(({ file }) => leadsTo(names, file, target));
  const macros = callingMacros(names, target);
  const through = macros.flatMap((macro) =>
    callsTo(names, macro.fact.name).filter(
      ({ file, call }) => leadsTo(names, file, target) && names.macros(call.callee, file).some((each) => isMacro(each, macro)),
    ),
  );
  return through.length === 0 ? own : [...own, ...through].sort(byPlace);
}

/** Every call by the name, in the order of files and places. */
function callsTo(names: Names, callee: string): CallSite[] {
  return names
    .listed('callers', callersByName, callee)
    .flatMap(({ file, fact }) => callsNamed(fact, callee).map((call) => ({ file, function: fact, call })));
}

const callersByName: Listing<'functions'> = {
  of: 'functions',
  words: (fact) => new Set(calleesOf(fact)),
  tell: eachCallee,
  mayHave: ({ calls }, _, word) => calls.includes(word),
};

function byPlace(a: CallSite, b: CallSite): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.call.calleeSpan.start - b.call.calleeSpan.start;
}

function isMacro(one: Found<MacroFact>, other: Found<MacroFact>): boolean {
  return one.file === other.file && one.fact.nameSpan.start === other.fact.nameSpan.start;
}

/** Whether the function's name, used in the file, means this definition of it. */
function leadsTo(names: Names, from: string, target: Found<FunctionFact>): boolean {
  const found = names.functions(target.fact.name, from);
  const nearest = found.find(({ fact }) => fact.region === undefined) ?? found[0];
  const means = (each: Found<FunctionFact>) => functionKey(each) === functionKey(target);
  return found.some((each) => means(each) && (each.fact.region !== undefined || each.file === nearest?.file));
}

/** Function-like macros of another name that call the function. */
function callingMacros(names: Names, { fact }: Found<FunctionFact>): Found<MacroFact>[] {
  return names.listed('macros by what they call', macrosByCallee, fact.name).filter((macro) => macro.fact.name !== fact.name);
}

const macrosByCallee: Listing<'macros'> = {
  of: 'macros',
  mayHave: inBody,
  words: ({ parameters, bodySpan }, text) => {
    if (!parameters) return NO_WORDS;
    return new Set([...text.slice(bodySpan.start, bodySpan.end).matchAll(/\b(\w+)\s*\(/g)].map((match) => match[1]!));
  },
};

/** For each function, by `functionKey`, the initialised file-scope objects that hold its address. Never throws. */
export function tablesOf({ memo, context: { names } }: Lowerer, targets: readonly Found<FunctionFact>[]): Map<string, TableEntry[]> {
  const held = (target: Found<FunctionFact>) =>
    memo.settled(`tables of ${functionKey(target)}`, () => tablesOfOne(names, target), handed(target));
  return new Map(targets.map((target) => [functionKey(target), held(target)]));
}

function tablesOfOne(names: Names, target: Found<FunctionFact>): TableEntry[] {
  const { name, static: own } = target.fact;
  return objectsThatSay(names, name)
    .filter(({ file }) => (!own || file === target.file) && leadsTo(names, file, target))
    .flatMap((table) =>
      mentions(names, table)
        .filter((mention) => mention.name === name)
        .map(({ member }): TableEntry => ({ table, ...(member === undefined ? {} : { member }) })),
    );
}

/** Objects whose initialisers have the word, or a macro that may bring it, in the order of files and places. */
function objectsThatSay(names: Names, name: string): Found<VariableFact>[] {
  const words = new Set([name]);
  for (const word of words) {
    for (const { fact } of names.listed('filling macros by word', fillingMacrosByWord, word)) words.add(fact.name);
  }
  const found = [...words].flatMap((word) => names.listed('objects by word', objectsByWord, word));
  if (words.size === 1) return found;
  return [...new Map(found.map((each) => [`${each.file}:${each.fact.nameSpan.start}`, each])).values()].sort((a, b) =>
    a.file === b.file ? a.fact.nameSpan.start - b.fact.nameSpan.start : a.file < b.file ? -1 : 1,
  );
}

const objectsByWord: Listing<'variables'> = {
  of: 'variables',
  words: ({ initializerSpan: span, function: enclosing }, text) =>
    span && enclosing === undefined ? wordsOf(text.slice(span.start, span.end)) : NO_WORDS,
  mayHave: ({ initializerSpan: span }, text, word) => span !== undefined && text.slice(span.start, span.end).includes(word),
};

/** Macros that set members, as `mentionsIn` follows them. */
const fillingMacrosByWord: Listing<'macros'> = {
  of: 'macros',
  mayHave: inBody,
  words: ({ name, bodySpan }, text) => {
    const body = FILLING.test(name) ? text.slice(bodySpan.start, bodySpan.end) : '';
    return SETTING.test(body) ? wordsOf(body) : NO_WORDS;
  },
};

function inBody({ bodySpan }: MacroFact, text: string, word: string): boolean {
  return text.slice(bodySpan.start, bodySpan.end).includes(word);
}

const NO_WORDS: ReadonlySet<string> = new Set();

function wordsOf(code: string): Set<string> {
  return new Set(code.match(/[A-Za-z_]\w*/g));
}

interface Mention {
  name: string;
  member?: string;
}

/** Names of macros that initialisers are made with, and what such a macro does. */
const FILLING = /^[A-Z][A-Z0-9_]{3,}$/;
const SETTING = /\.\s*\w+\s*=/;

/** Names in an initialiser, with the member each stands for; macros in it count as what they expand to. */
function mentions(names: Names, { file, fact }: Found<VariableFact>): Mention[] {
  return mentionsIn(names, file, names.written(file, fact.initializerSpan!), 0);
}

function mentionsIn(names: Names, file: string, code: string, depth: number): Mention[] {
  const found: Mention[] = [];
  for (const match of withoutComments(code).matchAll(/(?:(?<!\w)\.(\w+)\s*=\s*(?:&\s*)?)?(?<![\w.>])([A-Za-z_]\w*)/g)) {
    const [, member, name = ''] = match;
    found.push({ name, ...(member === undefined ? {} : { member }) });
    if (depth >= DEEPEST_MACRO || !FILLING.test(name)) continue;
    const [macro] = names.macros(name, file);
    const body = macro && names.written(macro.file, macro.fact.bodySpan);
    if (body !== undefined && SETTING.test(body)) found.push(...mentionsIn(names, file, body.replaceAll('\\\n', ' '), depth + 1));
  }
  return found;
}

/** Files that use an object's name as what it is, apart from the one that defines it. Never throws. */
export function usersOf(names: Names, { file: home, fact }: Found<VariableFact>): string[] {
  if (fact.static) return [];
  const word = pattern(`&\\s*${fact.name}\\b`);
  const users = names.search(`users of ${fact.name}`, (_, text) => (word.test(text) ? [{ uses: true }] : []), fact.name);
  return users.flatMap(({ file }) => {
    const found = file === home ? undefined : names.variables(fact.name, file);
    const means = (each: Found<VariableFact>) =>
      each.fact.extern || (each.file === home && each.fact.nameSpan.start === fact.nameSpan.start);
    return found && (found.length === 0 || found.some(means)) ? [file] : [];
  });
}
