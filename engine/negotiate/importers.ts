/**
 * Who the importers are. A function that hands its own parameters on to an attach function is a wrapper, and those who call it are the importers that
 * people think of; an attach call that decides everything itself is an importer of its own.
 */
import type { FunctionFact, VariableFact } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import type { Expression } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { type CallSite, callersOf, functionKey, type TableEntry, tablesOf } from './callers.ts';
import type { SiteFound } from './discover.ts';
import { deciding, flowing, type Handed, handedToAttach, lowered, takesDecisions, union } from './handing-on.ts';

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
  /** Found out when asked: of most functions with an attach call, what is known without their code says enough. */
  handed: () => Handed;
  insteadOf?: Expression;
}

interface Wrapper {
  target: Found<FunctionFact>;
  edges: Edge[];
  callers?: CallSite[];
}

/**
 * Of the functions with these attach calls, by `functionKey`, those that may hand something on, and of static ones those that do: whoever calls these may be
 * the importer. Never throws.
 */
export function functionsToWalkFrom(lowerer: Lowerer, sites: readonly SiteFound[]): string[] {
  const handing = sites.filter((site) => {
    const [target, edge] = [targetOf(site), edgeOf(lowerer, site)];
    return mayHand({ target }, edge) && (!target.fact.static || mayBeWrapped({ target }, edge));
  });
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
  return { byFile };
}

/** Names whose users may be importers by these ways, or tell of them, wherever they are; as for `walk`. Never throws. */
export function soughtByWalk(lowerer: Lowerer, functions: readonly string[], sitesIn: SitesIn): string[] {
  const sites = functions.flatMap((key) => sitesOf(key, sitesIn));
  const all = [...reverse(lowerer, sites, sitesIn).values()];
  const targets = all.map(({ target }) => target);
  const handing = all.filter((wrapper) => wrapper.edges.some((edge) => mayBeWrapped(wrapper, edge)));
  const tables = [...tablesOf(lowerer, targets).values()].flat();
  return namesElsewhere([...handing.map(({ target }) => target.fact), ...tables.map(({ table }) => table.fact)]);
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
    const asked = level.filter((wrapper) => wrapper.edges.some((edge) => mayHand(wrapper, edge)));
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
  return { at, site, handed: () => handedToAttach(lowerer, at) };
}

function mayDecide({ site }: Edge): boolean {
  return !site || takesDecisions(site.call.callee);
}

function decides(edge: Edge): boolean {
  return mayDecide(edge) && edge.handed().decisive.size > 0;
}

/** Whether those who call the function could be the importers, as far as this call in it tells. */
function mayBeWrapped(wrapper: Pick<Wrapper, 'target'>, edge: Edge): boolean {
  return decides(edge) || handsOn(wrapper, edge);
}

/** The same as far as it can be said without the code of a function with an attach call. */
function mayHand(wrapper: Pick<Wrapper, 'target'>, edge: Edge): boolean {
  const { fact } = wrapper.target;
  return edge.site ? fact.parameters.length > 0 && (!fact.static || mayDecide(edge)) : mayBeWrapped(wrapper, edge);
}

/** Adds the call of a wrapper, or what is newly known of it. True if that may matter for those who call its function. */
function extend(lowerer: Lowerer, names: Names, caller: Wrapper, at: CallSite, to: Wrapper): boolean {
  const { insteadOf, ...now } = handedToWrapper(lowerer, names, at, to);
  const handed = () => now;
  const known = caller.edges.find((edge) => edge.to === to && edge.at.call === at.call);
  if (!known) {
    caller.edges.push({ at, to, handed, ...(insteadOf ? { insteadOf } : {}) });
    return true;
  }
  const before = known.handed();
  known.handed = handed;
  return now.decisive.size > before.decisive.size || now.passed.size > before.passed.size;
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
  return decides(edge) || (isLibrary(names, wrapper) && handsOn(wrapper, edge));
}

/** Whether the function could be a helper that others use with their buffers and devices. */
function handsOn({ target }: Pick<Wrapper, 'target'>, edge: Edge): boolean {
  return !target.fact.static && edge.handed().passed.size > 0;
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

function handedToWrapper(lowerer: Lowerer, names: Names, at: CallSite, to: Wrapper): Handed & Pick<Edge, 'insteadOf'> {
  const { flows, calls, insteadOf } = lowered(lowerer, at, to.target);
  const inner = to.edges.filter((edge) => wraps(names, to, edge));
  const decisive = inner.flatMap((edge) =>
    calls.flatMap((call) => [...edge.handed().decisive].map((index) => deciding(flows, call, index))),
  );
  const passed = inner.flatMap((edge) => calls.flatMap((call) => [...edge.handed().passed].map((index) => flowing(flows, call, index))));
  return { decisive: union(decisive), passed: union(passed), ...(insteadOf ? { insteadOf } : {}) };
}

function byPlace(a: Nameless, b: Nameless): number {
  const [one, other] = [a.steps[0]!, b.steps[0]!];
  return byText(one.file, other.file) || one.call.calleeSpan.start - other.call.calleeSpan.start || byText(a.key, b.key);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
