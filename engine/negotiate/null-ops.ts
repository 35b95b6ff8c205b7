/** Importer ops that are NULL where somebody reads them: the attach function, or a wrapper on the way to it. */
import type { Leaf } from '../evaluate/ending.ts';
import type { Hooks, Machine } from '../evaluate/machine.ts';
import { emptyState } from '../evaluate/state.ts';
import { atom, integer, isNull, type Value } from '../evaluate/values.ts';
import type { FunctionFact, Place } from '../facts/facts.ts';
import { MODEL } from '../index/index.ts';
import type { Found } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import { POINTER } from '../lower/ctype.ts';
import type { Expression } from '../lower/ir.ts';
import { typeOf } from '../lower/types.ts';
import { typingOf, visitInstruction } from '../lower/visit.ts';
import type { Importer } from './analysis.ts';
import type { CallSite } from './callers.ts';
import { conditionTexts } from './cover.ts';
import { callsAt, opsArgument } from './handing-on.ts';
import { ATTACH_FUNCTIONS } from './model.ts';
import type { Arrivals } from './reach.ts';
import { modelFunction } from './simulate.ts';

export interface NullOps {
  /** Who reads the ops. */
  reader: string;
  /** Where. */
  reads: Place;
  /** The call, from the importer's own function inwards, that decides the ops. */
  step: number;
  /** The argument that is NULL, or may be; the name of the called function where that is not written there. */
  at: Place;
  /** What has to hold for it; one list for each way. */
  ways: string[][];
}

const OPS_TAG = 'dma_buf_attach_ops';
const CAREFUL = { paths: 200, steps: 30_000 };

/** Every reader that gets NULL from this importer. Never throws. */
export function nullOps(machine: Machine, importer: Importer, { arrivals }: Arrivals): NullOps[] {
  const position = opsArgument(importer.info.callee);
  if (position === undefined) return [];
  const { steps } = importer;
  const last = steps.length - 1;
  const found: NullOps[] = [];
  const reads = readThroughNull(machine, importer.info.callee, steps[last]!.file, position);
  const empty = reads ? arrivals.filter(({ event }) => event.arguments[position] && isNull(event.arguments[position])) : [];
  if (reads && empty.length > 0) {
    const ways = empty.map(({ conditions }) => conditionTexts([conditions]));
    found.push({ reader: importer.info.callee, reads, ways, ...decidedAt(machine, steps, last, position) });
  }
  for (let step = 1; step <= last; step++) {
    const key = `NULL ops at ${step} of ${steps.map(({ file, call }) => `${file}:${call.calleeSpan.start}`).join(' ')}`;
    found.push(
      ...machine.lowerer.memo.get(
        key,
        () => inWrapper(machine, importer, step),
        handed(...steps.map((each) => ({ file: each.file, fact: each.function }))),
      ),
    );
  }
  return found;
}

/** Where the attach function reads its ops although they are NULL, if it does. Many files mean the same function. */
function readThroughNull(machine: Machine, name: string, from: string, position: number): Place | undefined {
  const { names } = machine.lowerer.context;
  const own = names.functions(name, from).find(({ file, fact }) => fact.bodySpan && !file.startsWith(MODEL));
  const target = own ?? modelFunction(names, name);
  if (!target) return undefined;
  return machine.lowerer.memo.get(
    `NULL ops read in ${target.file}:${target.fact.nameSpan.start} at ${position}`,
    () => {
      const crash = (ops: Value) => crashIn(machine, target, position, ops);
      const through = crash(integer(0, POINTER));
      return through && !crash(atom('some ops', 'importer_ops', POINTER)) ? through : undefined;
    },
    handed(target),
  );
}

function crashIn(machine: Machine, target: Found<FunctionFact>, position: number, ops: Value): Place | undefined {
  const limited = machine.limited(CAREFUL);
  const given = target.fact.parameters.map((parameter, index) =>
    index === position
      ? ops
      : atom(`given ${index}`, parameter.name ?? `argument ${index + 1}`, limited.lowerer.function(target).slots[index]!.type),
  );
  const state = emptyState();
  limited.enter(state, target, given);
  return limited.explore(state).find(isNullRead)?.ending.at;
}

