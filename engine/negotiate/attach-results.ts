/**
 * What functions do with the attachment that an attach function gives them: it may be an error code in the clothes of a pointer. A search over the code finds
 * those that may use it unchecked; an evaluation, in which the attach fails, tells whether they do.
 */

import type { Leaf } from '../evaluate/ending.ts';
import type { CallAnswer, Machine } from '../evaluate/machine.ts';
import { emptyState, type Frame, happenings, record } from '../evaluate/state.ts';
import { integer, type Value } from '../evaluate/values.ts';
import type { CallFact, FunctionFact, Place } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import { LONG } from '../lower/ctype.ts';
import type { Code, Expression, Instruction, Lvalue } from '../lower/ir.ts';
import { visitInstruction } from '../lower/visit.ts';
import { type CallSite, callersOf, functionKey } from './callers.ts';
import { conditionTexts } from './cover.ts';
import { findSites } from './discover.ts';
import type { Call } from './flow.ts';
import { callsAt } from './handing-on.ts';
import { leadsTo } from './reach.ts';
import { successors } from './turns.ts';

export interface UncheckedAttach {
  site: CallSite;
  /** Where the error code is taken for a pointer. */
  use: Place;
  /** The function of the interface that it is given to, or nothing where it is dereferenced. */
  consumer?: string;
  /** What has to hold for it, apart from the failure; one list for each way. */
  ways: string[][];
  /** What the result is called at the call: the local or member that it is stored to. */
  target?: Place;
  /** It is compared with NULL, which a failed attach never gives. */
  comparedWithNull: boolean;
}

/** No function of the kernel gives this errno, so that it can be told from others. */
const FAILURE_NUMBER = -4077n;
const FAILURE = integer(FAILURE_NUMBER, LONG);

/** Functions of the core that take a working attachment. */
const CONSUMER = /^dma_buf_(?:(?:\w+_)?(?:un)?map_(?:attachment|phys)\w*|pin|unpin|detach|sgt_dma_device|sgt_p2p_allowed)$/;

/** More functions around functions than this hand no attachment on. */
const DEEPEST = 4;

/** Every call of an attach function, or of a function that hands an attachment on, after which some path uses the result of a failure. Never throws. */
export function uncheckedAttaches(machine: Machine): UncheckedAttach[] {
  const { names } = machine.lowerer.context;
  const found: UncheckedAttach[] = [];
  let sites: CallSite[] = findSites(names);
  const handing = new Set<string>();
  for (let depth = 0; depth < DEEPEST && sites.length > 0; depth++) {
    const results = sites.map((site) => ({ site, result: resultOf(machine, site) }));
    for (const { result } of results) if (result.unchecked) found.push(result.unchecked);
    const next = results.flatMap(({ site, result }): Found<FunctionFact>[] => {
      const target = { file: site.file, fact: site.function };
      if (!result.handedOn || handing.has(functionKey(target))) return [];
      handing.add(functionKey(target));
      return [target];
    });
    sites = next.length > 0 ? [...callersOf(machine.lowerer, next).values()].flat() : [];
  }
  return found;
}

interface AttachResult {
  unchecked?: UncheckedAttach;
  /** The function gives back an attachment, a failed one included. */
  handedOn: boolean;
}

function resultOf(machine: Machine, site: CallSite): AttachResult {
  const { file, function: fact, call } = site;
  return machine.lowerer.memo.get(
    `attach result ${file}:${call.calleeSpan.start}`,
    () => {
      const code = machine.lowerer.function({ file, fact });
      const calls = callsAt(code, site).filter((each) => isAt(each, call));
      const looks = calls.map((each) => lookAt(code, each));
      const suspect = looks.find(({ used }) => used);
      const handing = returnsAttachment(fact) && looks.some(({ returned }) => returned);
      if (!suspect && !handing) return { handedOn: false };
      const failing = whenFailing(machine, site, code, calls);
      const { target, compared } = suspect ?? { compared: false };
      return {
        handedOn: handing && failing.handedOn,
        ...(suspect && failing.crash && { unchecked: { site, ...failing.crash, ...(target && { target }), comparedWithNull: compared } }),
      };
    },
    handed({ file, fact }),
  );
}

function isAt({ calleeAt }: Call, { calleeSpan }: CallFact): boolean {
  return calleeAt.start === calleeSpan.start;
}

function returnsAttachment({ returns }: FunctionFact): boolean {
  const [pointed = '', last] = returns.split('*').slice(-2);
  return last?.trim() === '' && /\bdma_buf_attachment\b/.test(pointed);
}

interface Look {
  /** It may be used before anything asks whether it is an error. */
  used: boolean;
  returned: boolean;
  compared: boolean;
  target?: Place;
}

