/** Hovers: the answer first, then why, then the counterparts. */
import type { Counted, HoverAnswer } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { finishHover, matchHover } from './contracts.ts';
import { entryHover } from './entry-hover.ts';
import { mapCallbackHover } from './map-callbacks.ts';
import { dataHover, expOpsHover, mapTypeHover } from './member-hovers.ts';
import { attachHover, callbackHover, exporterHover, exportHover, listHover, singleHover } from './pair-hovers.ts';
import { type Subject, subjectAt } from './subject.ts';
import { constructorHover, typeHover } from './type-hovers.ts';

function linesOf(analysis: Analysis, { thing, token }: Subject, file: string): string[] {
  switch (thing.kind) {
    case 'attach':
      return attachHover(analysis, thing.importers, { file, offset: token.start });
    case 'entry':
      return entryHover(analysis, thing.uses, file);
    case 'list':
      return listHover(analysis, thing.uses);
    case 'constructor':
      return constructorHover(analysis, thing.maker);
    case 'type':
      return typeHover(analysis, thing.type);
    case 'exporter':
      return exporterHover(analysis, thing.exporters);
    case 'export':
      return exportHover(analysis, thing.exporters);
    case 'single':
      return singleHover(analysis, thing.exporters);
    case 'callback':
      return callbackHover(analysis, thing.exporters);
    case 'type callback':
      return (thing.callback.role === 'match' ? matchHover : finishHover)(analysis, thing.callback.types);
    case 'map callback':
      return mapCallbackHover(analysis, thing.callback);
    case 'map type':
      return mapTypeHover(analysis, { file, offset: token.start });
    case 'exporter ops':
      return expOpsHover(analysis);
    case 'data':
      return dataHover(analysis, thing.path);
  }
}

/**
 * What to show over an offset (UTF-16 units) of a file: at most about 15 lines of Markdown, the answer in the first. Undefined outside of the
 * interface's constructs, since other language servers answer there. Never throws.
 */
export function hover(analysis: Analysis, file: string, offset: number): HoverAnswer | undefined {
  const subject = subjectAt(analysis, file, offset);
  if (!subject) {
    return undefined;
  }
  const lines = linesOf(analysis, subject, file);
  const markdown = lines
    .filter((line, at) => line !== '' || (lines[at - 1] ?? '') !== '')
    .join('\n')
    .trim();
  const { start, end } = subject.token;
  const about = counted(subject);
  return { range: analysis.location({ file, start, end }).range, markdown, ...(about && { about }) };
}

function counted({ thing }: Subject): Counted | undefined {
  if ('importers' in thing) return { of: 'importer', ids: thing.importers.map(({ info }) => info.id) };
  return 'exporters' in thing ? { of: 'exporter', ids: thing.exporters.map(({ info }) => info.id) } : undefined;
}
