/** The server as a process, and a client on its standard streams. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { type ClientOptions, TestClient } from '../support/lsp-client.ts';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** `imports` are modules that Node loads before the server. */
export function startProcess(args: string[], imports: readonly string[] = []): ChildProcessWithoutNullStreams {
  const before = ['tsx', ...imports].flatMap((each) => ['--import', each]);
  return spawn(process.execPath, [...before, join(REPOSITORY, 'server/main.ts'), ...args], { cwd: REPOSITORY });
}

export interface ServerProcess {
  client: TestClient;
  child: ChildProcessWithoutNullStreams;
  stop: () => void;
}

export function startServerProcess(options: ClientOptions, imports?: readonly string[]): ServerProcess {
  const child = startProcess(['--stdio', '--no-cache'], imports);
  child.stderr.pipe(process.stderr);
  const client = new TestClient(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), options);
  const stop = () => {
    client.dispose();
    child.kill();
  };
  return { client, child, stop };
}
