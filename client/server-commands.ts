/** Commands that concern the server itself: refresh, pause, output, restart. */
import * as vscode from 'vscode';
import type { Attachments } from './attachments.ts';
import type { LazyClient } from './lazy-client.ts';

export function activate(context: vscode.ExtensionContext, client: LazyClient, attachments: Attachments): void {
  const { registerCommand } = vscode.commands;
  const pause = async (paused: boolean) => {
    await client.sendRequest('dmabuf/pause', { paused });
    attachments.paused = paused;
    await attachments.update();
  };
  context.subscriptions.push(
    registerCommand('dmabufMapping.refresh', async () => {
      await client.sendRequest('dmabuf/refresh');
      attachments.paused = false;
      await attachments.update();
    }),
    registerCommand('dmabufMapping.pauseReading', () => pause(true)),
    registerCommand('dmabufMapping.resumeReading', () => pause(false)),
    registerCommand('dmabufMapping.showOutput', () => client.outputChannel.show()),
    registerCommand('dmabufMapping.restartServer', () => client.restart()),
  );
}
