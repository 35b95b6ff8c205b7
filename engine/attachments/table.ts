/** Everybody who takes part, and what comes out of every pair: a snapshot from which the attachments tree is read. */
import type { ExporterInfo, Finding, ImporterInfo, MappingTypeInfo, Outcome } from '../answers.ts';
import { outcomeLine, summary } from '../explain/outcome.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { withExports } from '../negotiate/exported.ts';
import { folding } from '../negotiate/folding.ts';
import type { PairKind, TreeOverview } from '../tree-answers.ts';
import { problemsOf } from './problems.ts';

/** What the analysis itself does not know. */
interface TableContext {
  /** Files of the project that mention DMA-buf. */
  files: number;
  /** All findings of the project. */
  findings: readonly Finding[];
  /** Kept from table to table, so that only what comes out otherwise than before is read. */
  reader?: ResultReader;
}

interface Participant<Info> {
  info: Info;
  findings: readonly Finding[];
}

/** What comes out of pairs that come to the same, read once. */
export interface TableResult {
  outcomes: Outcome[];
  kind: PairKind;
  /** Labels of types that can come out. */
  types: string[];
  /** Whether it matches, or as which type, depends. */
  conditional: boolean;
  /** One line: `SGT, P2P when …; otherwise SGT`. */
  summary: string;
}

/** Holds all of its answers: a later change of the project does not reach it. */
export interface PairTable {
  importers: Participant<ImporterInfo>[];
  exporters: Participant<ExporterInfo>[];
  types: Participant<MappingTypeInfo>[];
  results: TableResult[];
  /** By exporter: its column in `cells`. */
  columns: Int32Array;
  /** By importer, then column: an index in `results`; -1 for two sides that never meet. */
  cells: Int32Array[];
  /** Findings in none of them. */
  elsewhere: readonly Finding[];
  overview: TreeOverview;
}

/** Looks at every pair, in the order of the analysis. Never throws. */
export function pairTable(analysis: Analysis, context: TableContext): PairTable {
  const importers = analysis.importers();
  const exporters = analysis.exporters();
  const problems = problemsOf(analysis, context.findings);
  const alike = analysis.alike();
  const [from, to] = [folding(alike.importers), folding(alike.exporters)];
  const reader = context.reader ?? new ResultReader();
  const results = new Results(reader);
  const rows = from.firsts.map((importer, row) =>
    Int32Array.from(to.firsts, (exporter, column) => {
      const [{ info: one }, { info: other }] = [importers[importer]!, exporters[exporter]!];
      if (one.builtIn && other.builtIn) return -1;
      const cell = analysis.cell(one.id, other.id);
      const isShared = from.members[row]!.length > 1 || (other.match !== 'legacy' && to.members[column]!.length > 1);
      return results.add(isShared ? reader.anywhere(cell.outcomes) : cell.outcomes);
    }),
  );
  const cells = Array.from(from.numbers, (row) => rows[row]!);
  const weights = Int32Array.from(to.members, ({ length }) => length);
  const types = analysis.types();
  const own = <Info>(infos: readonly { info: Info & { id: string } }[], findings: Map<string, Finding[]>) =>
    infos.map(({ info }) => ({ info, findings: findings.get(info.id) ?? [] }));
  const counts: TreeOverview['counts'] = {
    files: context.files,
    importers: importers.filter(({ info }) => !info.builtIn).length,
    exporters: exporters.filter(({ info }) => !info.builtIn).length,
    types: types.length,
    findings: context.findings.length,
    problems: context.findings.filter(isProblem).length,
    coverage: coverage(cells, weights, results.found),
  };
  const pairs = importers.length > 0 && exporters.length > 0;
  const knowsTypes = analysis.converted || importers.length + exporters.length === 0;
  return {
    importers: own(importers, problems.importers),
    exporters: own(
      exporters.map((exporter) => ({ info: withExports(analysis, exporter) })),
      problems.exporters,
    ),
    types: own(types, problems.types),
    results: results.found,
    columns: to.numbers,
    cells,
    elsewhere: problems.elsewhere,
    overview: {
      counts,
      ...(knowsTypes ? {} : { oldInterface: true }),
      ...(pairs ? {} : { empty: emptyText(counts) }),
    },
  };
}

