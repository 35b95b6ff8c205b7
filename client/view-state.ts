/** What the view has to show, as the value of the context key that chooses its welcome text. */
import type { RootAttachments, TreeView } from '@dmabuf-mapping/engine';

export const VIEW_STATES = [
  'noFolder',
  'indexing',
  'paused',
  'empty',
  'noImporters',
  'noExporters',
  'oldInterface',
  'filtered',
  'noProblems',
  'cancelled',
  'failed',
  'ready',
] as const;
export type ViewState = (typeof VIEW_STATES)[number];

/** `starting` until the server runs; `failed` when it stopped or could not start. */
export type Phase = 'starting' | 'ready' | 'failed';

export interface Shown {
  phase: Phase;
  roots: readonly RootAttachments[];
  /** How many workspace folders the editor has. */
  folders: number;
  paused: boolean;
  view: TreeView;
  /** How many rows stand at the top. */
  rows: number;
}

/** `ready` if there are rows, else why there are none. */
export function viewState({ phase, roots, folders, paused, view, rows }: Shown): ViewState {
  if (phase === 'failed') return 'failed';
  if (rows > 0) return 'ready';
  const sum = (count: 'importers' | 'exporters') => roots.reduce((total, { tree }) => total + tree.counts[count], 0);
  if (sum('importers') + sum('exporters') > 0) {
    if (view.filter) return 'filtered';
    if (view.only === 'problems') return 'noProblems';
    if (roots.some(({ tree }) => tree.oldInterface)) return 'oldInterface';
    return sum('importers') === 0 ? 'noImporters' : 'noExporters';
  }
  if (folders === 0 && roots.length === 0) return 'noFolder';
  if (paused && roots.some(({ state }) => state !== 'ready')) return 'paused';
  if (phase === 'starting' || isReading(roots)) return 'indexing';
  if (roots.some(({ state }) => state === 'failed')) return 'failed';
  return roots.some(({ state }) => state === 'cancelled') ? 'cancelled' : 'empty';
}

export function isReading(roots: readonly RootAttachments[]): boolean {
  return roots.some(({ state }) => state === 'waiting' || state === 'indexing');
}
