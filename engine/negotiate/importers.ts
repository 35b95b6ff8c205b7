/**
 * Who the importers are. A function that hands its own parameters on to an attach function is a wrapper, and those who call it are the importers that
 * people think of; an attach call that decides everything itself is an importer of its own.
 */
import type { FunctionFact, VariableFact } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { Code, Expression } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { type CallSite, callersOf, functionKey, type TableEntry, tablesOf } from './callers.ts';
import type { SiteFound } from './discover.ts';
import { type Call, Flow, isOwnObject, type Parameters } from './flow.ts';

/** One way to an attach call. */
export interface Way {
  id: string;
  name: string;
  /** Equal keys: the same calls at the same places. */
  key: string;
  site: SiteFound;
  /** From the importer's own function inwards; the last is the attach call. */
  steps: CallSite[];
  /** Objects that hold the importer's function. */
  tables: TableEntry[];
  /** The function pointer that the importer calls in place of the first call, where there is one. */
  insteadOf?: Expression;
}

/** A way that has no name yet, since names count the ways of a file. */
type Nameless = Omit<Way, 'id' | 'name'>;

/** What the walk outwards found in one file. */
export interface WalkedFile {
  /** Functions on ways, by `functionKey`. */
  functions: readonly string[];
  /** Ways that begin there, in any order. */
  ways: readonly Nameless[];
}

export interface Walk {
  byFile: ReadonlyMap<string, WalkedFile>;
  /** Names whose users may be importers, or tell of importers, wherever they are. */
  sought: readonly string[];
}

export type SitesIn = (file: string) => readonly SiteFound[];

/** Wrappers around wrappers are followed so far. */
const MOST_LEVELS = 8;

/** With more ways than this to one attach call, the others stay untold. */
const MOST_WAYS = 500;

/** A call inwards, with the parameters of its function that it hands on. */
interface Edge {
  at: CallSite;
  /** The wrapper that is called; absent for the attach call itself. */
  to?: Wrapper;
  site?: SiteFound;
  /** Parameters that decide importer ops, list or length. */
  decisive: Parameters;
  /** Parameters that become the buffer, or the device if the buffer is got on the way. */
  passed: Parameters;
  insteadOf?: Expression;
}

interface Wrapper {
  target: Found<FunctionFact>;
  edges: Edge[];
  callers?: CallSite[];
}

/** Of the functions with these attach calls, by `functionKey`, those that hand something on: whoever calls these may be the importer. Never throws. */
export function functionsToWalkFrom(lowerer: Lowerer, sites: readonly SiteFound[]): string[] {
  const handing = sites.filter((site) => mayBeWrapped({ target: targetOf(site) }, edgeOf(lowerer, site)));
  return [...new Set(handing.map((site) => functionKey(targetOf(site))))];
}

/** The attach calls in a function, by `functionKey`. */
function sitesOf(key: string, sitesIn: SitesIn): SiteFound[] {
  return sitesIn(key.slice(0, key.lastIndexOf(':'))).filter((site) => functionKey(targetOf(site)) === key);
}

/** The ways through functions that hand on, from these outwards. Where none of those on the ways are others', two walks are as good as one. Never throws. */
export function walk(lowerer: Lowerer, functions: readonly string[], sitesIn: SitesIn): Walk {
  const { names } = lowerer.context;
  const sites = functions.flatMap((key) => sitesOf(key, sitesIn));
  const wrappers = reverse(lowerer, sites, sitesIn);
  const all = inOrder([...wrappers.values()]);
  const tables = tablesOf(
    lowerer,
    all.map(({ target }) => target),
  );
  const starts = all.flatMap((wrapper) => {
    const entries = tables.get(functionKey(wrapper.target)) ?? [];
    const edges = wrapper.edges.filter((edge) => !wraps(names, wrapper, edge) || entries.length > 0 || wrapper.callers?.length === 0);
    return edges.map((edge) => ({ edge, entries }));
  });
  const byFile = new Map<string, { functions: string[]; ways: Nameless[] }>();
  const walkedIn = (file: string) => {
    const known = byFile.get(file) ?? { functions: [], ways: [] };
    byFile.set(file, known);
    return known;
  };
  for (const { target } of all) walkedIn(target.file).functions.push(functionKey(target));
  const counts = new Map<SiteFound, number>();
  for (const { edge, entries } of starts) {
    for (const { steps, site } of pathsFrom(names, edge, [])) {
      const count = (counts.get(site) ?? 0) + 1;
      counts.set(site, count);
      if (count <= MOST_WAYS) walkedIn(edge.at.file).ways.push(nameless(steps, site, entries, edge.insteadOf));
    }
  }
  const handing = all.filter((wrapper) => wrapper.edges.some((edge) => mayBeWrapped(wrapper, edge)));
  const sought = [...handing.map(({ target }) => target.fact), ...[...tables.values()].flat().map(({ table }) => table.fact)];
  return { byFile, sought: namesElsewhere(sought) };
}

