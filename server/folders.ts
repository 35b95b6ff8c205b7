import { Folder } from './folder.ts';
import type { Host } from './host.ts';
import { below, fileSystemRoot, fileUri, pathIn, toPath, toUri } from './uris.ts';

/** A file, and a folder that it belongs to. */
export interface Place {
  folder: Folder;
  /** Below the folder's root, with `/`. */
  file: string;
}

/** The workspace folders, each with a project of its own. Folders may lie inside each other; a file's answers come from the innermost. */
export class Folders {
  readonly #host: Host;
  readonly #folders = new Map<string, Folder>();
  /** By root of the file system. */
  readonly #loose = new Map<string, Folder>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** Undefined when the folder is there already, or is not on a file system. */
  add(uri: string, name: string): Folder | undefined {
    const path = toPath(uri);
    if (path === undefined) return undefined;
    const known = this.#folders.get(path);
    // From now on it is there for its own sake.
    if (known) known.within = undefined;
    if (known) return undefined;
    const folder = new Folder({ uri, path, name }, this.#host, { loose: false });
    this.#folders.set(path, folder);
    return folder;
  }

  /** Answers what went: the folder, and the source trees that were found in it. */
  remove(uri: string): Folder[] {
    const path = toPath(uri);
    const folder = path === undefined ? undefined : this.#folders.get(path);
    if (!folder) return [];
    this.#folders.delete(folder.root.path);
    return [folder, ...this.#inside(folder).flatMap((inner) => this.remove(inner.root.uri))];
  }

  /** Makes the source trees that reading a folder has found folders of their own, and removes those that are no longer there. */
  nest(folder: Folder, trees: readonly string[]): { added: Folder[]; removed: Folder[] } {
    const roots = new Map(trees.map((tree) => [pathIn(folder.root.path, tree), tree]));
    const removed = this.#inside(folder).flatMap((inner) => (roots.has(inner.root.path) ? [] : this.remove(inner.root.uri)));
    const added: Folder[] = [];
    folder.trees = trees;
    for (const [path, tree] of roots) {
      if (this.#folders.has(path)) continue;
      const inner = new Folder({ uri: toUri(path), path, name: `${folder.root.name}/${tree}` }, this.#host, { loose: false });
      inner.within = folder;
      this.#folders.set(path, inner);
      added.push(inner);
    }
    return { added, removed };
  }

  /** Path of a folder below the workspace folder in which it was found; empty for workspace folders. */
  pathInWorkspace(folder: Folder): string {
    let outer = folder;
    while (outer.within) outer = outer.within;
    return below(outer.root.path, folder.root.path) ?? '';
  }

  #inside(folder: Folder): Folder[] {
    return [...this.#folders.values()].filter(({ within }) => within === folder);
  }

  /** Workspace folders in the order they came, then the holders of loose documents. */
  all(): Folder[] {
    return [...this.#folders.values(), ...this.#loose.values()];
  }

  /** The folder with this URI; all of them for `undefined`. */
  chosen(root: string | undefined): Folder[] {
    return this.all().filter((folder) => root === undefined || folder.root.uri === root);
  }

  workspace(): Folder[] {
    return [...this.#folders.values()];
  }

  /** Where answers about `uri` come from. */
  locate(uri: string): Place | undefined {
    return this.containing(uri)[0];
  }

  /** Every folder that holds `uri`, innermost first; the loose one only if there is no other. */
  containing(uri: string): Place[] {
    const path = toPath(uri);
    if (path === undefined) return [];
    const places = this.#inWorkspace(path);
    if (places.length > 0) return places;
    const loose = this.#loose.get(fileSystemRoot(path));
    const file = loose && below(loose.root.path, path);
    return loose && file ? [{ folder: loose, file }] : [];
  }

  /** As `containing`, and makes room for a document that lies in no workspace folder. */
  adopt(uri: string): Place[] {
    const path = toPath(uri);
    if (path === undefined) return [];
    const root = fileSystemRoot(path);
    if (this.#inWorkspace(path).length === 0 && !this.#loose.has(root)) {
      const folder = new Folder({ uri: toUri(root), path: root, name: 'Open files' }, this.#host, { loose: true });
      folder.state = 'ready';
      this.#loose.set(root, folder);
    }
    return this.containing(uri);
  }

  /** Forgets every document that lies in no workspace folder. */
  dropLoose(): void {
    this.#loose.clear();
  }

  /** Has all folders take less room until somebody asks. Never rejects. */
  async rest(): Promise<void> {
    for (const folder of this.all()) await folder.rest();
  }

  #inWorkspace(path: string): Place[] {
    const places: Place[] = [];
    for (const folder of this.#folders.values()) {
      const file = below(folder.root.path, path);
      if (file !== undefined && !folder.isForeign(file)) places.push({ folder, file });
    }
    return places.sort((a, b) => a.file.length - b.file.length);
  }
}

/** URI of a file of `folder`. */
export function uriIn(folder: Folder, file: string): string {
  return fileUri(folder.root.path, file);
}
