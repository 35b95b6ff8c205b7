/** Whether an importer looks at the type of its attachment before it maps. */

import type { Machine } from '../evaluate/machine.ts';
import { emptyState } from '../evaluate/state.ts';
import type { FunctionFact } from '../facts/facts.ts';
import { calleesOf } from '../facts/packed-calls.ts';
import type { Found, Names } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import { pattern } from '../syntax/pattern.ts';
import { workspaceFiles } from './discover.ts';
import type { Call } from './flow.ts';
import type { MapCall } from './map-calls.ts';
import { leadsTo } from './reach.ts';

const CAREFUL = { paths: 300, steps: 40_000 };

/** Words with which code asks for the type: the member itself, and functions that say what it is. */
const LOOK = /\bmap_type\b|_dma_device\s*\(|p2p_allowed\s*\(/;

/**
 * True if every path to the call asks for the type of some attachment, or if code around it may do that on its behalf: a function that calls this one, or
 * that keeps the answer. Never throws.
 */
export function looksAtType(machine: Machine, mapCall: MapCall): boolean {
  const { names } = machine.lowerer.context;
  const { function: target, call, sites } = mapCall;
  const key = `looks before ${target.file}:${call.calleeSpan.start} ${sites.map(({ file, start, end }) => `${file}:${start}-${end}`).join(' ')}`;
  return machine.lowerer.memo.get(
    key,
    () => guardedWithin(machine, mapCall) || neighbours(names, target).some((each) => mayGuard(names, each, target, sites)),
    handed(target),
  );
}

function guardedWithin(machine: Machine, { function: target, call }: MapCall): boolean {
  const code = machine.lowerer.function(target);
  const calls = new Set(
    code.instructions.filter(
      (each): each is Call => each.do === 'call' && each.calleeAt.file === target.file && each.calleeAt.start === call.calleeSpan.start,
    ),
  );
  const ahead = leadsTo(code, calls);
  const limited = machine.limited(CAREFUL);
  const state = emptyState();
  limited.enter(state, target, []);
  const leaves = limited.explore(state, {
    worthwhile: (_, instruction, { frames }) => frames.length > 1 || ahead[instruction] !== false,
    call: (event, { frames }) => {
      const frame = frames[frames.length - 1]!;
      const here = frames.length === 1 && calls.has(frame.code.instructions[frame.next - 1] as Call);
      return here ? { end: { kind: 'reached', detail: undefined, at: event.at } } : undefined;
    },
  });
  const reached = leaves.filter(({ ending }) => ending.kind === 'reached');
  return reached.length === 0 || reached.every(({ state: { conditions } }) => conditions.some(({ question }) => LOOK.test(question.text)));
}

/** A `finish_match` sets the type and asks nothing. */
const SETS = /\bmap_type\b(?:(?!\bmap_type\b)[\w.\s])*=[^=]/;

/** Functions of the same folder that ask for the type: exporters there ask for the device only, and on behalf of others. */
function neighbours(names: Names, { file }: Found<FunctionFact>): Found<FunctionFact>[] {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return workspaceFiles(names).flatMap((each) => {
    const text = names.text(each) ?? '';
    if (!each.startsWith(folder) || each.indexOf('/', folder.length) >= 0 || !LOOK.test(text)) return [];
    const asks = each === file ? LOOK : /\bmap_type\b/;
    const functions = names.facts(each)!.functions.filter(({ bodySpan }) => {
      const body = bodySpan ? text.slice(bodySpan.start, bodySpan.end) : '';
      return asks.test(body) && !SETS.test(body);
    });
    return functions.map((fact) => ({ file: each, fact }));
  });
}

/** Whether a function that asks for the type calls the other one, attaches, answers somebody, or keeps something. */
function mayGuard(names: Names, { file, fact }: Found<FunctionFact>, target: Found<FunctionFact>, sites: MapCall['sites']): boolean {
  if (file === target.file && fact.nameSpan.start === target.fact.nameSpan.start) return false;
  const body = (names.text(file) ?? '').slice(fact.bodySpan!.start, fact.bodySpan!.end);
  const callees = calleesOf(fact);
  if (sites.some((site) => site.file === file && fact.span.start <= site.start && site.end <= fact.span.end)) return true;
  if (callees.includes(target.fact.name) || pattern(`\\b${target.fact.name}\\b`).test(body)) return true;
  const maps = callees.some((callee) => /_(?:un)?map_/.test(callee));
  return !maps || pattern(`(?:->|\\.)\\s*\\w+\\s*=[^=][^;]*(?:${LOOK.source})`).test(body);
}
