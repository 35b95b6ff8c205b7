/** `workspace/didChangeWatchedFiles`: files that change behind the editor's back. */
import {
  DidChangeWatchedFilesNotification,
  type Disposable,
  FileChangeType,
  type FileSystemWatcher,
  WatchKind,
} from 'vscode-languageserver';
import type { Folder } from '../folder.ts';
import type { Place } from '../folders.ts';
import type { Session } from '../session.ts';
import { refresh } from '../sync.ts';

const C_FILES = '**/*.{c,h}';
/** Deleting a folder is told as one deletion, of the folder. */
const ANYTHING = '**/*';

export function activate(session: Session): void {
  session.connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      for (const place of session.folders.containing(uri)) {
        if (type === FileChangeType.Deleted) void remove(session, place).catch((error) => session.failures.report('watching', error));
        else if (/\.[ch]$/.test(place.file)) refresh(session, place);
      }
    }
  });
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
  const glob = (pattern: string) => (session.abilities.relativePatterns ? { baseUri: folder.root.uri, pattern } : pattern);
  return [{ globPattern: glob(C_FILES) }, { globPattern: glob(ANYTHING), kind: WatchKind.Delete }];
}

async function remove(session: Session, { folder, file }: Place): Promise<void> {
  const files = await folder.ask((project) => project.files());
  const gone = files.filter((name) => (name === file || name.startsWith(`${file}/`)) && !session.documents.get(folder, name));
  for (const name of gone) folder.remove(name);
  if (gone.length > 0) session.changed.fire();
}
