/** Walks the folders of a tree, one listing at a time, in a stable order. */
import { type Dirent, readdirSync } from 'node:fs';
import type { IgnoreRules } from './ignore-rules.ts';
import { describeReadError, hasVanished, type Problem } from './problem.ts';

export interface Listing {
  /** Folder below the root, without final `/`; empty for the root itself. */
  folder: string;
  /** Absolute path, as the system wants it. */
  absolute: string;
  /** Names of the regular .c and .h files in it, in the order of their names. Ignore rules for single files are *not* applied yet. */
  names: string[];
}

export interface WalkOptions {
  rules: IgnoreRules;
  /** Folders below the root to start from; `['']` for all of it. */
  starts: readonly string[];
  onProblem: (problem: Problem) => void;
  /** Told of each folder that ignore rules hide. */
  onIgnored: (folder: string) => void;
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
  const stack = [...new Set(options.starts)].reverse();
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const absolute = folder === '' ? root : `${root}/${folder}`;
    let entries: Dirent[];
    try {
      entries = readdirSync(absolute, { withFileTypes: true });
    } catch (error) {
      if (!hasVanished(error)) options.onProblem({ file: folder, message: `folder ${describeReadError(error)}` });
      continue;
    }
    const names: string[] = [];
    const folders: string[] = [];
    let hasRules = false;
    for (const entry of entries) {
      const name = entry.name;
      if (entry.isDirectory()) folders.push(name);
      else if (isSourceName(name)) {
        if (entry.isFile()) names.push(name);
      } else if (name === '.gitignore') hasRules = true;
    }
    if (!hasRules) rules.noteAbsence(folder);
    // Listings come sorted on most systems; sorting what is sorted costs next to nothing.
    names.sort();
    folders.sort();
    for (let index = folders.length - 1; index >= 0; index--) {
      const path = folder === '' ? folders[index]! : `${folder}/${folders[index]}`;
      if (rules.ignoresFolder(path)) options.onIgnored(path);
      else stack.push(path);
    }
    yield { folder, absolute, names };
  }
}
