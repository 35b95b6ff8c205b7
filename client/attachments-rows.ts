/** The rows of the attachments view as the editor asks for them: each level when it is opened. */
import type { RootAttachments, TreeRow } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import type { MarkupContent } from 'vscode-languageclient/node';
import type { Choice } from './attachments-choice.ts';
import type { LazyClient } from './lazy-client.ts';
import { contextOf, folderRow, type Row, rowOf, spoken } from './rows.ts';

const ICONS: Record<Row['icon'], [icon: string, color?: string]> = {
  folder: ['root-folder'],
  group: ['folder'],
  type: ['symbol-interface'],
  site: ['call-incoming'],
  importer: ['plug'],
  exporter: ['database'],
  matched: ['pass', 'testing.iconPassed'],
  conditional: ['git-branch', 'charts.yellow'],
  error: ['circle-slash', 'testing.iconFailed'],
  defect: ['bug', 'list.errorForeground'],
  unknown: ['question', 'testing.iconQueued'],
  warning: ['warning', 'list.warningForeground'],
  info: ['info', 'editorInfo.foreground'],
  hint: ['lightbulb'],
};

/** Severities and outcomes have an icon `error` each. */
const FINDING_ERROR: [string, string] = ['error', 'list.errorForeground'];

export class Rows implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #client: LazyClient;
  readonly #choice: Choice;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** By the row's id, once the user has opened or shut it. */
  readonly #open = new Map<string, boolean>();
  #top: Row[] = [];
  /** The rows below folders, which had to be asked for to know whether there are any. */
  #below = new Map<string, Row[]>();

  constructor(client: LazyClient, choice: Choice) {
    this.#client = client;
    this.#choice = choice;
  }

  /** How many rows stand at the top, folders with nothing below them left out. */
  get count(): number {
    return this.#top.length;
  }

  /** Asks for the top of the tree anew; answers false if that failed. The editor asks for what is open by itself. */
  async load(roots: readonly RootAttachments[]): Promise<boolean> {
    const filled = roots.filter(({ tree }) => tree.counts.importers + tree.counts.exporters > 0);
    const levels = await Promise.all(filled.map(async (root) => ({ root, rows: await this.#ask(root.uri, undefined) })));
    const full = levels.flatMap(({ root, rows }) => (rows && rows.length > 0 ? [{ root, rows }] : []));
    const several = roots.length > 1;
    this.#below = new Map();
    this.#top = full.flatMap(({ root, rows }) => {
      if (!several) return rows;
      const folder = folderRow(root);
      this.#below.set(
        folder.id,
        rows.map((row) => ({ ...row, parent: folder })),
      );
      return [folder];
    });
    this.#changed.fire();
    return levels.every(({ rows }) => rows !== undefined);
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (!row) return this.#top;
    return this.#below.get(row.id) ?? (await this.#ask(row.root, row)) ?? [];
  }

  getParent(row: Row): Row | undefined {
    return row.parent;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.leaf ? None : this.#isOpen(row) ? Expanded : Collapsed);
    item.id = row.id;
    item.description = row.description;
    item.contextValue = contextOf(row);
    item.iconPath = iconOf(row);
    item.accessibilityInformation = { label: spoken(row) };
    if (row.target)
      item.command = { command: 'dmabufMapping.openLocation', title: vscode.l10n.t('Open Location'), arguments: [row.target] };
    return item;
  }

  /** The tooltip, when the mouse rests on a row. */
  async resolveTreeItem(item: vscode.TreeItem, row: Row, token: vscode.CancellationToken): Promise<vscode.TreeItem> {
    const detail = await this.#client.sendRequest<MarkupContent | null>('dmabuf/rowDetail', { root: row.root, path: row.path }, token);
    item.tooltip = detail?.kind === 'markdown' ? new vscode.MarkdownString(detail.value) : `${row.label}\n${row.description}`;
    return item;
  }

  /** Rows from the root to one, as the server tells them. */
  chain(root: string, told: readonly TreeRow[]): Row | undefined {
    const folder = this.#top.find(({ kind, root: own }) => kind === 'root' && own === root);
    return told.reduce<Row | undefined>((parent, row) => rowOf(root, this.#choice.view, row, parent), folder);
  }

  /** What is open is open again when the tree comes back to the same grouping. */
  noteExpanded({ id }: Row): void {
    this.#open.set(id, true);
  }

  noteCollapsed({ id }: Row): void {
    this.#open.set(id, false);
  }

  /** False if something that it is in is shut. */
  isInSight({ parent }: Row): boolean {
    return parent === undefined || (this.#isOpen(parent) && this.isInSight(parent));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #isOpen({ id, kind }: Row): boolean {
    return this.#open.get(id) ?? kind === 'root';
  }

  async #ask(root: string, parent: Row | undefined): Promise<Row[] | undefined> {
    const { view } = this.#choice;
    try {
      const rows = await this.#client.sendRequest<TreeRow[]>('dmabuf/rows', { root, view, path: parent?.path ?? [] });
      return rows.map((row) => rowOf(root, view, row, parent));
    } catch (error) {
      this.#client.outputChannel.warn(`Asking for rows failed: ${String(error)}`);
      return undefined;
    }
  }
}

/** The icon of a row, coloured by what it says or by its having problems. */
export function iconOf({ icon, kind, problem }: Pick<Row, 'icon'> & Partial<Pick<Row, 'kind' | 'problem'>>): vscode.ThemeIcon {
  const [name, color] = kind === 'finding' && icon === 'error' ? FINDING_ERROR : ICONS[icon];
  const shown = color ?? (problem && kind !== 'root' ? 'list.warningForeground' : undefined);
  return new vscode.ThemeIcon(name, shown === undefined ? undefined : new vscode.ThemeColor(shown));
}
