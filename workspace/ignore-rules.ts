/**
 * Which parts of a tree to leave alone: version control and package folders, `.gitignore` files at every level, and globs from settings.
 * A walk asks for every folder, so that names which no pattern could possibly match are let through without running the pattern library.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { tractable } from './glob-limits.ts';
import { readSmallFile } from './small-file.ts';

export interface IgnoreOptions {
  /** Patterns in the syntax of .gitignore, relative to the root: what they match is left out, whatever else says. */
  excludes: readonly string[];
  /** Patterns of what is read although .gitignore or `hides` leaves it out. */
  includes?: readonly string[];
  /** More patterns of what is left out; `includes` wins over them. */
  hides?: readonly string[];
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

/** Whether something is read. What is hidden may still hold something that is included. */
export type Verdict = 'shown' | 'hidden' | 'excluded';

export class IgnoreRules {
  readonly #root: string;
  readonly #excludes: RuleSet | undefined;
  readonly #includes: RuleSet | undefined;
  readonly #hides: RuleSet | undefined;
  /** Matches folders on the way to what `includes` may match. */
  readonly #onTheWay: Ignore | undefined;
  /** Rules of folders above the root, innermost first. */
  readonly #above: readonly { path: string; rules: RuleSet }[];
  readonly #usesGitignore: boolean;
  /** By folder path without the final `/`; `undefined` means that the folder has no rules. */
  readonly #perFolder = new Map<string, RuleSet | undefined>();
  /** Folders below the root, with whether each has a `.git`. */
  readonly #repositories = new Map<string, boolean>();

  constructor(root: string, options: IgnoreOptions) {
    this.#root = root;
    this.#excludes = ruleSetOf(options.excludes);
    this.#includes = ruleSetOf(options.includes);
    this.#hides = ruleSetOf(options.hides);
    const onTheWay = (options.includes ?? []).flatMap(foldersToward);
    this.#onTheWay = onTheWay.length > 0 ? ignore({ ignorecase: false }).add(tractable(onTheWay)) : undefined;
    this.#usesGitignore = options.gitignore === 'repository' && isInsideRepository(root);
    this.#above = this.#usesGitignore ? rulesAbove(root) : [];
  }

  /** Whether .gitignore files take part. */
  get usesGitignore(): boolean {
    return this.#usesGitignore;
  }

  /** Tells what a listing of a folder showed, which saves looks at the disk. `folder` is below the root, without final `/`. */
  noteListing(folder: string, { gitignore, repository }: { gitignore: boolean; repository: boolean }): void {
    if (!gitignore) this.#perFolder.set(folder, undefined);
    this.#repositories.set(folder, repository);
  }

  /** About a folder below the root, without final `/`. `around`: the verdict about the folder it lies in. */
  folder(folder: string, around: Verdict): Verdict {
    return fixedFolders.has(lastSegment(folder)) ? 'excluded' : this.#verdict(folder, `${folder}/`, around);
  }

  /** About a file. */
  file(file: string, around: Verdict): Verdict {
    return this.#verdict(file, file, around);
  }

  /** Whether a folder, or one it lies in, is included by name. */
  includesFolder(folder: string): boolean {
    return this.#includes?.matcher.ignores(`${folder}/`) ?? false;
  }

  /** Whether a hidden folder may hold something that is included. */
  leadsToIncluded(folder: string): boolean {
    return this.#onTheWay?.ignores(`${folder}/`) ?? false;
  }

  /** Whether a file is left out, by itself or through any folder above it. */
  ignoresPath(file: string): boolean {
    let around: Verdict = 'shown';
    for (let slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
      around = this.folder(file.slice(0, slash), around);
      if (around === 'excluded') return true;
    }
    return this.file(file, around) !== 'shown';
  }

