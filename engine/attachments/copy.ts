/** Rows as Markdown, to be put into a mail or an issue. */
import type { ExporterInfo, ImporterInfo, Outcome } from '../answers.ts';
import { code, escapeText } from '../explain/markdown.ts';
import { conditionsMarkdown, summaryMarkdown } from '../explain/outcome.ts';
import type { TreeRow } from '../tree-answers.ts';
import { headline, placeOf } from './leaves.ts';
import { NONE, OTHER_FINDINGS, type Scope, scopeOf, siteKey, step } from './path.ts';
import type { TreeRows } from './rows.ts';

/** Longer tables say how much they leave out. */
const MOST_LINES = 500;

interface Pair {
  importer: ImporterInfo;
  exporter: ExporterInfo;
  outcomes: Outcome[];
}

/** What a row and the rows below it say, as GitHub-flavoured Markdown; empty if the path leads nowhere any more. Never throws. */
export function rowMarkdown(rows: TreeRows, path: readonly string[]): string {
  const { table, view } = rows;
  const scope = scopeOf(table, view, path);
  if (!scope) return '';
  if (scope.leaf?.kind === 'finding' || (scope.group === OTHER_FINDINGS && scope.importer === undefined)) return findingLines(rows, path);
  const { importer, exporter } = scope;
  if (importer !== undefined && exporter !== undefined) {
    const outcomes = table.results[rows.selection.result(importer, exporter)]?.outcomes ?? [];
    return pairText({ importer: table.importers[importer]!.info, exporter: table.exporters[exporter]!.info, outcomes }, scope);
  }
  const base = path.slice(0, path.length - scope.pages.length);
  const above = base.length > 0 ? rows.chain(base)?.at(-1) : undefined;
  const title = above ? `${escapeText(above.label)}: ${escapeText(above.description)}` : 'DMA-buf attachments';
  const place = above?.location ? ` (${code(placeOf(above.location))})` : '';
  return [`**${title}**${place}`, '', ...pairTable(pairsUnder(rows, path, scope), scope)].join('\n').concat('\n');
}

function findingLines(rows: TreeRows, path: readonly string[]): string {
  const parent = path.at(-1)?.startsWith('finding:') ? path.slice(0, -1) : path;
  const all = rows.children(parent).filter(({ kind }) => kind === 'finding');
  const wanted = parent === path ? all : all.filter((row) => row.path.at(-1) === path.at(-1));
  return wanted.map(({ label, description }) => `- ${escapeText(label)} (${escapeText(description)})\n`).join('');
}

/** One pair in full: every outcome with its conditions. */
function pairText({ importer, exporter, outcomes }: Pair, { leaf }: Scope): string {
  const chosen = leaf ? outcomes.slice(Number(leaf.key), Number(leaf.key) + 1) : outcomes;
  const sides = `${sideText(importer)} with ${sideText(exporter)}`;
  const lines = chosen.map((outcome) => {
    const when = outcome.conditions.length > 0 ? ` when ${conditionsMarkdown(outcome.conditions)}` : '';
    const reason = outcome.reason === undefined || outcome.kind === 'unknown' ? '' : ` – ${escapeText(outcome.reason)}`;
    const where = outcome.where ? ` (${code(placeOf(outcome.where))})` : '';
    return `- ${escapeText(headline(outcome))}${when}${reason}${where}`;
  });
  return `${[`${sides}:`, '', ...lines].join('\n')}\n`;
}

function sideText({ name, location }: ImporterInfo | ExporterInfo): string {
  return `${code(name)} (${code(placeOf(location))})`;
}

interface Pairs {
  /** The first of them. */
  pairs: Pair[];
  total: number;
}

/** Pairs that a row stands for, in the order of the table; of a page, those of its members. */
function pairsUnder(rows: TreeRows, path: readonly string[], scope: Scope): Pairs {
  const { importers, exporters, results } = rows.table;
  const belongs = membership(rows, path, scope);
  const found: Pairs = { pairs: [], total: 0 };
  rows.eachPair(scope, (from, to, result) => {
    if (!rows.selection.wants(result) || !belongs(from, to)) return;
    if (found.total++ >= MOST_LINES) return;
    found.pairs.push({ importer: importers[from]!.info, exporter: exporters[to]!.info, outcomes: results[result]!.outcomes });
  });
  return found;
}

/** What narrows the pairs of a path, apart from the sides and results that its scope names. */
function membership(rows: TreeRows, path: readonly string[], scope: Scope): (from: number, to: number) => boolean {
  const { importers, exporters } = rows.table;
  if (scope.pages.length > 0) {
    const members = new Set(withoutPages(rows, path).map((row) => row.path.at(-1)!));
    const has = (kind: 'importer' | 'exporter', { id }: { id: string }) => members.has(step(kind, id));
    return (from, to) => has('importer', importers[from]!.info) || has('exporter', exporters[to]!.info);
  }
  const { importer, exporter, site, group } = scope;
  if (importer !== undefined || exporter !== undefined) return () => true;
  if (site !== undefined) return (from) => siteKey(importers[from]!.info) === site;
  if (rows.view.by !== 'subsystem' || group === undefined) return () => true;
  const own = ({ subsystem }: { subsystem?: string }) => (subsystem ?? NONE) === group;
  return (from, to) => own(importers[from]!.info) || own(exporters[to]!.info);
}

/** The rows of importers, exporters and pairs under a page, however deep they lie. */
function withoutPages(rows: TreeRows, path: readonly string[]): TreeRow[] {
  return rows.children(path).flatMap((row) => (row.kind === 'page' || row.kind === 'site' ? withoutPages(rows, row.path) : [row]));
}

/** Columns that would say the same in every line are left out. */
function pairTable({ pairs, total }: Pairs, { importer, exporter }: Scope): string[] {
  if (total === 0) return ['No pair.'];
  const line = (cells: (string | false)[]) => `| ${cells.filter((cell) => cell !== false).join(' | ')} |`;
  const [showsImporter, showsExporter] = [importer === undefined, exporter === undefined];
  const side = (info: ImporterInfo | ExporterInfo) => inCell(sideText(info));
  const rest = total - pairs.length;
  return [
    line([showsImporter && 'Importer', showsExporter && 'Exporter', 'Comes out']),
    line([showsImporter && '---', showsExporter && '---', '---']),
    ...pairs.map((pair) =>
      line([showsImporter && side(pair.importer), showsExporter && side(pair.exporter), inCell(summaryMarkdown(pair.outcomes))]),
    ),
    ...(rest > 0 ? ['', `and ${rest} more`] : []),
  ];
}

/** A bar would end the cell, also inside of code. */
function inCell(markdown: string): string {
  return markdown.replace(/\\?\|/g, '\\|');
}
