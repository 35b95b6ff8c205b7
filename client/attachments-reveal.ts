/** Shows the row of what the cursor is in: command `dmabufMapping.revealInAttachments`, and by itself if the settings want it. */
import type { TreeRow, TreeView } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import type { Attachments } from './attachments.ts';
import type { Choice } from './attachments-choice.ts';
import type { Rows } from './attachments-rows.ts';
import { DOCUMENTS } from './documents.ts';
import type { LazyClient } from './lazy-client.ts';
import type { Row } from './rows.ts';

/** How long the cursor has to stay. */
const REST_MS = 250;

interface Surroundings {
  client: LazyClient;
  attachments: Attachments;
  choice: Choice;
  rows: Rows;
  view: vscode.TreeView<Row>;
  /** Brings the view to what is chosen. */
  show: () => Promise<void>;
}

interface Revealed {
  root: string;
  view: TreeView;
  rows: TreeRow[];
}

export function activate(context: vscode.ExtensionContext, surroundings: Surroundings): void {
  const { client, attachments, view } = surroundings;
  let waiting: NodeJS.Timeout | undefined;
  const follow = () => {
    clearTimeout(waiting);
    if (!view.visible || !followsCursor()) return;
    waiting = setTimeout(() => {
      revealAtCursor(surroundings, 'quietly').catch((error) => client.outputChannel.warn(`Following the cursor failed: ${String(error)}`));
    }, REST_MS);
  };
  const look = () => void offer(client, attachments);
  context.subscriptions.push(
    { dispose: () => clearTimeout(waiting) },
    vscode.commands.registerCommand('dmabufMapping.revealInAttachments', () => revealAtCursor(surroundings, 'whatever it takes')),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => textEditor === vscode.window.activeTextEditor && follow()),
    vscode.window.onDidChangeActiveTextEditor(() => {
      look();
      follow();
    }),
    attachments.onDidChange(look),
  );
  look();
}

function followsCursor(): boolean {
  return vscode.workspace.getConfiguration('dmabufMapping').get<boolean>('tree.followCursor') === true;
}

/** The menu of an editor offers the command where its file takes part. The cursor's own place would come too late: a click sets it and opens the menu. */
async function offer(client: LazyClient, { phase }: Attachments): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const ours = phase === 'ready' && document !== undefined && vscode.languages.match(DOCUMENTS, document) > 0;
  const answer = ours
    ? await client
        .sendRequest<{ takesPart: boolean } | null>('dmabuf/takesPart', { textDocument: { uri: document.uri.toString() } })
        .catch(() => null)
    : null;
  if (document !== vscode.window.activeTextEditor?.document) return;
  await vscode.commands.executeCommand('setContext', 'dmabufMapping.takesPart', answer?.takesPart === true);
}

async function revealAtCursor({ client, choice, rows, view, show }: Surroundings, how: 'quietly' | 'whatever it takes'): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || vscode.languages.match(DOCUMENTS, editor.document) === 0) return;
  const position = editor.selection.active;
  const otherViews = how === 'whatever it takes';
  const params = { textDocument: { uri: editor.document.uri.toString() }, position, view: choice.view, otherViews };
  const revealed = await client.sendRequest<Revealed | null>('dmabuf/reveal', params);
  if (!revealed) {
    if (otherViews) vscode.window.setStatusBarMessage(vscode.l10n.t('No attach call, match list or exporter at the cursor'), 5_000);
    return;
  }
  if (JSON.stringify(revealed.view) !== JSON.stringify(choice.view)) {
    choice.set(revealed.view);
    await show();
  }
  const row = rows.chain(revealed.root, revealed.rows);
  if (row) await view.reveal(row, { select: true, focus: otherViews });
}
