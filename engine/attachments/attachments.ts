/** The attachments tree: a snapshot of all pairs, and everything that is shown of it. */
import type { Counted } from '../answers.ts';
import type { CounterpartGroup, FoundSides, Side, TreeOverview, TreeRow, TreeView } from '../tree-answers.ts';
import { rowMarkdown } from './copy.ts';
import { readStep, scopeOf, step } from './path.ts';
import { TreeRows } from './rows.ts';
import type { PairTable } from './table.ts';

/** Views whose counts are kept. */
const MOST_VIEWS = 4;

/** As many sides or counterparts are told at once to somebody who searches. */
const MOST_FOUND = 300;

/** Plain answers about one snapshot; later changes of the project do not reach it. No method throws. */
export class Attachments {
  private readonly table: PairTable;
  private readonly views = new Map<string, TreeRows>();

  constructor(table: PairTable) {
    this.table = table;
  }

  /** One in which nobody takes part. */
  static readonly nobody = new Attachments({
    importers: [],
    exporters: [],
    types: [],
    results: [],
    columns: new Int32Array(),
    cells: [],
    elsewhere: [],
    overview: { counts: { files: 0, importers: 0, exporters: 0, types: 0, findings: 0, problems: 0 } },
  });

  get overview(): TreeOverview {
    return this.table.overview;
  }

  /** The rows under a path, at the root for an empty one: at most some hundred; more stand in pages. */
  rows(view: TreeView, path: readonly string[]): TreeRow[] {
    return this.rowsOf(view).children(path);
  }

  /** The row of the first of these sides that the view shows, or of the attach call that some share, behind those above it; undefined if it shows none. */
  chain(view: TreeView, sides: readonly Side[]): TreeRow[] | undefined {
    const rows = this.rowsOf(view);
    const own = sides.flatMap((side) => rows.pathsOf(side));
    const shared = own.flatMap((path, at) =>
      path.length > 1 && own.some((other, where) => where > at && sharesSite(path, other)) ? [path.slice(0, 1)] : [],
    );
    for (const path of [...shared, ...own]) {
      const chain = rows.chain(path);
      if (chain) return chain;
    }
    return undefined;
  }

  /** A row and what is below it, as GitHub-flavoured Markdown. */
  markdown(view: TreeView, path: readonly string[]): string {
    return rowMarkdown(this.rowsOf(view), path);
  }

  /** Sides that have all words of `search` in what is known of them. */
  sides(of: Side['of'], search: string): FoundSides {
    const rows = new TreeRows(this.table, { by: of, filter: search });
    const found = rows.sides(of);
    const sides = found.slice(0, MOST_FOUND).map(({ id, name, location }) => ({ id, name, location }));
    return { sides, more: found.length - sides.length };
  }

  /** The counterparts of some sides that have, or whose outcome has, all words of `search`: what is wrong first, then what matches. */
  counterparts({ of, ids }: Counted, search = ''): CounterpartGroup[] {
    const rows = this.rowsOf({ by: of, ...(search === '' ? {} : { filter: search }) });
    let left = MOST_FOUND;
    return ids.flatMap((id): CounterpartGroup[] => {
      const path = [step(of, id)];
      const scope = scopeOf(this.table, rows.view, path);
      if (!scope) return [];
      const all = rows.pairs(path, scope);
      const shown = all.slice(0, left);
      left -= shown.length;
      const { name } = this.table[`${of}s`].find(({ info }) => info.id === id)!.info;
      return [{ name, counterparts: shown.map((entry) => entry.row()), more: all.length - shown.length }];
    });
  }

  private rowsOf(view: TreeView): TreeRows {
    const key = JSON.stringify([view.by, view.filter ?? '', view.only ?? '']);
    const known = this.views.get(key) ?? new TreeRows(this.table, view);
    this.views.delete(key);
    this.views.set(key, known);
    const [oldest] = this.views.keys();
    if (this.views.size > MOST_VIEWS) this.views.delete(oldest!);
    return known;
  }
}

function sharesSite([one]: readonly string[], [other]: readonly string[]): boolean {
  return one !== undefined && one === other && readStep(one)?.kind === 'site';
}