/** A hint says how code could be better, not that something is wrong. */
export function isProblem({ severity }: Finding): boolean {
  return severity !== 'hint';
}

/** Reads outcomes once, as long as somebody has them. */
export class ResultReader {
  private readonly known = new WeakMap<Outcome[], { text: string; result: TableResult }>();
  private readonly bare = new WeakMap<Outcome[], Outcome[]>();

  /** What outcomes come to, with a text that tells those that differ. */
  read(outcomes: Outcome[]): { text: string; result: TableResult } {
    const known = this.known.get(outcomes) ?? { text: JSON.stringify(outcomes), result: read(outcomes) };
    this.known.set(outcomes, known);
    return known;
  }

  /** Without the places, which are others in each pair of a class. */
  anywhere(outcomes: Outcome[]): Outcome[] {
    const known = this.bare.get(outcomes) ?? outcomes.map(({ where, ...outcome }) => outcome);
    this.bare.set(outcomes, known);
    return known;
  }
}

class Results {
  readonly found: TableResult[] = [];
  private readonly reader: ResultReader;
  private readonly byIdentity = new Map<Outcome[], number>();
  private readonly byText = new Map<string, number>();

  constructor(reader: ResultReader) {
    this.reader = reader;
  }

  add(outcomes: Outcome[]): number {
    const known = this.byIdentity.get(outcomes);
    if (known !== undefined) return known;
    const { text, result } = this.reader.read(outcomes);
    const index = this.byText.get(text) ?? this.found.push(result) - 1;
    this.byText.set(text, index);
    this.byIdentity.set(outcomes, index);
    return index;
  }
}

function read(outcomes: Outcome[]): TableResult {
  const types = [...new Set(outcomes.flatMap((outcome) => (outcome.kind === 'matched' ? [outcome.type ?? 'unknown type'] : [])))];
  const conditional = types.length > 1 || (types.length > 0 && !outcomes.every(({ kind }) => kind === 'matched'));
  return { outcomes, kind: kindOf(outcomes), types, conditional, summary: summary(outcomes) };
}

/** The worst that can happen, and whether it depends. A pair without a match is an error, not a dependency; ways to the same end are one. */
function kindOf(outcomes: readonly Outcome[]): PairKind {
  const kinds = new Set(outcomes.map(({ kind }) => kind));
  if (kinds.has('defect')) return 'defect';
  if (kinds.has('unknown') || outcomes.length === 0) return 'unknown';
  if (!kinds.has('matched')) return 'error';
  const told = new Set(outcomes.map((outcome) => outcomeLine({ ...outcome, conditions: [] })));
  return told.size > 1 ? 'conditional' : 'matched';
}

function coverage(cells: readonly Int32Array[], weights: Int32Array, results: readonly TableResult[]) {
  const decides = results.map(({ outcomes }) => outcomes.every(({ kind }) => kind !== 'unknown'));
  let pairs = 0;
  let decided = 0;
  for (const row of cells)
    for (let column = 0; column < row.length; column++) {
      const result = row[column]!;
      if (result < 0) continue;
      pairs += weights[column]!;
      decided += decides[result] ? weights[column]! : 0;
    }
  return { decided, pairs };
}

function emptyText({ files, importers, exporters }: TreeOverview['counts']): string {
  if (files === 0) {
    return 'No C file here mentions dma_buf. Open a Linux kernel tree, or the folder of a driver that shares memory through DMA-buf.';
  }
  if (importers > 0) {
    const found = importers === 1 ? '1 importer was' : `${importers} importers were`;
    return `${found} found, but no struct dma_buf_ops. Add the folder that holds the exporters.`;
  }
  if (exporters > 0) {
    const found = exporters === 1 ? '1 exporter was' : `${exporters} exporters were`;
    return `${found} found, but no attach call such as dma_buf_mapping_attach(). Add the folder that holds the importers.`;
  }
  const mention = files === 1 ? '1 file mentions dma_buf' : `${files} files mention dma_buf`;
  return `${mention}, but none attaches to a buffer or defines a struct dma_buf_ops. Open the folder that holds the drivers.`;
}
