/** Edits of the engine as edits of a client's workspace. */
import type { TextEdit as EngineEdit } from '@dmabuf-mapping/engine';
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { Folder } from './folder.ts';
import type { Session } from './session.ts';

/** For the versions of open documents that the client has now, if it knows versions. */
export function toEdit(session: Session, folder: Folder, all: readonly EngineEdit[]): WorkspaceEdit {
  const perFile = new Map<string, TextEdit[]>();
  for (const { file, range, newText } of all) {
    const uri = session.documents.uri(folder, file);
    perFile.set(uri, [...(perFile.get(uri) ?? []), { range, newText }]);
  }
  if (!session.abilities.versionedEdits) return { changes: Object.fromEntries(perFile) };
  return {
    documentChanges: [...perFile].map(([uri, edits]): TextDocumentEdit => {
      const version = session.documents.sync.get(uri)?.version ?? null;
      return { textDocument: { uri, version }, edits };
    }),
  };
}
