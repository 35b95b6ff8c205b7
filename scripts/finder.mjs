/**
 * Writes engine/prefilter/finder-code.ts from finder.wat. `node scripts/finder.mjs`; a test fails when the two differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import initialize from 'wabt';
import { root } from './bootstrap.mjs';

const folder = join(root, 'engine/prefilter');

/** The text of finder-code.ts as it follows from finder.wat. Throws with the place if that is no WebAssembly. */
export async function finderCode() {
  const wabt = await initialize();
  const module = wabt.parseWat('finder.wat', readFileSync(join(folder, 'finder.wat')), { simd: true });
  module.validate();
  const { buffer } = module.toBinary({});
  const base64 = Buffer.from(buffer).toString('base64');
  return `/** Made from finder.wat by \`node scripts/finder.mjs\`. */\nexport const FINDER_CODE =\n  '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(folder, 'finder-code.ts'), await finderCode());
