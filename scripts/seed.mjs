/** `npm run seed`: seeded defects as one bundled file, which runs markedly faster than its sources do. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = new URL('../test/seeded/', import.meta.url);
// Beside its sources, so that what they find beside themselves is found.
const bundle = fileURLToPath(new URL(`bundled-${process.pid}.mjs`, folder));
await build({
  entryPoints: [fileURLToPath(new URL('main.ts', folder))],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});
process.on('exit', () => rmSync(bundle, { force: true }));
process.exitCode = spawnSync(process.execPath, [bundle, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
