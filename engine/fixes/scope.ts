/** What a place in a file can name: the arguments that a fix may write there. Everything is read from facts and text, nothing is guessed. */
import type { FileFacts, FunctionFact, ParameterFact, VariableFact } from '../facts/facts.ts';
import type { Names } from '../index/names.ts';
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

/**
 * The one expression of type `struct device *` that the function offers at `offset`: a pointer to a device; else the device of a bus device; else one
 * of these two as a member of a struct that a parameter points to. `undefined` if the nearest kind that there is has several.
 */
export function deviceExpression(names: Names, file: string, scope: FunctionFact, offset: number): string | undefined {
  const text = names.text(file) ?? '';
  const pointers = (tag: string) => pointersInScope(text, scope, tag, offset);
  const buses = Object.keys(DEVICE_OF).filter((tag) => tag !== 'device');
  const nearest = [
    pointers('device'),
    buses.flatMap((tag) => pointers(tag).map(DEVICE_OF[tag]!)),
    scope.parameters.flatMap((parameter) => memberDevices(names, file, parameter)),
  ].find((expressions) => expressions.length > 0);
  return nearest?.length === 1 ? nearest[0] : undefined;
}

function memberDevices(names: Names, file: string, { name, text }: ParameterFact): string[] {
  const tag = /^(?:const\s+)?struct\s+(\w+)\s*\*\s*\w+$/.exec(text)?.[1];
  if (!name || !tag || /^(?:dma_buf|dma_buf_\w+)$/.test(tag)) return [];
  const records = names.records(tag, file);
  if (records.length !== 1) return [];
  return records[0]!.fact.fields.flatMap((field) => {
    const expression = field.tag && field.pointers === 1 && field.dimensions.length === 0 ? DEVICE_OF[field.tag] : undefined;
    return field.name && expression ? [expression(`${name}->${field.name}`)] : [];
  });
}

/** File-scope objects of the structs with such a tag that are defined or declared before `offset`. */
export function objectsInScope(facts: FileFacts, isTag: (tag: string) => boolean, offset: number): VariableFact[] {
  const seen = new Map<string, VariableFact>();
  for (const variable of facts.variables) {
    const visible =
      variable.tag !== undefined &&
      isTag(variable.tag) &&
      !variable.function &&
      variable.pointers === 0 &&
      variable.dimensions.length === 0;
    if (visible && variable.span.end <= offset) seen.set(variable.name, variable);
  }
  return [...seen.values()];
}
