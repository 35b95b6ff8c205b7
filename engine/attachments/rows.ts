/** The rows of the attachments tree: what stands under a path. */
import type { Belonging, ExporterInfo, Finding, ImporterInfo } from '../answers.ts';
import { plain } from '../explain/markdown.ts';
import { counted, exporterNoun, importerNoun, pairNoun } from '../explain/tally.ts';
import type { Side, TreeRow, TreeView } from '../tree-answers.ts';
import { shareWords } from './counts.ts';
import { findingEntries, outcomeEntries } from './leaves.ts';
import { type Entry, paged, sorted, within } from './pages.ts';
import { groupsOf, NONE, OTHER_FINDINGS, type Scope, scopeOf, siteKey, step } from './path.ts';
import { Selection } from './selection.ts';
import { isIn, Shown } from './shown.ts';
import { isProblem, type PairTable } from './table.ts';

/** Reads one view of a table. What costs is kept, so that the next question costs less. */
export class TreeRows {
  readonly table: PairTable;
  readonly view: TreeView;
  readonly selection: Selection;
  private readonly shown: Shown;

  constructor(table: PairTable, view: TreeView) {
    this.table = table;
    this.view = view;
    this.selection = new Selection(table, view);
    this.shown = new Shown(table, this.selection);
  }

  /** The rows under a path; pages of them if they are many; none if the path leads nowhere any more. Never throws. */
  children(path: readonly string[]): TreeRow[] {
    const scope = scopeOf(this.table, this.view, path);
    if (!scope || scope.leaf) return [];
    const base = path.slice(0, path.length - scope.pages.length);
    return paged(this.entries(base, scope), base, scope.pages).map((entry) => readable(entry.row()));
  }

  /** The rows from the root to the end of a path without pages, pages included; undefined if the view does not show it. Never throws. */
  chain(path: readonly string[]): TreeRow[] | undefined {
    const chain: TreeRow[] = [];
    for (const [depth, wanted] of path.entries()) {
      const base = path.slice(0, depth);
      const scope = scopeOf(this.table, this.view, base);
      if (!scope) return undefined;
      const found = within(this.entries(base, scope), base, wanted);
      if (!found) return undefined;
      chain.push(...found.map(readable));
    }
    return chain;
  }

  /** Paths without pages on which the view may show a side, the usual one first. */
  pathsOf({ of, id }: Side): string[][] {
    const { by } = this.view;
    const last = step(of, id);
    const info = this.table[`${of}s`].find((each) => each.info.id === id)?.info;
    if (!info) return [];
    if (by === 'subsystem') return [[step('group', info.subsystem ?? NONE), last]];
    if (by === of) {
      const site = of === 'importer' ? siteKey(info as ImporterInfo) : undefined;
      return [site === undefined ? [last] : [step('site', site), last]];
    }
    if (by === 'importer' || by === 'exporter' || of === 'exporter') return [];
    return this.groups([]).map((group) => [group.step, last]);
  }

  /** Sides that the filter is about by themselves, in the order of the table. */
  sides(of: Side['of']): (ImporterInfo | ExporterInfo)[] {
    const keeps = (index: number) => (of === 'importer' ? this.selection.keepsImporter(index) : this.selection.keepsExporter(index));
    return this.table[`${of}s`].flatMap(({ info }, index) => (keeps(index) ? [info] : []));
  }

  /** All entries under a path without pages, in their order. */
  entries(path: readonly string[], scope: Scope): Entry[] {
    const { importer, exporter, group } = scope;
    if (importer !== undefined && exporter !== undefined) return outcomeEntries(this.table, path, importer, exporter);
    if (importer !== undefined || exporter !== undefined) return this.counterparts(path, scope);
    if (scope.site !== undefined) return sorted(this.importers(path, scope));
    if (group === undefined) return this.roots(path, scope);
    if (group === OTHER_FINDINGS) return findingEntries(path, this.otherFindings());
    if (this.view.by === 'subsystem') return sorted([...this.importers(path, scope), ...this.exporters(path, scope)]);
    const own = this.view.by === 'type' ? this.typeFindings(group) : [];
    return [...findingEntries(path, own), ...sorted(this.importers(path, scope))];
  }

