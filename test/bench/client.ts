/** A language server as a process, and what a benchmark asks of it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';

export interface Position {
  line: number;
  character: number;
}

export class Server {
  readonly started = performance.now();
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #connection: MessageConnection;
  readonly #versions = new Map<string, number>();
  #published: (() => void) | undefined;

  constructor(command: readonly string[], directory: string, environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(command[0]!, command.slice(1), { cwd: directory, env: { ...process.env, ...environment } });
    this.#child.stderr.resume();
    const { stdout, stdin } = this.#child;
    const connection = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.#connection = connection;
    connection.onRequest('window/workDoneProgress/create', () => null);
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
    connection.onNotification('textDocument/publishDiagnostics', () => this.#published?.());
    connection.listen();
  }

  async initialize(root: string, capabilities: object): Promise<void> {
    const uri = pathToFileURL(root).href;
    await this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'tree' }],
      capabilities: { textDocument: { hover: { contentFormat: ['markdown'] } }, workspace: { workspaceFolders: true }, ...capabilities },
    });
    await this.#connection.sendNotification('initialized', {});
  }

  request<R>(method: string, params?: object): Promise<R> {
    return params === undefined ? this.#connection.sendRequest<R>(method) : this.#connection.sendRequest<R>(method, params);
  }

  async open(path: string, text: string): Promise<string> {
    const uri = pathToFileURL(path).href;
    this.#versions.set(uri, 1);
    await this.#connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
    return uri;
  }

  async insert(uri: string, position: Position, text: string): Promise<void> {
    const version = (this.#versions.get(uri) ?? 0) + 1;
    this.#versions.set(uri, version);
    const contentChanges = [{ range: { start: position, end: position }, text }];
    await this.#connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  hover(uri: string, position: Position): Promise<object | null> {
    return this.request('textDocument/hover', { textDocument: { uri }, position });
  }

  /** The time at which a hover on an attach call first answers for the whole tree. */
  async answered(uri: string, position: Position): Promise<number> {
    for (;;) {
      const text = JSON.stringify(await this.hover(uri, position));
      if (/exporters/.test(text) && !/still being read/.test(text)) return performance.now();
      await new Promise((next) => setTimeout(next, 2));
    }
  }

  /** Settles when diagnostics are published next. */
  published(): Promise<void> {
    return new Promise((resolve) => {
      this.#published = resolve;
    });
  }

  /** Megabytes in memory now; undefined where the system does not tell. */
  get resident(): number | undefined {
    try {
      const [, kilobytes] = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8')) ?? [];
      return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
    } catch {
      return undefined;
    }
  }

  dispose(): void {
    this.#connection.dispose();
    this.#child.kill('SIGKILL');
  }
}

/** Where, of `text`, a piece begins. Throws if it is not there. */
export function positionOf(text: string, piece: string): Position {
  const offset = text.lastIndexOf(piece);
  if (offset < 0) throw new Error(`not in the file: ${piece}`);
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

/** Milliseconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
