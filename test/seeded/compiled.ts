/** What the C compiler says about the programs of many cases, in few runs of it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { includeFolder } from '../support/small-project.ts';
import type { Case } from './judge.ts';

const FLAGS = [
  '-std=gnu11',
  '-fsyntax-only',
  '-ffreestanding',
  '-w',
  '-Werror=implicit-function-declaration',
  '-Werror=incompatible-pointer-types',
];
const AT_ONCE = 100;

/** Names and words of the cases that do not compile although they should. Empty where there is no compiler. */
export function complaints(cases: readonly Case[]): { name: string; words: string }[] {
  if (spawnSync('cc', ['--version']).error) return [];
  const found: { name: string; words: string }[] = [];
  for (let start = 0; start < cases.length; start += AT_ONCE) found.push(...complaintsAtOnce(cases.slice(start, start + AT_ONCE)));
  return found;
}

function complaintsAtOnce(cases: readonly Case[]): { name: string; words: string }[] {
  const folder = mkdtempSync(join(tmpdir(), 'dmabuf-mapping-'));
  try {
    const sources = cases.flatMap(({ files }, index) =>
      files.flatMap(({ path, text }) => {
        mkdirSync(dirname(join(folder, `${index}`, path)), { recursive: true });
        writeFileSync(join(folder, `${index}`, path), text);
        return path.endsWith('.c') ? [`${index}/${path}`] : [];
      }),
    );
    const { stderr } = spawnSync('cc', [...FLAGS, '-I', includeFolder, ...sources], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
    const words = new Map<number, string>();
    for (const line of stderr.split('\n')) {
      const index = /^(\d+)\/.*error:/.exec(line)?.[1];
      if (index !== undefined && !words.has(Number(index))) words.set(Number(index), line);
    }
    return cases.flatMap(({ name, uncompiled }, index) => {
      const said = words.get(index);
      return said === undefined || uncompiled ? [] : [{ name, words: said }];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