  /** Calls `add` for every pair in the scope that the filter lets through. */
  eachPair(scope: Scope, add: (importer: number, exporter: number, result: number) => void): void {
    const { importers, exporters } = this.table;
    const [fromFirst, fromLast] = scope.importer === undefined ? [0, importers.length - 1] : [scope.importer, scope.importer];
    const [toFirst, toLast] = scope.exporter === undefined ? [0, exporters.length - 1] : [scope.exporter, scope.exporter];
    for (let from = fromFirst; from <= fromLast; from++)
      for (let to = toFirst; to <= toLast; to++) {
        const result = this.selection.result(from, to);
        if (result >= 0 && isIn(scope, result)) add(from, to, result);
      }
  }

  private roots(path: readonly string[], scope: Scope): Entry[] {
    const others = this.selection.onlyProblems ? this.otherFindingsGroup(path) : [];
    switch (this.view.by) {
      case 'importer':
        return [...sorted(this.sites(path, scope)), ...others];
      case 'exporter':
        return [...sorted(this.exporters(path, scope)), ...others];
      case 'subsystem':
        return [...sorted(this.subsystems(path)), ...others];
      default:
        return [...this.groups(path), ...others];
    }
  }

  private sites(path: readonly string[], scope: Scope): Entry[] {
    const groups = new Map<string, number[]>();
    const alone: number[] = [];
    this.table.importers.forEach(({ info }, index) => {
      const key = siteKey(info);
      if (!this.shown.showsImporter(index, scope)) return;
      if (key === undefined) alone.push(index);
      else groups.set(key, [...(groups.get(key) ?? []), index]);
    });
    const sites = [...groups].map(([key, members]): Entry => {
      const { site, callee } = this.table.importers[members[0]!]!.info;
      const problem = members.some((index) => this.shown.problems('importer', index) > 0);
      const last = step('site', key);
      const row = (): TreeRow => ({
        path: [...path, last],
        kind: 'site',
        label: site!.function,
        description: [`reached by ${counted(members.length, importerNoun)}`, `${callee}()`].join(' · '),
        icon: 'site',
        ...(problem ? { problem: true } : {}),
        location: site!.location,
      });
      return { step: last, name: site!.function, rank: problem ? 0 : 1, problem, row };
    });
    return [...sites, ...alone.map((index) => this.importer(path, scope, index))];
  }

  private importers(path: readonly string[], scope: Scope): Entry[] {
    return this.table.importers.flatMap(({ info }, index) => {
      if (scope.site !== undefined && siteKey(info) !== scope.site) return [];
      if (this.bySubsystem(scope) && (info.subsystem ?? NONE) !== scope.group) return [];
      return this.shown.showsImporter(index, scope) ? [this.importer(path, scope, index)] : [];
    });
  }

  private exporters(path: readonly string[], scope: Scope): Entry[] {
    return this.table.exporters.flatMap(({ info }, index) => {
      if (this.bySubsystem(scope) && (info.subsystem ?? NONE) !== scope.group) return [];
      return this.shown.showsExporter(index) ? [this.exporter(path, index)] : [];
    });
  }

  private bySubsystem({ group }: Scope): boolean {
    return this.view.by === 'subsystem' && group !== undefined;
  }

  private importer(path: readonly string[], scope: Scope, index: number): Entry {
    const { info } = this.table.importers[index]!;
    const problem = this.shown.problems('importer', index) > 0;
    const last = step('importer', info.id);
    const row = (): TreeRow => {
      const handed = scope.site !== undefined && info.parameters !== undefined ? [info.parameters] : [];
      return {
        path: [...path, last],
        kind: 'importer',
        label: info.name,
        description: [...handed, ...this.sideWords('importer', index, scope)].join(' · '),
        icon: 'importer',
        ...(problem ? { problem: true } : {}),
        location: info.location,
      };
    };
    return { step: last, name: info.name, rank: problem ? 0 : info.builtIn ? 2 : 1, problem, row };
  }

  private exporter(path: readonly string[], index: number): Entry {
    const { info } = this.table.exporters[index]!;
    const problem = this.shown.problems('exporter', index) > 0;
    const last = step('exporter', info.id);
    const row = (): TreeRow => ({
      path: [...path, last],
      kind: 'exporter',
      label: info.name,
      description: this.sideWords('exporter', index, { pages: [] }).join(' · '),
      icon: 'exporter',
      ...(problem ? { problem: true } : {}),
      location: info.location,
    });
    return { step: last, name: info.name, rank: problem ? 0 : info.builtIn ? 2 : 1, problem, row };
  }

