/** The tools that the benchmark compares with, installed where they are missing. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where peers from npm are kept from one run to the next. */
const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'dmabuf-mapping-bench');
const ripgrepPackage = '@vscode/ripgrep@1.18.0';

export interface Peers {
  ripgrep: string | undefined;
  ctags: string | undefined;
  clangd: string | undefined;
}

/** Absolute paths or names of commands. A peer that cannot be had is undefined, and standard error says why. */
export function findPeers(): Peers {
  return {
    ripgrep: ripgrep(),
    ctags: fromDebian('ctags', 'universal-ctags'),
    clangd: fromDebian('clangd-22', 'clangd-22') ?? fromDebian('clangd', 'clangd'),
  };
}

function ripgrep(): string | undefined {
  const found = () => {
    const scope = join(folder, 'node_modules/@vscode');
    const platforms = existsSync(scope) ? readdirSync(scope).filter((name) => name.startsWith('ripgrep-')) : [];
    return platforms.map((name) => join(scope, name, 'bin/rg')).find((path) => existsSync(path));
  };
  if (found() !== undefined) return found();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', ripgrepPackage], { cwd: folder, stdio: ['ignore', 2, 2] });
  const path = found();
  if (status !== 0 || path === undefined) console.error(`No ripgrep: ${ripgrepPackage} could not be installed.`);
  return path;
}

function fromDebian(command: string, name: string): string | undefined {
  const works = () => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
  if (works()) return command;
  if (process.getuid?.() === 0)
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { stdio: ['ignore', 2, 2] });
  if (works()) return command;
  console.error(`No ${command}: install ${name}.`);
  return undefined;
}
