/** What is handed over for importer ops, in words of the source. */
import type { Names } from '../index/names.ts';
import type { Code, Expression, Lvalue } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { callsAt, opsArgument } from './handing-on.ts';
import type { Way } from './importers.ts';

/** More possibilities than this are counted. */
const MOST_TEXTS = 4;

/** Locals in locals are followed so far. */
const DEEPEST_LOCAL = 8;

/**
 * The importer ops of a way: the name of an object, `NULL`, a member such as `ctx->ops`, several of these with ` or ` between them, or `unknown: ` with the
 * reason. Undefined if the attach function takes none. Never throws.
 */
export function handedOps(lowerer: Lowerer, way: Way): string | undefined {
  const position = opsArgument(way.site.call.callee);
  if (position === undefined) return undefined;
  const texts = [...new Set(argumentTexts(lowerer, way, way.steps.length - 1, position))];
  const unknown = texts.find((text) => text.startsWith(UNKNOWN));
  if (texts.length === 0) return `${UNKNOWN}the argument is not understood`;
  if (unknown) return unknown;
  if (texts.length > MOST_TEXTS) return `${texts.slice(0, MOST_TEXTS).join(' or ')} or ${texts.length - MOST_TEXTS} more`;
  return texts.join(' or ');
}

const UNKNOWN = 'unknown: ';

/** An argument of the call of one step, followed to the step that decides it. */
function argumentTexts(lowerer: Lowerer, way: Way, step: number, position: number): string[] {
  const site = way.steps[step]!;
  const next = way.steps[step + 1];
  const code = lowerer.function({ file: site.file, fact: site.function });
  const calls = callsAt(code, site, next && { file: next.file, fact: next.function });
  return calls.flatMap((call) => {
    const argument = call.arguments[position];
    return argument ? texts({ lowerer, way, step, code }, argument, 0) : [];
  });
}

interface Frame {
  lowerer: Lowerer;
  way: Way;
  step: number;
  code: Code;
}

function texts(frame: Frame, expression: Expression, depth: number): string[] {
  const { code } = frame;
  if (depth > DEEPEST_LOCAL) return [];
  switch (expression.op) {
    case 'constant':
      return [expression.value === 0n ? 'NULL' : written(frame, expression)];
    case 'cast':
      return texts(frame, expression.value, depth);
    case 'address':
      return [nameOf(code, expression.of) ?? written(frame, expression)];
    case 'temporary': {
      const sets = code.instructions.filter((each) => each.do === 'set' && each.temporary === expression.index);
      if (sets.length > 0) return sets.flatMap((each) => (each.do === 'set' ? texts(frame, each.value, depth + 1) : []));
      const call = code.instructions.find((each) => each.do === 'call' && each.temporary === expression.index);
      return [`${UNKNOWN}what ${call ? writtenAt(frame, call.at) : written(frame, expression)} gives`];
    }
    case 'load':
      return expression.from.place === 'slot' ? local(frame, expression.from.index, expression, depth) : [written(frame, expression)];
    default:
      return [written(frame, expression)];
  }
}

/** A local: what is stored to it, or what the caller hands over. */
function local(frame: Frame, slot: number, expression: Expression, depth: number): string[] {
  const { code, lowerer, way, step } = frame;
  const stores = code.instructions.flatMap((each) =>
    each.do === 'store' && each.target.place === 'slot' && each.target.index === slot ? [each.value] : [],
  );
  const stored = stores.flatMap((value) => texts(frame, value, depth + 1));
  if (slot >= code.parameters) return stored.length > 0 ? stored : [written(frame, expression)];
  return [
    ...stored,
    ...(step > 0
      ? argumentTexts(lowerer, way, step - 1, slot)
      : [`${UNKNOWN}${entrance(lowerer.context.names, way, code.slots[slot]!.name)}`]),
  ];
}

/** Why nobody is known who hands over a parameter of the outermost function. */
function entrance(names: Names, { steps, tables }: Way, parameter: string): string {
  const { file, function: fact } = steps[0]!;
  const [entry] = tables;
  if (entry) return `\`${parameter}\` of ${fact.name}(), which is called through ${tableText(entry)}`;
  const exported = names.facts(file)?.exported.includes(fact.name) ?? false;
  return `\`${parameter}\` of ${fact.name}(), which ${exported ? 'is exported and ' : ''}nobody calls here`;
}

export function tableText({ table, member }: Way['tables'][number]): string {
  return member === undefined ? table.fact.name : `${table.fact.name}.${member}`;
}

/** The function pointer that would be called in place of the way's first call, as written. */
export function pointerText(lowerer: Lowerer, { insteadOf }: Way): string | undefined {
  return insteadOf && spelled(lowerer, insteadOf.at);
}

function nameOf(code: Code, place: Lvalue): string | undefined {
  if (place.place === 'global') return place.variable.fact.name;
  return place.place === 'slot' ? code.slots[place.index]?.name : undefined;
}

function written(frame: Frame, { at }: Expression): string {
  return writtenAt(frame, at);
}

function writtenAt({ lowerer }: Frame, at: Expression['at']): string {
  return spelled(lowerer, at);
}

function spelled(lowerer: Lowerer, { file, start, end }: Expression['at']): string {
  return (lowerer.context.names.text(file) ?? '').slice(start, end).replace(/\s+/g, ' ').trim();
}
