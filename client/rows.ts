/** The rows of the attachments view, without a word of the editor's own API. */
import type { Location, RootAttachments, TreeRow, TreeView } from '@dmabuf-mapping/engine';

export interface Row {
  /** Stays the same while the thing is there, so that the editor keeps it expanded and selected. */
  id: string;
  kind: TreeRow['kind'] | 'root';
  label: string;
  description: string;
  icon: TreeRow['icon'] | 'folder';
  problem: boolean;
  leaf: boolean;
  /** URI of the workspace folder. */
  root: string;
  /** Of the server's row; empty for a workspace folder. */
  path: readonly string[];
  /** Where a click leads. */
  target?: Target;
  pair?: PairKey;
  parent?: Row;
}

export interface Target {
  /** URI of the workspace folder. */
  root: string;
  location: Location;
}

export interface PairKey {
  root: string;
  importer: string;
  exporter: string;
}

/** A row for what the server said. */
export function rowOf(root: string, { by }: TreeView, row: TreeRow, parent?: Row): Row {
  return {
    id: JSON.stringify([root, by, ...row.path]),
    kind: row.kind,
    label: row.label,
    description: row.description,
    icon: row.icon,
    problem: row.problem === true,
    leaf: row.leaf === true,
    root,
    path: row.path,
    ...(row.location && { target: { root, location: row.location } }),
    ...(row.pair && { pair: { root, ...row.pair } }),
    ...(parent && { parent }),
  };
}

/** The row of a workspace folder, which stands there if there are several. */
export function folderRow({ uri, name, tree }: RootAttachments): Row {
  const { importers, exporters, problems } = tree.counts;
  return {
    id: JSON.stringify([uri]),
    kind: 'root',
    label: name,
    description: `${importers} × ${exporters}`,
    icon: 'folder',
    problem: problems > 0,
    leaf: false,
    root: uri,
    path: [],
  };
}

/** What a screen reader says: what it is, its name, and what the colour of the icon tells others. */
export function spoken({ kind, label, description, icon, problem }: Row): string {
  const what = SPOKEN_KINDS[kind];
  const severity = kind === 'finding' ? icon : undefined;
  const trouble = problem && kind !== 'finding' && kind !== 'root' ? 'has problems' : undefined;
  return [severity ?? what, label, ...description.split(' · '), trouble].filter((part) => part !== undefined && part !== '').join(', ');
}

const SPOKEN_KINDS: Record<Row['kind'], string | undefined> = {
  root: 'folder',
  group: 'group',
  page: 'part of the list',
  site: 'attach call',
  importer: 'importer',
  exporter: 'exporter',
  pair: undefined,
  outcome: undefined,
  finding: undefined,
};

/** Words for menus to ask for: what the row is, and what can be done with it. */
export function contextOf({ kind, target, pair }: Row): string {
  return [kind, ...(target ? ['place'] : []), ...(pair ? ['explained'] : [])].join(' ');
}

/** The file in words. */
export function homeOf({ file }: { file: string }): string {
  return isBuiltIn({ file }) ? 'built in' : file;
}

/** True for places of the built-in model, which are in no folder. */
export function isBuiltIn({ file }: { file: string }): boolean {
  return file.startsWith('model:');
}
