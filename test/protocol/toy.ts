/** Server and client in one process, over streams, on the toy host. */
import { PassThrough } from 'node:stream';
import type { TestContext } from 'node:test';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { createConnection, StreamMessageReader as ServerReader, StreamMessageWriter as ServerWriter } from 'vscode-languageserver/node';
import { Project } from '../../engine/project.ts';
import { gatedConnection, startServer } from '../../server/index.ts';
import { type ClientOptions, TestClient } from '../support/lsp-client.ts';
import { sharedFiles, sharedParser } from '../support/small-project.ts';
import { type ToyHost, toyHost } from '../support/toy-host.ts';

export const ROOT = { uri: 'file:///tree', name: 'tree' };
export const A = 'file:///tree/a.c';
export const B = 'file:///tree/sub/b.h';

export interface Toy {
  client: TestClient;
  host: ToyHost;
}

/** A server on `files` (by absolute path), not yet initialised. Ends with the test. */
export function connectToy(test: TestContext, files: Record<string, string>, options: ClientOptions = {}, host = toyHost(files)): Toy {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(createConnection(new ServerReader(toServer), new ServerWriter(toClient), gatedConnection()), host);
  const client = new TestClient(new StreamMessageReader(toClient), new StreamMessageWriter(toServer), { folders: [ROOT], ...options });
  test.after(async () => {
    await client.request('shutdown').catch(() => undefined);
    client.dispose();
  });
  return { client, host };
}

/** The same, with the folders read. */
export async function startToy(test: TestContext, files: Record<string, string>, options: ClientOptions = {}): Promise<Toy> {
  const toy = connectToy(test, files, options);
  await toy.client.start();
  await toy.client.untilIndexed(options.folders?.length ?? 1);
  return toy;
}

/** With mocked timers: lets everything that the server put off happen now, and its messages arrive. */
export async function passTime(test: TestContext, client: TestClient): Promise<void> {
  await client.request('no/suchRequest').catch(() => undefined);
  test.mock.timers.tick(2000);
  for (let i = 0; i < 5; i++) await client.request('no/suchRequest').catch(() => undefined);
}

/** The same with the real engine, over the headers and core of the miniature kernel; `files` are named below the root. */
export async function startSmall(test: TestContext, files: Record<string, string>, options: ClientOptions = {}): Promise<TestClient> {
  const parser = await sharedParser();
  const all = [...sharedFiles(), ...Object.entries(files).map(([path, text]) => ({ path, text }))];
  const disk = Object.fromEntries(all.map(({ path, text }) => [`/tree/${path}`, text]));
  const host = { ...toyHost(disk), createProject: async () => new Project(parser) };
  const { client } = connectToy(test, {}, options, host);
  await client.start();
  await client.untilIndexed();
  return client;
}
