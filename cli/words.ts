/** Places and outcomes in text output. */
import type { Outcome } from '@dmabuf-mapping/engine';
import type { Place } from './json.ts';
import type { Style } from './style.ts';

export function formatPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** Green for what works, red for what cannot, yellow for what depends. */
export function paintOutcomes(outcomes: readonly Outcome[], text: string, style: Style): string {
  if (outcomes.length === 0) return style.dim(text);
  if (outcomes.every(({ kind }) => kind === 'matched')) return style.green(text);
  if (outcomes.every(({ kind }) => kind === 'error' || kind === 'defect')) return style.red(text);
  return style.yellow(text);
}
