/** Entry of the language server process. `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME` says how to talk to it. */
import { cacheFolder, type MemoryStore, openStore } from '@dmabuf-mapping/workspace';
import { createConnection } from 'vscode-languageserver/node';
import { boundGarbage } from './garbage.ts';
import { type Connection, gatedConnection, startServer } from './index.ts';
import { nodeHost } from './node-host.ts';
import { VERSION } from './version.ts';

const USAGE = 'usage: dmabuf-mapping-server (--stdio | --node-ipc | --socket=PORT | --pipe=NAME) [--cache=FOLDER | --no-cache]';

function connect(): Connection | undefined {
  try {
    return createConnection(gatedConnection());
  } catch {
    return undefined;
  }
}

/** Where to keep what was read, for the next start. */
function storeFor(args: readonly string[]): MemoryStore | undefined {
  if (args.includes('--no-cache')) return undefined;
  return openStore(args.find((arg) => arg.startsWith('--cache='))?.slice('--cache='.length) || cacheFolder());
}

function main(args: string[]): void {
  if (args.includes('--version')) {
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const connection = connect();
  if (!connection) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  // An editor would rather have a server with a bug than none; standard error ends up in its log.
  process.on('uncaughtException', (error) => process.stderr.write(`${error.stack ?? error.message}\n`));
  process.on('unhandledRejection', (reason) => process.stderr.write(`${reason instanceof Error ? reason.stack : String(reason)}\n`));
  boundGarbage();
  startServer(connection, nodeHost({ store: storeFor(args) }));
}

main(process.argv.slice(2));
