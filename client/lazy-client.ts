/**
 * The client of the language server as features use it. The library behind it takes longer to load than all else here together, so it is loaded when the
 * extension is active already.
 */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';

export type ServerState = 'starting' | 'running' | 'stopped';

type Edit = Parameters<LanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];

export class LazyClient {
  readonly outputChannel: vscode.LogOutputChannel;
  readonly #context: vscode.ExtensionContext;
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly onDidChangeState = this.#stateChanged.event;
  readonly #handlers: [method: string, handler: () => void][] = [];
  #loaded: Promise<LanguageClient> | undefined;

  /** Does nothing yet. */
  constructor(context: vscode.ExtensionContext, outputChannel: vscode.LogOutputChannel) {
    this.#context = context;
    this.outputChannel = outputChannel;
  }

  /** Starts the server. Rejects if it does not come up. */
  async start(): Promise<void> {
    await (await this.#client()).start();
  }

  async restart(): Promise<void> {
    await (await this.#client()).restart();
  }

  /** Rejects if the server does not run, or answers with an error. */
  async sendRequest<T>(method: string, parameters?: unknown, token?: vscode.CancellationToken): Promise<T> {
    const client = await this.#client();
    // The library takes every argument that is no token for a parameter, `undefined` too.
    if (parameters === undefined) return client.sendRequest<T>(method);
    return token ? client.sendRequest<T>(method, parameters, token) : client.sendRequest<T>(method, parameters);
  }

  /** For a notification without parameters. To be called before `start`. */
  onNotification(method: string, handler: () => void): void {
    this.#handlers.push([method, handler]);
  }

  /** An edit of the protocol as one of the editor. */
  async asWorkspaceEdit(edit: Edit): Promise<vscode.WorkspaceEdit | undefined> {
    return (await this.#client()).protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  /** Stops the server, if there is one. */
  async dispose(): Promise<void> {
    await (await this.#loaded)?.dispose();
    this.#stateChanged.dispose();
  }

  #client(): Promise<LanguageClient> {
    this.#loaded ??= this.#load();
    return this.#loaded;
  }

  async #load(): Promise<LanguageClient> {
    const { createClient } = await import('./language-client.ts');
    const client = createClient(this.#context, this.outputChannel, (state) => this.#stateChanged.fire(state));
    for (const [method, handler] of this.#handlers) client.onNotification(method, handler);
    return client;
  }
}
