/**
 * `npm run package`: builds, and makes the .vsix in dist/. Fails if vsce warns of anything, or if the package has 2 MB or more. vsce is fetched by
 * npx when it is needed, in one exact version: nothing else here depends on it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, root, runMain, Trouble } from './bootstrap.mjs';

const VSCE = '@vscode/vsce@3.9.2';
const MOST_BYTES = 2_000_000;

await runMain(async () => {
  ensurePackages();
  const { build } = await import('./build.mjs');
  await build({ dev: false });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const target = join('dist', `dmabuf-mapping-${version}.vsix`);
  const given = ['--yes', VSCE, 'package', '--no-dependencies', '--out', target];
  const { status, stdout, stderr } = spawnSync('npx', given, { cwd: root, encoding: 'utf8' });
  const said = `${stdout}${stderr}`;
  process.stdout.write(stdout);
  if (status !== 0) throw new Trouble(`vsce failed.\n${said}`);
  if (/\bWARNING\b/.test(said)) throw new Trouble(`vsce warns.\n${said}`);
  const { size } = statSync(join(root, target));
  if (size >= MOST_BYTES) throw new Trouble(`${target} has ${size} bytes; ${MOST_BYTES} are too many`);
  process.stdout.write(`${target}: ${size} bytes\n`);
  return 0;
});
