/** The extension as it is shipped, as a folder. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './bootstrap.mjs';

/**
 * The files and folders that .vscodeignore lets into the package, relative to the repository.
 * @returns {string[]}
 */
export function shipped() {
  const lines = readFileSync(join(root, '.vscodeignore'), 'utf8').split('\n');
  return lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1).replace(/\/\*\*$/, ''));
}

/**
 * Makes `folder` an unpacked copy of the extension; what was there before goes away. dist/ has to be built. It is a copy and not a link,
 * because VS Code deletes the folder of an extension that its user uninstalls.
 * @param {string} folder absolute path
 */
export function stage(folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const name of shipped()) {
    const from = join(root, name);
    if (!existsSync(from)) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(from, join(folder, name), { recursive: true });
  }
}

/**
 * Stages into a folder of installed extensions, under the name VS Code expects there.
 * @param {string} extensions absolute path
 */
export function stageInto(extensions) {
  const { publisher, name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  stage(join(extensions, `${publisher}.${name}-${version}`));
}
