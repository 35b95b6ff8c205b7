/** Entry of the language server process. `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME` says how to talk to it. */
import { createConnection } from 'vscode-languageserver/node';
import { type Connection, startServer } from './index.ts';
import { nodeHost } from './node-host.ts';
import { VERSION } from './version.ts';

const USAGE = 'usage: dmabuf-mapping-server --stdio | --node-ipc | --socket=PORT | --pipe=NAME';

function connect(): Connection | undefined {
  try {
    return createConnection();
  } catch {
    return undefined;
  }
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
  startServer(connection, nodeHost());
}

main(process.argv.slice(2));
