/** The language server process. `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME` says how to talk to it. */
import { Console } from 'node:console';
import { openStore } from '@dmabuf-mapping/workspace';
import { createConnection } from 'vscode-languageserver/node';
import { cacheIn } from './cache-option.ts';
import { boundGarbage } from './garbage.ts';
import { type Connection, gatedConnection, startServer } from './index.ts';
import { nodeHost } from './node-host.ts';
import { VERSION } from './version.ts';
import { wholeMessages } from './whole-messages.ts';

const USAGE = 'usage: dmabuf-mapping-server (--stdio | --node-ipc | --socket=PORT | --pipe=NAME) [--cache=FOLDER | --no-cache]';

function connect(args: readonly string[]): Connection | undefined {
  try {
    if (!args.includes('--stdio')) return createConnection(gatedConnection());
    // What a library has to say must not get between the messages.
    globalThis.console = new Console(process.stderr);
    return createConnection(process.stdin, wholeMessages(process.stdout), gatedConnection());
  } catch {
    return undefined;
  }
}

/**
 * Runs the server by its arguments, until its client is gone. `keepCode` keeps what was compiled for the next start; it takes some hundredths of a
 * second.
 */
export function run(args: readonly string[], keepCode?: () => void): void {
  if (args.includes('--version')) {
    process.stdout.write(`${VERSION}\n`);
    return;
  }
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const connection = connect(args);
  if (!connection) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  // An editor would rather have a server with a bug than none; standard error ends up in its log.
  process.on('uncaughtException', (error) => process.stderr.write(`${error.stack ?? error.message}\n`));
  process.on('unhandledRejection', (reason) => process.stderr.write(`${reason instanceof Error ? reason.stack : String(reason)}\n`));
  boundGarbage();
  const cache = cacheIn(args);
  startServer(connection, nodeHost({ store: cache === undefined ? undefined : openStore(cache), keepCode }));
}
