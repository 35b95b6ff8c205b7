/** The licences of the packages whose code is inside of the bundles. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './bootstrap.mjs';

/**
 * One text for all of them, by name. Throws for a package without a licence file.
 * @param {Iterable<string>} files the bundled files, relative to the repository or absolute
 * @returns {string}
 */
export function licenseText(files) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const folder of new Set([...files].flatMap((file) => packageOf(file) ?? []))) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
    if (!file) throw new Error(`${name} has no licence file`);
    found.set(`${name}@${version}`, `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`);
  }
  const texts = [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
  return ['This extension contains the following packages.\n', ...texts].join(`\n${'-'.repeat(78)}\n\n`);
}

/**
 * The folder of the package that a file belongs to; nothing for our own.
 * @param {string} file
 * @returns {string | undefined}
 */
function packageOf(file) {
  const path = join(root, file.startsWith(root) ? file.slice(root.length) : file);
  if (!path.includes('/node_modules/')) return undefined;
  for (let folder = dirname(path); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    // Some packages have manifests without a name in folders of their own.
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version) return folder;
  }
  return undefined;
}
