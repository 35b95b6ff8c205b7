/** What the editor tests share: the demo workspace's files, and asking until an answer is there. */
import * as vscode from 'vscode';

/** Id of the extension that is tested. */
export const extensionId = 'dmabuf-mapping.dmabuf-mapping';

/**
 * Asks until the answer is not undefined, and answers it. Throws, naming `what` was waited for, after 15 seconds.
 */
export async function eventually<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 15_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Opens a file of the workspace in an editor. */
export async function open(path: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('No folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** The place of the `nth` occurrence (from 0) of `text`. */
export function placeOf(document: vscode.TextDocument, text: string, nth = 0): vscode.Position {
  let offset = -1;
  for (let seen = 0; seen <= nth; seen++) {
    offset = document.getText().indexOf(text, offset + 1);
    if (offset < 0) throw new Error(`${document.fileName} has no ${text}`);
  }
  return document.positionAt(offset);
}

/** The text of our hover at a place: the one hover that speaks of mapping types. Undefined if there is none. */
export async function hoverAt(document: vscode.TextDocument, place: vscode.Position): Promise<string | undefined> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, place);
  const text = hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n\n');
  return text === '' ? undefined : text;
}

/** Our findings in a document. */
export function findings(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'dma-buf');
}

/** The rule of a finding. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

/** Replaces text in an open document without saving it. */
export async function replace(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The edit was refused');
}

/** Puts the document back to what is on disk. */
export async function revert(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}
