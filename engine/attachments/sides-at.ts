/** Who takes part at a place of a source. */

import { functionAt, touches } from '../explain/objects.ts';
import { subjectAt } from '../explain/subject.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Side } from '../tree-answers.ts';

/** The sides that the code at an offset (UTF-16 units) is about, or else those of the function or object around it. Never throws. */
export function sidesAt(analysis: Analysis, file: string, offset: number): Side[] {
  const sides = [...named(analysis, file, offset), ...around(analysis, file, offset)];
  return [...new Map(sides.map((side) => [`${side.of} ${side.id}`, side])).values()];
}

function named(analysis: Analysis, file: string, offset: number): Side[] {
  const thing = subjectAt(analysis, file, offset)?.thing;
  if (!thing) return [];
  if ('importers' in thing) return thing.importers.map(({ info }) => ({ of: 'importer', id: info.id }));
  if ('exporters' in thing) return thing.exporters.map(({ info }) => ({ of: 'exporter', id: info.id }));
  return 'uses' in thing ? thing.uses.map(({ side, owner }) => ({ of: side, id: owner.info.id })) : [];
}

function around(analysis: Analysis, file: string, offset: number): Side[] {
  const inside = functionAt(analysis, { file, offset });
  const at = (place: { file: string; range: { start: { line: number; character: number } } }) => {
    if (place.file !== file || !inside) return false;
    const { line, character } = place.range.start;
    return touches({ file, ...inside.span }, { file, offset: analysis.offset(file, line, character) });
  };
  const importers = analysis.importers().filter(({ info }) => at(info.location) || (info.site !== undefined && at(info.site.location)));
  const exporters = analysis.exporters().filter(({ info, definition }) => {
    const { file: home, fact } = definition;
    const defined = touches(
      { file: home, start: fact.nameSpan.start, end: fact.initializerSpan?.end ?? fact.nameSpan.end },
      { file, offset },
    );
    return defined || (info.callback && at(info.callback.location)) || analysis.exportsOf(info.id).some(({ location }) => at(location));
  });
  return [
    ...importers.map(({ info }): Side => ({ of: 'importer', id: info.id })),
    ...exporters.map(({ info }): Side => ({ of: 'exporter', id: info.id })),
  ];
}