/** Follows the result along all paths of its function, by what it is stored to. */
function lookAt(code: Code, call: Call): Look {
  const look: Look = { used: false, returned: false, compared: false };
  const start = code.instructions.indexOf(call) + 1;
  const waiting: { next: number; aliases: ReadonlySet<string> }[] = [{ next: start, aliases: new Set([`t${call.temporary}`]) }];
  const seen = new Set<string>();
  for (let state = waiting.pop(); state; state = waiting.pop()) {
    const { next } = state;
    const key = `${next} ${[...state.aliases].sort().join(' ')}`;
    const instruction = code.instructions[next];
    if (!instruction || seen.has(key)) continue;
    seen.add(key);
    if (asksForError(instruction, state.aliases)) {
      look.returned ||= true;
      continue;
    }
    if (uses(instruction, state.aliases)) look.used = true;
    if (instruction.do === 'return') look.returned ||= instruction.value !== undefined && isAlias(instruction.value, state.aliases);
    if (instruction.do === 'store' && !look.target && isAlias(instruction.value, state.aliases)) look.target = instruction.target.at;
    const aliases = after(instruction, state.aliases);
    if (aliases.size === 0) continue;
    const nullTest = instruction.do === 'branch' ? testedForNull(instruction.condition, aliases) : undefined;
    if (nullTest) look.compared = true;
    if (nullTest && instruction.do === 'branch') {
      waiting.push({ next: code.labels[nullTest === 'true if NULL' ? instruction.no : instruction.yes]!, aliases });
    } else for (const to of successors(code, next)) waiting.push({ next: to, aliases });
  }
  return look;
}

function isAlias(expression: Expression, aliases: ReadonlySet<string>): boolean {
  const key = keyOf(expression);
  return key !== undefined && aliases.has(key);
}

/** Whether something asks for the error in it: `IS_ERR()` and its kin, or a comparison with anything but NULL. */
function asksForError(instruction: Instruction, aliases: ReadonlySet<string>): boolean {
  let asks = false;
  const expression = (each: Expression): void => {
    if (each.op === 'builtin' && /ERR/.test(each.name)) asks ||= each.arguments.some((argument) => isAlias(argument, aliases));
    if (each.op !== 'binary' || each.operator === '+' || each.operator === '-') return;
    const [one, other] = [isAlias(each.left, aliases), isAlias(each.right, aliases)];
    if (one || other) asks ||= !isNullConstant(one ? each.right : each.left);
  };
  visitInstruction(instruction, { expression });
  if (instruction.do === 'call' && /IS_ERR|PTR_ERR|ERR_/.test(nameOf(instruction)))
    asks ||= instruction.arguments.some((each) => isAlias(each, aliases));
  return asks;
}

function isNullConstant(expression: Expression): boolean {
  if (expression.op === 'cast') return isNullConstant(expression.value);
  return expression.op === 'constant' && expression.value === 0n;
}

function nameOf({ callee }: Call): string {
  return callee.to === 'function' ? callee.target.fact.name : callee.to === 'name' ? callee.name : '';
}

function uses(instruction: Instruction, aliases: ReadonlySet<string>): boolean {
  let used = false;
  visitInstruction(instruction, {
    place: (place) => {
      if (place.place === 'pointee' && isAlias(place.pointer, aliases)) used = true;
    },
  });
  if (instruction.do !== 'call') return used;
  const holders = [...aliases].filter((alias) => alias.includes('*('));
  return (
    used ||
    instruction.arguments.some((each) => {
      const key = keyOf(each);
      return key !== undefined && (aliases.has(key) || holders.some((alias) => alias.includes(`*(${key})`)));
    })
  );
}

/** What holds the result after the instruction. */
function after(instruction: Instruction, aliases: ReadonlySet<string>): ReadonlySet<string> {
  if (instruction.do === 'set') return changed(aliases, `t${instruction.temporary}`, instruction.value);
  if (instruction.do === 'store' || instruction.do === 'zero') {
    const key = keyOfPlace(instruction.target);
    return key === undefined ? aliases : changed(aliases, key, instruction.do === 'store' ? instruction.value : undefined);
  }
  return aliases;
}

function changed(aliases: ReadonlySet<string>, key: string, value: Expression | undefined): ReadonlySet<string> {
  const holds = value !== undefined && isAlias(value, aliases);
  const kept = new Set([...aliases].filter((alias) => !dependsOn(alias, key)));
  if (holds) kept.add(key);
  return kept;
}

/** Whether the name of a place is another place once what `key` names has changed. */
function dependsOn(alias: string, key: string): boolean {
  for (let at = alias.indexOf(key); at >= 0; at = alias.indexOf(key, at + 1)) {
    if (!/\w/.test(alias[at + key.length] ?? '') && !/\w/.test(alias[at - 1] ?? '')) return true;
  }
  return false;
}

