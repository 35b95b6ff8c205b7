/** What the server last said about the workspace, for every feature that shows it. */
import type { RootAttachments } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import type { LazyClient } from './lazy-client.ts';
import { isReading, type Phase } from './view-state.ts';

export class Attachments implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #client: LazyClient;
  readonly #subscription: vscode.Disposable;
  roots: RootAttachments[] = [];
  phase: Phase = 'starting';
  /** The user wants no reading for now. */
  paused = false;
  #asked = 0;

  constructor(client: LazyClient) {
    this.#client = client;
    client.onNotification('dmabuf/attachmentsChanged', () => void this.update());
    this.#subscription = client.onDidChangeState((state) => {
      this.paused = false;
      if (state === 'running') void this.update();
      else this.#show(state === 'starting' ? 'starting' : 'failed', []);
    });
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
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #show(phase: Phase, roots: RootAttachments[]): void {
    this.phase = phase;
    this.roots = roots;
    this.#changed.fire();
  }
}
