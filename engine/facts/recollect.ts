/** Facts again after an edit: only those of the items that were masked again. */
import type { CParser } from '../syntax/contract.ts';
import type { Read, Remasked } from '../syntax/remask.ts';
import { objectsOf, readBody } from './bodies.ts';
import { readItems } from './collect.ts';
import type { FileFacts, FunctionFact, Span, VariableFact } from './facts.ts';

/** The same as collecting from the whole text; undefined if that is not certain. What the edit does not concern stays the same object. */
export function recollected(facts: FileFacts, read: Read, now: Remasked, parser: CParser): FileFacts | undefined {
  if (facts.errors.length > 0) return undefined;
  const { masked, text } = now;
  const inside = ({ start }: Span): boolean => start >= now.after.start && start < now.after.end;
  // Only invocations of macros say something that the masked text does not have.
  if (masked === read.masked && !masked.invocations.some(inside)) return facts;
  const part: FileFacts = { ...facts, functions: [], variables: [], records: [], enums: [], typedefs: [], errors: [] };
  readItems(text, { ...masked, invocations: masked.invocations.filter(inside) }, now.after, part, parser);
  if (part.errors.length > 0) return undefined;
  const spliced = <Fact extends { span: Span }>(all: readonly Fact[], mine: readonly Fact[]): Fact[] => [
    ...all.filter(({ span }) => span.start < now.before.start),
    ...mine,
    ...all.filter(({ span }) => span.start >= now.before.end),
  ];
  const result: FileFacts = {
    ...facts,
    functions: spliced(facts.functions, part.functions),
    variables: spliced(facts.variables, part.variables),
    records: spliced(facts.records, part.records),
    enums: spliced(facts.enums, part.enums),
    typedefs: spliced(facts.typedefs, part.typedefs),
  };
  const gone = facts.functions.filter(({ span }) => span.start >= now.before.start && span.start < now.before.end);
  const assigned = assignedAfter(facts, { read, gone }, { now, functions: part.functions, variables: result.variables });
  return assigned && { ...result, assigned };
}

interface Before {
  read: Read;
  gone: readonly FunctionFact[];
}

interface After {
  now: Remasked;
  functions: readonly FunctionFact[];
  variables: readonly VariableFact[];
}

/** Undefined if other functions would have to be read: where they may assign to what they did not before, or may be the only ones left that do. */
function assignedAfter(facts: FileFacts, before: Before, after: After): string[] | undefined {
  const known = objectsOf(facts.variables);
  const objects = objectsOf(after.variables);
  const is = new Set(after.functions.flatMap((fact) => readBody(after.now.masked.text, fact, objects)));
  if (known.size !== objects.size || [...known.keys()].some((name) => !objects.has(name))) return undefined;
  const was = before.gone.flatMap((fact) => readBody(before.read.masked.text, { ...fact }, known));
  if (was.some((name) => !is.has(name))) return undefined;
  return [...is].every((name) => facts.assigned.includes(name)) ? facts.assigned : [...new Set([...facts.assigned, ...is])].sort();
}