  /** `7 of 9 · SGT · 1 problem · drm/xe`; in a group of pairs how many of all it has. */
  private sideWords(side: 'importer' | 'exporter', index: number, scope: Scope): string[] {
    const counts = this.shown.countsOf(side, index);
    const { info, findings } = this.table[`${side}s`][index]!;
    const problems = findings.filter(isProblem).length;
    const home = this.view.by === 'subsystem' ? [] : subsystemWords(info);
    if (scope.results) {
      let own = 0;
      this.shown.eachAlike({ ...scope, [side]: index }, (_, { size }) => {
        own += size;
      });
      return [`${own} of ${counts.pairs}`, ...home];
    }
    return [...shareWords(counts), ...(problems > 0 ? [counted(problems, ['problem', 'problems'])] : []), ...home];
  }

  private subsystems(path: readonly string[]): Entry[] {
    const found = new Map<string, { importers: number; exporters: number; problem: boolean }>();
    const note = (side: 'importer' | 'exporter', index: number) => {
      const key = this.table[`${side}s`][index]!.info.subsystem ?? NONE;
      const entry = found.get(key) ?? { importers: 0, exporters: 0, problem: false };
      entry[`${side}s`]++;
      entry.problem ||= this.shown.problems(side, index) > 0;
      found.set(key, entry);
    };
    for (const index of this.table.importers.keys()) if (this.shown.showsImporter(index, { pages: [] })) note('importer', index);
    for (const index of this.table.exporters.keys()) if (this.shown.showsExporter(index)) note('exporter', index);
    return [...found].map(([key, { importers, exporters, problem }]): Entry => {
      const description = [
        ...(importers > 0 ? [counted(importers, importerNoun)] : []),
        ...(exporters > 0 ? [counted(exporters, exporterNoun)] : []),
      ].join(' · ');
      const group = { key, label: key === NONE ? 'No subsystem' : key, description, problem };
      return { ...groupEntry(path, group), rank: problem ? 0 : key === NONE ? 2 : 1 };
    });
  }

  private groups(path: readonly string[]): Entry[] {
    const { by } = this.view;
    const { importers, results, types } = this.table;
    const found = new Map<string, { pairs: number; importers: Set<number>; shown: boolean }>();
    const keys = results.map((result) => groupsOf(by, result));
    for (const key of by === 'type' ? types.map(({ info }) => info.label) : [])
      if (this.selection.has(key)) found.set(key, { pairs: 0, importers: new Set(), shown: !this.selection.onlyProblems });
    let pairs = 0;
    for (const index of importers.keys())
      this.shown.eachAlike({ importer: index, pages: [] }, (_, { size }, result) => {
        pairs += size;
        for (const key of keys[result]!) {
          const entry = found.get(key) ?? { pairs: 0, importers: new Set(), shown: false };
          entry.pairs += size;
          entry.importers.add(index);
          entry.shown ||= this.selection.wants(result);
          found.set(key, entry);
        }
      });
    const order =
      by === 'outcome'
        ? Object.keys(OUTCOMES)
        : [...found.keys()].sort((a, b) => Number(a === NONE) - Number(b === NONE) || (a < b ? -1 : 1));
    const entries = order.flatMap((key) => {
      const entry = found.get(key);
      const findings = by === 'type' ? this.typeFindings(key) : [];
      if (!entry || (!entry.shown && findings.length === 0)) return [];
      const words = [
        entry.pairs > 0 ? `${entry.pairs} of ${counted(pairs, pairNoun)}` : 'no pair',
        ...(entry.pairs > 0 ? [counted(entry.importers.size, importerNoun)] : []),
      ];
      const problems = findings.filter(isProblem).length;
      if (problems > 0) words.push(counted(problems, ['problem', 'problems']));
      const own = types.filter(({ info }) => by === 'type' && info.label === key);
      const group = {
        key,
        label: by === 'outcome' ? OUTCOMES[key as keyof typeof OUTCOMES] : key === NONE ? 'No mapping type' : key,
        description: words.join(' · '),
        problem: problems > 0 || key === 'defect',
        icon: by === 'outcome' ? (key as keyof typeof OUTCOMES) : key === NONE ? ('error' as const) : ('type' as const),
        ...(own.length === 1 && { location: own[0]!.info.location }),
      };
      return [groupEntry(path, group)];
    });
    return [...entries.filter(({ problem }) => problem), ...entries.filter(({ problem }) => !problem)];
  }

