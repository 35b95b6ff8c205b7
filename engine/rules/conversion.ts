/** What the new interface has in the place of the old one, and whether the tree has taken the step. */
import type { FieldFact, FunctionFact, Span } from '../facts/facts.ts';
import { MODEL } from '../index/index.ts';
import { type Found, type Names, placeOf } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { CType } from '../lower/ctype.ts';
import type { Expression, Lvalue } from '../lower/ir.ts';
import { typeOf } from '../lower/types.ts';
import { typingOf, visitInstruction } from '../lower/visit.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { workspaceFiles } from '../negotiate/discover.ts';
import type { Place } from '../negotiate/offer.ts';
import { pattern } from '../syntax/pattern.ts';

/** Makes the matcher of an exporter that only gives out a plain table. */
export const SIMPLE_MATCH = 'DMA_BUF_SIMPLE_SGT_EXP_MATCH';

/** The workspace's own header with `SIMPLE_MATCH`. */
export function simpleMatchHome(names: Names, from: string): string | undefined {
  return names.macros(SIMPLE_MATCH, from).find(({ file }) => !file.startsWith(MODEL))?.file;
}

/**
 * Where the workspace declares a function of the interface, or a macro of the name, as `from` sees it: in a header, if there is one. A prototype will do, which
 * the index knows less well than a definition of the model.
 */
export function declaration({ names, machine }: Analysis, name: string, from: string): Place | undefined {
  const { memo } = machine.lowerer;
  const shared = memo.get('functions of the interface', () => {
    const found = new Map<string, Place>();
    for (const file of workspaceFiles(names)) {
      for (const [each, at] of memo.get(`functions of the interface in ${file}`, () => interfaceFunctions(names, file))) {
        if (!found.has(each) || (file.endsWith('.h') && !found.get(each)!.file.endsWith('.h'))) found.set(each, at);
      }
    }
    return found;
  });
  const known = shared.get(name);
  if (known) return known;
  const own = [...names.functions(name, from), ...names.macros(name, from)].find(({ file }) => !file.startsWith(MODEL));
  return own && placeOf(own);
}

function interfaceFunctions(names: Names, file: string): [string, Place][] {
  const functions = names
    .facts(file)!
    .functions.filter((each) => each.name.startsWith('dma_buf_') && (!each.static || file.endsWith('.h')));
  return functions.map(({ name, nameSpan }) => [name, { file, ...nameSpan }]);
}

/** The workspace's own definition of a struct, if it is known and lacks the member. */
export function recordWithout(names: Names, tag: string, member: string): Place | undefined {
  const [anyFile = ''] = names.files();
  const records = names.records(tag, anyFile).filter(({ file }) => !file.startsWith(MODEL));
  const [first] = records;
  return first && !records.some(({ fact }) => hasMember(fact.fields, member)) ? placeOf(first) : undefined;
}

function hasMember(fields: readonly FieldFact[], member: string): boolean {
  return fields.some(({ name, members }) => name === member || (name === undefined && hasMember(members ?? [], member)));
}

/** A place in some function's code that names a member of a struct. */
export interface MemberUse {
  function: Found<FunctionFact>;
  member: string;
  /** The whole expression, such as `attach->dev`. */
  at: Place;
  /** The pointer or object before the member. */
  base: Place;
  /** Through a pointer. */
  arrow: boolean;
  how: 'read' | 'written' | 'address';
}

/** Every use of one of the members of the struct in code of the workspace. Costs what the functions cost that may have one. */
export function memberUses(analysis: Analysis, tag: string, members: readonly string[]): MemberUse[] {
  const { lowerer } = analysis.machine;
  const key = `uses of ${tag} ${members.join(' ')}`;
  return lowerer.memo.get(key, () => candidates(analysis, tag, members).flatMap((target) => usesIn(analysis, target, tag, members)));
}

