/** Paths of rows: what each step narrows the tree to. */
import type { PairKind, TreeView } from '../tree-answers.ts';
import type { PairTable, TableResult } from './table.ts';

export type StepKind = 'group' | 'page' | 'site' | 'importer' | 'exporter' | 'outcome' | 'finding';

/** One step of a path, as text. */
export function step(kind: StepKind, key: string): string {
  return `${kind}:${key}`;
}

/** Undefined for texts that no row has. */
export function readStep(text: string): { kind: StepKind; key: string } | undefined {
  const at = text.indexOf(':');
  return at < 0 ? undefined : { kind: text.slice(0, at) as StepKind, key: text.slice(at + 1) };
}

/** Group of the findings that lie at no side. */
export const OTHER_FINDINGS = 'other findings';

/** Group of the pairs out of which no type comes, and of sides of no subsystem. */
export const NONE = '';

/** Whose rows stand under a path. */
export interface Scope {
  importer?: number;
  exporter?: number;
  site?: string;
  group?: string;
  /** Pairs with these results alone. */
  results?: Uint8Array;
  /** Pages that are open, outermost first. */
  pages: string[];
  /** The last step is an outcome or a finding. */
  leaf?: { kind: 'outcome' | 'finding'; key: string };
}

/** Undefined when the path leads to something that is no longer there. */
export function scopeOf(table: PairTable, view: TreeView, path: readonly string[]): Scope | undefined {
  const scope: Scope = { pages: [] };
  for (const text of path) {
    const read = readStep(text);
    if (!read) return undefined;
    const { kind, key } = read;
    if (kind === 'page') {
      scope.pages.push(key);
      continue;
    }
    scope.pages = [];
    if (kind === 'importer' || kind === 'exporter') {
      const index = table[kind === 'importer' ? 'importers' : 'exporters'].findIndex(({ info }) => info.id === key);
      if (index < 0) return undefined;
      scope[kind] = index;
    } else if (kind === 'site') scope.site = key;
    else if (kind === 'group') {
      if (key !== OTHER_FINDINGS && (view.by === 'importer' || view.by === 'exporter')) return undefined;
      scope.group = key;
      if (key !== OTHER_FINDINGS && (view.by === 'type' || view.by === 'outcome')) {
        scope.results = Uint8Array.from(table.results, (result) => (groupsOf(view.by, result).includes(key) ? 1 : 0));
      }
    } else scope.leaf = { kind, key };
  }
  return scope;
}

/** The groups in which pairs with a result stand. */
export function groupsOf(by: TreeView['by'], result: TableResult): string[] {
  if (by === 'outcome') return [result.kind satisfies PairKind];
  return result.types.length > 0 ? result.types : [NONE];
}

/** Importers that reach one attach call through wrappers stand together. */
export function siteKey({ site, callee }: PairTable['importers'][number]['info']): string | undefined {
  return site && `${site.location.file}:${site.function}:${callee}`;
}
