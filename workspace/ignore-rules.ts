/**
 * Which parts of a tree to leave alone: version control and package folders, `.gitignore` files at every level, and globs from settings.
 * A walk asks for every folder, so that names which no pattern could possibly match are let through without running the pattern library.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

export interface IgnoreOptions {
  /** Patterns in the syntax of .gitignore, relative to the root. */
  excludes: readonly string[];
  /** `repository`: as git does, .gitignore counts only inside a repository. `never`: only `excludes` and the fixed names count. */
  gitignore: 'repository' | 'never';
}

/** Never of interest, whatever the rules say. */
const fixedFolders = new Set(['.git', '.hg', '.svn', 'node_modules']);

interface RuleSet {
  /** Folder the rules belong to: empty, or a path below the root that ends in `/`. */
  base: string;
  matcher: Ignore;
  mightMatch: (name: string) => boolean;
}

export class IgnoreRules {
  readonly #root: string;
  readonly #excludes: RuleSet | undefined;
  readonly #usesGitignore: boolean;
  /** By folder path without the final `/`; `undefined` means that the folder has no rules. */
  readonly #perFolder = new Map<string, RuleSet | undefined>();

  constructor(root: string, options: IgnoreOptions) {
    this.#root = root;
    this.#excludes = options.excludes.length > 0 ? createRuleSet('', options.excludes) : undefined;
    this.#usesGitignore = options.gitignore === 'repository' && isInsideRepository(root);
  }

  /** Whether .gitignore files take part. */
  get usesGitignore(): boolean {
    return this.#usesGitignore;
  }

  /** Tells that a folder, seen in a listing, has no .gitignore, which saves a look at the disk. `folder` is below the root, without final `/`. */
  noteAbsence(folder: string): void {
    this.#perFolder.set(folder, undefined);
  }

  /** Drops what is known about one folder's .gitignore, after it changed. */
  forget(folder: string): void {
    this.#perFolder.delete(folder);
  }

  /** Whether this folder itself is left out, given that its parents are not. `folder` is below the root, without final `/`. */
  ignoresFolder(folder: string): boolean {
    return fixedFolders.has(lastSegment(folder)) || this.#ignores(folder, `${folder}/`);
  }

  /** Whether this file itself is left out, given that its folders are not. */
  ignoresFile(file: string): boolean {
    return this.#ignores(file, file);
  }

  /** Whether a file is left out, by itself or through any folder above it. */
  ignoresPath(file: string): boolean {
    for (let slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
      if (this.ignoresFolder(file.slice(0, slash))) return true;
    }
    return this.ignoresFile(file);
  }

  #ignores(path: string, asked: string): boolean {
    const name = lastSegment(path);
    if (this.#excludes?.mightMatch(name) && this.#excludes.matcher.ignores(asked)) return true;
    if (!this.#usesGitignore) return false;
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      const rules = this.#rulesOf(folder);
      if (rules?.mightMatch(name)) {
        const verdict = rules.matcher.test(asked.slice(rules.base.length));
        if (verdict.ignored) return true;
        if (verdict.unignored) return false;
      }
      if (folder === '') return false;
    }
  }

  #rulesOf(folder: string): RuleSet | undefined {
    if (this.#perFolder.has(folder)) return this.#perFolder.get(folder);
    const rules = readRuleSet(this.#root, folder);
    this.#perFolder.set(folder, rules);
    return rules;
  }
}

function readRuleSet(root: string, folder: string): RuleSet | undefined {
  let text: string;
  try {
    text = readFileSync(join(root, folder, '.gitignore'), 'utf8');
  } catch {
    return undefined;
  }
  return createRuleSet(folder === '' ? '' : `${folder}/`, text.split(/\r?\n/));
}

function createRuleSet(base: string, patterns: readonly string[]): RuleSet {
  return { base, matcher: ignore({ ignorecase: false }).add(patterns), mightMatch: createNameFilter(patterns) };
}

/** A cheap test that is true for every name some pattern, negated or not, could match as its last path segment, and false for nearly all others. */
function createNameFilter(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set<string>();
  const pieces: string[] = [];
  for (const line of patterns) {
    const pattern = line.trim().replace(/^!/, '');
    if (pattern === '' || pattern.startsWith('#')) continue;
    const segment = lastSegment(pattern.replace(/\/+$/, ''));
    if (!/[*?[\\]/.test(segment)) {
      names.add(segment);
      continue;
    }
    const longest = literalPieces(segment).reduce((best, piece) => (piece.length > best.length ? piece : best), '');
    if (longest === '') return () => true;
    pieces.push(longest);
  }
  return (name) => names.has(name) || pieces.some((piece) => name.includes(piece));
}

/** What a name must contain to match a glob. Escapes are rare: they count as saying nothing. */
function literalPieces(glob: string): string[] {
  return glob.includes('\\') ? [] : glob.split(/\*|\?|\[[^\]]*\]?/);
}

function isInsideRepository(root: string): boolean {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return true;
    if (folder === dirname(folder)) return false;
  }
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}