function testedForNull(condition: Expression, aliases: ReadonlySet<string>): 'true if NULL' | 'false if NULL' | undefined {
  if (isAlias(condition, aliases)) return 'false if NULL';
  if (condition.op === 'unary' && condition.operator === '!' && isAlias(condition.value, aliases)) return 'true if NULL';
  if (condition.op !== 'binary' || (condition.operator !== '==' && condition.operator !== '!=')) return undefined;
  const tested = isNullConstant(condition.right) ? condition.left : isNullConstant(condition.left) ? condition.right : undefined;
  if (!tested || !isAlias(tested, aliases)) return undefined;
  return condition.operator === '==' ? 'true if NULL' : 'false if NULL';
}

/** A name for a value that is read from somewhere; nothing for others. */
function keyOf(expression: Expression): string | undefined {
  switch (expression.op) {
    case 'temporary':
      return `t${expression.index}`;
    case 'load':
      return keyOfPlace(expression.from);
    case 'cast':
      return keyOf(expression.value);
    case 'address':
      return wrapped('&', keyOfPlace(expression.of));
    default:
      return undefined;
  }
}

function keyOfPlace(place: Lvalue): string | undefined {
  switch (place.place) {
    case 'slot':
      return `s${place.index}`;
    case 'global':
      return `g${place.variable.fact.name}`;
    case 'pointee':
      return wrapped('*', keyOf(place.pointer));
    case 'field': {
      const base = keyOfPlace(place.base);
      return base === undefined ? undefined : `${base}.${place.field}`;
    }
    default:
      return undefined;
  }
}

function wrapped(mark: string, key: string | undefined): string | undefined {
  return key === undefined ? undefined : `${mark}(${key})`;
}

const CONFIRMING = { paths: 400, steps: 60_000 };

interface Failing {
  crash?: Pick<UncheckedAttach, 'use' | 'consumer' | 'ways'>;
  handedOn: boolean;
}

/** Runs the function with an attach that fails. What happens with one that works as well is no matter of the result. */
function whenFailing(machine: Machine, site: CallSite, code: Code, calls: readonly Call[]): Failing {
  const limited = machine.limited(CONFIRMING);
  const leaves = run(limited, site, code, calls, { returns: FAILURE });
  const handedOn = leaves.some(({ ending }) => ending.kind === 'returned' && ending.value !== undefined && isFailure(ending.value));
  const crashes = leaves.filter(isCrash);
  if (crashes.length === 0) return { handedOn };
  const anyway = new Set(run(limited, site, code, calls, { asUnknown: true }).filter(isCrash).map(whereabouts));
  const own = crashes.filter((leaf) => !anyway.has(whereabouts(leaf)));
  const [first] = own;
  if (!first) return { handedOn };
  const ways = own.filter((leaf) => whereabouts(leaf) === whereabouts(first)).map(({ state }) => conditionTexts([state.conditions]));
  const { ending } = first;
  return { handedOn, crash: { use: ending.at, ways, ...(ending.kind === 'reached' && { consumer: String(ending.detail) }) } };
}

function run(machine: Machine, site: CallSite, code: Code, calls: readonly Call[], answer: CallAnswer): Leaf[] {
  const ahead = leadsTo(code, new Set<Instruction>(calls));
  const state = emptyState();
  machine.enter(state, { file: site.file, fact: site.function }, []);
  return machine.explore(state, {
    worthwhile: (_, instruction, { frames }) => frames.length > 1 || isAttached(frames[0]!, calls) || ahead[instruction] !== false,
    call: (event, at) => {
      const caller = at.frames[at.frames.length - 1]!;
      const instruction = caller.code.instructions[caller.next - 1];
      if (at.frames.length === 1 && calls.some((each) => each === instruction)) {
        record(at, { kind: ATTACHED, at: event.at });
        return answer;
      }
      if (!CONSUMER.test(event.name)) return undefined;
      return event.arguments.some(isFailure) ? { end: { kind: 'reached', detail: event.name, at: event.at } } : { asUnknown: true };
    },
  });
}

const ATTACHED = 'attached';

function isFailure(value: Value): boolean {
  return value.kind === 'integer' && value.value === FAILURE_NUMBER;
}

function isCrash({ state, ending }: Leaf): boolean {
  const crash = ending.kind === 'reached' || (ending.kind === 'defect' && ending.reason.includes('error pointer'));
  return crash && happenings(state.trace).some(({ kind }) => kind === ATTACHED);
}

function whereabouts({ ending: { at } }: Leaf): string {
  return `${at.file}:${at.start}`;
}

function isAttached({ temporaries }: Frame, calls: readonly Call[]): boolean {
  return calls.some(({ temporary }) => temporaries.has(temporary));
}
