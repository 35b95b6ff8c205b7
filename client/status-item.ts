/** The status item of C files, and the menu behind it. */
import type { ServerStatus } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Attachments } from './attachments.ts';
import { DOCUMENTS } from './documents.ts';
import { statusDetail, statusText } from './status-text.ts';

export function activate(context: vscode.ExtensionContext, client: LanguageClient, attachments: Attachments): void {
  const item = vscode.languages.createLanguageStatusItem('dmabufMapping.status', DOCUMENTS);
  item.name = 'DMA-BUF Mapping';
  item.command = { command: 'dmabufMapping.showMenu', title: 'Menu' };
  const show = () => {
    item.busy = attachments.busy;
    item.text = statusText(attachments.phase, attachments.roots);
    item.detail = statusDetail(attachments.roots);
    item.severity = attachments.phase === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  };
  context.subscriptions.push(
    item,
    attachments.onDidChange(show),
    vscode.commands.registerCommand('dmabufMapping.showMenu', () => showMenu(client)),
  );
  show();
}

async function showMenu(client: LanguageClient): Promise<void> {
  const run = (command: string) => () => vscode.commands.executeCommand(command);
  const choice = await vscode.window.showQuickPick(
    [
      { label: '$(list-tree) Show Attachments', run: run('dmabufMapping.attachments.focus') },
      { label: '$(table) Show Matrix', run: run('dmabufMapping.showMatrix') },
      { label: '$(comment-discussion) Explain a Pair', run: run('dmabufMapping.explainPair') },
      { label: '$(beaker) Pick Assumptions…', run: run('dmabufMapping.pickAssumptions') },
      { label: '$(settings) Choose Kernel .config…', run: run('dmabufMapping.chooseConfiguration') },
      { label: '$(refresh) Read the Workspace Again', run: run('dmabufMapping.refresh') },
      { label: '$(output) Show Output', run: run('dmabufMapping.showOutput') },
      { label: '$(clippy) Copy Status Report', description: 'for an issue', run: () => copyStatus(client) },
      { label: '$(debug-restart) Restart Server', run: run('dmabufMapping.restartServer') },
    ],
    { title: 'DMA-BUF Mapping' },
  );
  await choice?.run();
}

async function copyStatus(client: LanguageClient): Promise<void> {
  const status = await client.sendRequest<ServerStatus | null>('dmabuf/status');
  await vscode.env.clipboard.writeText(`${JSON.stringify({ editor: vscode.version, ...status }, undefined, 2)}\n`);
}
