/** The system's C compiler as a judge of fixtures. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FixtureFile } from './fixture-text.ts';
import { includeFolder } from './small-project.ts';

const FLAGS = [
  '-std=gnu11',
  '-fsyntax-only',
  '-ffreestanding',
  '-Werror=implicit-function-declaration',
  '-Werror=incompatible-pointer-types',
  '-Werror=int-conversion',
  '-Werror=discarded-qualifiers',
];

/** What the compiler says against the file `path`, compiled among `files` over the shared headers; `undefined` if it takes it. Headers are not compiled alone. */
export function compileProblem(path: string, files: readonly FixtureFile[]): string | undefined {
  if (!path.endsWith('.c')) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'dmabuf-mapping-'));
  try {
    for (const file of files) {
      mkdirSync(dirname(join(folder, file.path)), { recursive: true });
      writeFileSync(join(folder, file.path), file.text);
    }
    const run = spawnSync('cc', [...FLAGS, '-I', join(folder, 'include'), '-I', includeFolder, join(folder, path)], { encoding: 'utf8' });
    if (run.error) return `the compiler cannot be started: ${run.error.message}`;
    return run.status === 0 ? undefined : run.stderr.replaceAll(`${folder}/`, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
