/** What the bodies of functions say, without a tree. */

import { Body } from './body.ts';
import type { FileFacts } from './facts.ts';
import { packCalls } from './packed-calls.ts';

/** Adds the calls of every function, and the objects of the file that functions assign to. `text` is the masked text. */
export function readBodies(text: string, facts: FileFacts): void {
  const objects = new Map<string, Set<number>>();
  for (const { name, nameSpan } of facts.variables) objects.set(name, (objects.get(name) ?? new Set()).add(nameSpan.start));
  const assigned = new Set<string>();
  for (const fact of facts.functions) {
    if (!fact.bodySpan) continue;
    const body = new Body(text, fact.bodySpan);
    fact.calls = packCalls(body.calls(), fact.bodySpan.start);
    if (objects.size === 0) continue;
    const parameters = new Set(fact.parameters.map(({ name }) => name));
    for (const name of body.assigned(objects)) if (!parameters.has(name)) assigned.add(name);
  }
  facts.assigned = [...assigned].sort();
}
