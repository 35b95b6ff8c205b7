/** The view "DMA-BUF Attachments" in the Explorer. Its welcome texts are chosen by the context key `dmabufMapping.state`. */
import * as vscode from 'vscode';
import type { Attachments } from './attachments.ts';
import { type Row, type RowIcon, rowsOf } from './rows.ts';
import { viewState } from './view-state.ts';

const VIEW = 'dmabufMapping.attachments';

export const ICONS: Record<RowIcon, [icon: string, color?: string]> = {
  folder: ['folder'],
  site: ['call-incoming'],
  importer: ['plug'],
  'importer-problem': ['plug', 'list.warningForeground'],
  matched: ['pass', 'testing.iconPassed'],
  conditional: ['git-branch', 'charts.yellow'],
  error: ['circle-slash', 'testing.iconFailed'],
  defect: ['bug', 'list.errorForeground'],
  unknown: ['question', 'testing.iconQueued'],
};

export function activate(context: vscode.ExtensionContext, attachments: Attachments): void {
  const rows = new Rows(attachments);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: rows, showCollapseAll: true });
  const show = () => {
    const findings = attachments.roots.reduce((sum, { tree }) => sum + tree.counts.findings, 0);
    view.badge = findings > 0 ? { value: findings, tooltip: `${findings} DMA-BUF ${findings === 1 ? 'finding' : 'findings'}` } : undefined;
    void vscode.commands.executeCommand(
      'setContext',
      'dmabufMapping.state',
      viewState(attachments.phase, attachments.roots, vscode.workspace.workspaceFolders?.length ?? 0),
    );
    rows.refresh();
  };
  context.subscriptions.push(view, rows, attachments.onDidChange(show));
  show();
}

class Rows implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #attachments: Attachments;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(attachments: Attachments) {
    this.#attachments = attachments;
  }

  refresh(): void {
    this.#changed.fire();
  }

  getChildren(row?: Row): Row[] {
    return row ? row.children() : rowsOf(this.#attachments.roots);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const open = row.kind === 'outcome' ? vscode.TreeItemCollapsibleState.None : vscode.TreeItemCollapsibleState.Collapsed;
    const item = new vscode.TreeItem(row.label, row.kind === 'root' ? vscode.TreeItemCollapsibleState.Expanded : open);
    const [icon, color] = ICONS[row.icon];
    item.id = row.id;
    item.description = row.description;
    item.tooltip = row.tooltip;
    item.contextValue = row.kind;
    item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.accessibilityInformation = { label: `${row.label}, ${row.description}` };
    if (row.target) item.command = { command: 'dmabufMapping.openLocation', title: 'Open Location', arguments: [row.target] };
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