/** The ways that begin in a file: what the walk found there, and every attach call in a function that it did not come by. Never throws. */
export function waysIn(lowerer: Lowerer, sites: readonly SiteFound[], walked: WalkedFile | undefined): Way[] {
  const onWays = new Set(walked?.functions);
  const alone = sites.filter((site) => !onWays.has(functionKey(targetOf(site))));
  const tables = tablesOf(lowerer, alone.map(targetOf));
  const own = alone.map((site) => nameless([callOf(site)], site, tables.get(functionKey(targetOf(site))) ?? []));
  return named([...own, ...(walked?.ways ?? [])].sort(byPlace));
}

function nameless(steps: CallSite[], site: SiteFound, tables: TableEntry[], insteadOf?: Expression): Nameless {
  const key = steps.map(({ file, call }) => `${file}:${call.calleeSpan.start}`).join(' ');
  return { key, site, steps, tables, ...(insteadOf ? { insteadOf } : {}) };
}

function targetOf({ file, function: fact }: SiteFound): Found<FunctionFact> {
  return { file, fact };
}

function callOf({ file, function: fact, call }: SiteFound): CallSite {
  return { file, function: fact, call };
}

/** Shorter names would be found in too many files that mean something else. */
const SHORTEST_SOUGHT = 6;

/** Names whose users may be importers, or tell of importers, wherever they are. */
export function namesElsewhere(facts: readonly (FunctionFact | VariableFact)[]): string[] {
  const names = facts.filter((fact) => !fact.static && fact.name.length >= SHORTEST_SOUGHT).map(({ name }) => name);
  return [...new Set(names)].sort();
}

/** An attach call whose function is its importer. */
export function wayOfItsOwn(site: SiteFound): Way {
  return { id: site.id, name: site.name, key: site.id, site, steps: [site], tables: [] };
}

/** The functions on the way to the attach call. */
export function functionsOf({ steps }: Pick<Way, 'steps'>): Found<FunctionFact>[] {
  return steps.map(({ file, function: fact }) => ({ file, fact }));
}

function named(ways: readonly Nameless[]): Way[] {
  const seen = new Map<string, number>();
  return ways.map((way) => {
    const { file, function: fact } = way.steps[0]!;
    const key = `${file}:${fact.name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    const name = count === 1 ? fact.name : `${fact.name}#${count}`;
    return { id: `${file}:${name}`, name, ...way };
  });
}

/** From the attach calls outwards, level by level. A function that is come upon brings all the attach calls in it. */
function reverse(lowerer: Lowerer, sites: readonly SiteFound[], sitesIn: SitesIn): Map<string, Wrapper> {
  const { names } = lowerer.context;
  const wrappers = new Map<string, Wrapper>();
  const wrapperOf = ({ file, function: fact }: CallSite): Wrapper => {
    const target = { file, fact };
    const key = functionKey(target);
    const known = wrappers.get(key);
    if (known) return known;
    const wrapper = { target, edges: sitesOf(key, sitesIn).map((site) => edgeOf(lowerer, site)) };
    wrappers.set(key, wrapper);
    return wrapper;
  };
  let level = [...new Set(sites.map((site) => wrapperOf(callOf(site))))];
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth++) {
    const asked = level.filter((wrapper) => wrapper.edges.some((edge) => mayBeWrapped(wrapper, edge)));
    const callers = callersOf(
      lowerer,
      asked.filter((wrapper) => !wrapper.callers).map(({ target }) => target),
    );
    const next = new Set<Wrapper>();
    for (const wrapper of asked) {
      wrapper.callers ??= (callers.get(functionKey(wrapper.target)) ?? []).filter((each) => !isSame(each, wrapper.target));
      if (!wrapper.edges.some((edge) => wraps(names, wrapper, edge))) continue;
      for (const at of wrapper.callers) if (extend(lowerer, names, wrapperOf(at), at, wrapper)) next.add(wrapperOf(at));
    }
    level = [...next];
  }
  return wrappers;
}

/** Functions with attach calls by their places, then the others as they were come upon: where there are too many ways, the first are told. */
function inOrder(wrappers: readonly Wrapper[]): Wrapper[] {
  const [attaching, others]: Wrapper[][] = [[], []];
  for (const wrapper of wrappers) (wrapper.edges.some(({ site }) => site) ? attaching! : others!).push(wrapper);
  attaching!.sort((a, b) => byText(a.target.file, b.target.file) || a.target.fact.nameSpan.start - b.target.fact.nameSpan.start);
  return [...attaching!, ...others!];
}

function edgeOf(lowerer: Lowerer, site: SiteFound): Edge {
  const at = callOf(site);
  return { at, site, ...handedToAttach(lowerer, at) };
}

/** Whether those who call the function could be the importers, as far as this call in it tells. */
function mayBeWrapped(wrapper: Pick<Wrapper, 'target'>, edge: Edge): boolean {
  return edge.decisive.size > 0 || handsOn(wrapper, edge);
}

