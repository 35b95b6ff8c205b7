/** Places and outcomes in text output. */
import type { Belonging, Location, Outcome } from '@dmabuf-mapping/engine';
import { type Place, placeOf } from './json.ts';
import type { Style } from './style.ts';

export function formatPlace({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** Where an exporter, importer or type stands, for people. */
export function formatHome({ builtIn, location }: { builtIn?: true; location: Location }): string {
  return builtIn ? 'built in' : formatPlace(placeOf(location));
}

/** Subsystem and module, for two columns. */
export function formatBelonging({ subsystem, module }: Belonging): [string, string] {
  return [subsystem ?? '-', module ?? '-'];
}

/** Green for what works, red for what cannot, yellow for what depends. */
export function paintOutcomes(outcomes: readonly Outcome[], text: string, style: Style): string {
  if (outcomes.length === 0) return style.dim(text);
  if (outcomes.every(({ kind }) => kind === 'matched')) return style.green(text);
  if (outcomes.every(({ kind }) => kind === 'error' || kind === 'defect')) return style.red(text);
  return style.yellow(text);
}
