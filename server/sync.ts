/** Open documents and files on disk: which text counts. An open document hides the file until it is closed. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Place } from './folders.ts';
import { grant } from './granting.ts';
import { patternsOf } from './patterns.ts';
import type { Session } from './session.ts';

/** What a document or file of C is called. */
export const C_FILE = /\.[ch]$/;

/** Follows opening, editing and closing of documents. Documents that are no C files, or have no file, are left alone. */
export function activate(session: Session): void {
  session.documents.sync.onDidChangeContent(({ document }) => show(session, document));
  session.documents.sync.onDidClose(({ document }) => {
    for (const place of placesOf(session, document)) {
      const other = session.documents.get(place.folder, place.file);
      if (other) place.folder.set(place.file, () => other.getText());
      else if (place.folder.loose) place.folder.remove(place.file);
      else refresh(session, place);
    }
    session.changed.fire();
  });
}

/** Takes the text on disk, unless an editor has the file open. */
export function refresh(session: Session, { folder, file }: Place): void {
  if (session.documents.get(folder, file)) return;
  const text = session.host.read(folder.root.path, file, patternsOf(session, folder));
  if (text === undefined) folder.remove(file);
  else folder.set(file, () => text);
  session.changed.fire();
}

/** Gives every open document to the folders that hold it now; called when folders come or go. */
export function rehome(session: Session): void {
  session.folders.dropLoose();
  for (const document of session.documents.all()) show(session, document);
}

/** Hands a document to the folders that hold it. */
export function show(session: Session, document: TextDocument): void {
  for (const { folder, file } of placesOf(session, document)) {
    // A folder that is not in the workspace has just come into being, perhaps, and is never read.
    if (folder.loose) grant(session, folder);
    folder.set(file, () => document.getText());
  }
  session.changed.fire();
}

function placesOf(session: Session, document: TextDocument): Place[] {
  return C_FILE.test(document.uri) ? session.folders.adopt(document.uri) : [];
}
