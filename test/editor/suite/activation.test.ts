import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually, extensionId } from './helpers.ts';

describe('activation', () => {
  it('happens by itself on a kernel tree', async () => {
    await eventually('the extension to be active', () => vscode.extensions.getExtension(extensionId)?.isActive || undefined);
  });

  it('registers each command that the manifest declares', async () => {
    const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON;
    const declared: string[] = (manifest?.contributes?.commands ?? []).map(({ command }: { command: string }) => command);
    assert.ok(declared.length > 0, 'the manifest declares no command');
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      declared.filter((command) => !registered.includes(command)),
      [],
    );
  });
});
