/** The status item of C files, and the menu behind it. */
import * as vscode from 'vscode';
import type { Attachments } from './attachments.ts';
import { DOCUMENTS } from './documents.ts';
import { statusDetail, statusText } from './status-text.ts';

export function activate(context: vscode.ExtensionContext, attachments: Attachments): void {
  const item = vscode.languages.createLanguageStatusItem('dmabufMapping.status', DOCUMENTS);
  item.name = 'DMA-BUF Mapping';
  item.command = { command: 'dmabufMapping.showMenu', title: 'Menu' };
  const show = () => {
    item.busy = attachments.busy;
    item.text = statusText(attachments.phase, attachments.roots, attachments.paused ? 'paused' : 'on');
    void vscode.commands.executeCommand('setContext', 'dmabufMapping.paused', attachments.paused);
    item.detail = statusDetail(attachments.roots);
    item.severity = attachments.phase === 'failed' ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
  };
  context.subscriptions.push(
    item,
    attachments.onDidChange(show),
    vscode.commands.registerCommand('dmabufMapping.showMenu', () => showMenu(attachments)),
  );
  show();
}

async function showMenu(attachments: Attachments): Promise<void> {
  const run = (command: string) => () => vscode.commands.executeCommand(command);
  const choice = await vscode.window.showQuickPick(
    [
      { label: '$(list-tree) Show Attachments', run: run('dmabufMapping.attachments.focus') },
      { label: '$(table) Show Matrix', run: run('dmabufMapping.showMatrix') },
      { label: '$(comment-discussion) Explain a Pair', run: run('dmabufMapping.explainPair') },
      { label: '$(beaker) Pick Assumptions…', run: run('dmabufMapping.pickAssumptions') },
      { label: '$(settings) Choose Kernel .config…', run: run('dmabufMapping.chooseConfiguration') },
      { label: '$(refresh) Read the Workspace Again', run: run('dmabufMapping.refresh') },
      attachments.paused
        ? { label: '$(debug-continue) Resume Reading', run: run('dmabufMapping.resumeReading') }
        : { label: '$(debug-pause) Pause Reading', run: run('dmabufMapping.pauseReading') },
      { label: '$(output) Show Output', run: run('dmabufMapping.showOutput') },
      { label: '$(report) Show Status Report', description: 'for an issue', run: run('dmabufMapping.showStatusReport') },
      { label: '$(debug-restart) Restart Server', run: run('dmabufMapping.restartServer') },
    ],
    { title: 'DMA-BUF Mapping' },
  );
  await choice?.run();
}
