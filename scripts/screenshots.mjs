/** `npm run screenshots`: builds, and takes the pictures of docs/images in a real VS Code, by the tours that the suite `ui` tests. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '../test/host/host.mjs';
import { ensurePackages, root, runMain } from './bootstrap.mjs';
import { draw } from './drawing.mjs';

const TOURS = ['tour', 'guide', 'matrix'];

await runMain(async () => {
  ensurePackages();
  const { build } = await import('./build.mjs');
  await build({ dev: false });
  const taken = mkdtempSync(join(tmpdir(), 'dmabuf-pictures-'));
  try {
    const env = { ...process.env, SCREENSHOTS: taken };
    const files = TOURS.map((name) => `test/ui/${name}.test.ts`);
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--test', ...files], { cwd: root, env, stdio: 'inherit' });
    if (status !== 0) return status ?? 3;
    const browser = await launchBrowser();
    const page = await browser.newPage();
    for (const name of readdirSync(taken)) await draw(page, join(taken, name), join(root, 'docs/images', name));
    await browser.close();
    return 0;
  } finally {
    rmSync(taken, { recursive: true });
  }
});