function isNullRead({ ending }: Leaf): boolean {
  return ending.kind === 'defect' && ending.defect === 'null-dereference';
}

/** NULL that a wrapper reads itself before it comes to the attach call. */
function inWrapper(machine: Machine, { steps }: Importer, step: number): NullOps[] {
  const { file, function: fact } = steps[step]!;
  const spots = opsReads(machine, { file, fact });
  if (spots.length === 0) return [];
  const start = steps[0]!;
  const limited = machine.limited(CAREFUL);
  const state = emptyState();
  limited.enter(state, { file: start.file, fact: start.function }, []);
  const hooks: Hooks = { call: ({ name }) => (ATTACH_FUNCTIONS.has(name) ? { asUnknown: true } : undefined) };
  const crashes = limited.explore(state, hooks).flatMap((leaf) => {
    const spot = isNullRead(leaf) ? spots.find(({ at }) => covers(at, leaf.ending.at)) : undefined;
    return spot ? [{ spot, ways: conditionTexts([leaf.state.conditions]) }] : [];
  });
  const [first] = crashes;
  if (!first || first.spot.parameter === undefined) return [];
  const decided = decidedAt(machine, steps, step - 1, first.spot.parameter);
  return [{ reader: fact.name, reads: first.spot.at, ways: crashes.map(({ ways }) => ways), ...decided }];
}

function covers(outer: Place, inner: Place): boolean {
  return outer.file === inner.file && outer.start <= inner.start && inner.end <= outer.end;
}

interface OpsRead {
  at: Place;
  /** The parameter that is read through, if it is one. */
  parameter?: number;
}

/** Where a function reads members of importer ops. */
function opsReads(machine: Machine, target: Found<FunctionFact>): OpsRead[] {
  const { lowerer } = machine;
  return lowerer.memo.get(
    `ops read in ${target.file}:${target.fact.nameSpan.start}`,
    () => {
      const code = lowerer.function(target);
      const typing = typingOf(code, lowerer.context);
      const found: OpsRead[] = [];
      for (const each of code.instructions) {
        visitInstruction(each, {
          place: (place) => {
            if (place.place !== 'field' || place.base.place !== 'pointee') return;
            const type = typeOf(typing, { op: 'load', from: place.base, at: place.at });
            if (type?.kind !== 'record' || type.tag !== OPS_TAG) return;
            const parameter = parameterOf(place.base.pointer, code.parameters);
            found.push({ at: place.at, ...(parameter === undefined ? {} : { parameter }) });
          },
        });
      }
      return found;
    },
    handed(target),
  );
}

function parameterOf(expression: Expression, parameters: number): number | undefined {
  if (expression.op === 'cast') return parameterOf(expression.value, parameters);
  const slot = expression.op === 'load' && expression.from.place === 'slot' ? expression.from.index : undefined;
  return slot !== undefined && slot < parameters ? slot : undefined;
}

/** The call on the way that decides an argument: others hand on what they were given. */
function decidedAt(machine: Machine, steps: readonly CallSite[], from: number, position: number): Pick<NullOps, 'step' | 'at'> {
  let [step, index] = [from, position];
  for (;;) {
    const site = steps[step]!;
    const next = steps[step + 1];
    const code = machine.lowerer.function({ file: site.file, fact: site.function });
    const [call] = callsAt(code, site, next && { file: next.file, fact: next.function });
    const argument = call?.arguments[index];
    const parameter = argument && parameterOf(argument, code.parameters);
    if (parameter === undefined || step === 0) {
      const { calleeSpan, span } = site.call;
      const written = argument && argument.at.file === site.file && span.start <= argument.at.start && argument.at.end <= span.end;
      return { step, at: written ? argument.at : { file: site.file, ...calleeSpan } };
    }
    [step, index] = [step - 1, parameter];
  }
}
