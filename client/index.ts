/** The extension: starts the language server and shows what it says. */
import * as vscode from 'vscode';
import * as addType from './add-type.ts';
import * as assumptions from './assumptions.ts';
import { Attachments } from './attachments.ts';
import * as attachmentsView from './attachments-view.ts';
import * as builtIn from './built-in.ts';
import * as checkTask from './check-task.ts';
import * as counterparts from './counterparts.ts';
import * as explain from './explain.ts';
import { LazyClient } from './lazy-client.ts';
import * as matrix from './matrix.ts';
import * as openLocation from './open-location.ts';
import * as serverCommands from './server-commands.ts';
import * as statusDocument from './status-document.ts';
import * as statusItem from './status-item.ts';

let running: LazyClient | undefined;

/** Called by the editor. Returns at once; the server starts afterwards. */
export function activate(context: vscode.ExtensionContext): void {
  const output = vscode.window.createOutputChannel('DMA-BUF Mapping', { log: true });
  const client = new LazyClient(context, output);
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
