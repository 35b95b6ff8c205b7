/** `npm run screenshots`: builds, and takes the pictures of docs/images in a real VS Code, by the tour that the suite `ui` tests. */
import { spawnSync } from 'node:child_process';
import { ensurePackages, root, runMain } from './bootstrap.mjs';

await runMain(async () => {
  ensurePackages();
  const { build } = await import('./build.mjs');
  await build({ dev: false });
  const env = { ...process.env, SCREENSHOTS: 'docs/images' };
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--test', 'test/ui/tour.test.ts', 'test/ui/matrix.test.ts'], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  return status ?? 3;
});
