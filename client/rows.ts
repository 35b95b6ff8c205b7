/** The attachments as rows of a tree, without a word of the editor's own API. */
import type { Belonging, ImporterInfo, Location, Outcome, RootAttachments, TreeImporter, TreePair } from '@dmabuf-mapping/engine';

export type RowIcon = 'folder' | 'site' | 'importer' | 'importer-problem' | 'matched' | 'conditional' | 'error' | 'defect' | 'unknown';

export interface Row {
  /** Stays the same while the thing is there, so that the editor keeps it expanded. */
  id: string;
  kind: 'root' | 'site' | 'importer' | 'pair' | 'outcome';
  label: string;
  description: string;
  /** Plain text, lines apart. */
  tooltip: string;
  icon: RowIcon;
  /** Where a click leads. */
  target?: Target;
  pair?: PairKey;
  children: () => Row[];
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

/** Importers at the top; below folders if the workspace has several. */
export function rowsOf(roots: readonly RootAttachments[]): Row[] {
  const shown = roots.filter(({ tree }) => tree.importers.length > 0);
  if (shown.length <= 1 && roots.length <= 1) return shown.flatMap(importerRows);
  return shown.map((root) => ({
    id: root.uri,
    kind: 'root',
    label: root.name,
    description: `${root.tree.counts.importers} × ${root.tree.counts.exporters}`,
    tooltip: root.uri,
    icon: 'folder',
    children: () => importerRows(root),
  }));
}

/** Importers that reach one attach call through wrappers stand below it. */
function importerRows(root: RootAttachments): Row[] {
  const groups = new Map<string, TreeImporter[]>();
  for (const entry of root.tree.importers) {
    const key = JSON.stringify((entry.importer.site ?? entry.importer).location);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((entries) => {
    const site = entries.find(({ importer }) => importer.site)?.importer.site;
    return site ? [siteRow(root.uri, site, entries)] : entries.map((entry) => importerRow(root.uri, entry));
  });
}

function siteRow(root: string, { function: name, location }: NonNullable<ImporterInfo['site']>, entries: readonly TreeImporter[]): Row {
  const callee = entries[0]!.importer.callee;
  const reached = `reached by ${entries.length} ${entries.length === 1 ? 'importer' : 'importers'}`;
  return {
    id: `${root}|site|${location.file}:${name}:${callee}`,
    kind: 'site',
    label: name,
    description: reached,
    tooltip: lines(`${name}() calls ${callee}() for those who call it`, place(location), reached),
    icon: 'site',
    target: { root, location },
    children: () => entries.map((entry) => importerRow(root, entry)),
  };
}

function importerRow(root: string, { importer, summary, problems, exporters }: TreeImporter): Row {
  const id = `${root}|${importer.id}`;
  const { site, parameters } = importer;
  return {
    id,
    kind: 'importer',
    label: importer.name,
    description: described(site && parameters !== undefined ? `${parameters} · ${summary}` : summary, importer),
    tooltip: lines(...reachLines(importer), place(importer.location), home(importer), summary),
    icon: problems > 0 ? 'importer-problem' : 'importer',
    target: { root, location: importer.location },
    children: () => exporters.map((pair) => pairRow(id, { root, importer: importer.id, exporter: pair.exporter.id }, pair)),
  };
}

/** How the importer comes to the attach call, and with what. */
function reachLines({ function: name, callee, via, parameters, insteadOf, tables }: ImporterInfo): string[] {
  const path = (via ?? []).slice(1).map((step) => `${step.function}()`);
  const through = path.length > 0 ? ` through ${path.join(', ')}` : '';
  return [
    `${name}() calls ${callee}()${through}`,
    ...(parameters === undefined ? [] : [`importer ops: ${parameters}`]),
    ...(insteadOf === undefined ? [] : [`where ${insteadOf} is NULL`]),
    ...(tables ?? []).map((table) => `called through ${table.name}`),
  ];
}

function pairRow(parent: string, key: PairKey, { exporter, outcomes, summary }: TreePair): Row {
  const id = `${parent}|${exporter.id}`;
  return {
    id,
    kind: 'pair',
    label: exporter.name,
    description: described(summary, exporter),
    tooltip: lines(exporter.name, place(exporter.location), home(exporter), summary),
    icon: iconOf(outcomes),
    target: { root: key.root, location: exporter.location },
    pair: key,
    children: () => outcomes.map((outcome, index) => outcomeRow(`${id}|${index}`, key.root, outcome, exporter.location)),
  };
}

function outcomeRow(id: string, root: string, outcome: Outcome, otherwise: Location): Row {
  const conditions = outcome.conditions.length > 0 ? `when ${outcome.conditions.join(' and ')}` : 'always';
  const lines = [headline(outcome), conditions, ...(outcome.reason ? [outcome.reason] : []), ...fieldLines(outcome)];
  return {
    id,
    kind: 'outcome',
    label: headline(outcome),
    description: conditions,
    tooltip: lines.join('\n'),
    icon: outcome.kind,
    target: { root, location: outcome.where ?? otherwise },
    children: () => [],
  };
}

/** What happens, in a few words. */
export function headline(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'matched':
      return `${outcome.type ?? 'a type that is not known'}${outcome.p2p === 'yes' ? ', P2P' : ''}`;
    case 'error':
      return outcome.errno && /^E[A-Z0-9]+$/.test(outcome.errno) ? `-${outcome.errno}` : (outcome.errno ?? 'error');
    case 'defect':
      return DEFECTS[outcome.defect ?? 'other'];
    case 'unknown':
      return 'unknown';
  }
}

const DEFECTS: Record<NonNullable<Outcome['defect']> | 'other', string> = {
  uninitialized: 'reads an entry that was never initialised',
  'null-call': 'calls NULL',
  'null-dereference': 'dereferences NULL',
  'out-of-bounds': 'reaches past the list',
  'positive-return': 'returns a positive value',
  other: 'defect',
};

/** One icon for a pair: the worst that can happen, and whether it depends. A pair without a match is an error, not a dependency. */
export function iconOf(outcomes: readonly Outcome[]): RowIcon {
  const kinds = new Set(outcomes.map(({ kind }) => kind));
  if (kinds.has('defect')) return 'defect';
  if (kinds.has('unknown') || outcomes.length === 0) return 'unknown';
  if (!kinds.has('matched')) return 'error';
  return outcomes.length > 1 || outcomes.some(({ conditions }) => conditions.length > 0) ? 'conditional' : 'matched';
}

function fieldLines(outcome: Outcome): string[] {
  return Object.entries(outcome.fields ?? {}).map(([name, value]) => `.${name} = ${value}`);
}

function described(summary: string, { subsystem }: Belonging): string {
  return subsystem === undefined ? summary : `${summary} · ${subsystem}`;
}

function home({ module, config }: Belonging): string | undefined {
  if (module === undefined) return undefined;
  const built = module === 'vmlinux' ? 'built into the kernel' : `module ${module}`;
  return config ? `${built}, ${config.join(' and ')}` : built;
}

function lines(...given: (string | undefined)[]): string {
  return given.filter((line) => line !== undefined).join('\n');
}

function place(location: Location): string {
  return isBuiltIn(location) ? 'built in' : `${location.file}:${location.range.start.line + 1}`;
}

/** The file in words. */
export function homeOf({ file }: { file: string }): string {
  return isBuiltIn({ file }) ? 'built in' : file;
}

/** True for places of the built-in model, which are in no folder. */
export function isBuiltIn({ file }: { file: string }): boolean {
  return file.startsWith('model:');
}
