/**
 * Makes ready what the editor suite runs on: its bundle, the extension as it is shipped, and a copy of the demo workspace that tests may
 * change. As a script it does so for the launch configuration "Extension tests".
 */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from '../../scripts/bootstrap.mjs';
import { nodeBundle } from '../../scripts/build.mjs';
import { stage } from '../../scripts/stage.mjs';

/** Absolute paths. */
export interface Prepared {
  extension: string;
  tests: string;
}

/** Bundles the suite and stages the extension; dist/ has to be built. Throws if a test file does not compile. */
export async function prepare(): Promise<Prepared> {
  const out = join(root, 'out/editor-tests');
  rmSync(out, { recursive: true, force: true });
  // mocha is left to node_modules: the suite has to use the very instance that runs it.
  await build({
    ...nodeBundle({ dev: true }),
    entryPoints: ['test/editor/suite/*.ts'],
    outdir: out,
    external: ['vscode', 'mocha'],
  });
  const extension = join(out, 'extension');
  stage(extension);
  return { extension, tests: join(out, 'index.js') };
}

/** Copies the demo workspace to `folder`, which must not exist. */
export function copyWorkspace(folder: string): void {
  mkdirSync(join(folder, '..'), { recursive: true });
  cpSync(join(root, 'test/fixtures/minikernel'), folder, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await prepare();
  copyWorkspace(join(root, 'out/editor-tests/minikernel'));
}
