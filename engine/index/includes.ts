/** Which files an `#include` may mean, and what a file sees through its includes. */
import type { FileFacts, IncludeFact } from '../facts/facts.ts';

/** Resolves includes against the files that are known. Closures are kept until `invalidate`. */
export class Includes {
  readonly #facts: ReadonlyMap<string, FileFacts>;
  /** From what may stand in `<…>` to the files it may mean. */
  readonly #byPath = new Map<string, Set<string>>();
  readonly #byBase = new Map<string, Set<string>>();
  readonly #closures = new Map<string, ReadonlySet<string>>();
  #includers: Map<string, Set<string>> | undefined;

  constructor(facts: ReadonlyMap<string, FileFacts>) {
    this.#facts = facts;
  }

  add(file: string): void {
    for (const path of spellings(file)) insert(this.#byPath, path, file);
    insert(this.#byBase, baseName(file), file);
    this.invalidate();
  }

  remove(file: string): void {
    for (const path of spellings(file)) erase(this.#byPath, path, file);
    erase(this.#byBase, baseName(file), file);
    this.invalidate();
  }

  /** Whether any file has an include that this file could be, by its name. */
  isWanted(file: string): boolean {
    const base = baseName(file);
    for (const { includes } of this.#facts.values()) if (includes.some(({ path }) => baseName(path) === base)) return true;
    return false;
  }

  /** Forgets closures, since some file's includes changed. */
  invalidate(): void {
    this.#closures.clear();
    this.#includers = undefined;
  }

  /** All files that `file` includes, directly or not, without itself unless a cycle leads back. */
  closure(file: string): ReadonlySet<string> {
    const known = this.#closures.get(file);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const pending = [file];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const include of this.#facts.get(next)?.includes ?? []) {
        for (const target of this.resolve(include, next)) {
          if (seen.has(target)) continue;
          seen.add(target);
          pending.push(target);
        }
      }
    }
    seen.delete(file);
    this.#closures.set(file, seen);
    return seen;
  }

  /** The source file that includes this one, if there is exactly one: such a file sees what its includer says. */
  includer(file: string): string | undefined {
    if (!file.endsWith('.c')) return undefined;
    if (this.#includers === undefined) {
      this.#includers = new Map();
      for (const [from, { includes }] of this.#facts) {
        for (const include of includes) {
          if (!include.path.endsWith('.c') || !from.endsWith('.c')) continue;
          for (const target of this.resolve(include, from)) insert(this.#includers, target, from);
        }
      }
    }
    const all = this.#includers.get(file);
    return all?.size === 1 ? [...all][0] : undefined;
  }

  /** Files an include may mean: several where architectures have a header each. */
  resolve(include: IncludeFact, from: string): string[] {
    if (!include.system) {
      const beside = join(directory(from), include.path);
      if (this.#facts.has(beside)) return [beside];
    }
    const path = join('', include.path);
    for (const folder of ['include', 'include/uapi']) {
      if (this.#facts.has(`${folder}/${path}`)) return [`${folder}/${path}`];
    }
    const named = this.#byPath.get(path);
    if (named !== undefined) return nearest([...named], from);
    if (include.system) return [];
    // Build files add folders of their own to the search path; the nearest file that fits is the best guess.
    const suffix = `/${path.replace(/^(?:\.\.\/)+/, '')}`;
    const fitting = [...(this.#byBase.get(baseName(path)) ?? [])].filter((file) => `/${file}`.endsWith(suffix));
    return nearest(fitting, from);
  }
}

/** Smaller for files that are nearer: by leading path components they share, then by steps from one to the other. */
export function distance(a: string, b: string): number {
  const shared = closeness(a, b);
  return a.split('/').length + b.split('/').length - 2 * shared - shared * FAR;
}

/** More steps than any path has. */
const FAR = 1000;

/** Number of leading path components two files share. */
export function closeness(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  let shared = 0;
  while (shared < left.length - 1 && shared < right.length - 1 && left[shared] === right[shared]) shared++;
  return shared;
}

export function directory(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}

function nearest(files: string[], from: string): string[] {
  if (files.length < 2) return files;
  const ranked = files.map((file) => ({ file, far: distance(file, from) }));
  const best = ranked.reduce((least, { far }) => Math.min(least, far), Number.POSITIVE_INFINITY);
  return ranked
    .filter(({ far }) => far === best)
    .map(({ file }) => file)
    .sort();
}

/** `arch/arm/include/asm/io.h` may be written `asm/io.h`; uapi headers also without their prefix. */
function spellings(file: string): string[] {
  const paths: string[] = [];
  const padded = `/${file}`;
  const mark = '/include/';
  for (let at = padded.indexOf(mark); at >= 0; at = padded.indexOf(mark, at + 1)) {
    const path = padded.slice(at + mark.length);
    paths.push(path);
    if (path.startsWith('uapi/')) paths.push(path.slice('uapi/'.length));
  }
  return paths;
}

function join(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function insert(map: Map<string, Set<string>>, key: string, file: string): void {
  const files = map.get(key);
  if (files === undefined) map.set(key, new Set([file]));
  else files.add(file);
}

function erase(map: Map<string, Set<string>>, key: string, file: string): void {
  const files = map.get(key);
  files?.delete(file);
  if (files?.size === 0) map.delete(key);
}
