/** Places and outcomes in text output. */
import type { Belonging, ExporterInfo, Location, Outcome } from '@dmabuf-mapping/engine';
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

/** How many who export the same ops are named. */
const namedExports = 2;

/** Who exports, in few words: `a, b and 5 more`. */
export function formatExports({ exportedBy = [] }: Pick<ExporterInfo, 'exportedBy'>): string {
  const names = [...new Set(exportedBy.map((site) => site.function))];
  const rest = names.length - namedExports;
  if (names.length === 0) return '-';
  return names.slice(0, namedExports).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** Green for what works, red for what cannot, yellow for what depends. */
export function paintOutcomes(outcomes: readonly Outcome[], text: string, style: Style): string {
  if (outcomes.length === 0) return style.dim(text);
  if (outcomes.every(({ kind }) => kind === 'matched')) return style.green(text);
  if (outcomes.every(({ kind }) => kind === 'error' || kind === 'defect')) return style.red(text);
  return style.yellow(text);
}
