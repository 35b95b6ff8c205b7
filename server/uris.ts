/** File URIs, paths, and names below a root. The only place that knows how they relate. */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path of a `file:` URI; undefined for other schemes and for what cannot be a path here. Never throws. */
export function toPath(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const name = fileURLToPath(uri);
    const { root } = path.parse(name);
    return name.length > root.length && name.endsWith(path.sep) ? name.slice(0, -1) : name;
  } catch {
    return undefined;
  }
}

/** The `file:` URI of an absolute path. */
export function toUri(name: string): string {
  return pathToFileURL(name).href;
}

/** The URI of `file`, named with `/` below `root`. */
export function fileUri(root: string, file: string): string {
  return toUri(path.join(root, file));
}

/** Name of `name` below `root` with `/`, the empty string for the root itself; undefined when it lies elsewhere. */
export function below(root: string, name: string): string | undefined {
  const relative = path.relative(root, name);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
  return path.sep === '/' ? relative : relative.replaceAll(path.sep, '/');
}

/** The path that `name` means in `folder`: itself if it is absolute. */
export function pathIn(folder: string, name: string): string {
  return path.resolve(folder, name);
}

/** The folder that holds a path, and its name there. */
export function splitPath(name: string): { folder: string; base: string } {
  return { folder: path.dirname(name), base: path.basename(name) };
}

/** Root of the file system that holds `name`. */
export function fileSystemRoot(name: string): string {
  return path.parse(name).root;
}
