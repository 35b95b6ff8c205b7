/** docs/dependencies.md says of every dependency which version it has and why; versions are exact, and nothing but the named packages is fetched. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  workspaces?: string[];
}

interface Lock {
  packages: Record<string, { version?: string; resolved?: string; integrity?: string; link?: boolean; os?: string[] }>;
}

const OWN = '@dmabuf-mapping/';
const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
const root = read<Manifest>('package.json');
const manifests = [root, ...(root.workspaces ?? []).map((folder) => read<Manifest>(`${folder}/package.json`))];

function named(kind: 'dependencies' | 'devDependencies'): Map<string, string> {
  const all = manifests.flatMap((manifest) => Object.entries(manifest[kind] ?? {})).filter(([name]) => !name.startsWith(OWN));
  return new Map(all.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Names and versions in the tables of a section; each row says why. */
function rows(section: string): Map<string, string> {
  const [, text = ''] = readFileSync('docs/dependencies.md', 'utf8').split(`## ${section}\n`);
  const lines = text
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| package'));
  return new Map(
    lines.map((line) => {
      const [, name, version, size, why] = line.split('|').map((cell) => cell.trim());
      assert.match(size!, /^\d+\.\d+ MB$/, line);
      assert.ok(why!.length > 10, line);
      return [name!, version!];
    }),
  );
}

test('every dependency is told, with its version and reason', () => {
  assert.deepEqual(rows('Shipped'), named('dependencies'));
  assert.deepEqual(rows('For building and testing'), named('devDependencies'));
});

test('every version is exact', () => {
  for (const [name, version] of [...named('dependencies'), ...named('devDependencies')]) assert.match(version, /^\d+\.\d+\.\d+$/, name);
  assert.ok(manifests.every(({ optionalDependencies }) => optionalDependencies === undefined));
});

test('what is installed is what was locked, by hash, and no package runs code when it is', () => {
  const { packages } = read<Lock>('package-lock.json');
  for (const [path, { resolved, integrity, link, os }] of Object.entries(packages)) {
    if (link || !path.includes('node_modules/')) continue;
    // Programs for other systems than the one on which the lock was made have no hash, and are not installed here.
    if (integrity === undefined) assert.ok(os !== undefined, path);
    else assert.match(integrity, /^sha512-/, path);
    assert.ok(resolved === undefined || resolved.startsWith('https://'), `${path}: ${resolved}`);
  }
  for (const [name, version] of [...named('dependencies'), ...named('devDependencies')])
    assert.equal(packages[`node_modules/${name}`]?.version, version, name);
  assert.match(readFileSync('.npmrc', 'utf8'), /^ignore-scripts=true$/m);
});
