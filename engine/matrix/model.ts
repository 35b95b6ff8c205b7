/** Folds all pairs into classes of sides that come to the same, with conditions as data. */
import type {
  Cell,
  ExporterInfo,
  ImporterInfo,
  MatrixFormula,
  MatrixModel,
  MatrixResult,
  MatrixSide,
  MatrixSwitch,
  Outcome,
} from '../answers.ts';
import { type Alternatives, judge } from '../explain/conditions.ts';
import { summary } from '../explain/outcome.ts';
import { type Folding, folding } from '../negotiate/folding.ts';
import { questionsOf, readAlternatives, subjectOf, switchFor, tied } from './formula.ts';
import { Kinds, labelOf } from './kinds.ts';

export interface MatrixInput {
  importers: readonly ImporterInfo[];
  exporters: readonly ExporterInfo[];
  /** Pairs in any order, those of the first of sides that are alike; pairs that are not there never meet. */
  cells: Iterable<Cell>;
  /** For each importer and each exporter the index of the first that is alike; each is its own if this is left out. */
  alike?: { importers: readonly number[]; exporters: readonly number[] };
}

/** The matrix for a page. Where an outcome is decided and what the fields hold is left to explanations, since equal pairs differ in it. Never throws. */
export function matrixModel({ importers, exporters, cells, alike }: MatrixInput): MatrixModel {
  const [from, to] = [folding(alike?.importers ?? [...importers.keys()]), folding(alike?.exporters ?? [...exporters.keys()])];
  const [rowOf, columnOf] = [numbersOf(importers, from), numbersOf(exporters, to)];
  const table = from.firsts.map(() => new Int32Array(to.firsts.length).fill(-1));
  const results = new Results();
  let pairs = 0;
  for (const { importer, exporter, outcomes } of cells) {
    const [row, column] = [rowOf.get(importer), columnOf.get(exporter)];
    if (row === undefined || column === undefined) continue;
    const weight = from.members[row]!.length * to.members[column]!.length;
    table[row]![column] = results.add(outcomes, weight);
    pairs += weight;
  }
  const rows = classes(table.map((row) => row.join()));
  const columns = classes(to.firsts.map((_, column) => rows.map(([first]) => table[first!]![column]).join()));
  const told = results.finish();
  return {
    importers: importers.map(sideOf),
    exporters: exporters.map(sideOf),
    rows: rows.map((row) => unfolded(row, from)),
    columns: columns.map((column) => unfolded(column, to)),
    cells: rows.map(([first]) => columns.map(([column]) => table[first!]![column!]!)),
    results: told.results,
    kinds: told.kinds,
    switches: told.switches,
    coverage: { decided: told.decided, pairs },
  };
}

/** By id, the numbers of those that stand for others. */
function numbersOf(sides: readonly { id: string }[], { firsts }: Folding): Map<string, number> {
  return new Map(firsts.map((first, number) => [sides[first]!.id, number]));
}

function unfolded(numbers: readonly number[], { members }: Folding): number[] {
  return numbers.flatMap((number) => members[number]!).sort((a, b) => a - b);
}

function sideOf({ id, name, location, subsystem, module, builtIn }: ImporterInfo | ExporterInfo): MatrixSide {
  return { id, name, location, ...(subsystem && { subsystem }), ...(module && { module }), ...(builtIn && { builtIn }) };
}

/** Indices with equal keys together, in the order of first appearance. */
function classes(keys: readonly string[]): number[][] {
  const found = new Map<string, number[]>();
  keys.forEach((key, index) => {
    const members = found.get(key);
    if (members) members.push(index);
    else found.set(key, [index]);
  });
  return [...found.values()];
}

/** Distinct results, each read once. */
class Results {
  private readonly byIdentity = new Map<Outcome[], number>();
  private readonly byKey = new Map<string, number>();
  private readonly found: { outcomes: Outcome[]; pairs: number }[] = [];

  add(outcomes: Outcome[], pairs: number): number {
    const index = this.byIdentity.get(outcomes) ?? this.find(outcomes);
    this.found[index]!.pairs += pairs;
    return index;
  }

  private find(outcomes: Outcome[]): number {
    const key = JSON.stringify(
      outcomes.map(({ kind, type, p2p, errno, defect, reason, conditions }) => [kind, type, p2p, errno, defect, reason, conditions]),
    );
    const index = this.byKey.get(key) ?? this.found.push({ outcomes, pairs: 0 }) - 1;
    this.byKey.set(key, index);
    this.byIdentity.set(outcomes, index);
    return index;
  }

  finish(): Pick<MatrixModel, 'results' | 'kinds' | 'switches'> & { decided: number } {
    const kinds = new Kinds();
    const read = this.found.map(({ outcomes, pairs }) => {
      const told = distinctOutcomes(outcomes).map(({ outcome, label, when }) => ({ kind: kinds.add(outcome), label, when }));
      for (const kind of new Set(told.map((each) => each.kind))) kinds.count(kind, pairs);
      return { summary: summary(outcomes), outcomes: told, pairs };
    });
    const switches = switchesOf(read);
    const bySubject = new Map(switches.map(({ text, choices }, index) => [text, { index, choices: choices.length }]));
    const find = (subject: string) => bySubject.get(subject);
    return {
      results: read.map(
        (result): MatrixResult => ({
          summary: result.summary,
          outcomes: result.outcomes.map((outcome) => ({ ...outcome, when: tied(outcome.when, find) })),
        }),
      ),
      kinds: kinds.finish(),
      switches,
      decided: this.found.reduce((sum, { outcomes, pairs }) => sum + (outcomes.every(({ kind }) => kind !== 'unknown') ? pairs : 0), 0),
    };
  }
}

/** Outcomes that read the same are one, under the shortest conditions that cover all of them. */
function distinctOutcomes(outcomes: readonly Outcome[]): { outcome: Outcome; label: string; when: MatrixFormula }[] {
  const groups = new Map<string, { outcome: Outcome; when: Alternatives }>();
  for (const outcome of outcomes) {
    const label = labelOf(outcome);
    const group = groups.get(label) ?? { outcome, when: [] };
    group.when.push(outcome.conditions);
    groups.set(label, group);
  }
  const judged = judge([...groups.values()].map(({ when }) => when));
  return [...groups].map(([label, { outcome, when }], index) => ({ label, outcome, when: readAlternatives(judged[index]?.when ?? when) }));
}

function switchesOf(results: readonly (MatrixResult & { pairs: number })[]): MatrixSwitch[] {
  const subjects = new Map<string, { questions: Set<string>; pairs: number }>();
  for (const { outcomes, pairs } of results) {
    const asked = new Set(outcomes.flatMap(({ when }) => [...questionsOf(when)]));
    for (const subject of new Set([...asked].map(subjectOf))) {
      const entry = subjects.get(subject) ?? { questions: new Set(), pairs: 0 };
      entry.pairs += pairs;
      subjects.set(subject, entry);
    }
    for (const question of asked) subjects.get(subjectOf(question))?.questions.add(question);
  }
  return [...subjects]
    .map(([subject, { questions, pairs }]) => ({ ...switchFor(subject, [...questions]), pairs }))
    .sort((a, b) => b.pairs - a.pairs || (a.text < b.text ? -1 : 1));
}
