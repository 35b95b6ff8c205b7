/** Who takes part: mapping types, exporters and importers of a tree, by what the sources declare. */
import type { CallFact, FunctionFact, Span, VariableFact } from '../facts/facts.ts';
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

/** True if the tree, outside the model, speaks of mapping types at all. */
export function speaksOfMappingTypes(names: Names): boolean {
  for (const file of workspaceFiles(names)) {
    const facts = names.facts(file)!;
    if (facts.records.some((record) => record.tag === TYPE || record.tag === 'dma_buf_mapping_match')) return true;
    if (facts.variables.some((variable) => variable.tag?.startsWith('dma_buf_mapping_'))) return true;
    if (facts.functions.some((each) => each.calls.some((call) => NEW_FUNCTIONS.has(call.callee)))) return true;
    if (facts.variables.some((variable) => variable.tag === OPS && hasMatcher(names.text(file), variable.initializerSpan))) return true;
  }
  return false;
}

/** Functions that only trees with mapping types have. */
const NEW_FUNCTIONS: ReadonlySet<string> = new Set([
  'dma_buf_mapping_attach',
  'dma_buf_match_mapping',
  'dma_buf_sgt_attach',
  'dma_buf_sgt_dynamic_attach',
]);

/** An exporter alone in a folder may name nothing of the interface but its matcher. */
function hasMatcher(text: string | undefined, initializer: Span | undefined): boolean {
  const written = initializer ? text?.slice(initializer.start, initializer.end) : undefined;
  return written !== undefined && /\bmatch_mapping\b|\bsingle_exporter_match\b|\bDMA_BUF_SIMPLE_SGT_EXP_MATCH\b/.test(written);
}

/** Definitions of mapping types, in the order of files and places. */
export function findTypes(names: Names): Found<VariableFact>[] {
  return definitions(names, (fact) => fact.tag === TYPE && fact.pointers === 0 && fact.dimensions.length === 0);
}

/** The mapping types of the built-in model that the workspace does not define itself. */
export function findModelTypes(names: Names): Found<VariableFact>[] {
  const variables = names.facts(MODEL_CORE)?.variables ?? [];
  return variables
    .filter((fact) => fact.tag === TYPE && names.variables(fact.name, MODEL_CORE).every(({ file }) => file === MODEL_CORE))
    .map((fact) => ({ file: MODEL_CORE, fact }));
}

/** Objects and tentative definitions of the workspace's files, in the order of files and places. */
export function definitions(names: Names, wanted: (fact: VariableFact) => boolean): Found<VariableFact>[] {
  return workspaceFiles(names).flatMap((file) =>
    names
      .facts(file)!
      .variables.filter((fact) => !fact.extern && wanted(fact))
      .map((fact) => ({ file, fact })),
  );
}

/** Every call of an attach function, apart from those that implement the attach functions. */
export function findSites(names: Names): SiteFound[] {
  return workspaceFiles(names).flatMap((file) => {
    const seen = new Map<string, number>();
    return names.facts(file)!.functions.flatMap((fact) =>
      ATTACH_FUNCTIONS.has(fact.name)
        ? []
        : fact.calls
            .filter((call) => ATTACH_FUNCTIONS.has(call.callee))
            .map((call): SiteFound => {
              const count = (seen.get(fact.name) ?? 0) + 1;
              seen.set(fact.name, count);
              const name = count === 1 ? fact.name : `${fact.name}#${count}`;
              return { id: `${file}:${name}`, name, file, function: fact, call };
            }),
    );
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
