/** What the status item says, without a word of the editor's own API. */
import type { RootAttachments } from '@dmabuf-mapping/engine';
import { isReading, type Phase } from './view-state.ts';

/** The editor's `l10n.t`: the message in its language, with arguments where {0}, {1} … stand. */
export type Say = (message: string, ...given: number[] | string[]) => string;

/** One line: how much is known, and whether assumptions limit it. */
export function statusText(say: Say, phase: Phase, roots: readonly RootAttachments[], reading: 'on' | 'paused' = 'on'): string {
  if (phase === 'starting') return say('DMA-BUF: starting');
  if (phase === 'failed') return say('DMA-BUF: the server is not running');
  const sum = (count: 'importers' | 'exporters') => roots.reduce((total, { tree }) => total + tree.counts[count], 0);
  const [importers, exporters] = [sum('importers'), sum('exporters')];
  if (reading === 'on' && isReading(roots) && importers + exporters === 0) return say('DMA-BUF: reading the workspace');
  const assumptions = new Set(roots.flatMap(({ given }) => given?.assumptions ?? [])).size;
  const sides = [
    importers === 1 ? say('1 importer') : say('{0} importers', importers),
    exporters === 1 ? say('1 exporter') : say('{0} exporters', exporters),
  ];
  return [
    `DMA-BUF: ${sides.join(' × ')}`,
    ...(assumptions === 1 ? [say('1 assumption')] : assumptions > 1 ? [say('{0} assumptions', assumptions)] : []),
    ...(reading === 'paused' ? [say('paused')] : []),
  ].join(' · ');
}

/** What stands smaller beside it: why there is nothing, in the server's words, or how sure it is and by which kernel configuration. May be empty. */
export function statusDetail(say: Say, roots: readonly RootAttachments[]): string {
  const empty = roots.find(({ tree }) => tree.empty !== undefined)?.tree.empty;
  if (empty !== undefined) return empty;
  const coverage = roots.flatMap(({ tree }) => tree.counts.coverage ?? []);
  const sum = (count: 'decided' | 'pairs') => coverage.reduce((total, each) => total + each[count], 0);
  const [decided, pairs] = [sum('decided'), sum('pairs')];
  const configurations = [...new Set(roots.flatMap(({ given }) => given?.configuration ?? []))];
  return [
    ...(pairs === 1 ? [say('{0} of 1 pair decided exactly', decided)] : []),
    ...(pairs > 1 ? [say('{0} of {1} pairs decided exactly', decided, pairs)] : []),
    ...(configurations.length > 0 ? [say('CONFIG_ symbols as in {0}', configurations.join(', '))] : []),
  ].join(' · ');
}
