/** What the bodies of functions say, without a tree. */

import { Body } from './body.ts';
import type { FileFacts, FunctionFact, VariableFact } from './facts.ts';
import { packCalls } from './packed-calls.ts';

/** Longer ones, and longer macros, are not read; in characters. The longest function of a driver with DMA-buf code has some 20,000. */
export const LONGEST_BODY = 250_000;

/** Objects of a file by their names: where each is declared. */
export type Objects = ReadonlyMap<string, ReadonlySet<number>>;

/** Adds the calls of every function, and the objects of the file that functions assign to. `text` is the masked text. */
export function readBodies(text: string, facts: FileFacts): void {
  const objects = objectsOf(facts.variables);
  const assigned = new Set<string>();
  for (const fact of facts.functions) for (const name of readBody(text, fact, objects)) assigned.add(name);
  facts.assigned = [...assigned].sort();
}

/** Adds the calls of one function. Answers the names of objects that it assigns to. */
export function readBody(text: string, fact: FunctionFact, objects: Objects): string[] {
  if (!fact.bodySpan || fact.bodySpan.end - fact.bodySpan.start > LONGEST_BODY) return [];
  const body = new Body(text, fact.bodySpan);
  fact.calls = packCalls(body.calls(), fact.bodySpan.start);
  if (objects.size === 0) return [];
  const parameters = new Set(fact.parameters.map(({ name }) => name));
  return [...body.assigned(objects)].filter((name) => !parameters.has(name));
}

export function objectsOf(variables: readonly VariableFact[]): Objects {
  const objects = new Map<string, Set<number>>();
  for (const { name, nameSpan } of variables) objects.set(name, (objects.get(name) ?? new Set()).add(nameSpan.start));
  return objects;
}
