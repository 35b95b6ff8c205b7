/** Command `dmabufMapping.openLocation`: what a click on a row does. */
import * as vscode from 'vscode';
import { uriOf } from './built-in.ts';
import type { Target } from './rows.ts';

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('dmabufMapping.openLocation', (target: Target) => open(target, { preview: true })),
  );
}

/** Rejects, with the editor's own message, when the file is gone. */
export async function open({ root, location }: Target, { preview }: { preview: boolean }): Promise<void> {
  const { start, end } = location.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(uriOf(vscode.Uri.parse(root), location), { selection, preview });
}
