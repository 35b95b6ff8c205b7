/** The status item of C files, and the menu behind it. */
import * as vscode from 'vscode';
import type { Attachments } from './attachments.ts';
import { DOCUMENTS } from './documents.ts';
import { statusDetail, statusText } from './status-text.ts';

export function activate(context: vscode.ExtensionContext, attachments: Attachments): void {
  const item = vscode.languages.createLanguageStatusItem('dmabufMapping.status', DOCUMENTS);
  item.name = 'DMA-BUF Mapping';
  item.command = { command: 'dmabufMapping.showMenu', title: vscode.l10n.t('Menu') };
  const show = () => {
    item.busy = attachments.busy;
    item.text = statusText(vscode.l10n.t, attachments.phase, attachments.roots, attachments.paused ? 'paused' : 'on');
    void vscode.commands.executeCommand('setContext', 'dmabufMapping.paused', attachments.paused);
    item.detail = statusDetail(vscode.l10n.t, attachments.roots);
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
      { label: `$(list-tree) ${vscode.l10n.t('Show Attachments')}`, run: run('dmabufMapping.attachments.focus') },
      { label: `$(table) ${vscode.l10n.t('Show Matrix')}`, run: run('dmabufMapping.showMatrix') },
      { label: `$(comment-discussion) ${vscode.l10n.t('Explain a Pair')}`, run: run('dmabufMapping.explainPair') },
      { label: `$(beaker) ${vscode.l10n.t('Pick Assumptions…')}`, run: run('dmabufMapping.pickAssumptions') },
      { label: `$(settings) ${vscode.l10n.t('Choose Kernel .config…')}`, run: run('dmabufMapping.chooseConfiguration') },
      { label: `$(refresh) ${vscode.l10n.t('Read the Workspace Again')}`, run: run('dmabufMapping.refresh') },
      attachments.paused
        ? { label: `$(debug-continue) ${vscode.l10n.t('Resume Reading')}`, run: run('dmabufMapping.resumeReading') }
        : { label: `$(debug-pause) ${vscode.l10n.t('Pause Reading')}`, run: run('dmabufMapping.pauseReading') },
      { label: `$(output) ${vscode.l10n.t('Show Output')}`, run: run('dmabufMapping.showOutput') },
      {
        label: `$(report) ${vscode.l10n.t('Show Status Report')}`,
        description: vscode.l10n.t('for an issue'),
        run: run('dmabufMapping.showStatusReport'),
      },
      { label: `$(debug-restart) ${vscode.l10n.t('Restart Server')}`, run: run('dmabufMapping.restartServer') },
    ],
    { title: 'DMA-BUF Mapping' },
  );
  await choice?.run();
}
