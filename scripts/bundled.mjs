/** `node scripts/bundled.mjs FILE …`: runs a long TypeScript program as one bundled file, which is markedly faster than its sources are. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [source, ...rest] = process.argv.slice(2);
if (source === undefined) {
  console.error('Name the program to run, such as test/proof/prove.ts.');
  process.exit(2);
}
// Beside its sources, so that what they find beside themselves is found.
const bundle = join(dirname(source), `bundled-${process.pid}.mjs`);
const own = (/** @type {string} */ name) => fileURLToPath(new URL(`../${name}/index.ts`, import.meta.url));
await build({
  entryPoints: [source],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  // Packages of this repository are sources as well.
  alias: { '@dmabuf-mapping/engine': own('engine'), '@dmabuf-mapping/workspace': own('workspace') },
  logLevel: 'error',
});
process.on('exit', () => rmSync(bundle, { force: true }));
process.exitCode = spawnSync(process.execPath, [bundle, ...rest], { stdio: 'inherit' }).status ?? 1;
