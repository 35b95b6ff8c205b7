/** Command `dmabufMapping.showStatusReport`: what a bug report needs, in a read-only document. */
import type { ServerStatus } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import type { LazyClient } from './lazy-client.ts';
import { statusReport } from './status-report.ts';

const SCHEME = 'dmabuf-mapping-status';
const REPORT = vscode.Uri.from({ scheme: SCHEME, path: '/DMA-BUF Status Report.md' });

export function activate(context: vscode.ExtensionContext, client: LazyClient): void {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const { version } = context.extension.packageJSON as { version: string };
  const surroundings = { extension: version, editor: `${vscode.env.appName} ${vscode.version}`, system: process.platform };
  const provideTextDocumentContent = async () =>
    statusReport(surroundings, (await client.sendRequest<ServerStatus | null>('dmabuf/status').catch(() => null)) ?? undefined);
  context.subscriptions.push(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, { onDidChange: changed.event, provideTextDocumentContent }),
    vscode.commands.registerCommand('dmabufMapping.showStatusReport', async () => {
      changed.fire(REPORT);
      const document = await vscode.workspace.openTextDocument(REPORT);
      await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, 'markdown'), { preview: true });
    }),
  );
}
