import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from './helpers.ts';

describe('the task', () => {
  it('checks the workspace, and its findings become problems', async () => {
    const [task, ...others] = await vscode.tasks.fetchTasks({ type: 'dmabuf-mapping' });
    assert.deepEqual([task?.name, others.length], ['check', 0]);
    const ended = new Promise<number | undefined>((resolve) => {
      const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== 'check') return;
        listener.dispose();
        resolve(exitCode);
      });
    });
    await vscode.tasks.executeTask(task!);
    assert.equal(await ended, 1, 'findings');
    const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'drivers/broken/list_length.c');
    // What the server finds has a link to its page; what the matcher reads has the bare code.
    const found = await eventually('the problem', () => vscode.languages.getDiagnostics(file).find(({ code }) => code === 'list-length'));
    assert.equal(found.range.start.line, 18);
  });
});
