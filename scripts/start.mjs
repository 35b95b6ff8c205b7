/**
 * `npm start -- [folder]`: builds, and opens VS Code on the folder with this extension: the desktop `code` if there is one, else a
 * code-server whose address is printed. Without a folder it is the demo workspace.
 */
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensurePackages, findOnPath, root, runMain, Trouble } from './bootstrap.mjs';

await runMain(async () => {
  const folder = chosenFolder();
  ensurePackages();
  const { build } = await import('./build.mjs');
  await build({ dev: true });

  const desktop = findOnPath('code');
  if (desktop) {
    const { status } = spawnSync(desktop, [`--extensionDevelopmentPath=${root}`, folder], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    return status ?? 3;
  }
  return await serve(folder);
});

/** npm runs scripts in the repository; what a person typed is relative to where they were. */
function chosenFolder() {
  const [argument, ...rest] = process.argv.slice(2);
  if (rest.length > 0 || argument?.startsWith('-')) throw new Trouble('Usage: npm start -- [folder]');
  const folder = argument === undefined ? join(root, 'test/fixtures/minikernel') : resolve(process.env.INIT_CWD ?? '.', argument);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Trouble(`There is no folder ${folder}.`);
  return folder;
}

/** @param {string} folder */
async function serve(folder) {
  const { startServer } = await import('../test/host/host.mjs');
  const { stageInto } = await import('./stage.mjs');
  const server = await startServer({ extensions: stageInto, home: homedir() });
  console.log(
    `\nVS Code with DMA-BUF Mapping:\n\n  ${server.url}/?${new URLSearchParams({ folder })}\n\nOpen it in a browser on this machine. Ctrl+C ends it.`,
  );
  const code = await server.exited;
  console.error(`code-server ended by itself (${code}).\n${server.log()}`);
  server.stop();
  return 3;
}
