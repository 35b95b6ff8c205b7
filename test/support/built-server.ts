/** The server as it is shipped: bundled, in a folder of its own. Starts in a tenth of the time of its sources, and may keep what it reads. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { buildPage, buildServer } from '../../scripts/build.mjs';
import { makeFolder } from './folders.ts';
import { within } from './lsp-client.ts';

let built: Promise<string> | undefined;

/** Folder with `server.js` and what belongs to it; the same for all tests of a file. `removeFolders` removes it. */
export function builtServer(): Promise<string> {
  built ??= within(make(), 'bundle of the server');
  return built;
}

async function make(): Promise<string> {
  // As beside dist/: without it, Node looks for one in every folder above.
  const folder = makeFolder({ 'package.json': '{}' });
  await Promise.all([buildPage({ dev: false, folder }), ...buildServer(folder, { dev: false })]);
  return folder;
}

/** `options` are Node's own, such as those of its permission model. */
export async function startBuilt(args: readonly string[], options: readonly string[] = []): Promise<ChildProcessWithoutNullStreams> {
  return spawn(process.execPath, [...options, join(await builtServer(), 'server.js'), ...args]);
}
