/** Who takes part: mapping types, exporters and importers of a tree, by what the sources declare. */

import type { CallFact, FunctionFact, Span, VariableFact } from '../facts/facts.ts';
import { calleesOf, callsAmong, mayCallAny } from '../facts/packed-calls.ts';
import { MODEL } from '../index/index.ts';
import type { Found, Names } from '../index/names.ts';
import { ATTACH_FUNCTIONS, MODEL_CORE } from './model.ts';

/** Tag of the struct that makes an exporter. */
export const OPS = 'dma_buf_ops';

const TYPE = 'dma_buf_mapping_type';

export interface SiteFound {
  id: string;
  name: string;
  file: string;
  function: FunctionFact;
  call: CallFact;
}

/** Workspace files in a stable order; the built-in model is not among them. */
export function workspaceFiles(names: Names): string[] {
  return [...names.files()].filter((file) => !file.startsWith(MODEL)).sort(byText);
}

/** How many they are. */
export function countFiles(names: Pick<Names, 'files'>): number {
  let count = 0;
  for (const file of names.files()) if (!file.startsWith(MODEL)) count++;
  return count;
}

/** True if the tree, outside the model, speaks of mapping types at all. */
export function speaksOfMappingTypes(names: Names): boolean {
  const told = (speaks: boolean) => (speaks ? [{ speaks }] : []);
  return [
    names.searchIn('records that speak of mapping types', 'records', ({ tag }) => told(tag === TYPE || tag === 'dma_buf_mapping_match')),
    names.searchIn('objects that speak of mapping types', 'variables', (fact, text) => told(speaks(fact, text))),
    names.searchIn('functions that speak of mapping types', 'functions', (fact) =>
      told(mayCallAny(fact, NEW_FUNCTIONS) && calleesOf(fact).some((callee) => NEW_FUNCTIONS.has(callee))),
    ),
  ].some((found) => found.length > 0);
}

function speaks({ tag, initializerSpan }: VariableFact, text: string): boolean {
  return tag?.startsWith('dma_buf_mapping_') === true || (tag === OPS && hasMatcher(text, initializerSpan));
}

/** Functions that only trees with mapping types have. */
const NEW_FUNCTIONS: ReadonlySet<string> = new Set([
  'dma_buf_mapping_attach',
  'dma_buf_match_mapping',
  'dma_buf_sgt_attach',
  'dma_buf_sgt_dynamic_attach',
]);

/** An exporter alone in a folder may name nothing of the interface but its matcher. */
function hasMatcher(text: string, initializer: Span | undefined): boolean {
  const written = initializer ? text.slice(initializer.start, initializer.end) : '';
  return /\bmatch_mapping\b|\bsingle_exporter_match\b|\bDMA_BUF_SIMPLE_SGT_EXP_MATCH\b/.test(written);
}

/** Definitions of mapping types, in the order of files and places. */
export function findTypes(names: Names): readonly Found<VariableFact>[] {
  return definitions(names, TYPE);
}

/** The mapping types of the built-in model that the workspace does not define itself. */
export function findModelTypes(names: Names): Found<VariableFact>[] {
  const variables = names.facts(MODEL_CORE)?.variables ?? [];
  return variables
    .filter((fact) => fact.tag === TYPE && names.variables(fact.name, MODEL_CORE).every(({ file }) => file === MODEL_CORE))
    .map((fact) => ({ file: MODEL_CORE, fact }));
}

/** Objects and tentative definitions of a struct in the workspace's files, in the order of files and places. */
export function definitions(names: Names, tag: string): readonly Found<VariableFact>[] {
  const isOne = (fact: VariableFact) => fact.tag === tag && !fact.extern && fact.pointers === 0 && fact.dimensions.length === 0;
  return names.searchIn(`objects of ${tag}`, 'variables', (fact) => (isOne(fact) ? [fact] : []));
}

/** Every call of an attach function, apart from those that implement the attach functions; in the order of files and places. */
export function findSites(names: Names): SiteFound[] {
  return named(names.searchIn('attach calls', 'functions', attachCallsOf).map(({ file, fact }) => ({ file, ...fact })));
}

/** The same file by file. */
export function sitesByFile(names: Names): { files: () => readonly string[]; in: (file: string) => SiteFound[] } {
  const found = names.searchByFile('attach calls', 'functions', attachCallsOf);
  return { files: found.files, in: (file) => named(found.in(file).map((each) => ({ file, ...each }))) };
}

function attachCallsOf(fact: FunctionFact): { function: FunctionFact; call: CallFact }[] {
  if (ATTACH_FUNCTIONS.has(fact.name) || !mayCallAny(fact, ATTACH_FUNCTIONS)) return [];
  return callsAmong(fact, ATTACH_FUNCTIONS).map((call) => ({ function: fact, call }));
}

function named(calls: readonly Omit<SiteFound, 'id' | 'name'>[]): SiteFound[] {
  const seen = new Map<string, number>();
  return calls.map(({ file, function: fact, call }): SiteFound => {
    const id = `${file}:${fact.name}`;
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    const more = count === 1 ? '' : `#${count}`;
    return { id: id + more, name: fact.name + more, file, function: fact, call };
  });
}

/** `dma_buf_mapping_sgt_type` is SGT, `orbit_link_type` is ORBIT_LINK. */
export function typeLabel(name: string): string {
  const inner = name
    .replace(/^dma_buf_mapping_/, '')
    .replace(/^dma_buf_/, '')
    .replace(/_mapping_type$|_map_type$|_type$/, '');
  return inner.toUpperCase();
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
