/** Words that rules about map calls share. */
import type { Analysis } from '../negotiate/analysis.ts';
import { typeLabel } from '../negotiate/discover.ts';

/** What people call the types of these C names. */
export function labelsOf(analysis: Analysis, types: readonly string[]): string[] {
  const known = new Map(analysis.types().map(({ info }) => [info.name, info.label]));
  return types.map((name) => known.get(name) ?? typeLabel(name));
}
