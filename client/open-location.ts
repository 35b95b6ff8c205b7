/** Command `dmabufMapping.openLocation`: what a click on a row does. */
import * as vscode from 'vscode';
import { uriOf } from './built-in.ts';
import type { Target } from './rows.ts';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(vscode.commands.registerCommand('dmabufMapping.openLocation', open));
}

/** Rejects, with the editor's own message, when the file is gone. */
async function open({ root, location }: Target): Promise<void> {
  const { start, end } = location.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(uriOf(vscode.Uri.parse(root), location), { selection, preview: true });
}
