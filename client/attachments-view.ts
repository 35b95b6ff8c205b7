/** The view "DMA-BUF Attachments" in the Explorer. Its welcome texts are chosen by the context key `dmabufMapping.state`. */
import * as vscode from 'vscode';
import type { Attachments } from './attachments.ts';
import { Choice, registerCommands } from './attachments-choice.ts';
import * as reveal from './attachments-reveal.ts';
import { Rows } from './attachments-rows.ts';
import type { LazyClient } from './lazy-client.ts';
import { open } from './open-location.ts';
import type { Row } from './rows.ts';
import { viewState } from './view-state.ts';

const VIEW = 'dmabufMapping.attachments';

export function activate(context: vscode.ExtensionContext, client: LazyClient, attachments: Attachments): void {
  const choice = new Choice(context.workspaceState);
  const rows = new Rows(client, choice);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: rows, showCollapseAll: true });
  /** The row that was selected last, by grouping. */
  const selected = new Map<string, Row>();
  let shows = 0;
  const show = async () => {
    const turn = ++shows;
    view.badge = badgeFor(attachments);
    view.description = choice.description;
    await rows.load(attachments.phase === 'ready' ? attachments.roots : []);
    if (turn !== shows) return;
    const { filter } = choice.view;
    const { phase, roots, paused } = attachments;
    const folders = vscode.workspace.workspaceFolders?.length ?? 0;
    const state = viewState({ phase, roots, folders, paused, view: choice.view, rows: rows.count });
    // Beside a message there is no welcome text.
    view.message = filter !== undefined && state === 'ready' ? `Filter: ${filter}` : '';
    await vscode.commands.executeCommand('setContext', 'dmabufMapping.state', state);
  };
  const regroup = async () => {
    await show();
    const row = selected.get(choice.view.by);
    // To reveal is to open what it is in, which the user may have shut.
    if (row && view.visible && rows.isInSight(row)) await view.reveal(row, { select: true, focus: false }).then(undefined, () => undefined);
  };
  context.subscriptions.push(
    choice,
    view,
    rows,
    attachments.onDidChange(() => void show()),
    choice.onDidChange(() => void regroup()),
    view.onDidExpandElement(({ element }) => rows.noteExpanded(element)),
    view.onDidCollapseElement(({ element }) => rows.noteCollapsed(element)),
    view.onDidChangeSelection(({ selection: [row] }) => row && selected.set(choice.view.by, row)),
    vscode.commands.registerCommand('dmabufMapping.openRow', async (row?: Row) => {
      const target = (row ?? view.selection[0])?.target;
      if (target) await open(target, { preview: false });
    }),
    vscode.commands.registerCommand('dmabufMapping.copyRow', async (given?: Row) => {
      const row = given ?? view.selection[0];
      if (!row) return;
      const text = await client.sendRequest<string>('dmabuf/rowMarkdown', { root: row.root, view: choice.view, path: row.path });
      await vscode.env.clipboard.writeText(text);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0} as Markdown', row.label), 5_000);
    }),
  );
  registerCommands(context, choice);
  reveal.activate(context, { client, attachments, choice, rows, view, show });
  void show();
}

function badgeFor({ roots }: Attachments): vscode.ViewBadge | undefined {
  const problems = roots.reduce((sum, { tree }) => sum + tree.counts.problems, 0);
  return problems > 0
    ? { value: problems, tooltip: problems === 1 ? vscode.l10n.t('1 DMA-BUF problem') : vscode.l10n.t('{0} DMA-BUF problems', problems) }
    : undefined;
}
