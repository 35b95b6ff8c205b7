/** What a mapping type's initialiser says of its members, in every configuration. */
import type { Machine } from '../evaluate/machine.ts';
import { isNull, keyOf, type Value } from '../evaluate/values.ts';
import type { FunctionFact, VariableFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { conditionTexts, cover } from './cover.ts';
import { functionName, readMembers } from './sides.ts';

export interface TypeMembers {
  match: string | null | undefined;
  finishMatch: string | null | undefined;
  lacks: { name?: string[]; finishMatch?: string[] };
  callbacks: { role: 'match' | 'finish_match'; target: Found<FunctionFact> }[];
}

/** Never throws. */
export function typeMembers(machine: Machine, definition: Found<VariableFact>): TypeMembers {
  const variants = readMembers(machine, definition, '', ['match', 'finish_match', 'name']);
  const column = (index: number): Value[] => variants.flatMap(({ values }) => values[index] ?? []);
  const lacking = (index: number): string[] | undefined => {
    const runs = variants.map(({ values, state }) => ({ key: missing(values[index]) ? 'missing' : 'there', conditions: state.conditions }));
    const found = cover(runs).find(({ key }) => key === 'missing');
    return found && conditionTexts(found.cubes);
  };
  const callbacks = new Map<string, TypeMembers['callbacks'][number]>();
  for (const [role, values] of [['match', column(0)] as const, ['finish_match', column(1)] as const]) {
    for (const value of values) if (value.kind === 'function') callbacks.set(`${role} ${keyOf(value)}`, { role, target: value.target });
  }
  const [finishMatch, name] = [lacking(1), lacking(2)];
  return {
    match: functionName(variants[0]?.values[0]),
    finishMatch: functionName(variants[0]?.values[1]),
    lacks: { ...(name ? { name } : {}), ...(finishMatch ? { finishMatch } : {}) },
    callbacks: [...callbacks.values()],
  };
}

function missing(value: Value | undefined): boolean {
  return value?.kind === 'integer' && isNull(value);
}
