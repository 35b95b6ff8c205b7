/** Small pieces of intermediate form made by hand, to set a stage for the evaluator. */
import type { Value } from '../evaluate/values.ts';
import type { FunctionFact, Place, VariableFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import type { Code, Expression, Instruction, Lvalue } from '../lower/ir.ts';

/** The object a variable names, or the member of it at `path` (such as `.ops`). */
export function memberOf(variable: Found<VariableFact>, path: string, at: Place): Lvalue {
  let place: Lvalue = { place: 'global', variable, at };
  for (const step of path.match(/\.[^.[]+|\[\d+\]/g) ?? []) {
    place = step.startsWith('[')
      ? {
          place: 'element',
          base: place,
          index: { op: 'constant', value: BigInt(step.slice(1, -1)), type: { kind: 'int', bits: 32, signed: true }, at },
          at,
        }
      : { place: 'field', base: place, field: step.slice(1), at };
  }
  return place;
}

/** Code that hands values to a call named `name`, where a hook waits for them. */
export function handOver(name: string, file: string, values: Expression[], at: Place): Code {
  const instructions: Instruction[] = [
    { do: 'call', temporary: 0, callee: { to: 'name', name }, arguments: values, calleeAt: at, returns: { kind: 'void' }, at },
  ];
  return codeOf(name, file, instructions, 1);
}

export function codeOf(name: string, file: string, instructions: Instruction[], temporaries: number): Code {
  return { name, file, slots: [], parameters: 0, temporaries, instructions, labels: [], returns: { kind: 'unknown', text: '' } };
}

/** A function that no source has, as a value: whoever hands it to code answers its calls. */
export function probeCallback(name: string): Extract<Value, { kind: 'function' }> {
  const span = { start: 0, end: 0 };
  const fact: FunctionFact = { name, nameSpan: span, span, static: true, inline: false, parameters: [], returns: 'int', calls: '' };
  return { kind: 'function', target: { file: 'model:probe.c', fact } };
}
