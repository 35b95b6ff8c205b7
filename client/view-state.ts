/** What the view has to show, as the value of the context key that chooses its welcome text. */
import type { RootAttachments } from '@dmabuf-mapping/engine';

export const VIEW_STATES = ['noFolder', 'indexing', 'empty', 'cancelled', 'failed', 'ready'] as const;
export type ViewState = (typeof VIEW_STATES)[number];

/** `starting` until the server runs; `failed` when it stopped or could not start. */
export type Phase = 'starting' | 'ready' | 'failed';

/** `folders`: how many workspace folders the editor has. */
export function viewState(phase: Phase, roots: readonly RootAttachments[], folders: number): ViewState {
  if (phase === 'failed') return 'failed';
  if (roots.some(({ tree }) => tree.importers.length > 0)) return 'ready';
  if (folders === 0 && roots.length === 0) return 'noFolder';
  if (phase === 'starting' || isReading(roots)) return 'indexing';
  if (roots.some(({ state }) => state === 'failed')) return 'failed';
  return roots.some(({ state }) => state === 'cancelled') ? 'cancelled' : 'empty';
}

export function isReading(roots: readonly RootAttachments[]): boolean {
  return roots.some(({ state }) => state === 'waiting' || state === 'indexing');
}
