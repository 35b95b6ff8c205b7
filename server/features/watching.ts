/** `workspace/didChangeWatchedFiles`: files that change behind the editor's back. */
import { isBuildFile } from '@dmabuf-mapping/engine';
import {
  DidChangeWatchedFilesNotification,
  type Disposable,
  FileChangeType,
  type FileEvent,
  type FileSystemWatcher,
  WatchKind,
} from 'vscode-languageserver';
import type { Folder } from '../folder.ts';
import type { Place } from '../folders.ts';
import { configurationPath, grant, PROJECT_FILE } from '../granting.ts';
import { patternsOf } from '../patterns.ts';
import type { Session } from '../session.ts';
import { refresh } from '../sync.ts';
import { below, splitPath, toPath, toUri } from '../uris.ts';

const C_NAME = /\.[ch]$/;
const C_FILES = '**/*.{c,h}';
const BUILD_FILES = '**/{Makefile,Kbuild,Kconfig}';
const PROJECT_FILES = `**/${PROJECT_FILE}`;
const IGNORE_FILES = '**/.gitignore';
/** Deleting a folder is told as one deletion, of the folder. */
const ANYTHING = '**/*';
/** From here on (a branch was switched, say) reading the folder again is cheaper. */
const MANY = 300;

export function activate(session: Session): void {
  session.connection.onDidChangeWatchedFiles(({ changes }) => {
    /** Other rules or other source trees inside hide and show any number of files. */
    const again = new Set<Folder>();
    const touched = new Map<Folder, { deleted: Set<string>; written: Set<string> }>();
    for (const { uri, type } of changes) {
      for (const { folder, file } of session.folders.containing(uri)) {
        const files = touched.get(folder) ?? { deleted: new Set(), written: new Set() };
        if (/(^|\/)\.gitignore$/.test(file)) again.add(folder);
        if (file === PROJECT_FILE && rereadsProjectFile(session, folder)) again.add(folder);
        for (const changed of foldersWithOtherTrees(session, { folder, file }, type)) again.add(changed);
        if (isBuildFile(file) && folder.rebuild(file)) session.changed.fire();
        if (type === FileChangeType.Deleted) files.deleted.add(file);
        else if (C_NAME.test(file)) files.written.add(file);
        touched.set(folder, files);
      }
    }
    for (const folder of session.folders.workspace()) {
      const path = configurationPath(session, folder);
      if (path === undefined || !changes.some((change) => concerns(change, path))) continue;
      grant(session, folder);
      session.changed.fire();
    }
    for (const [folder, { deleted, written }] of touched) {
      if (written.size > MANY) again.add(folder);
      if (again.has(folder) && !folder.loose) continue;
      for (const file of written) refresh(session, { folder, file });
      void lookAgain(session, folder, deleted).catch((error) => session.failures.report('watching', error));
    }
    for (const folder of again) if (!folder.loose) void session.indexer.start(session, folder);
  });
}

/** Heeds the folder's own file of settings as it is now. Answers whether other files than before are to be read. */
function rereadsProjectFile(session: Session, folder: Folder): boolean {
  const before = JSON.stringify(patternsOf(session, folder));
  grant(session, folder);
  session.changed.fire();
  return JSON.stringify(patternsOf(session, folder)) !== before;
}

/** The folder whose source trees are others than before, or whose own tree is none any more, as far as this change tells. */
function foldersWithOtherTrees({ host }: Session, { folder, file }: Place, type: FileChangeType): Folder[] {
  if (folder.loose) return [];
  const { path } = folder.root;
  if (folder.within && !host.isTree(path)) return [folder.within];
  const other =
    type === FileChangeType.Deleted
      ? folder.trees.some((tree) => tree === file || tree.startsWith(`${file}/`))
      : C_NAME.test(file) && host.innerTree(path, file) !== undefined;
  return other ? [folder] : [];
}

function concerns({ uri, type }: FileEvent, path: string): boolean {
  const changed = toPath(uri);
  if (changed === undefined) return false;
  return type === FileChangeType.Deleted ? below(changed, path) !== undefined : changed === path;
}

/** (Re-)registers the watchers of all workspace folders. Rejects when the client refuses. */
export class Watchers {
  #registered: Disposable | undefined;

  async update(session: Session): Promise<void> {
    if (!session.abilities.watchFiles) return;
    const watchers = session.folders.workspace().flatMap((folder) => watchersOf(session, folder));
    const before = this.#registered;
    this.#registered = await session.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    before?.dispose();
  }
}

function watchersOf(session: Session, folder: Folder): FileSystemWatcher[] {
  // The outer folder's watchers see its files.
  if (folder.within) return configurationWatchers(session, folder);
  const glob = (pattern: string) => (session.abilities.relativePatterns ? { baseUri: folder.root.uri, pattern } : pattern);
  return [
    { globPattern: glob(C_FILES) },
    { globPattern: glob(BUILD_FILES) },
    { globPattern: glob(IGNORE_FILES) },
    { globPattern: glob(PROJECT_FILES) },
    { globPattern: glob(ANYTHING), kind: WatchKind.Delete },
    ...configurationWatchers(session, folder),
  ];
}

function configurationWatchers(session: Session, folder: Folder): FileSystemWatcher[] {
  const path = configurationPath(session, folder);
  if (path === undefined) return [];
  const file = below(folder.root.path, path);
  if (session.abilities.relativePatterns) {
    const { folder: outer, base } = splitPath(path);
    return [
      { globPattern: file ? { baseUri: folder.root.uri, pattern: literal(file) } : { baseUri: toUri(outer), pattern: literal(base) } },
    ];
  }
  return file ? [{ globPattern: `**/${literal(file)}` }] : [];
}

/** A pattern for a name: there is no way to escape the characters that mean something in patterns. */
function literal(name: string): string {
  return name.replace(/[*?{}[\]]/g, '?');
}

/** Looks at the disk again for every known file that is, or lies in, something deleted: it may be back by now. */
async function lookAgain(session: Session, folder: Folder, deleted: Set<string>): Promise<void> {
  if (deleted.size === 0) return;
  if ([...deleted].filter((path) => folder.rebuildBelow(path)).length > 0) session.changed.fire();
  for (const file of await folder.files()) {
    if (pathsTo(file).some((path) => deleted.has(path))) refresh(session, { folder, file });
  }
}

/** `a/b/c.h` gives `a`, `a/b` and `a/b/c.h`. */
function pathsTo(file: string): string[] {
  const parts = file.split('/');
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
}
