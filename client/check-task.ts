/** Tasks of type `dmabuf-mapping`: the command line's `check` over a workspace folder, with its problems in the list. */
import * as vscode from 'vscode';

const TYPE = 'dmabuf-mapping';

interface CheckTask extends vscode.TaskDefinition {
  paths?: string[];
  arguments?: string[];
}

export function activate(context: vscode.ExtensionContext): void {
  const cli = context.asAbsolutePath('dist/cli.js');
  const provider: vscode.TaskProvider = {
    provideTasks: () => (vscode.workspace.workspaceFolders ?? []).map((folder) => checkTask(cli, { type: TYPE }, folder)),
    resolveTask: ({ definition, scope }) => (typeof scope === 'object' ? checkTask(cli, definition as CheckTask, scope) : undefined),
  };
  context.subscriptions.push(vscode.tasks.registerTaskProvider(TYPE, provider));
}

/** Paths are told relative to the folder, which therefore counts as the top of the tree. */
function checkTask(cli: string, definition: CheckTask, folder: vscode.WorkspaceFolder): vscode.Task {
  const given = [cli, 'check', '--root', '.', ...(definition.arguments ?? []), ...(definition.paths ?? ['.'])];
  // The editor's own executable is Node if this variable says so.
  const execution = new vscode.ProcessExecution(process.execPath, given, { cwd: folder.uri.fsPath, env: { ELECTRON_RUN_AS_NODE: '1' } });
  const task = new vscode.Task(definition, folder, 'check', TYPE, execution, '$dmabuf-mapping');
  task.detail = vscode.l10n.t('Report what is wrong or can never work in DMA-buf mappings');
  task.group = vscode.TaskGroup.Test;
  return task;
}
