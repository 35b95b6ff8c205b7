/** What the status item says, without a word of the editor's own API. */
import type { RootAttachments } from '@dmabuf-mapping/engine';
import { isReading, type Phase } from './view-state.ts';

/** One line: how much is known, and whether assumptions limit it. */
export function statusText(phase: Phase, roots: readonly RootAttachments[], reading: 'on' | 'paused' = 'on'): string {
  if (phase === 'starting') return 'DMA-BUF: starting';
  if (phase === 'failed') return 'DMA-BUF: the server is not running';
  const sum = (count: 'importers' | 'exporters') => roots.reduce((total, { tree }) => total + tree.counts[count], 0);
  const sides = `${counted(sum('importers'), 'importer')} × ${counted(sum('exporters'), 'exporter')}`;
  if (reading === 'on' && isReading(roots) && sum('importers') + sum('exporters') === 0) return 'DMA-BUF: reading the workspace';
  const assumptions = new Set(roots.flatMap(({ given }) => given?.assumptions ?? [])).size;
  return `DMA-BUF: ${sides}${assumptions > 0 ? ` · ${counted(assumptions, 'assumption')}` : ''}${reading === 'paused' ? ' · paused' : ''}`;
}

/** What stands smaller beside it: why there is nothing, or how sure it is and by which kernel configuration. May be empty. */
export function statusDetail(roots: readonly RootAttachments[]): string {
  const empty = roots.find(({ tree }) => tree.empty !== undefined)?.tree.empty;
  if (empty !== undefined) return empty;
  const coverage = roots.flatMap(({ tree }) => tree.counts.coverage ?? []);
  const sum = (count: 'decided' | 'pairs') => coverage.reduce((total, each) => total + each[count], 0);
  const configurations = [...new Set(roots.flatMap(({ given }) => given?.configuration ?? []))];
  return [
    ...(sum('pairs') > 0 ? [`${sum('decided')} of ${counted(sum('pairs'), 'pair')} decided exactly`] : []),
    ...(configurations.length > 0 ? [`CONFIG_ symbols as in ${configurations.join(', ')}`] : []),
  ].join(' · ');
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
