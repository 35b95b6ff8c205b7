/** A language client for tests: real protocol library, no editor. It waits for what it is told, never for time to pass. */
import { createMessageConnection, type MessageConnection, type MessageReader, type MessageWriter } from 'vscode-jsonrpc/node';
import {
  ApplyWorkspaceEditRequest,
  type ClientCapabilities,
  CodeLensRefreshRequest,
  ConfigurationRequest,
  type Diagnostic,
  DiagnosticRefreshRequest,
  type FileChangeType,
  type InitializeParams,
  type InitializeResult,
  InlayHintRefreshRequest,
  RegistrationRequest,
  SemanticTokensRefreshRequest,
  UnregistrationRequest,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver-protocol/node';

/** However long a loaded machine takes, something is broken after this. */
const DEADLINE_MS = 60_000;

export interface Received {
  method: string;
  params: unknown;
}

export interface ClientOptions {
  capabilities?: ClientCapabilities;
  folders?: { uri: string; name: string }[];
  initializationOptions?: unknown;
  /** Answers `workspace/configuration`, per scope URI. */
  configuration?: (scope: string) => unknown;
}

/** What most editors can do, with pushed diagnostics. */
export const PUSH_CLIENT: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, versionSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } },
      isPreferredSupport: true,
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
  window: { workDoneProgress: true },
  workspace: {
    workspaceFolders: true,
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    workspaceEdit: { documentChanges: true },
  },
};

/** The same, with pulled diagnostics. */
export const PULL_CLIENT: ClientCapabilities = {
  ...PUSH_CLIENT,
  textDocument: { ...PUSH_CLIENT.textDocument, diagnostic: { relatedInformation: true, codeDescriptionSupport: true } },
  workspace: { ...PUSH_CLIENT.workspace, diagnostics: { refreshSupport: true } },
};

export class TestClient {
  readonly connection: MessageConnection;
  /** Every notification and request of the server, in order. */
  readonly received: Received[] = [];
  configuration: (scope: string) => unknown;
  readonly #options: ClientOptions;
  readonly #listeners = new Set<() => void>();
  readonly #versions = new Map<string, number>();

  constructor(reader: MessageReader, writer: MessageWriter, options: ClientOptions) {
    this.#options = options;
    this.configuration = options.configuration ?? (() => null);
    this.connection = createMessageConnection(reader, writer);
    this.#answer(ConfigurationRequest.method, (params) =>
      (params as { items: { scopeUri?: string }[] }).items.map(({ scopeUri }) => this.configuration(scopeUri ?? '')),
    );
    const acknowledged = [
      RegistrationRequest,
      UnregistrationRequest,
      WorkDoneProgressCreateRequest,
      DiagnosticRefreshRequest,
      InlayHintRefreshRequest,
      CodeLensRefreshRequest,
      SemanticTokensRefreshRequest,
    ];
    for (const { method } of acknowledged) {
      this.#answer(method, () => null);
    }
    this.#answer(ApplyWorkspaceEditRequest.method, () => ({ applied: true }));
    this.connection.onNotification((method, params) => this.#note(method, params));
    this.connection.onUnhandledProgress((params) => this.#note('$/progress', params));
    this.connection.listen();
  }

  /** Does the handshake; answers what the server says it can do. */
  async start(): Promise<InitializeResult> {
    const params: InitializeParams = {
      processId: null,
      rootUri: null,
      capabilities: this.#options.capabilities ?? PUSH_CLIENT,
      workspaceFolders: this.#options.folders ?? null,
      initializationOptions: this.#options.initializationOptions,
    };
    const result = await this.request<InitializeResult>('initialize', params);
    await this.notify('initialized', {});
    return result;
  }

  request<R>(method: string, params?: unknown): Promise<R> {
    return within(this.connection.sendRequest<R>(method, params), `an answer to ${method}`);
  }

  notify(method: string, params?: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  open(uri: string, text: string, languageId = 'c'): Promise<void> {
    this.#versions.set(uri, 1);
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** Replaces the whole text, or one range of it. */
  change(
    uri: string,
    text: string,
    range?: { start: { line: number; character: number }; end: { line: number; character: number } },
  ): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    return this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [range ? { range, text } : { text }] });
  }

  close(uri: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  watched(...changes: { uri: string; type: FileChangeType }[]): Promise<void> {
    return this.notify('workspace/didChangeWatchedFiles', { changes });
  }

  /** Waits until `find` finds something in what has come and will come. */
  until<T>(what: string, find: (client: this) => T | undefined | false): Promise<T> {
    let stop = () => {};
    const found = new Promise<T>((resolve, reject) => {
      const look = () => {
        try {
          const result = find(this);
          if (result !== undefined && result !== false) resolve(result);
        } catch (error) {
          reject(error);
        }
      };
      this.#listeners.add(look);
      stop = () => this.#listeners.delete(look);
      look();
    });
    return within(found, what, () => JSON.stringify(this.received.slice(-12), undefined, 1)).finally(() => stop());
  }

  /** Waits for a message that comes from now on. */
  next<T = unknown>(method: string, matches: (params: T) => boolean = () => true): Promise<T> {
    const from = this.received.length;
    return this.until(
      `${method}`,
      () => this.received.slice(from).find((got) => got.method === method && matches(got.params as T))?.params as T,
    );
  }

  /** Diagnostics as last pushed for a file. */
  pushed(uri: string): Diagnostic[] | undefined {
    const last = this.received.findLast(
      ({ method, params }) => method === 'textDocument/publishDiagnostics' && (params as { uri: string }).uri === uri,
    );
    return (last?.params as { diagnostics: Diagnostic[] } | undefined)?.diagnostics;
  }

  untilPushed(uri: string, matches: (diagnostics: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    return this.until(`diagnostics of ${uri}`, () => {
      const diagnostics = this.pushed(uri);
      return diagnostics && matches(diagnostics) && diagnostics;
    });
  }

  /** Ended progress messages, as a sign that a folder has been read. */
  untilIndexed(times = 1): Promise<true> {
    return this.until(`${times} finished runs of indexing`, () => this.progress().filter(({ kind }) => kind === 'end').length >= times);
  }

  progress(): { kind: string; title?: string; message?: string; cancellable?: boolean }[] {
    return this.received
      .filter(({ method }) => method === '$/progress')
      .map(({ params }) => (params as { value: { kind: string; title?: string; message?: string; cancellable?: boolean } }).value);
  }

  logged(): string[] {
    return this.received
      .filter(({ method }) => method === 'window/logMessage')
      .map(({ params }) => (params as { message: string }).message);
  }

  dispose(): void {
    this.connection.dispose();
  }

  #answer(method: string, answer: (params: unknown) => unknown): void {
    this.connection.onRequest(method, (params: unknown) => {
      this.#note(method, params);
      return answer(params);
    });
  }

  #note(method: string, params: unknown): void {
    this.received.push({ method, params });
    for (const listener of this.#listeners) listener();
  }
}

/** Rejects with what was missed when the promise has not settled by the deadline. */
export async function within<T>(promise: Promise<T>, what: string, detail: () => string = () => ''): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${DEADLINE_MS} ms ${detail()}`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
