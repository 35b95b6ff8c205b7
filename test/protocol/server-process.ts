/** The server as a process, and a client on its standard streams. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { type ClientOptions, TestClient } from '../support/lsp-client.ts';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../..');

export function startProcess(args: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', join(REPOSITORY, 'server/main.ts'), ...args], { cwd: REPOSITORY });
}

export interface ServerProcess {
  client: TestClient;
  child: ChildProcessWithoutNullStreams;
  stop: () => void;
}

export function startServerProcess(options: ClientOptions): ServerProcess {
  const child = startProcess(['--stdio', '--no-cache']);
  child.stderr.pipe(process.stderr);
  const client = new TestClient(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), options);
  const stop = () => {
    client.dispose();
    child.kill();
  };
  return { client, child, stop };
}