/** Adds the call of a wrapper, or what is newly known of it. True if that may matter for those who call its function. */
function extend(lowerer: Lowerer, names: Names, caller: Wrapper, at: CallSite, to: Wrapper): boolean {
  const handed = handedToWrapper(lowerer, names, at, to);
  const known = caller.edges.find((edge) => edge.to === to && edge.at.call === at.call);
  if (!known) {
    caller.edges.push({ at, to, ...handed });
    return true;
  }
  const grown = handed.decisive.size > known.decisive.size || handed.passed.size > known.passed.size;
  Object.assign(known, handed);
  return grown;
}

function isSame({ file, function: fact }: CallSite, target: Found<FunctionFact>): boolean {
  return file === target.file && fact.nameSpan.start === target.fact.nameSpan.start;
}

/**
 * Whether those who call the function are the importers, as far as this call in it goes. They are not where the call is the default for a function pointer:
 * which of them have no function of their own, nobody knows.
 */
function wraps(names: Names, wrapper: Wrapper, edge: Edge): boolean {
  if ((wrapper.callers?.length ?? 0) === 0 || edge.insteadOf) return false;
  return edge.decisive.size > 0 || (handsOn(wrapper, edge) && isLibrary(names, wrapper));
}

/** Whether the function could be a helper that others use with their buffers and devices. */
function handsOn({ target }: Pick<Wrapper, 'target'>, edge: Edge): boolean {
  return edge.passed.size > 0 && !target.fact.static;
}

/** Whether the function is made for others: exported and called elsewhere, or called from another part of the tree. */
function isLibrary(names: Names, { target, callers }: Wrapper): boolean {
  const exported = names.facts(target.file)?.exported.includes(target.fact.name) ?? false;
  const outside = (callers ?? []).filter(({ file }) => file !== target.file);
  return exported ? outside.length > 0 : outside.some(({ file }) => !isNeighbour(folderOf(file), folderOf(target.file)));
}

function isNeighbour(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

/** Every way from a call to an attach call that goes through wrappers only. */
function pathsFrom(names: Names, edge: Edge, before: readonly CallSite[]): { steps: CallSite[]; site: SiteFound }[] {
  const steps = [...before, edge.at];
  if (edge.site) return [{ steps, site: edge.site }];
  const { to } = edge;
  if (!to || steps.length > MOST_LEVELS || steps.some((step) => isSame(step, to.target))) return [];
  return to.edges.filter((each) => wraps(names, to, each)).flatMap((each) => pathsFrom(names, each, steps));
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

type Handed = Pick<Edge, 'decisive' | 'passed' | 'insteadOf'>;

function handedToAttach(lowerer: Lowerer, at: CallSite): Handed {
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

function handedToWrapper(lowerer: Lowerer, names: Names, at: CallSite, to: Wrapper): Handed {
  const { flows, calls, insteadOf } = lowered(lowerer, at, to.target);
  const inner = to.edges.filter((edge) => wraps(names, to, edge));
  const decisive = inner.flatMap((edge) => calls.flatMap((call) => [...edge.decisive].map((index) => deciding(flows, call, index))));
  const passed = inner.flatMap((edge) => calls.flatMap((call) => [...edge.passed].map((index) => flowing(flows, call, index))));
  return { decisive: union(decisive), passed: union(passed), ...(insteadOf ? { insteadOf } : {}) };
}

interface LoweredCalls {
  flows: Flows;
  calls: readonly Call[];
  insteadOf?: Expression;
}

/** What the call of a function became. */
function lowered(lowerer: Lowerer, at: CallSite, target: Found<FunctionFact>): LoweredCalls {
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

interface Flows {
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
    return kind === 'int' || (kind === 'unknown' && !text.includes('*')) || /\bdma_buf_(?:attach_ops|mapping_\w+)\b/.test(text);
  };
  const data = new Flow(code, { from: () => true, through: 'data' });
  return { code, data, narrow: new Flow(code, { from: telling, through: 'constructors' }) };
}

/** Parameters that an argument depends on: by its value, or, for a list or struct that the function fills, by what says something about a mapping. */
function deciding({ code, data, narrow }: Flows, call: Call, index: number): Parameters | undefined {
  const argument = call.arguments[index];
  return argument && (isOwnObject(code, argument) ? narrow : data).of(argument);
}

function flowing({ data }: Flows, call: Call, index: number): Parameters | undefined {
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

function union(all: readonly (Parameters | undefined)[]): Parameters {
  return new Set(all.flatMap((each) => [...(each ?? [])]));
}

function byPlace(a: Nameless, b: Nameless): number {
  const [one, other] = [a.steps[0]!, b.steps[0]!];
  return byText(one.file, other.file) || one.call.calleeSpan.start - other.call.calleeSpan.start || byText(a.key, b.key);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
