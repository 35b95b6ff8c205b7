/** Commands that concern the server itself: refresh, output, restart. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { Attachments } from './attachments.ts';

export function activate(context: vscode.ExtensionContext, client: LanguageClient, attachments: Attachments): void {
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    registerCommand('dmabufMapping.refresh', async () => {
      await client.sendRequest('dmabuf/refresh');
      await attachments.update();
    }),
    registerCommand('dmabufMapping.showOutput', () => client.outputChannel.show()),
    registerCommand('dmabufMapping.restartServer', () => client.restart()),
  );
}
