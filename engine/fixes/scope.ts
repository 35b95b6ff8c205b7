/** What a place in a file can name: the arguments that a fix may write there. Everything is read from facts and text, nothing is guessed. */
import type { FileFacts, FunctionFact, ParameterFact, VariableFact } from '../facts/facts.ts';
import type { Names } from '../index/names.ts';
import { type Token, tokens } from './tokens.ts';

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
 * Names of the pointers to structs that are in scope at `offset` inside the function, by the tag of the struct: its parameters, and locals that got their
 * value where they are declared. Pointers to const are left out.
 */
export function pointersInScope(text: string, scope: FunctionFact, offset: number): ReadonlyMap<string, string[]> {
  const pointers = new Map<string, string[]>();
  const add = (tag: string, name: string) => {
    const names = pointers.get(tag);
    if (names) names.push(name);
    else pointers.set(tag, [name]);
  };
  for (const { name, text: declaration } of scope.parameters) {
    const parts = tokens(declaration).map((token) => token.text);
    const [word, tag] = parts;
    if (name && word === 'struct' && tag && parts.join(' ') === `struct ${tag} * ${name}`) add(tag, name);
  }
  if (!scope.bodySpan) return pointers;
  const local = tokens(text, { start: scope.bodySpan.start, end: Math.min(offset, scope.bodySpan.end) });
  for (let at = 0; at + 4 < local.length; at++) {
    if (local[at]!.text !== 'struct' || (at > 0 && !['{', '}', ';'].includes(local[at - 1]!.text))) continue;
    const [tag, star, name, equals] = local.slice(at + 1, at + 5) as [Token, Token, Token, Token];
    if (star.text === '*' && name.kind === 'name' && equals.text === '=') add(tag.text, name.text);
  }
  return pointers;
}

/**
 * The one expression of type `struct device *` that the function offers at `offset`: a pointer to a device; else the device of a bus device; else one
 * of these two as a member of a struct that a parameter points to. `undefined` if the nearest kind that there is has several.
 */
export function deviceExpression(names: Names, file: string, scope: FunctionFact, offset: number): string | undefined {
  const text = names.text(file) ?? '';
  const known = pointersInScope(text, scope, offset);
  const pointers = (tag: string) => known.get(tag) ?? [];
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
