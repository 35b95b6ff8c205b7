/** Which functions store to a member, as their text tells: few enough are left that their code can be looked at. */
import type { FileFacts, FunctionFact } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import { pattern } from '../syntax/pattern.ts';

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
  const stores = pattern(`(?:->|\\.)\\s*${field}\\s*=(?!=)\\s*([^;]*)`, 'g');
  return names.search(`functions that store ${field} of ${tag}`, ({ functions }, text) => {
    if (!mayStore(text, field) || text.search(stores) < 0) return [];
    return functions.flatMap((fact) => {
      const body = fact.bodySpan ? text.slice(fact.bodySpan.start, fact.bodySpan.end) : '';
      const matches = [...body.matchAll(stores)];
      if (matches.length === 0) return [];
      const whole = text.slice(fact.span.start, fact.span.end);
      return [
        {
          function: fact,
          values: matches.map((match) => match[1]!),
          bases: matches.map(({ index }) => nameBefore(body, index)),
          speaks: whole.includes(tag) || /typeof|__auto_type/.test(whole),
        },
      ];
    });
  });
}

/** Whether a `=` follows the word somewhere: much cheaper to tell than what stands before it. */
export function mayStore(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    let next = at + word.length;
    while (text.charCodeAt(next) <= 32) next++;
    if (text[next] === '=' && text[next + 1] !== '=') return true;
  }
  return false;
}

/** The name that ends at an offset, white space apart. */
function nameBefore(text: string, offset: number): string | undefined {
  let end = offset;
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--;
  let start = end;
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  return start < end && /[A-Za-z_]/.test(text[start]!) ? text.slice(start, end) : undefined;
}

/** Names of members and objects that are, or lead to, structs of the tag; undefined if others may be as well. Outside of functions: each tells itself what it speaks of. */
function calledSo(names: Names, tag: string): ReadonlySet<string> | undefined {
  const found = names.search(`what struct ${tag} is called`, (facts, text) => (text.includes(tag) ? calledIn(facts, text, tag) : []));
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
