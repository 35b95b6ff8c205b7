import type { Fix } from '../answers.ts';
import type { ParameterFact } from '../facts/facts.ts';
import { type Arity, argument, aritiesOf } from '../fixes/constructors.ts';
import { textEdits } from '../fixes/edits.ts';
import { MODEL } from '../index/index.ts';
import type { Names } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { type ConstructorUse, constructorUses } from './interface-names.ts';
import type { RawFinding, Rule } from './rule.ts';
import { counted } from './words.ts';

/** The interface changed its constructors more than once; a call for another version does not compile. */
export const constructorArity: Rule = {
  id: 'constructor-arity',
  severity: 'error',
  summary: 'a constructor with more or fewer arguments than its definition takes',
  check: (analysis) =>
    constructorUses(analysis).flatMap((use) => {
      // The built-in model is one version of the interface, and this may be a driver for another.
      const arities = aritiesOf(analysis, use.name, use.at.file, use.at.start).filter(
        ({ definition }) => !definition.file.startsWith(MODEL),
      );
      const count = use.given.length;
      if (arities.length === 0 || arities.some(({ least, most }) => least <= count && count <= most)) return [];
      if (mayBeSeveral(analysis, use)) return [];
      return [finding(analysis, use, arities[0]!)];
    }),
};

/** Whether one of the arguments may become several, or none, when macros are expanded. */
function mayBeSeveral({ names }: Analysis, { at, given }: ConstructorUse): boolean {
  const around = names.facts(at.file)?.macros.find(({ bodySpan }) => bodySpan.start <= at.start && at.end <= bodySpan.end);
  const rest = around?.variadic ? around.parameters?.at(-1)?.replace(/\.\.\.$/, '') : undefined;
  // An argument can have a hundred thousand words, of which few are different.
  const words = new Set(given.flatMap((each) => each.flatMap(({ kind, text }) => (kind === 'name' ? [text] : []))));
  return [...words].some((word) => word === '__VA_ARGS__' || word === rest || hasManyOrNone(names, word, at.file));
}

/** True for a macro whose body is empty or has a comma. */
function hasManyOrNone(names: Names, word: string, from: string): boolean {
  return names
    .macros(word, from)
    .some(({ file, fact }) => /,|^\s*$|__VA_ARGS__/.test((names.text(file) ?? '').slice(fact.bodySpan.start, fact.bodySpan.end)));
}

function finding(analysis: Analysis, use: ConstructorUse, arity: Arity): RawFinding {
  const { least, parameters, definition } = arity;
  const words = parameters.flatMap(({ name }) => (name ? [`\`${name.replace(/^_+/, '')}\``] : []));
  const names = words.length === parameters.length && words.length > 0 ? ` (${words.join(', ')})` : '';
  const count = use.given.length;
  const few = count < least;
  return {
    at: use.at,
    message: `\`${use.name}\` takes ${least === 0 ? 'no arguments' : counted(least, 'argument')}${names}, but ${count === 0 ? 'none is' : counted(count, 'is', 'are')} given: ${few ? 'add what is missing' : 'drop what is too much'}`,
    related: [{ at: definition, message: `\`${use.name}\` is defined here` }],
    fixes: () => (few ? addMissing(analysis, use, arity) : dropSurplus(analysis, use, arity)),
  };
}

function addMissing(analysis: Analysis, use: ConstructorUse, { parameters, least }: Arity): Fix[] {
  const { name, at, given, close } = use;
  const written = parameters
    .slice(given.length, least)
    .map((parameter) => argument(analysis, name, parameter, at.file, at.start) ?? placeholder(parameter));
  if (written.some((each) => each === undefined)) return [];
  const text = written.join(', ');
  const last = given.at(-1)?.at(-1)?.end;
  const change = last === undefined ? { start: close, end: close, newText: text } : { start: last, end: last, newText: `, ${text}` };
  return [{ title: `Add \`${text}\``, safe: false, edits: textEdits(analysis, at.file, [change]) }];
}

/** Something of the parameter's type to begin with; ops have no such value. */
function placeholder({ text }: ParameterFact): string | undefined {
  if (/_exp_ops\b/.test(text)) return undefined;
  if (text.includes('*')) return 'NULL';
  if (/^(?:const\s+)?(?:bool|_Bool)\b/.test(text)) return 'false';
  return /^(?:const\s+)?(?:enum\s+\w+|unsigned|int|u\d+|size_t)\b/.test(text) ? '0' : undefined;
}

function dropSurplus(analysis: Analysis, { at, given, close }: ConstructorUse, { most }: Arity): Fix[] {
  const first = given[most];
  const start = most === 0 ? first?.[0]?.start : given[most - 1]?.at(-1)?.end;
  if (!first || start === undefined) return [];
  const dropped = given.slice(most).map((each) => (analysis.names.text(at.file) ?? '').slice(each[0]!.start, each.at(-1)!.end));
  return [
    { title: `Drop \`${dropped.join(', ')}\``, safe: false, edits: textEdits(analysis, at.file, [{ start, end: close, newText: '' }]) },
  ];
}
