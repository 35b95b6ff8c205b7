/** The extension: starts the language server and shows what it says. */
import * as vscode from 'vscode';
import { LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import * as addType from './add-type.ts';
import { ADDITIVE, COMMANDS, KNOWN_COMMANDS } from './annotations.ts';
import * as assumptions from './assumptions.ts';
import { Attachments } from './attachments.ts';
import * as attachmentsView from './attachments-view.ts';
import * as builtIn from './built-in.ts';
import * as checkTask from './check-task.ts';
import * as counterparts from './counterparts.ts';
import { DOCUMENTS } from './documents.ts';
import * as explain from './explain.ts';
import * as matrix from './matrix.ts';
import * as openLocation from './open-location.ts';
import * as serverCommands from './server-commands.ts';
import * as statusDocument from './status-document.ts';
import * as statusItem from './status-item.ts';

let running: LanguageClient | undefined;

/** Called by the editor. Returns at once; the server starts afterwards. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('DMA-BUF Mapping', { log: true });
  const client = createClient(context, output);
  const attachments = new Attachments(client);
  context.subscriptions.push(output, attachments);

  openLocation.activate(context);
  builtIn.activate(context, client);
  checkTask.activate(context);
  serverCommands.activate(context, client, attachments);
  attachmentsView.activate(context, client, attachments);
  statusItem.activate(context, attachments);
  statusDocument.activate(context, client);
  explain.activate(context, client, attachments);
  assumptions.activate(context, client, attachments);
  addType.activate(context, client);
  matrix.activate(context, client, attachments);
  counterparts.activate(context, client);

  running = client;
  setImmediate(() => {
    // A failure is shown by the view and the status item, which offer the restart.
    client.start().catch((error) => output.error(`The server did not start: ${String(error)}`));
  });
}

/** Called by the editor when it closes. */
export async function deactivate(): Promise<void> {
  await running?.dispose();
  running = undefined;
}

function createClient(context: vscode.ExtensionContext, outputChannel: vscode.LogOutputChannel): LanguageClient {
  const module = context.asAbsolutePath('dist/server.js');
  const args = [`--cache=${vscode.Uri.joinPath(context.globalStorageUri, 'trees').fsPath}`];
  // The id is also the settings section in which the client looks for `trace.server`.
  const client = new LanguageClient(
    'dmabufMapping',
    'DMA-BUF Mapping',
    {
      run: { module, transport: TransportKind.ipc, args },
      debug: { module, transport: TransportKind.ipc, args, options: { execArgv: ['--nolazy', '--inspect=6019'] } },
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
  return client;
}
