/** The server as it is shipped: bundled, in a folder of its own. Starts in a tenth of the time of its sources, and may keep what it reads. */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { makeFolder } from './folders.ts';

const BUILD = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
const DEADLINE_MS = 60_000;

let built: Promise<string> | undefined;

/** Folder with `server.js` and what belongs to it; the same for all tests of a file. `removeFolders` removes it. */
export function builtServer(): Promise<string> {
  built ??= make();
  return built;
}

async function make(): Promise<string> {
  // As beside dist/: without it, Node looks for one in every folder above.
  const folder = makeFolder({ 'package.json': '{}' });
  // In a process of its own, so that nothing of the bundler outlives it in the tests' process.
  await promisify(execFile)(process.execPath, [BUILD, '--server', folder], { timeout: DEADLINE_MS, killSignal: 'SIGKILL' });
  return folder;
}

/** `options` are Node's own, such as those of its permission model. */
export async function startBuilt(args: readonly string[], options: readonly string[] = []): Promise<ChildProcessWithoutNullStreams> {
  return spawn(process.execPath, [...options, join(await builtServer(), 'server.js'), ...args]);
}
