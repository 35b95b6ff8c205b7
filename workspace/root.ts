/** From the paths a person names to the tree they belong to. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';

export interface Selection {
  /** Absolute path of the tree. */
  root: string;
  /** Folders below the root to read, `['']` for all of it. */
  starts: string[];
  /** What to report about: files and folders below the root; empty for everything. */
  paths: string[];
  /** Those of `paths` that are files. */
  files: string[];
}

export type RootResult =
  | { kind: 'selection'; selection: Selection }
  | { kind: 'missing' | 'not-a-folder'; path: string }
  | { kind: 'outside'; path: string };

export interface RootOptions {
  /** What relative paths are relative to. */
  directory: string;
  /** The tree, if the person named it. */
  root?: string;
}

/**
 * Finds the tree that the paths lie in. Inside a kernel tree that is the whole kernel, since exporters and importers meet across folders, and
 * the paths select what is reported. Elsewhere it is the named folder (the folder of a named file; the common parent of several paths, of which
 * then only the named parts are read). Never throws.
 */
export function resolveRoot(paths: readonly string[], options: RootOptions): RootResult {
  const named: { path: string; folder: string }[] = [];
  for (const path of paths.length > 0 ? paths : [options.root ?? '.']) {
    const found = locate(resolve(options.directory, path));
    if (!found) return { kind: 'missing', path };
    named.push(found);
  }
  if (options.root !== undefined) {
    const found = locate(resolve(options.directory, options.root));
    if (!found) return { kind: 'missing', path: options.root };
    if (found.path !== found.folder) return { kind: 'not-a-folder', path: options.root };
    return select(found.path, named, paths, ['']);
  }
  const kernel = findKernelRoot(named[0]!.folder);
  if (kernel !== undefined && named.every(({ path }) => isWithin(kernel, path))) return select(kernel, named, paths, ['']);
  if (named.length === 1) return select(named[0]!.folder, named, paths, ['']);
  const common = named.map(({ folder }) => folder).reduce(commonParent);
  const starts = named.map(({ folder }) => below(common, treeAround(folder, common)));
  return select(common, named, paths, withoutNested(starts));
}

/** The nearest folder, from here upwards, that looks like the top of a kernel tree. */
export function findKernelRoot(folder: string): string | undefined {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (existsSync(resolve(candidate, 'include/linux/dma-buf.h'))) return candidate;
    if (existsSync(resolve(candidate, 'MAINTAINERS')) && existsSync(resolve(candidate, 'Kbuild'))) return candidate;
    if (candidate === dirname(candidate)) return undefined;
  }
}

/** The kernel tree that a folder lies in, if that is below `common`; else the folder. */
function treeAround(folder: string, common: string): string {
  const kernel = findKernelRoot(folder);
  return kernel !== undefined && isWithin(common, kernel) ? kernel : folder;
}

/** Whether something in `file` is asked for. Both below the root; no paths select everything. */
export function isSelected(file: string, paths: readonly string[]): boolean {
  return paths.length === 0 || paths.some((path) => path === '' || file === path || file.startsWith(`${path}/`));
}

function locate(path: string): { path: string; folder: string } | undefined {
  try {
    const real = realpathSync(path);
    return { path: real, folder: statSync(real).isDirectory() ? real : dirname(real) };
  } catch {
    return undefined;
  }
}

function select(root: string, named: readonly { path: string; folder: string }[], asked: readonly string[], starts: string[]): RootResult {
  const outside = named.findIndex(({ path }) => !isWithin(root, path));
  if (outside >= 0) return { kind: 'outside', path: asked[outside] ?? named[outside]!.path };
  const paths = named.map(({ path }) => below(root, path));
  const files = named.filter(({ path, folder }) => path !== folder).map(({ path }) => below(root, path));
  return { kind: 'selection', selection: { root, starts, paths: paths.includes('') ? [] : paths, files } };
}

function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function below(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

function commonParent(one: string, other: string): string {
  let parent = one;
  while (!isWithin(parent, other)) parent = dirname(parent);
  return parent;
}

function withoutNested(folders: readonly string[]): string[] {
  return folders.filter(
    (folder, index) => !folders.some((other, at) => at !== index && (other === folder ? at < index : isSelected(folder, [other]))),
  );
}
