/** Runs inside of VS Code, for editor.ts: writes milliseconds into the file that BENCH_REPORT names. */
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** With BENCH_FILE and BENCH_CALL: the time of the first hover on that call. Without: that of activating. */
export async function run(): Promise<void> {
  const { BENCH_REPORT = '', BENCH_FILE, BENCH_CALL = '' } = process.env;
  writeFileSync(BENCH_REPORT, String(BENCH_FILE === undefined ? await activation() : await firstHover(BENCH_FILE, BENCH_CALL)));
}

async function activation(): Promise<number> {
  const extension = vscode.extensions.getExtension('dmabuf-mapping.dmabuf-mapping');
  if (!extension || extension.isActive) throw new Error('the extension is not there, or active already');
  const start = performance.now();
  await extension.activate();
  return performance.now() - start;
}

async function firstHover(file: string, call: string): Promise<number> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error('no folder is open');
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
  await vscode.window.showTextDocument(document);
  const place = document.positionAt(document.getText().indexOf(call) + 1);
  for (;;) {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, place);
    const said = hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');
    if (/exporters/.test(said) && !/still being read/.test(said)) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
