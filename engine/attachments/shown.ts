/** Which sides a view of the attachments shows, and what their pairs come to. */
import { type Counts, countPairs } from './counts.ts';
import type { Scope } from './path.ts';
import type { ExporterClass, Selection } from './selection.ts';
import { isProblem, type PairTable } from './table.ts';

/** Keeps what it counted: every row of a side tells it. Nothing here throws. */
export class Shown {
  readonly #table: PairTable;
  readonly #selection: Selection;
  readonly #counts = new Map<string, Counts>();
  /** Whether a pair of exporters of a class is a row. */
  readonly #shown = new Map<string, boolean>();

  constructor(table: PairTable, selection: Selection) {
    this.#table = table;
    this.#selection = selection;
  }

  /** Whether a view has a row for an importer, by its place in the table; in a scope of the view. */
  showsImporter(index: number, scope: Scope): boolean {
    if (scope.results === undefined && this.#selection.keepsImporter(index)) return true;
    return this.#some({ ...scope, importer: index });
  }

  /** The same of an exporter, in the whole view. */
  showsExporter(index: number): boolean {
    if (this.#selection.keepsExporter(index)) return true;
    const alike = this.#selection.classOf(index);
    const known = this.#shown.get(alike) ?? this.#some({ exporter: index, pages: [] });
    this.#shown.set(alike, known);
    return known;
  }

  #some(scope: Scope): boolean {
    for (const importer of scope.importer === undefined ? this.#table.importers.keys() : [scope.importer]) {
      for (const { first } of this.#classesIn(scope)) {
        const result = this.#selection.result(importer, first);
        if (result >= 0 && this.#selection.wants(result) && isIn(scope, result)) return true;
      }
    }
    return false;
  }

  /** Calls `add` once for pairs of one importer that come to the same with exporters which the filter treats alike. */
  eachAlike(scope: Scope, add: (importer: number, alike: ExporterClass, result: number) => void): void {
    const classes = this.#classesIn(scope);
    for (const importer of scope.importer === undefined ? this.#table.importers.keys() : [scope.importer])
      for (const alike of classes) {
        const result = this.#selection.result(importer, alike.first);
        if (result >= 0 && isIn(scope, result)) add(importer, alike, result);
      }
  }

  #classesIn({ exporter }: Scope): readonly ExporterClass[] {
    return exporter === undefined ? this.#selection.classes : [{ first: exporter, size: 1 }];
  }

  /** What the pairs of a side come to. */
  countsOf(side: 'importer' | 'exporter', index: number): Counts {
    const key = side === 'importer' ? `${index}` : `class ${this.#selection.classOf(index)}`;
    const known = this.#counts.get(key);
    if (known) return known;
    const { importers, exporters } = this.#table;
    const counts = countPairs(this.#table, (add) =>
      this.eachAlike({ [side]: index, pages: [] }, (from, { first, size }, result) => {
        const counterpart = side === 'importer' ? exporters[first]! : importers[from]!;
        add({ result, times: size, builtIn: counterpart.info.builtIn === true });
      }),
    );
    this.#counts.set(key, counts);
    return counts;
  }

  /** Of a side: findings, and pairs with a defect. */
  problems(side: 'importer' | 'exporter', index: number): number {
    return this.#table[`${side}s`][index]!.findings.filter(isProblem).length + this.countsOf(side, index).defects;
  }
}

/** Whether a pair that comes to this result is one of the scope. */
export function isIn({ results }: Scope, result: number): boolean {
  return results === undefined || results[result] === 1;
}
