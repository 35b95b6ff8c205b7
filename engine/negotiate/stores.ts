/** Which functions store to a member, as their text tells: few enough are left that their code can be looked at. */
import type { FileFacts, FunctionFact, Span } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import { detached } from '../text/detached.ts';

export interface Storing {
  function: FunctionFact;
  /** What is stored, as written. */
  values: string[];
}

interface Written extends Storing {
  /** The name before the `->` or `.` of each store; undefined where something else stands there. */
  bases: (string | undefined)[];
  /** The function speaks of the struct, or takes types from elsewhere. */
  speaks: boolean;
}

/** What a file calls a struct, or something that is one. */
interface Called {
  /** Absent for what may stand for the struct anywhere, such as a macro. */
  name?: string;
}

/** Functions with `->field = value` or `.field = value`, but for those where it cannot be a member of a struct of the tag. Never throws. */
export function functionsThatStore(names: Names, tag: string, field: string): readonly Found<Storing>[] {
  const found = functionsWithStores(names, tag, field);
  const called = /^\w+$/.test(tag) ? calledSo(names, tag) : undefined;
  if (!called) return found;
  const mayBe = (base: string | undefined, file: string): boolean =>
    base === undefined || called.has(base) || names.macros(base, file).length > 0;
  return found.filter(({ file, fact: { speaks, bases } }) => speaks || bases.some((base) => mayBe(base, file)));
}

function functionsWithStores(names: Names, tag: string, field: string): readonly Found<Written>[] {
  return names.searchIn(`functions that store ${field} of ${tag}`, 'functions', (fact, text) => written(fact, text, field, tag));
}

function written(fact: FunctionFact, text: string, field: string, tag: string): Written[] {
  const { bodySpan: body } = fact;
  if (!body) return [];
  const within = storesIn(text, body, field);
  if (within.length === 0) return [];
  const whole = text.slice(fact.span.start, fact.span.end);
  const values = within.map(({ value }) => {
    const close = text.indexOf(';', value);
    return detached(text.slice(value, close < 0 || close > body.end ? body.end : close).trimStart());
  });
  const bases = within.map(({ operator }) => nameBefore(text, operator));
  return [{ function: fact, values, bases, speaks: whole.includes(tag) || /typeof|__auto_type/.test(whole) }];
}

interface Replacing {
  function: FunctionFact;
  words: ReadonlySet<string>;
}

/** Functions that store to some pointer's `ops`, with all their words. Never throws. */
export function functionsThatReplace(names: Names): readonly Found<Replacing>[] {
  return names.searchIn('functions that replace ops', 'functions', (fact, text): Replacing[] => {
    const { bodySpan: body } = fact;
    if (!body || !storesIn(text, body, 'ops').some(({ operator }) => text[operator] === '-')) return [];
    return [{ function: fact, words: new Set(detached(text.slice(body.start, body.end)).match(/\w+/g)) }];
  });
}

/** Offsets of the `->` or `.` in front of a member, and of what is behind the `=`. */
interface Store {
  operator: number;
  value: number;
}

/** Every `->member =` and `.member =` of a body. */
function storesIn(text: string, { start, end }: Span, member: string): Store[] {
  return storesTo(text.slice(start, end), member).map(({ operator, value }) => ({ operator: start + operator, value: start + value }));
}

/** Looks for the member: a search for what stands in front of it takes ten times as long. */
function storesTo(text: string, member: string): Store[] {
  const found: Store[] = [];
  for (let at = text.indexOf(member); at >= 0; at = text.indexOf(member, at + member.length)) {
    let next = at + member.length;
    while (text.charCodeAt(next) <= 32) next++;
    if (text[next] !== '=' || text[next + 1] === '=') continue;
    let before = at - 1;
    while (before > 0 && text.charCodeAt(before) <= 32) before--;
    const isArrow = text[before] === '>' && text[before - 1] === '-';
    if (isArrow || text[before] === '.') found.push({ operator: isArrow ? before - 1 : before, value: next + 1 });
  }
  return found;
}

/** The name that ends at an offset, white space apart. */
function nameBefore(text: string, offset: number): string | undefined {
  let end = offset;
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--;
  let start = end;
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  return start < end && /[A-Za-z_]/.test(text[start]!) ? detached(text.slice(start, end)) : undefined;
}

/** Names of members and objects that are, or lead to, structs of the tag; undefined if others may be as well. Outside of functions: each tells itself what it speaks of. */
function calledSo(names: Names, tag: string): ReadonlySet<string> | undefined {
  const found = names.search(`what struct ${tag} is called`, (facts, text) => calledIn(facts, text, tag), tag);
  const all = found.map(({ fact }) => fact.name);
  return all.includes(undefined) ? undefined : new Set(all.filter((name) => name !== undefined));
}

function calledIn({ macros, typedefs, variables, records }: FileFacts, text: string, tag: string): Called[] {
  const elsewhere =
    typedefs.some(({ type }) => type.includes(tag)) ||
    macros.some(({ bodySpan }) => text.slice(bodySpan.start, bodySpan.end).includes(tag));
  if (elsewhere) return [{}];
  // Records inside of records are records of the file as well.
  return [...variables, ...records.flatMap(({ fields }) => fields)].flatMap(({ name, type }) =>
    name !== undefined && type.includes(tag) ? [{ name }] : [],
  );
}
