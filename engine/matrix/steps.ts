/** Explanations of all classes of pairs, small enough to stand in a file: equal steps are told once. */
import type { Explanation, MatrixModel, MatrixRun, MatrixSteps } from '../answers.ts';

export interface Explaining {
  explain: (importer: string, exporter: string) => Explanation | undefined;
  /** More classes of pairs than this are not explained at all: each is negotiated once more. */
  most: number;
}

/** The steps of one pair of each class, the first; undefined if there are too many classes. */
export function matrixSteps(model: MatrixModel, { explain, most }: Explaining): MatrixSteps | undefined {
  if (model.rows.length * model.columns.length > most) return undefined;
  const found = new Map<string, number>();
  const steps: MatrixSteps['steps'] = [];
  const number = (step: MatrixRun['steps'][number]): number => {
    const key = JSON.stringify(step);
    const known = found.get(key) ?? steps.push(step) - 1;
    found.set(key, known);
    return known;
  };
  const runs = model.rows.map(([importer], row) =>
    model.columns.map(([exporter], column) => {
      if (model.cells[row]![column]! < 0) return [];
      const explanation = explain(model.importers[importer!]!.id, model.exporters[exporter!]!.id);
      return (explanation ? runsOf(explanation) : []).map(({ summary, steps: own }) => ({ summary, steps: own.map(number) }));
    }),
  );
  return { steps, runs };
}

/** What of an explanation a page shows. */
function runsOf({ runs }: Explanation): MatrixRun[] {
  return runs.map(({ summary, steps }) => ({
    summary,
    steps: steps.map(({ text, depth, location }) => ({ text, depth, ...(location && { location }) })),
  }));
}
