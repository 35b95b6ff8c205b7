/** Where in a file people hover first. */
import type { Analysis } from '../negotiate/analysis.ts';
import { IDENTIFIER, lexFile } from '../syntax/tokens.ts';
import { constructorNamed } from './constructors.ts';
import { allUses } from './objects.ts';

/** Members that say what a side offers, or asks for. */
const MEMBERS = ['match_mapping', 'single_exporter_match', 'type', 'exp_ops', 'map_type'];

/**
 * Offsets (UTF-16 units) of words that may have a hover, in order: calls that lead to an attach or export function, ops, mapping types with their
 * functions, lists, entries and what makes them. Not every one has a hover, and there are hovers elsewhere. Never throws.
 */
export function hoverPlaces(analysis: Analysis, file: string): number[] {
  const text = analysis.names.text(file) ?? '';
  const offsets = callsIn(analysis, file);
  const names = namesWithHovers(analysis);
  const makers = new Map<string, boolean>();
  const isMaker = (name: string): boolean => {
    const known = makers.get(name) ?? constructorNamed(analysis, name, file) !== undefined;
    makers.set(name, known);
    return known;
  };
  const found: number[] = [];
  const { tokens } = lexFile(text);
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kinds[at] !== IDENTIFIER) continue;
    const start = tokens.starts[at]!;
    const name = text.slice(start, tokens.ends[at]);
    if (offsets.has(start) || names.has(name) || isMaker(name)) found.push(start);
  }
  return found;
}

function callsIn(analysis: Analysis, file: string): Set<number> {
  const attaching = analysis
    .importers()
    .flatMap(({ steps }) => steps.flatMap((step) => (step.file === file ? [step.call.calleeSpan.start] : [])));
  const exporting = analysis
    .exporters()
    .flatMap(({ info }) => analysis.exportsOf(info.id))
    .flatMap(({ how, location }) =>
      how === 'call' && location.file === file ? [analysis.offset(file, location.range.start.line, location.range.start.character)] : [],
    );
  return new Set([...attaching, ...exporting]);
}

function namesWithHovers(analysis: Analysis): Set<string> {
  const exporters = analysis.exporters();
  return new Set([
    ...(analysis.converted ? MEMBERS : []),
    ...analysis.types().flatMap(({ definition, match, finishMatch }) => [definition.fact.name, match ?? '', finishMatch ?? '']),
    ...exporters.flatMap(({ definition, info }) => [definition.fact.name, info.callback?.name ?? '']),
    ...(analysis.converted ? allUses(analysis).flatMap(({ offer: { declared } }) => declared?.name ?? []) : []),
  ]);
}