  /** What stands below one side: its findings, and its pairs. */
  private counterparts(path: readonly string[], scope: Scope): Entry[] {
    const { importer, exporter } = scope;
    const own = importer !== undefined ? this.selection.importerFindings(importer) : this.selection.exporterFindings(exporter!);
    return [...(scope.results ? [] : findingEntries(path, own)), ...this.pairs(path, scope)];
  }

  /** The pairs of one side by what comes out: what is wrong first, what never matches last. */
  pairs(path: readonly string[], scope: Scope): Entry[] {
    const ofImporter = scope.importer !== undefined;
    const pairs: Entry[] = [];
    this.eachPair(scope, (from, to, result) => {
      if (!this.selection.wants(result)) return;
      const other = ofImporter ? this.table.exporters[to]!.info : this.table.importers[from]!.info;
      const { kind, summary } = this.table.results[result]!;
      const last = step(ofImporter ? 'exporter' : 'importer', other.id);
      const row = (): TreeRow => ({
        path: [...path, last],
        kind: 'pair',
        label: other.name,
        description: [summary, ...subsystemWords(other)].join(' · '),
        icon: kind,
        ...(kind === 'defect' ? { problem: true } : {}),
        location: other.location,
        pair: { importer: this.table.importers[from]!.info.id, exporter: this.table.exporters[to]!.info.id },
      });
      pairs.push({ step: last, name: other.name, rank: PAIR_ORDER.indexOf(kind), problem: kind === 'defect', row });
    });
    return sorted(pairs);
  }

  private typeFindings(label: string): Finding[] {
    return this.selection.found(this.table.types.flatMap(({ info, findings }) => (info.label === label ? findings : [])));
  }

  /** Findings that no other row of the view has below it. */
  private otherFindings(): Finding[] {
    const { importers, exporters, types, elsewhere } = this.table;
    const { by } = this.view;
    const shown = [
      ...(by === 'importer' || by === 'subsystem' ? importers : []),
      ...(by === 'exporter' || by === 'subsystem' ? exporters : []),
      ...(by === 'type' ? types : []),
    ];
    const told = new Set(shown.flatMap(({ findings }) => findings));
    const all = new Set([...elsewhere, ...[...importers, ...exporters, ...types].flatMap(({ findings }) => findings)]);
    return this.selection.found([...all].filter((finding) => !told.has(finding)));
  }

  private otherFindingsGroup(path: readonly string[]): Entry[] {
    const findings = this.otherFindings();
    if (findings.length === 0) return [];
    const description = counted(findings.length, ['problem', 'problems']);
    return [groupEntry(path, { key: OTHER_FINDINGS, label: 'Elsewhere', description, problem: true })];
  }
}

/** Groups of pairs, in their order. */
const OUTCOMES = {
  defect: 'Defect',
  unknown: 'Not decided',
  error: 'No match',
  conditional: 'Matches, depending on conditions',
  matched: 'Matches always alike',
} as const;

/** Of the pairs of one side. */
const PAIR_ORDER = ['defect', 'matched', 'conditional', 'unknown', 'error'];

function groupEntry(
  path: readonly string[],
  {
    key,
    problem,
    icon = 'group',
    ...rest
  }: Pick<TreeRow, 'label' | 'description' | 'location'> & Partial<Pick<TreeRow, 'icon'>> & { key: string; problem: boolean },
): Entry {
  const last = step('group', key);
  const row = (): TreeRow => ({ path: [...path, last], kind: 'group', icon, ...rest, ...(problem ? { problem: true } : {}) });
  return { step: last, name: rest.label, rank: 0, problem, row };
}

function subsystemWords({ subsystem }: Belonging): string[] {
  return subsystem === undefined ? [] : [subsystem];
}

/** Names of files may have characters that end a line, or show it in another order. */
function readable(row: TreeRow): TreeRow {
  return { ...row, label: plain(row.label), description: plain(row.description) };
}