  #verdict(path: string, asked: string, around: Verdict): Verdict {
    const name = lastSegment(path);
    const matches = (rules: RuleSet | undefined): boolean => rules?.mightMatch(name) === true && rules.matcher.ignores(asked);
    if (around === 'excluded' || matches(this.#excludes)) return 'excluded';
    if (this.#includes?.matcher.ignores(asked)) return 'shown';
    return around === 'hidden' || matches(this.#hides) || this.#isGitignored(path, asked) ? 'hidden' : 'shown';
  }

  #isGitignored(path: string, asked: string): boolean {
    if (!this.#usesGitignore) return false;
    const name = lastSegment(path);
    const decides = (rules: RuleSet | undefined, relative: string): boolean | undefined => {
      if (!rules?.mightMatch(name)) return undefined;
      const { ignored, unignored } = rules.matcher.test(relative);
      return ignored || unignored ? ignored : undefined;
    };
    for (let folder = parentOf(path); ; folder = parentOf(folder)) {
      const rules = this.#rulesOf(folder);
      const verdict = decides(rules, asked.slice(rules?.base.length ?? 0));
      if (verdict !== undefined) return verdict;
      if (folder === '') break;
      if (this.#isRepository(folder)) return false;
    }
    for (const { path: between, rules } of this.#above) {
      const verdict = decides(rules, between + asked);
      if (verdict !== undefined) return verdict;
    }
    return false;
  }

  #isRepository(folder: string): boolean {
    const known = this.#repositories.get(folder);
    if (known !== undefined) return known;
    const found = existsSync(join(this.#root, folder, '.git'));
    this.#repositories.set(folder, found);
    return found;
  }

  #rulesOf(folder: string): RuleSet | undefined {
    if (this.#perFolder.has(folder)) return this.#perFolder.get(folder);
    const rules = readRuleSet(this.#root, folder);
    this.#perFolder.set(folder, rules);
    return rules;
  }
}

function readRuleSet(root: string, folder: string): RuleSet | undefined {
  const bytes = readSmallFile(root, join(folder, '.gitignore'));
  return bytes && createRuleSet(folder === '' ? '' : `${folder}/`, bytes.toString('utf8').split(/\r?\n/));
}

function createRuleSet(base: string, all: readonly string[]): RuleSet {
  const patterns = tractable(all);
  return { base, matcher: ignore({ ignorecase: false }).add(patterns), mightMatch: createNameFilter(patterns) };
}

/** A cheap test that is true for every name some pattern, negated or not, could match as its last path segment, and false for nearly all others. */
function createNameFilter(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set<string>();
  const pieces: string[] = [];
  for (const line of patterns) {
    const pattern = line.trim().replace(/^!/, '');
    if (pattern === '' || pattern.startsWith('#')) continue;
    const segment = lastSegment(withoutEndSlashes(pattern));
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

/** Patterns as they read from a folder below the one that they are relative to; those that match nothing there are left out. */
export function patternsBelow(folder: string, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const [sign, path] = pattern.startsWith('!') ? ['!', pattern.slice(1)] : ['', pattern];
    if (!withoutEndSlashes(path).includes('/') || path.startsWith('**/')) return [pattern];
    const anchored = path.replace(/^\//, '');
    return anchored.startsWith(`${folder}/`) ? [`${sign}/${anchored.slice(folder.length + 1)}`] : [];
  });
}

function ruleSetOf(patterns: readonly string[] = []): RuleSet | undefined {
  return patterns.length > 0 ? createRuleSet('', patterns) : undefined;
}

/** Patterns for the folders that lie on the way to what a pattern names by its path. */
function foldersToward(pattern: string): string[] {
  const parts = withoutEndSlashes(pattern.replace(/^\//, '')).split('/');
  if (pattern.startsWith('!') || pattern.startsWith('#') || parts[0] === '**') return [];
  return parts.slice(1).map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

/**
 * Rules of the folders above the root, up to the top of its repository. None if they hide the root itself: who opens a folder wants to see it.
 */
function rulesAbove(root: string): { path: string; rules: RuleSet }[] {
  const found: { path: string; rules: RuleSet }[] = [];
  let between = '';
  for (let folder = root; !existsSync(join(folder, '.git')) && folder !== dirname(folder); ) {
    between = `${basename(folder)}/${between}`;
    folder = dirname(folder);
    const rules = readRuleSet(folder, '');
    if (rules?.matcher.ignores(between)) return [];
    if (rules) found.push({ path: between, rules });
  }
  return found;
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

function withoutEndSlashes(pattern: string): string {
  return pattern.replace(/(?<!\/)\/+$/, '');
}
