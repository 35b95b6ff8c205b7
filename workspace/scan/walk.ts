/** Walks the folders of a tree, one listing at a time, in a stable order. */
import { type Dirent, readdirSync } from 'node:fs';
import type { IgnoreRules, Verdict } from '../ignore-rules.ts';
import { describeReadError, hasVanished, type Problem } from '../problem.ts';
import { foreign } from '../territory.ts';

export interface Listing {
  /** Folder below the root, without final `/`; empty for the root itself. */
  folder: string;
  /** Absolute path, as the system wants it. */
  absolute: string;
  /** Names of the regular .c and .h files in it, in the order of their names. Ignore rules for single files are *not* applied yet. */
  names: string[];
  /** `hidden` where only included files count. */
  verdict: Verdict;
}

export interface WalkOptions {
  rules: IgnoreRules;
  /** Folders below the root to start from; `['']` for all of it. */
  starts: readonly string[];
  onProblem: (problem: Problem) => void;
  /** Told of each folder that ignore rules hide. */
  onIgnored: (folder: string) => void;
  /** Told of each folder that is a source tree of its own; nothing of it is yielded. */
  onTree: (folder: string) => void;
}

/** Whether the name is one of C source or header. */
export function isSourceName(name: string): boolean {
  return name.endsWith('.c') || name.endsWith('.h');
}

/**
 * Yields every folder that is not ignored, a folder before what it contains. Symbolic links are not followed, so that loops cannot occur;
 * pipes, sockets and devices are passed over without being opened. Never throws: what cannot be listed becomes a problem.
 */
export function* walk(root: string, options: WalkOptions): Generator<Listing, void, void> {
  const { rules } = options;
  const starts = new Set(options.starts);
  const stack = [...starts].reverse().map((folder): { folder: string; verdict: Verdict } => ({ folder, verdict: 'shown' }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { folder, verdict } = next;
    const absolute = folder === '' ? root : `${root}/${folder}`;
    let entries: Dirent[];
    try {
      entries = readdirSync(absolute, { withFileTypes: true });
    } catch (error) {
      if (!hasVanished(error)) options.onProblem({ file: folder, message: `folder ${describeReadError(error)}` });
      continue;
    }
    if (!starts.has(folder)) {
      const all = new Set(entries.map(({ name }) => name));
      const kind = foreign(absolute, { has: (name) => all.has(name) });
      if (kind === 'tree') options.onTree(folder);
      if (kind === 'tree' || (kind === 'build' && !rules.includesFolder(folder))) continue;
    }
    const names: string[] = [];
    const folders: string[] = [];
    let gitignore = false;
    let repository = false;
    for (const entry of entries) {
      const name = entry.name;
      if (name === '.git') repository = true;
      if (entry.isDirectory()) folders.push(name);
      else if (isSourceName(name)) {
        if (entry.isFile()) names.push(name);
      } else if (name === '.gitignore') gitignore = true;
    }
    rules.noteListing(folder, { gitignore, repository });
    // Listings come sorted on most systems; sorting what is sorted costs next to nothing.
    names.sort();
    folders.sort();
    for (let index = folders.length - 1; index >= 0; index--) {
      const path = folder === '' ? folders[index]! : `${folder}/${folders[index]}`;
      const inner = rules.folder(path, verdict);
      if (inner === 'shown' || (inner === 'hidden' && rules.leadsToIncluded(path))) stack.push({ folder: path, verdict: inner });
      else options.onIgnored(path);
    }
    yield { folder, absolute, names, verdict };
  }
}
