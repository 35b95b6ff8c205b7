/** A simulated negotiation as a text document. */
import type { Explanation, Location, Step } from '../answers.ts';
import { MODEL } from '../index/index.ts';
import { plain } from './markdown.ts';
import { outcomeLine, summary } from './outcome.ts';

const place = ({ file, range }: Location): string => (file.startsWith(MODEL) ? 'built in' : `${plain(file)}:${range.start.line + 1}`);

function stepLine(step: Step): string {
  const indent = '  '.repeat(Math.min(Math.max(step.depth, 0), 20));
  return `  ${indent}${plain(step.text)}${step.location ? `  [${place(step.location)}]` : ''}`;
}

function runLines(run: Explanation['runs'][number], title: string): string[] {
  const { outcome } = run;
  const fields = Object.entries(outcome.fields ?? {}).map(([path, value]) => `  map_type.${plain(path)} = ${plain(value)}`);
  const details = [
    ...(outcome.kind === 'matched' && outcome.exporterEntry !== undefined && outcome.importerEntry !== undefined
      ? [`  exporter entry ${outcome.exporterEntry} with importer entry ${outcome.importerEntry}`]
      : []),
    ...fields,
    ...(outcome.kind !== 'unknown' && outcome.reason ? [`  ${plain(outcome.reason)}`] : []),
    ...(outcome.where ? [`  decided at ${place(outcome.where)}`] : []),
  ];
  return ['', title, ...details, ...(run.steps.length > 0 ? ['', ...run.steps.map(stepLine)] : [])];
}

/**
 * Lines for the command line and for a virtual document: both sides, the outcome, then every distinct run step by step. Lines of files count
 * from 1. Ends with a newline; control characters of sources are replaced. Never throws.
 */
export function explanationText(explanation: Explanation): string {
  const { importer, exporter, runs } = explanation;
  const heading = [
    `importer  ${plain(importer.name)}, ${plain(importer.callee)}()  [${place(importer.location)}]`,
    `exporter  ${plain(exporter.name)}  [${place(exporter.location)}]`,
    `outcome   ${summary(runs.map(({ outcome }) => outcome))}`,
  ];
  const parts = runs.flatMap((run, at) => {
    const line = outcomeLine(run.outcome);
    return runLines(run, runs.length > 1 ? `${at + 1}. ${line}` : line);
  });
  return `${[...heading, ...parts].join('\n')}\n`;
}
