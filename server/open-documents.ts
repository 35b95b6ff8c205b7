import { TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Folder } from './folder.ts';
import { uriIn } from './folders.ts';
import { toPath } from './uris.ts';

/** Documents that a client has open, found by file however the client spells their URI. */
export class OpenDocuments {
  readonly sync = new TextDocuments(TextDocument);
  readonly #uris = new Map<string, string>();

  constructor() {
    this.sync.onDidOpen(({ document }) => {
      const path = toPath(document.uri);
      if (path !== undefined) this.#uris.set(path, document.uri);
    });
    this.sync.onDidClose(({ document }) => {
      const path = toPath(document.uri);
      if (path === undefined || this.#uris.get(path) !== document.uri) return;
      this.#uris.delete(path);
      // A client may have opened one file by several names.
      const other = this.sync.all().findLast(({ uri }) => toPath(uri) === path);
      if (other) this.#uris.set(path, other.uri);
    });
  }

  all(): TextDocument[] {
    return this.sync.all();
  }

  get(folder: Folder, file: string): TextDocument | undefined {
    return this.sync.get(this.uri(folder, file));
  }

  /** The client's own URI for a file it has open, else ours. */
  uri(folder: Folder, file: string): string {
    const uri = uriIn(folder, file);
    return this.#uris.get(toPath(uri) ?? '') ?? uri;
  }
}
