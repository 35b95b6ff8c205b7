/** One line of a hover that tells how a match comes about, from the same trace as the explanation. */
import type { Explanation, Step } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { linkTo } from './lines.ts';
import { escapeText, fileLink } from './markdown.ts';

/** The last steps tell most: how the entries met that fit. */
const MOST_STEPS = 4;

/**
 * How the importer and the first exporter that can serve it agree, step by step; the counterpart that the reader does not point at is named.
 * Nothing if no pair matches, or if the tree knows no mapping types.
 */
export function traceLine(analysis: Analysis, pairs: { importer: string; exporter: string }[], named: 'importer' | 'exporter'): string[] {
  if (!analysis.converted) return [];
  for (const { importer, exporter } of pairs) {
    const explanation = analysis.explain(importer, exporter);
    const run = explanation?.runs.find(({ outcome }) => outcome.kind === 'matched');
    if (explanation && run) return ['', `With ${counterpart(explanation, named)}: ${told(run.steps)}`];
  }
  return [];
}

function counterpart(explanation: Explanation, named: 'importer' | 'exporter'): string {
  return linkTo(explanation[named]);
}

function told(steps: Step[]): string {
  const telling = steps.filter(
    ({ kind, text }) => kind === 'finish' || (kind === 'compare' && !text.endsWith('next.')) || / answers /.test(text),
  );
  const last = telling.slice(-MOST_STEPS);
  const words = last.map(sentence).join(' ');
  return `${telling.length > last.length ? '… ' : ''}${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

function sentence({ text, location }: Step): string {
  const words = text.split('`').map((part, index) => (index % 2 === 1 ? `\`${part}\`` : spaced(part)));
  if (!location) return words.join('');
  const name = location.file.slice(location.file.lastIndexOf('/') + 1);
  const { line } = location.range.start;
  return `${words.join('').replace(/\.$/, '')} (${fileLink(`${name}:${line + 1}`, { file: location.file, line })}).`;
}

function spaced(text: string): string {
  return `${text.startsWith(' ') ? ' ' : ''}${escapeText(text)}${text.endsWith(' ') ? ' ' : ''}`;
}
