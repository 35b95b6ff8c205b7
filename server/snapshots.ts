/** Annotations of files, kept until the answers of their folder change. */
import type { FileAnnotations } from '@dmabuf-mapping/engine';
import type { Folder } from './folder.ts';
import type { Session } from './session.ts';

export interface Snapshot {
  folder: Folder;
  /** Of the document, as the client counts; absent for one that it does not have open. */
  version: number | undefined;
  annotations: FileAnnotations;
}

interface Known extends Snapshot {
  revision: number;
}

const NOTHING: FileAnnotations = { hints: [], lenses: [], words: [] };

export class Snapshots {
  readonly #session: Session;
  readonly #known = new WeakMap<Folder, Map<string, Known>>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Of a document that lies in some folder. While that is being read: what was known of the same text, or nothing. Rejects when the engine throws. */
  async of(uri: string): Promise<Snapshot | undefined> {
    const place = this.#session.folders.locate(uri);
    if (!place) return undefined;
    const { folder, file } = place;
    const version = this.#session.documents.sync.get(uri)?.version;
    const last = this.#known.get(folder)?.get(file);
    if (folder.state === 'waiting' || folder.state === 'indexing')
      return last && last.version === version ? last : { folder, version, annotations: NOTHING };
    const now = await folder.ask((project): Known => {
      const { revision } = folder;
      return last?.revision === revision ? { ...last, version } : { folder, version, revision, annotations: project.annotations(file) };
    });
    if (version === undefined) return now;
    const files = this.#known.get(folder) ?? new Map<string, Known>();
    this.#known.set(folder, files.set(file, now));
    return now;
  }

  /** To be called when the document is closed. */
  forget(uri: string): void {
    const place = this.#session.folders.locate(uri);
    if (place) this.#known.get(place.folder)?.delete(place.file);
  }
}
