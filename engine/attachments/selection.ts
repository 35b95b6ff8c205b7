/** Which sides, pairs and findings a view lets through. */
import type { Belonging, ExporterInfo, Finding, ImporterInfo, Outcome } from '../answers.ts';
import type { TreeView } from '../tree-answers.ts';
import { isProblem, type PairTable, type TableResult } from './table.ts';

/** One bit each. */
const MOST_WORDS = 30;

/** Exporters that come to the same with every importer, and that the filter treats alike. */
export interface ExporterClass {
  /** One of them. */
  first: number;
  size: number;
}

/** Decides by bit masks: a word is found if one side, or what comes out, has it. */
export class Selection {
  readonly table: PairTable;
  readonly onlyProblems: boolean;
  readonly classes: readonly ExporterClass[];
  private readonly words: readonly string[];
  private readonly all: number;
  private readonly importers: Int32Array;
  private readonly exporters: Int32Array;
  private readonly results: Int32Array;

  constructor(table: PairTable, { filter = '', only }: TreeView) {
    this.table = table;
    this.onlyProblems = only === 'problems';
    this.words = [...new Set(filter.toLowerCase().split(/\s+/))].filter((word) => word !== '').slice(0, MOST_WORDS);
    this.all = 2 ** this.words.length - 1;
    this.importers = this.masks(table.importers, ({ info }) => importerText(info));
    this.exporters = this.masks(table.exporters, ({ info }) => exporterText(info));
    this.results = this.masks(table.results, resultText);
    const classes = new Map<string, ExporterClass>();
    for (const index of table.exporters.keys()) {
      const key = this.classOf(index);
      const known = classes.get(key);
      if (known) known.size++;
      else classes.set(key, { first: index, size: 1 });
    }
    this.classes = [...classes.values()];
  }

  /** A key of the class of an exporter. */
  classOf(exporter: number): string {
    return `${this.table.columns[exporter]} ${this.exporters[exporter]}`;
  }

  /** The result of a pair that the filter lets through; -1 for others, and for sides that never meet. */
  result(importer: number, exporter: number): number {
    const result = this.table.cells[importer]![this.table.columns[exporter]!]!;
    if (result < 0 || this.all === 0) return result;
    return (this.importers[importer]! | this.exporters[exporter]! | this.results[result]!) === this.all ? result : -1;
  }

  /** Whether a pair with this result is to be a row. */
  wants(result: number): boolean {
    return !this.onlyProblems || this.table.results[result]!.kind === 'defect';
  }

  /** Whether a side is to be a row although none of its pairs is. */
  keepsImporter(index: number): boolean {
    const { findings } = this.table.importers[index]!;
    return this.importers[index] === this.all ? !this.onlyProblems || this.findings(findings).length > 0 : this.found(findings).length > 0;
  }

  keepsExporter(index: number): boolean {
    const { findings } = this.table.exporters[index]!;
    return this.exporters[index] === this.all ? !this.onlyProblems || this.findings(findings).length > 0 : this.found(findings).length > 0;
  }

  /** Findings of an importer that are to be rows: all if the filter is about it, else those that the filter is about. */
  importerFindings(index: number): Finding[] {
    const { findings } = this.table.importers[index]!;
    return this.importers[index] === this.all ? this.findings(findings) : this.found(findings);
  }

  exporterFindings(index: number): Finding[] {
    const { findings } = this.table.exporters[index]!;
    return this.exporters[index] === this.all ? this.findings(findings) : this.found(findings);
  }

  /** Those of other findings that are to be rows. */
  found(findings: readonly Finding[]): Finding[] {
    return this.findings(findings).filter(({ rule, message, location }) => this.has(`${rule} ${message} ${location.file}`));
  }

  /** Whether a text has all words of the filter. */
  has(text: string): boolean {
    return this.all === 0 || this.mask(text) === this.all;
  }

  private findings(findings: readonly Finding[]): Finding[] {
    return this.onlyProblems ? findings.filter(isProblem) : [...findings];
  }

  private masks<Item>(items: readonly Item[], textOf: (item: Item) => string): Int32Array {
    return this.all === 0 ? new Int32Array(items.length) : Int32Array.from(items, (item) => this.mask(textOf(item)));
  }

  private mask(text: string): number {
    const lower = text.toLowerCase();
    return this.words.reduce((mask, word, bit) => (lower.includes(word) ? mask | (1 << bit) : mask), 0);
  }
}

function importerText(info: ImporterInfo): string {
  const tables = (info.tables ?? []).map(({ name }) => name);
  return [info.name, info.callee, info.site?.function, info.parameters, ...tables, ...homeWords(info)].join(' ');
}

function exporterText(info: ExporterInfo): string {
  return [info.name, info.callback?.name, ...(info.exportedBy ?? []).map((site) => site.function), ...homeWords(info)].join(' ');
}

function homeWords({ location, subsystem, module, config }: Belonging & { location: { file: string } }): (string | undefined)[] {
  return [location.file, subsystem, module, ...(config ?? [])];
}

function resultText({ outcomes }: TableResult): string {
  return outcomes.map(outcomeText).join(' ');
}

function outcomeText({ kind, type, p2p, errno }: Outcome): string {
  if (kind === 'matched') return `${type ?? ''}${p2p === 'yes' ? ' p2p' : ''}`;
  return kind === 'error' ? `no match ${errno ?? ''}` : kind === 'unknown' ? 'not decided' : 'defect';
}
