/** The command `dmabufMapping.addMappingType`: asks for a name, and adds a mapping type at the cursor. */
import * as vscode from 'vscode';
import type { LazyClient } from './lazy-client.ts';

type WorkspaceEdit = Parameters<LazyClient['asWorkspaceEdit']>[0];

export function activate(context: vscode.ExtensionContext, client: LazyClient): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('dmabufMapping.addMappingType', async () => {
      const editor = vscode.window.activeTextEditor;
      if (!editor) return;
      const { document, selection } = editor;
      const { line, character } = selection.active;
      const ask = (name: string) => {
        return client.sendRequest<WorkspaceEdit>('dmabuf/addMappingType', {
          textDocument: { uri: document.uri.toString() },
          position: { line, character },
          name,
        });
      };
      const name = await vscode.window.showInputBox({
        title: vscode.l10n.t('Add Mapping Type'),
        prompt: vscode.l10n.t('What the names of the new type begin with'),
        placeHolder: 'fabric',
        validateInput: async (value) => {
          if (value === '') return undefined;
          return ask(value).then(
            () => undefined,
            (error: Error) => error.message,
          );
        },
      });
      const edit = name && (await client.asWorkspaceEdit(await ask(name)));
      if (edit) await vscode.workspace.applyEdit(edit);
    }),
  );
}
