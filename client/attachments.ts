/** What the server last said about the workspace, for every feature that shows it. */
import type { RootAttachments } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { isReading, type Phase } from './view-state.ts';

export class Attachments implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #client: LanguageClient;
  readonly #subscriptions: vscode.Disposable[];
  roots: RootAttachments[] = [];
  phase: Phase = 'starting';
  /** The user wants no reading for now. */
  paused = false;
  #asked = 0;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.#subscriptions = [
      client.onNotification('dmabuf/attachmentsChanged', () => void this.update()),
      client.onDidChangeState(({ newState }) => {
        this.paused = false;
        if (newState === State.Running) void this.update();
        else this.#show(newState === State.Starting ? 'starting' : 'failed', []);
      }),
    ];
  }

  /** Asks the server again. Never rejects. */
  async update(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const roots = await this.#client.sendRequest<RootAttachments[] | null>('dmabuf/attachments');
      if (asked === this.#asked && roots) this.#show('ready', roots);
    } catch (error) {
      this.#client.outputChannel.warn(`Asking for the attachments failed: ${String(error)}`);
    }
  }

  get busy(): boolean {
    return this.phase === 'starting' || isReading(this.roots);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #show(phase: Phase, roots: RootAttachments[]): void {
    this.phase = phase;
    this.roots = roots;
    this.#changed.fire();
  }
}