function usesIn(analysis: Analysis, target: Found<FunctionFact>, tag: string, members: readonly string[]): MemberUse[] {
  const { lowerer } = analysis.machine;
  return lowerer.memo.get(
    `uses of ${tag} ${members.join(' ')} in ${target.file}:${target.fact.nameSpan.start}`,
    () => {
      const code = lowerer.function(target);
      const typing = typingOf(code, lowerer.context);
      const found = new Map<string, MemberUse>();
      const place = (each: Lvalue, how: MemberUse['how']): void => {
        if (each.place !== 'field' || !members.includes(each.field)) return;
        const base: Expression = { op: 'load', from: each.base, at: each.base.at };
        if (tagOf(typeOf(typing, base)) !== tag) return;
        const arrow = each.base.place === 'pointee';
        const pointer = each.base.place === 'pointee' ? each.base.pointer : undefined;
        const use: MemberUse = { function: target, member: each.field, at: each.at, base: pointer?.at ?? each.base.at, arrow, how };
        const spot = `${each.at.file}:${each.at.start}:${each.at.end}`;
        if (!found.has(spot) || how !== 'read') found.set(spot, use);
      };
      for (const each of code.instructions) visitInstruction(each, { place });
      return [...found.values()];
    },
    handed(target),
  );
}

function tagOf(type: CType | undefined): string | undefined {
  return type?.kind === 'record' ? type.tag : undefined;
}

/** Functions that name a member, by themselves or by a macro, and something that may be the struct. */
function candidates({ names, machine }: Analysis, tag: string, members: readonly string[]): Found<FunctionFact>[] {
  const { memo } = machine.lowerer;
  const selects = pattern(`(?:->|\\.)\\s*(?:${members.join('|')})\\b`);
  const files = workspaceFiles(names);
  const carriers = carriersOf(names, files, tag);
  const matching = (pattern: RegExp) =>
    files.flatMap((file) => memo.get(`macros that match ${pattern.source} ${file}`, () => macrosIn(names, file, pattern)));
  const macros = new Set(matching(selects));
  // Macros of macros, as deep as people go.
  for (let size = 0, deep = 0; size < macros.size && deep < MACROS_DEEP; deep++) {
    size = macros.size;
    for (const name of matching(wordsIn(macros))) macros.add(name);
  }
  const used = macros.size > 0 ? wordsIn(macros) : undefined;
  const carrying = new Set(macros.size > 0 ? matching(carriers).filter((name) => macros.has(name)) : []);
  for (const name of carrying.size > 0 ? matching(wordsIn(carrying)) : []) carrying.add(name);
  const carried = carrying.size > 0 ? wordsIn(carrying) : undefined;
  return files.flatMap((file) =>
    memo.get(`functions with ${carriers.source} ${selects.source} ${used?.source} ${carried?.source} ${file}`, () => {
      const text = names.text(file) ?? '';
      return names.facts(file)!.functions.flatMap((fact): Found<FunctionFact>[] => {
        if (!fact.bodySpan) return [];
        const own = within(text, fact.span);
        const named = selects.test(own) || used?.test(own);
        return (named && carriers.test(own)) || carried?.test(own) ? [{ file, fact }] : [];
      });
    }),
  );
}

const MACROS_DEEP = 3;

function wordsIn(words: ReadonlySet<string>): RegExp {
  return pattern(`\\b(?:${[...words].join('|')})\\b`);
}

function macrosIn(names: Names, file: string, selects: RegExp): string[] {
  const text = names.text(file) ?? '';
  return names.facts(file)!.macros.flatMap(({ name, bodySpan }) => (selects.test(within(text, bodySpan)) ? [name] : []));
}

/** Matches texts with the tag, or with a name of a type or member that leads to the struct. */
function carriersOf(names: Names, files: readonly string[], tag: string): RegExp {
  const found = new Set([tag]);
  const aliases = new Set<string>();
  const fields = (all: readonly FieldFact[]): void => {
    for (const field of all) {
      const leads = field.tag === tag || aliases.has(field.type.replace(/^const\s+|(?<!\s)\s+const$/g, ''));
      if (leads && field.name !== undefined) found.add(field.name);
      if (field.members) fields(field.members);
    }
  };
  const word = pattern(`\\b${tag}\\b`);
  for (const file of files) for (const { name, type } of names.facts(file)!.typedefs) if (word.test(type)) aliases.add(name);
  for (const alias of aliases) found.add(alias);
  for (const file of files) {
    const facts = names.facts(file)!;
    for (const { fields: own } of facts.records) fields(own);
    for (const each of facts.variables) if (each.tag === tag && each.function === undefined) found.add(each.name);
    for (const each of facts.functions) if (word.test(each.returns)) found.add(each.name);
  }
  return pattern(`\\b(?:${[...found].join('|')})\\b`);
}

function within(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}
