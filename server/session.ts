/** What the features of one running server share. */
import type { _Connection, CancellationToken, Emitter } from 'vscode-languageserver';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Calm } from './calm.ts';
import type { ClientAbilities } from './client-abilities.ts';
import { type Folder, turn } from './folder.ts';
import type { Folders } from './folders.ts';
import type { Host } from './host.ts';
import type { Indexer } from './indexing.ts';
import type { Keeper } from './keeping.ts';
import type { OpenDocuments } from './open-documents.ts';
import type { SettingsStore } from './settings.ts';
import { Timings } from './timings.ts';

export type Connection = _Connection;

export interface Session {
  readonly connection: Connection;
  readonly host: Host;
  readonly documents: OpenDocuments;
  readonly folders: Folders;
  readonly settings: SettingsStore;
  readonly indexer: Indexer;
  readonly keeper: Keeper;
  /** Fires when a text, a folder or a setting changed, and when indexing starts or ends. */
  readonly changed: Emitter<void>;
  /** Fires when a folder was read: the source trees inside that are folders from now on, and those that no longer are. */
  readonly nested: Emitter<{ added: Folder[]; removed: Folder[] }>;
  /** Fires once, when the server goes down. */
  readonly closed: Emitter<void>;
  /** Known from `initialize` on; before it, a client that can do nothing. */
  abilities: ClientAbilities;
  readonly failures: Failures;
}

/** Requests that wait for news as long as there are none. */
const WAITING: ReadonlySet<string> = new Set(['workspace diagnostics']);

/** Says each distinct failure once, with an id to quote, and keeps how long handlers take, and whether any is at work. */
export class Failures {
  readonly timings = new Timings();
  readonly calm: Calm;
  readonly #seen = new Set<string>();
  readonly #say: (message: string) => void;

  constructor(say: (message: string) => void, calm: Calm) {
    this.#say = say;
    this.calm = calm;
  }

  report(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const key = `${what}\n${text}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#say(`[E${this.#seen.size}] ${what} failed: ${text}`);
  }
}

/**
 * A request handler that cannot bring the server down: a cancelled request is answered as such, a failure is logged and answered with `otherwise`.
 */
export function guarded<P, R, F>(
  failures: Failures,
  name: string,
  otherwise: F,
  handler: (params: P, token: CancellationToken) => R | Promise<R>,
): (params: P, token: CancellationToken) => Promise<R | F> {
  const answer = async (...given: unknown[]): Promise<R | F> => {
    // Of a request without params the protocol library hands over the token alone.
    const [params, token] = (given.length > 1 ? given : [undefined, ...given]) as [P, CancellationToken];
    const start = performance.now();
    await turn();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    try {
      return await handler(params, token);
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      failures.report(name, error);
      return otherwise;
    } finally {
      if (!WAITING.has(name)) failures.timings.note(name, performance.now() - start);
    }
  };
  return WAITING.has(name) ? answer : (...given: unknown[]) => failures.calm.during(() => answer(...given));
}
