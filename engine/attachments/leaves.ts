/** Rows with nothing below them: findings, and what can come out of a pair. */
import type { Finding, Location, Outcome } from '../answers.ts';
import { outcomeLine } from '../explain/outcome.ts';
import { MODEL } from '../index/index.ts';
import type { TreeRow } from '../tree-answers.ts';
import type { Entry } from './pages.ts';
import { step } from './path.ts';
import { isProblem, type PairTable } from './table.ts';

/** One row for each. */
export function findingEntries(path: readonly string[], findings: readonly Finding[]): Entry[] {
  const seen = new Map<string, number>();
  return findings.map((finding): Entry => {
    const key = `${finding.rule} ${finding.location.file}`;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    const last = step('finding', `${count} ${key}`);
    const row = (): TreeRow => ({
      path: [...path, last],
      kind: 'finding',
      label: finding.message.replaceAll('`', ''),
      description: `${finding.rule} · ${placeOf(finding.location)}`,
      icon: finding.severity,
      ...(isProblem(finding) ? { problem: true } : {}),
      location: finding.location,
      leaf: true,
    });
    return { step: last, name: finding.message, rank: -1, problem: isProblem(finding), row };
  });
}

/** What can come out of the pair of an importer and an exporter, by their indices. */
export function outcomeEntries(table: PairTable, path: readonly string[], from: number, to: number): Entry[] {
  const result = table.results[table.cells[from]![table.columns[to]!]!];
  const exporter = table.exporters[to]!.info;
  const pair = { importer: table.importers[from]!.info.id, exporter: exporter.id };
  return (result?.outcomes ?? []).map((outcome, index): Entry => {
    const last = step('outcome', `${index}`);
    const row = (): TreeRow => ({
      path: [...path, last],
      kind: 'outcome',
      label: headline(outcome),
      description: outcome.conditions.length > 0 ? `when ${outcome.conditions.join(' and ')}` : 'always',
      icon: outcome.kind,
      location: outcome.where ?? exporter.location,
      pair,
      leaf: true,
    });
    return { step: last, name: '', rank: 0, problem: outcome.kind === 'defect', row };
  });
}

/** What happens, in a few words. */
export function headline(outcome: Outcome): string {
  return outcomeLine({ ...outcome, conditions: [] });
}

/** `a.c:12`, with lines counted from 1. */
export function placeOf({ file, range }: Location): string {
  return file.startsWith(MODEL) ? 'built in' : `${file}:${range.start.line + 1}`;
}
