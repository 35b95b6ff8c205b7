/** The files of the built-in model as read-only documents, and the URI of any location. */
import type { Location } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import type { LazyClient } from './lazy-client.ts';
import { isBuiltIn } from './rows.ts';

const SCHEME = 'dmabuf-mapping-model';

export function activate(context: vscode.ExtensionContext, client: LazyClient): void {
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async ({ query: file }) =>
        (await client.sendRequest<string | null>('dmabuf/builtInText', { file })) ??
        `${vscode.l10n.t('This file is not part of the built-in model.')}\n`,
    }),
  );
}

/** Where a location is to be opened: in a workspace folder, or in the built-in model. */
export function uriOf(root: vscode.Uri, { file }: Location): vscode.Uri {
  if (!isBuiltIn({ file })) return vscode.Uri.joinPath(root, file);
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/^model:/, '');
  return vscode.Uri.from({ scheme: SCHEME, path: `/built-in/${name}`, query: file });
}
