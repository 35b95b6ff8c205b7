/**
 * Makes a fresh clone complete: npm packages, a C compiler, and the editors of the suite `editors`. npm starts our scripts before node_modules exists, so this module and
 * whoever imports it statically may use nothing but Node's own modules.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** An expected trouble whose message is all that a person needs to see; scripts end with `exitCode`. */
export class Trouble extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a script's main function; a Trouble is printed without a stack. Never throws.
 * @param {() => Promise<number>} main answers the exit code
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    console.error(error instanceof Trouble ? error.message : error);
    process.exitCode = error instanceof Trouble ? error.exitCode : 3;
  }
}

/**
 * The file that a command name stands for on PATH, or undefined. Never throws.
 * @param {string} name
 */
export function findOnPath(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (folder !== '' && statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
    }
  }
  return undefined;
}

/**
 * Installs the npm packages if they are missing or are not the ones that package-lock.json names.
 * The contents are compared, not the times: git and npm both set times that mean nothing here.
 */
export function ensurePackages() {
  const [major] = process.versions.node.split('.').map(Number);
  if ((major ?? 0) < 20) throw new Trouble(`Node 20 or newer is needed; this is ${process.versions.node}.`);
  const wanted = lockedPackages(join(root, 'package-lock.json'));
  if (!wanted) throw new Trouble('package-lock.json is missing or unreadable.');
  const present = lockedPackages(join(root, 'node_modules/.package-lock.json'));
  const reason = present === undefined ? 'node_modules is missing' : firstDifference(wanted, present);
  if (reason === undefined) return;
  console.error(`Installing npm packages (${reason}).`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // npm run leaves npm_config_* behind that would steer this inner npm; its own settings files still apply.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name)));
  const { status } = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2], env });
  if (status !== 0) throw new Trouble('npm ci failed; its messages are above.');
}

/**
 * Makes sure that a C compiler is on PATH, through apt-get where that is allowed. Answers what is wrong, or undefined. Never throws:
 * the tests that need the compiler fail by themselves, with this sentence shown once before them.
 */
export function ensureCompiler() {
  const compiler = () => ['cc', 'gcc', 'clang'].some((name) => findOnPath(name) !== undefined);
  return ensure('A C compiler (cc, gcc or clang)', compiler, ['gcc', 'libc6-dev']);
}

/** The same for strace, with which the suite `protocol` watches the server. */
export function ensureTracer() {
  return ensure('strace', () => findOnPath('strace') !== undefined, ['strace']);
}

/** The same for the editors that the suite `editors` starts, with what Emacs needs to talk to servers. */
export function ensureEditors() {
  const emacs = () => {
    const asked = ['-Q', '--batch', '-l', join(root, 'test/editors/packages.el'), '--eval', "(progn (require 'eglot) (require 'lsp-mode))"];
    return findOnPath('emacs') !== undefined && spawnSync('emacs', asked, { stdio: 'ignore' }).status === 0;
  };
  const troubles = [
    ensure('Neovim', () => findOnPath('nvim') !== undefined, ['neovim']),
    ensure('Emacs with eglot and lsp-mode', emacs, ['emacs-nox', 'elpa-eglot', 'elpa-lsp-mode']),
  ].filter((trouble) => trouble !== undefined);
  return troubles.length > 0 ? troubles.join('\n') : undefined;
}

/**
 * @param {string} what for a sentence, as its subject
 * @param {() => boolean} present
 * @param {string[]} packages Debian's
 */
function ensure(what, present, packages) {
  if (present()) return undefined;
  if (process.getuid?.() !== 0 || !findOnPath('apt-get')) return `${what} is missing: install it, in Debian as ${packages.join(', ')}.`;
  console.error(`Installing ${packages.join(', ')} (apt-get).`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env });
    if (status !== 0) return `${what} is missing: apt-get ${args.join(' ')} failed.`;
  }
  return present() ? undefined : `${what} is missing although apt-get installed ${packages.join(', ')}.`;
}

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined} undefined if there is no such file or it is not a lock file
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * @param {Record<string, LockedPackage>} wanted
 * @param {Record<string, LockedPackage>} present
 */
function firstDifference(wanted, present) {
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/')) continue;
    const found = present[path];
    if (!found && !entry.optional) return `${path} is missing`;
    if (found && found.version !== entry.version) return `${path} is ${found.version}, not ${entry.version}`;
  }
  return undefined;
}
