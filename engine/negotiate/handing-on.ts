/** Which parameters of a function become what at a call in it. */

import type { FunctionFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { Code, Expression } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { type CallSite, functionKey } from './callers.ts';
import { type Call, Flow, isOwnObject, type Parameters } from './flow.ts';

/** What a function hands on. */
export interface Handed {
  /** Parameters that decide importer ops, list or length. */
  decisive: Parameters;
  /** Parameters that become the buffer, or the device if the buffer is got on the way. */
  passed: Parameters;
}

/** Which argument of an attach function is what. */
const ATTACH_ARGUMENTS: Record<string, { list?: number; length?: number; ops?: number; device?: number }> = {
  dma_buf_mapping_attach: { list: 1, length: 2, ops: 3 },
  dma_buf_sgt_attach: { device: 1 },
  dma_buf_sgt_dynamic_attach: { device: 1, ops: 2 },
  dma_buf_attach: { device: 1 },
  dma_buf_dynamic_attach: { device: 1, ops: 2 },
};

/** Position of the importer ops among the arguments of an attach function, if it takes any. */
export function opsArgument(attach: string): number | undefined {
  return ATTACH_ARGUMENTS[attach]?.ops;
}

/** What the function around an attach call hands on to it. */
export function handedToAttach(lowerer: Lowerer, at: CallSite): Handed {
  const { file, function: fact, call } = at;
  const key = `handed to ${call.callee} at ${file}:${call.calleeSpan.start}`;
  return lowerer.memo.get(key, () => handedByCalls(lowerer, at), handed({ file, fact }));
}

function handedByCalls(lowerer: Lowerer, at: CallSite): Handed {
  const { list, length, ops, device } = ATTACH_ARGUMENTS[at.call.callee] ?? {};
  const flows = flowsOf(lowerer, at);
  const calls = callsAt(flows.code, at);
  const decisive = union(
    calls.flatMap((call) => [list, length, ops].map((index) => (index === undefined ? undefined : deciding(flows, call, index)))),
  );
  const buffer = union(calls.map((call) => flowing(flows, call, 0)));
  const devices = union(calls.map((call) => (device === undefined ? undefined : flowing(flows, call, device))));
  return { decisive, passed: buffer.size > 0 ? buffer : devices };
}

/** Whether an attach function takes importer ops, a list or a length. */
export function takesDecisions(attach: string): boolean {
  const { list, length, ops } = ATTACH_ARGUMENTS[attach] ?? {};
  return [list, length, ops].some((index) => index !== undefined);
}

export interface LoweredCalls {
  flows: Flows;
  calls: readonly Call[];
  insteadOf?: Expression;
}

/** What the call of a function became. */
export function lowered(lowerer: Lowerer, at: CallSite, target: Found<FunctionFact>): LoweredCalls {
  const { file, function: fact, call } = at;
  const key = `calls at ${file}:${call.calleeSpan.start} ${call.span.end} of ${functionKey(target)} ${target.fact.name}`;
  const make = (): LoweredCalls => {
    const flows = flowsOf(lowerer, at);
    const calls = callsAt(flows.code, at, target);
    const insteadOf = pointerInstead(flows.code, calls);
    return { flows, calls, ...(insteadOf ? { insteadOf } : {}) };
  };
  return lowerer.memo.get(key, make, handed({ file, fact }));
}

/** A function pointer that the code calls with just what it hands to the function: the function is the default. */
function pointerInstead(code: Code, calls: readonly Call[]): Expression | undefined {
  const given = new Set(calls.map((call) => likeness(call.arguments)));
  const other = code.instructions.find(
    (each) => each.do === 'call' && each.callee.to === 'pointer' && each.arguments.length > 0 && given.has(likeness(each.arguments)),
  );
  return other?.do === 'call' && other.callee.to === 'pointer' ? other.callee.pointer : undefined;
}

/** Equal for expressions that say the same at different places. */
function likeness(expressions: readonly Expression[]): string {
  return JSON.stringify(expressions, (key, value) => (key === 'at' ? undefined : typeof value === 'bigint' ? String(value) : value));
}

export interface Flows {
  code: Code;
  data: Flow;
  /** Of parameters that say something about a mapping: numbers, and pointers to the interface's structs. */
  narrow: Flow;
}

function flowsOf(lowerer: Lowerer, { file, function: fact }: CallSite): Flows {
  const target = { file, fact };
  return lowerer.memo.get(`flows in ${functionKey(target)}`, () => flowsIn(lowerer, target), handed(target));
}

function flowsIn(lowerer: Lowerer, target: Found<FunctionFact>): Flows {
  const { fact } = target;
  const code = lowerer.function(target);
  const telling = (index: number): boolean => {
    const kind = code.slots[index]?.type.kind;
    const text = fact.parameters[index]?.text ?? '';
    return kind === 'int' || (kind === 'unknown' && !text.includes('*')) || /\bdma_buf_(?:attach_ops\b|mapping_\w)/.test(text);
  };
  const data = new Flow(code, { from: () => true, through: 'data' });
  return { code, data, narrow: new Flow(code, { from: telling, through: 'constructors' }) };
}

/** Parameters that an argument depends on: by its value, or, for a list or struct that the function fills, by what says something about a mapping. */
export function deciding({ code, data, narrow }: Flows, call: Call, index: number): Parameters | undefined {
  const argument = call.arguments[index];
  return argument && (isOwnObject(code, argument) ? narrow : data).of(argument);
}

export function flowing({ data }: Flows, call: Call, index: number): Parameters | undefined {
  const argument = call.arguments[index];
  return argument && data.of(argument);
}

/** The lowered calls that a call in the source became; with `target`, of that function. */
export function callsAt(code: Code, { file, call }: CallSite, target?: Found<FunctionFact>): Call[] {
  const here = code.instructions.filter(
    (each): each is Call =>
      each.do === 'call' &&
      each.at.file === file &&
      (each.calleeAt.start === call.calleeSpan.start || (call.span.start <= each.at.start && each.at.end <= call.span.end)),
  );
  if (!target) return here.filter((each) => each.calleeAt.start === call.calleeSpan.start);
  const exact = here.filter(({ callee }) => callee.to === 'function' && functionKey(callee.target) === functionKey(target));
  return exact.length > 0 ? exact : here.filter(({ callee }) => callee.to === 'name' && callee.name === target.fact.name);
}

export function union(all: readonly (Parameters | undefined)[]): Parameters {
  return new Set(all.flatMap((each) => [...(each ?? [])]));
}
