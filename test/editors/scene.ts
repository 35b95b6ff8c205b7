/** What every editor is shown: a copy of the miniature kernel, a server that tells how it ends, and what has to be seen of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { root } from '../../scripts/bootstrap.mjs';
import { copyWorkspace } from '../editor/bundle.ts';

/** However long a loaded machine takes, something is broken after this. */
const DEADLINE_MS = 120_000;
const SITE = 'drivers/broken/list_length.c';
/** The blocks of the pages assume nothing; here something has to arrive. */
const ASSUMED = 'CONFIG_PCI_P2PDMA=n';

export interface Scene {
  /** Temporary; also the home folder of the editor. */
  folder: string;
  tree: string;
  /** Looks like a clone of this repository to a configuration block. */
  clone: string;
  /** What drive.lua and drive.el read, and where they write. */
  environment: Record<string, string>;
}

/** `before` stands in front of the attach call, on its line: what is not ASCII shows how an editor counts columns. */
export function makeScene(t: TestContext, { before }: { before: string }): Scene {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'dmabuf-editors-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const tree = join(folder, 'minikernel');
  copyWorkspace(tree);
  assert.equal(spawnSync('git', ['init', '--quiet', tree]).status, 0);
  const file = join(tree, SITE);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('\tattach = dma_buf', `\t${before}attach = dma_buf`));
  const clone = join(folder, 'clone');
  mkdirSync(join(clone, 'dist'), { recursive: true });
  const server = JSON.stringify(join(root, 'dist/server.js'));
  const told = JSON.stringify(join(folder, 'server'));
  const tell = `const tell = (text) => require('node:fs').writeFileSync(${told}, text);`;
  writeFileSync(
    join(clone, 'dist/server.js'),
    `${tell}\ntell('process ' + process.pid);\nprocess.on('exit', (code) => tell('exit ' + code));\nrequire(${server});\n`,
  );
  const scene = { file, hover: 'dma_buf_mapping_attach', definition: 'DMA_BUF_IMAPPING_SGT' };
  const places = ['CONFIG', 'DATA', 'STATE', 'CACHE'].map((name) => [`XDG_${name}_HOME`, join(folder, name.toLowerCase())] as const);
  return {
    folder,
    tree,
    clone,
    environment: {
      ...Object.fromEntries(places),
      HOME: folder,
      PACKAGES_HOME: process.env.HOME ?? folder,
      SCENE: JSON.stringify(scene),
      SEEN: join(folder, 'seen.json'),
    },
  };
}

/** A configuration block of a page, with an assumption where `empty` stands. */
export function assuming(block: string, empty: string, given: (assumption: string) => string): string {
  assert.ok(block.includes(empty), `${empty} is not in\n${block}`);
  return block.replace(empty, given(ASSUMED));
}

interface Seen {
  error?: string;
  root: string;
  assumptions: string[];
  hover: string;
  definition: string;
  line: string;
  diagnostics: { line: number; column: number; message: string }[];
  /** What the server wrote to standard error, as far as the editor keeps it. */
  stderr?: string | null;
}

/** Runs the editor until it ends, and holds what it saw against the tree. */
export async function look({ folder, tree, environment }: Scene, command: string, args: string[]): Promise<void> {
  const options = { cwd: folder, env: { ...process.env, ...environment }, encoding: 'utf8', input: '', timeout: DEADLINE_MS } as const;
  const { status, error, stdout, stderr } = spawnSync(command, args, options);
  const said = `${error ?? ''}\n${stdout}\n${stderr}`;
  assert.ok(existsSync(environment.SEEN!), `The editor ended with ${status} and saw nothing.\n${said}`);
  const seen: Seen = JSON.parse(readFileSync(environment.SEEN!, 'utf8'));
  assert.equal(seen.error, undefined, said);
  assert.equal(status, 0, said);

  assert.equal(seen.root.replace(/^file:\/\//, '').replace(/\/$/, ''), tree);
  assert.deepEqual(seen.assumptions, [ASSUMED]);
  assert.match(seen.hover, /^SGT with 15, PAL with 4 of 20 exporters/);
  assert.equal(seen.definition, join(tree, 'include/linux/dma-buf-mapping.h'));
  assert.match(seen.line, /^static inline struct dma_buf_mapping_match DMA_BUF_IMAPPING_SGT\(/);
  const lines = readFileSync(join(tree, SITE), 'utf8').split('\n');
  const found = seen.diagnostics.find(({ message }) => message.includes('`sizeof(match)` is a number of bytes'));
  assert.ok(found, JSON.stringify(seen.diagnostics));
  assert.equal([...lines[found.line]!].slice(found.column).join('').slice(0, 13), 'sizeof(match)');
  assert.equal((seen.stderr ?? '').trim(), '');
  assert.ok(await ended(join(folder, 'server')), 'The server outlives the editor');
}

/** The file has the server's exit code, or its process if that was killed before it could tell. It may end after the editor. */
async function ended(file: string): Promise<boolean> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const [kind, number] = readFileSync(file, 'utf8').split(' ');
    if (kind === 'exit' || !isRunning(Number(number))) return true;
  }
  return false;
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
