import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/bootstrap.mjs';
import { licenseText } from '../../scripts/licenses.mjs';
import { shipped } from '../../scripts/stage.mjs';
import { moduleUse } from '../support/imports.ts';

/** The files that a manifest names, wherever in it: strings that start with ./, and its icon. */
function namedFiles(value: unknown): string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [posix.normalize(value)] : [];
  if (typeof value !== 'object' || value === null) return [];
  const image = 'image' in value && typeof value.image === 'string' ? [posix.normalize(value.image)] : [];
  const icon = 'icon' in value && typeof value.icon === 'string' && !value.icon.startsWith('$(') ? [posix.normalize(value.icon)] : [];
  return [...icon, ...image, ...Object.values(value).flatMap(namedFiles)];
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

  it('ships exactly this', () => {
    assert.deepEqual([...allowed].sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/cli.js',
      'dist/client.js',
      'dist/code.json',
      'dist/engine.js',
      'dist/language-client.js',
      'dist/matrix-styles.css',
      'dist/matrix.js',
      'dist/reader.js',
      'dist/server-code.js',
      'dist/server.js',
      'dist/third-party-licenses.txt',
      'dist/tree-sitter-c.wasm',
      'dist/web-tree-sitter.wasm',
      'l10n',
      'media/icon.png',
      'media/walkthrough/hover.png',
      'media/walkthrough/matrix.png',
      'media/walkthrough/quick-fix.png',
      'media/walkthrough/tree.png',
      'package.json',
      'package.nls.json',
      'schemas',
      'snippets',
      'syntaxes',
    ]);
  });

  it('loads no library of others until it is active', () => {
    const reached = new Set<string>(['client/index.ts']);
    for (const file of reached) {
      for (const { specifier, typeOnly, dynamic } of moduleUse(file, readFileSync(join(root, file), 'utf8')).imports) {
        if (typeOnly || dynamic || specifier === 'vscode') continue;
        assert.match(specifier, /^\.{1,2}\//, `${file} imports ${specifier}`);
        reached.add(posix.join(posix.dirname(file), specifier));
      }
    }
    assert.ok(reached.has('client/lazy-client.ts'));
    assert.ok(!reached.has('client/language-client.ts'));
  });

  it('has an icon of 256 by 256 pixels, and pictures that leave room in 2 MB', () => {
    const icon = readFileSync(join(root, manifest.icon));
    assert.deepEqual([icon.toString('latin1', 1, 4), icon.readUInt32BE(16), icon.readUInt32BE(20)], ['PNG', 256, 256]);
    const pictures = allowed.filter((file) => file.startsWith('media/'));
    const bytes = pictures.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
    assert.ok(bytes < 600_000, `${bytes} bytes of pictures`);
  });

  it('reads findings of the command line with its problem matcher', () => {
    const [{ pattern }] = manifest.contributes.problemMatchers;
    const line = 'drivers/a b.c:37:17: warning: No exporter in this tree offers X: it fails (1 offers [SGT]) [impossible-match]';
    const found = new RegExp(pattern.regexp).exec(line) ?? [];
    const named = Object.fromEntries(Object.entries(pattern).map(([name, group]) => [name, found[group as number]]));
    assert.deepEqual(
      [named.file, named.line, named.column, named.severity, named.message, named.code],
      ['drivers/a b.c', '37', '17', 'warning', 'No exporter in this tree offers X: it fails (1 offers [SGT])', 'impossible-match'],
    );
    assert.doesNotMatch('    drivers/a.c:25:42: X is defined here', new RegExp(pattern.regexp));
  });

  it('has the licences of what is bundled', () => {
    const text = licenseText(['client/index.ts', 'node_modules/web-tree-sitter/web-tree-sitter.cjs', 'node_modules/diff/lib/index.mjs']);
    assert.match(text, /^diff [\d.]+ \(BSD-3-Clause\)\n\n.*Copyright/ms);
    assert.match(text, /^web-tree-sitter [\d.]+ \(MIT\)\n/m);
    assert.equal(text.match(/^-{78}$/gm)?.length, 2);
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
