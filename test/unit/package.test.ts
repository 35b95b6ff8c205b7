import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/bootstrap.mjs';
import { shipped } from '../../scripts/stage.mjs';

/** The files that a manifest names, wherever in it: strings that start with ./, and its icon. */
function namedFiles(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [posix.normalize(value)] : [];
  if (typeof value !== 'object' || value === null) return [];
  const icon = 'icon' in value && typeof value.icon === 'string' && !value.icon.startsWith('$(') ? [posix.normalize(value.icon)] : [];
  return [...icon, ...Object.values(value).flatMap(namedFiles)];
}

describe('the extension package', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const allowed = shipped();
  const isShipped = (file: string) => allowed.some((entry) => file === entry || file.startsWith(`${entry}/`));

  it('ships every file that the manifest names', () => {
    const files = namedFiles(manifest);
    assert.ok(files.includes('dist/client.js'));
    assert.deepEqual(
      files.filter((file) => !isShipped(file)),
      [],
    );
  });

  it('ships nothing but what is in the repository or built into dist', () => {
    const missing = allowed.filter((entry) => !entry.startsWith('dist/') && !existsSync(join(root, entry)));
    assert.deepEqual(missing, []);
  });

  it('ships no sources and no tests', () => {
    for (const file of [
      'client/index.ts',
      'engine/project.ts',
      'test/unit/package.test.ts',
      'node_modules/commander/index.js',
      'dist/client.js.map',
    ]) {
      assert.equal(isShipped(file), false, file);
    }
  });

  it('finds a file that is named anywhere', () => {
    assert.deepEqual(namedFiles({ a: [{ path: './x/y.json' }], icon: 'media/icon.png', b: { icon: '$(plug)' } }), [
      'media/icon.png',
      'x/y.json',
    ]);
  });
});

describe('the lock file', () => {
  it('names the packages of every platform, without which npm ci refuses to install', () => {
    type Entry = { optionalDependencies?: Record<string, string> };
    const { packages }: { packages: Record<string, Entry> } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`]),
    );
    assert.ok(Object.values(packages).some(({ optionalDependencies }) => optionalDependencies !== undefined));
    assert.deepEqual(missing, []);
  });
});
