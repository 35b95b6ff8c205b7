/** A client that sends what it is told, byte for byte, and answers only what it is told to. For what no proper client does. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type Message, StreamMessageReader } from 'vscode-jsonrpc/node';
import { startBuilt } from '../support/built-server.ts';
import { within } from '../support/lsp-client.ts';

export interface Answer {
  id: number | string | null;
  result?: unknown;
  error?: { code: number; message: string };
}

export type Sent = Message & { id?: number; method?: string; params?: unknown };

/** What a client that keeps to the protocol answers to the server's requests. */
export const politely = (method: string): unknown => (method === 'workspace/configuration' ? [null, null] : null);

export class RawClient {
  readonly child: ChildProcessWithoutNullStreams;
  /** Everything that came, but for answers. */
  readonly told: Sent[] = [];
  readonly answers: Answer[] = [];
  /** What the server printed on standard error: nothing, as long as all goes well. */
  errors = '';
  #next = 0;
  #hasEnded = false;
  #wake: () => void = () => undefined;

  /** `answers`: what to answer to a request of the server; undefined for never. */
  constructor(child: ChildProcessWithoutNullStreams, answers: (method: string) => unknown = () => undefined) {
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    // All that it said has been read then.
    child.on('close', () => {
      this.#hasEnded = true;
      this.#wake();
    });
    // It may end while something is being written.
    child.stdin.on('error', () => undefined);
    new StreamMessageReader(child.stdout).listen((message) => {
      const sent = message as Sent;
      if (sent.method === undefined) this.answers.push(message as unknown as Answer);
      else this.told.push(sent);
      const result = sent.method !== undefined && sent.id !== undefined ? answers(sent.method) : undefined;
      if (result !== undefined) this.send({ id: sent.id, result });
      this.#wake();
    });
  }

  bytes(content: Uint8Array | string): void {
    this.child.stdin.write(content);
  }

  send(message: object): void {
    this.bytes(framed(JSON.stringify({ jsonrpc: '2.0', ...message })));
  }

  notify(method: string, params?: unknown): void {
    this.send({ method, params });
  }

  /** Sends a request; answers its id. */
  ask(method: string, params?: unknown): number {
    const id = ++this.#next;
    this.send({ id, method, params });
    return id;
  }

  async request(method: string, params?: unknown): Promise<Answer> {
    return this.answer(this.ask(method, params));
  }

  /** Waits for the answer to a request. */
  answer(id: number): Promise<Answer> {
    return this.until(`an answer to request ${id}`, () => this.answers.find((answer) => answer.id === id));
  }

  /** Throws when the server ends before, or after a minute. */
  async until<T>(what: string, find: () => T | undefined): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`no ${what}: the server has ended ${this.errors}`);
      const news = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await within(news, what, () => this.errors);
    }
  }

  async initialize(root: string | undefined, capabilities: object = {}): Promise<Answer> {
    const workspaceFolders = root === undefined ? null : [{ uri: root, name: 'tree' }];
    const answer = await this.request('initialize', { processId: null, rootUri: null, capabilities, workspaceFolders });
    this.notify('initialized', {});
    return answer;
  }

  /** Waits until the first folder has been read. */
  async untilRead(): Promise<void> {
    for (;;) {
      const { result } = await this.request('dmabuf/status');
      if ((result as { roots: { state: string }[] }).roots[0]?.state === 'ready') return;
      await turn();
    }
  }

  async exitCode(): Promise<number | null> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const [code] = await within(once(child, 'exit'), 'exit of the server', () => this.errors);
    return code as number | null;
  }
}

/** A message with its header. */
export function framed(body: string): Buffer {
  return Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** A server that ends with the test, at the latest. */
export async function startRaw(
  test: TestContext,
  answers?: (method: string) => unknown,
  args = ['--stdio', '--no-cache'],
): Promise<RawClient> {
  const child = await startBuilt(args);
  test.after(() => child.kill('SIGKILL'));
  return new RawClient(child, answers);
}
