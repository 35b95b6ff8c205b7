/** What a place in a file can name: the arguments that a fix may write there. Everything is read from facts and text, nothing is guessed. */
import type { FileFacts, FunctionFact, VariableFact } from '../facts/facts.ts';
import { tokens } from './tokens.ts';

/** How to reach the `struct device *` of a pointer to each struct that carries one. */
const DEVICE_OF: Record<string, (pointer: string) => string> = {
  device: (pointer) => pointer,
  pci_dev: (pointer) => `&${pointer}->dev`,
  platform_device: (pointer) => `&${pointer}->dev`,
  auxiliary_device: (pointer) => `&${pointer}->dev`,
  drm_device: (pointer) => `${pointer}->dev`,
};

/** The function definition whose text holds the offset. */
export function functionAt(facts: FileFacts, offset: number): FunctionFact | undefined {
  return facts.functions.find((f) => f.bodySpan && f.span.start <= offset && offset < f.span.end);
}

/**
 * Names of the pointers to `struct TAG` that are in scope at `offset` inside the function: its parameters, and locals that got their value where they
 * are declared. Pointers to const are left out.
 */
export function pointersInScope(text: string, scope: FunctionFact, tag: string, offset: number): string[] {
  const names: string[] = [];
  for (const { name, text: declaration } of scope.parameters) {
    const parts = tokens(declaration).map((token) => token.text);
    if (name && parts.join(' ') === `struct ${tag} * ${name}`) names.push(name);
  }
  if (!scope.bodySpan) return names;
  const local = tokens(text, { start: scope.bodySpan.start, end: Math.min(offset, scope.bodySpan.end) });
  for (let at = 0; at + 4 < local.length; at++) {
    const [word, kind, star, name, equals] = local.slice(at, at + 5).map((token) => token.text);
    const fresh = at === 0 || ['{', '}', ';'].includes(local[at - 1]!.text);
    if (fresh && word === 'struct' && kind === tag && star === '*' && equals === '=' && local[at + 3]!.kind === 'name') names.push(name!);
  }
  return names;
}

/** Expressions of type `struct device *` at `offset` inside the function, those that name a device directly before those that reach into a bus device. */
export function deviceExpressions(text: string, scope: FunctionFact, offset: number): string[] {
  return Object.entries(DEVICE_OF).flatMap(([tag, expression]) => pointersInScope(text, scope, tag, offset).map(expression));
}

/** File-scope objects of `struct TAG` that are defined or declared before `offset`. */
export function objectsInScope(facts: FileFacts, tag: string, offset: number): VariableFact[] {
  const seen = new Map<string, VariableFact>();
  for (const variable of facts.variables) {
    const visible = variable.tag === tag && !variable.function && variable.pointers === 0 && variable.dimensions.length === 0;
    if (visible && variable.span.end <= offset) seen.set(variable.name, variable);
  }
  return [...seen.values()];
}
