/** `textDocument/prepareRename` and `textDocument/rename`. */
import type { RenameEdit } from '@dmabuf-mapping/engine';
import {
  type AnnotatedTextEdit,
  type CancellationToken,
  type ChangeAnnotation,
  LSPErrorCodes,
  ResponseError,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Folder } from '../folder.ts';
import type { Answers } from '../host.ts';
import { patternsOf } from '../patterns.ts';
import { guarded, type Session } from '../session.ts';

/** What wants to be confirmed is off until somebody switches it on, so only what C does not decide may. With such edits editors show all of them first. */
const ANNOTATIONS: Record<'code' | 'elsewhere' | 'comment', ChangeAnnotation> = {
  code: { label: 'Code of this file' },
  elsewhere: { label: 'Code of other files' },
  comment: { label: 'Comments', description: 'the name may mean something else there', needsConfirmation: true },
};

export function activate(session: Session): void {
  const { connection, failures } = session;

  connection.onPrepareRename(
    guarded(failures, 'preparing to rename', null, async ({ textDocument, position }) => {
      const place = session.folders.locate(textDocument.uri);
      const target = await place?.folder.ask(({ navigation }) => navigation.renameTarget(place.file, position));
      if (!target) return null;
      if ('refusal' in target) throw refused(target.refusal);
      return { range: target.range, placeholder: target.name };
    }),
  );

  connection.onRenameRequest(
    guarded(failures, 'renaming', null, async ({ textDocument: { uri }, position, newName }, token): Promise<WorkspaceEdit | null> => {
      const place = session.folders.locate(uri);
      if (!place) return null;
      if (place.folder.state === 'waiting' || place.folder.state === 'indexing') throw refused('The tree is still being read.');
      const target = await place.folder.ask(({ navigation }) => navigation.renameTarget(place.file, position));
      const external = target && 'external' in target && target.external && !place.folder.loose;
      const users = external ? await otherUsers(session, place.folder, target.name, token) : new Map<string, string>();
      const result = await place.folder.ask((project) => {
        return withTexts(project, users, () => project.navigation.rename(place.file, position, newName));
      });
      if ('refusal' in result) throw refused(result.refusal);
      return toEdit(session, place.folder, place.file, result.edits);
    }),
  );
}

/** Files that use a name and are not read for anything else: they need not say a word about DMA-buf. */
async function otherUsers(session: Session, folder: Folder, name: string, token: CancellationToken): Promise<Map<string, string>> {
  const users = new Map<string, string>();
  const known = new Set(await folder.ask((project) => project.files()));
  const abort = new AbortController();
  const cancelled = token.onCancellationRequested(() => abort.abort());
  try {
    await session.host.scan(folder.root.path, {
      look: 'new',
      names: [name],
      knows: (file) => known.has(file),
      patterns: patternsOf(session, folder),
      signal: abort.signal,
      found: (file, text) => users.set(file, session.documents.get(folder, file)?.getText() ?? text),
      progress: () => {},
    });
  } finally {
    cancelled.dispose();
  }
  if (abort.signal.aborted) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  return users;
}

/** An answer as if the project had these files too. */
function withTexts<T>(project: Answers, texts: ReadonlyMap<string, string>, question: () => T): T {
  const added = [...texts].filter(([file]) => !project.has(file));
  try {
    for (const [file, text] of added) project.setFile(file, text);
    return question();
  } finally {
    for (const [file] of added) project.removeFile(file);
  }
}

function refused(why: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, why);
}

/** Without annotations nobody would be asked about comments, so they stay as they are. */
function toEdit(session: Session, folder: Folder, file: string, edits: readonly RenameEdit[]): WorkspaceEdit {
  const { annotatedEdits, versionedEdits } = session.abilities;
  const perFile = new Map<string, (TextEdit | AnnotatedTextEdit)[]>();
  const used: WorkspaceEdit['changeAnnotations'] = {};
  for (const edit of edits) {
    if (edit.comment && !annotatedEdits) continue;
    const uri = session.documents.uri(folder, edit.file);
    const annotationId = edit.comment ? 'comment' : edit.file === file ? 'code' : 'elsewhere';
    const { range, newText } = edit;
    perFile.set(uri, [...(perFile.get(uri) ?? []), annotatedEdits ? { range, newText, annotationId } : { range, newText }]);
    used[annotationId] = ANNOTATIONS[annotationId];
  }
  if (!versionedEdits) return { changes: Object.fromEntries(perFile) };
  const documentChanges = [...perFile].map(([uri, textEdits]): TextDocumentEdit => {
    return { textDocument: { uri, version: session.documents.sync.get(uri)?.version ?? null }, edits: textEdits };
  });
  return annotatedEdits ? { documentChanges, changeAnnotations: used } : { documentChanges };
}
