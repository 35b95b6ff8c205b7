/** The library's client, as this extension configures it. Only lazy-client.ts loads this module. */
import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn, State, TransportKind } from 'vscode-languageclient/node';
import { ADDITIVE, COMMANDS, KNOWN_COMMANDS } from './annotations.ts';
import { DOCUMENTS } from './documents.ts';
import type { ServerState } from './lazy-client.ts';
import { serverArguments, serverEnvironment } from './server-process.ts';

/** Not started yet. `changed` hears of every new state. */
export function createClient(
  context: vscode.ExtensionContext,
  outputChannel: vscode.LogOutputChannel,
  changed: (state: ServerState) => void,
): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  const args = [`--cache=${vscode.Uri.joinPath(context.globalStorageUri, 'trees').fsPath}`];
  // The id is also the settings section in which the client looks for `trace.server`.
  const client = new LanguageClient(
    'dmabufMapping',
    'DMA-BUF Mapping',
    {
      run: { module, transport: TransportKind.ipc, args, options: { execArgv: [...serverArguments], env: serverEnvironment } },
      debug: { module, transport: TransportKind.ipc, args, options: { execArgv: ['--nolazy', '--inspect=6019'], env: serverEnvironment } },
    },
    {
      documentSelector: DOCUMENTS,
      outputChannel,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticPullOptions: { onChange: true, onTabs: true },
      middleware: ADDITIVE,
      markdown: { isTrusted: { enabledCommands: COMMANDS } },
    },
  );
  client.registerFeature(KNOWN_COMMANDS);
  client.onDidChangeState(({ newState }) =>
    changed(newState === State.Running ? 'running' : newState === State.Starting ? 'starting' : 'stopped'),
  );
  return client;
}
