/** `explain`: how one importer and one exporter come to their result. */
import { type Explanation, outcomeLine, type Step } from '@dmabuf-mapping/engine';
import { UsageError } from '../io.ts';
import { explanationToJson, placeOf } from '../json.ts';
import { findNamed } from '../names.ts';
import { type Session, writeJson } from '../session.ts';
import { formatHome, formatPlace, paintOutcomes } from '../words.ts';

/** Writes every way the negotiation of the pair can go. Throws `UsageError` if a name stands for nothing or for several things. */
export function explain(importerWords: string, exporterWords: string, session: Session): void {
  const { project, options, io } = session;
  const importer = findNamed(importerWords, project.importers(), 'importer');
  const exporter = findNamed(exporterWords, project.exporters(), 'exporter');
  const explanation = project.explain(importer.id, exporter.id);
  if (!explanation) throw new UsageError(`${importer.name} and ${exporter.name} lie in different source trees, and never meet`);
  if (options.format === 'json') writeJson(session, explanationToJson(explanation));
  else io.stdout.write(formatExplanation(explanation, session));
}

function formatExplanation({ importer, exporter, runs }: Explanation, { style, given }: Session): string {
  const matcher = exporter.callback ? `match_mapping = ${exporter.callback.name}` : `match: ${exporter.match}`;
  const lines = [
    ...given.assumptions.map((assumption) => `assumed   ${assumption}`),
    ...(given.configuration === undefined ? [] : [`assumed   CONFIG_ symbols as in ${given.configuration}`]),
    `importer  ${style.bold(importer.name)}  ${formatHome(importer)}  ${style.dim(`calls ${importer.callee}`)}`,
    `exporter  ${style.bold(exporter.name)}  ${formatHome(exporter)}  ${style.dim(matcher)}`,
  ];
  runs.forEach(({ outcome, summary, steps }, index) => {
    const number = runs.length > 1 ? `${index + 1}. ` : '';
    const result = outcomeLine(outcome);
    lines.push('', `${number}${paintOutcomes([outcome], result, style)}`);
    if (summary !== '' && summary !== result) lines.push(`   ${summary}`);
    lines.push(...steps.map((step) => formatStep(step, steps, style.dim)));
  });
  return `${lines.join('\n')}\n`;
}

function formatStep({ kind, text, location, depth }: Step, steps: readonly Step[], dim: (text: string) => string): string {
  const kindWidth = Math.max(...steps.map((step) => step.kind.length));
  const place = location ? `  ${dim(formatPlace(placeOf(location)))}` : '';
  return `   ${dim(kind.padEnd(kindWidth))}  ${'  '.repeat(depth)}${text}${place}`;
}
