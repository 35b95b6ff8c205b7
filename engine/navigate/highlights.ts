/** Uses of a name in one file. */
import type { Range } from '../answers.ts';
import { namedAt, usesIn } from '../explain/references.ts';
import type { Analysis } from '../negotiate/analysis.ts';

export interface Highlight {
  range: Range;
  /** `write` where it is defined or assigned to. */
  kind: 'read' | 'write';
}

/** Uses, in its own file, of the name at an offset (UTF-16 units); empty for names that are not of the interface. Never throws. */
export function highlights(analysis: Analysis, file: string, offset: number): Highlight[] {
  const named = namedAt(analysis, file, offset);
  if (!named) return [];
  const text = analysis.names.text(file) ?? '';
  return usesIn(analysis, file, named).map((place) => {
    const isDefined = named.meant.has(`${file}:${place.start}`);
    const isAssigned = /^\s*(?:\[[^\]\n]*\]\s*)?=(?!=)/.test(text.slice(place.end, place.end + 200));
    return { range: analysis.location(place).range, kind: isDefined || isAssigned ? 'write' : 'read' };
  });
}
