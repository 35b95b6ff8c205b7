/** `textDocument/codeAction` and `codeAction/resolve`: the quick fixes of findings. */
import type { Finding, Fix, Range } from '@dmabuf-mapping/engine';
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  LSPErrorCodes,
  ResponseError,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { toDiagnostic } from '../convert.ts';
import type { Folder } from '../folder.ts';
import { guarded, type Session } from '../session.ts';

/** Finds the fix again when its edit is asked for. */
interface FixKey {
  uri: string;
  rule: string;
  line: number;
  character: number;
  title: string;
}

export function activate(session: Session): void {
  session.connection.onCodeAction(
    guarded(session.failures, 'code actions', null, async ({ textDocument, range, context }) => {
      const place = session.folders.locate(textDocument.uri);
      if (!place || !wantsQuickFixes(context.only)) return null;
      const findings = await place.folder.ask((project) => project.findings(place.file));
      return findings
        .filter((finding) => touches(finding.location.range, range))
        .flatMap((finding) => actions(session, place.folder, textDocument.uri, finding, context.diagnostics));
    }),
  );

  session.connection.onCodeActionResolve(async (action, token) => {
    const resolve = guarded<CodeAction, CodeAction, CodeAction>(session.failures, 'resolving a code action', action, async () => {
      const key = action.data as FixKey;
      const place = session.folders.locate(key.uri);
      const findings = (await place?.folder.ask((project) => project.findings(place.file))) ?? [];
      const fixes = findings.filter((finding) => isFor(key, finding)).flatMap((finding) => finding.fixes);
      const fix = fixes.find(({ title }) => title === key.title);
      if (!place || !fix) throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
      return { ...action, edit: toEdit(session, place.folder, fix) };
    });
    return resolve(action, token);
  });
}

function actions(session: Session, folder: Folder, uri: string, finding: Finding, shown: Diagnostic[]): CodeAction[] {
  const own = toDiagnostic(session, folder, finding);
  if (!own) return [];
  const diagnostics = shown.filter((other) => other.code === own.code && same(other.range, own.range));
  const preferred = finding.fixes.find(({ safe }) => safe);
  return finding.fixes.map((fix) => {
    const { line, character } = finding.location.range.start;
    const key: FixKey = { uri, rule: finding.rule, line, character, title: fix.title };
    const action: CodeAction = {
      title: fix.safe ? fix.title : `${fix.title} (needs a look)`,
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnostics.length > 0 ? diagnostics : [own],
    };
    if (fix === preferred) action.isPreferred = true;
    if (session.abilities.resolveEdits) action.data = key;
    else action.edit = toEdit(session, folder, fix);
    return action;
  });
}

function toEdit(session: Session, folder: Folder, fix: Fix): WorkspaceEdit {
  const perFile = new Map<string, TextEdit[]>();
  for (const { file, range, newText } of fix.edits) {
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

function wantsQuickFixes(only: string[] | undefined): boolean {
  return !only || only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix);
}

function isFor(key: FixKey, { rule, location }: Finding): boolean {
  const { line, character } = location.range.start;
  return rule === key.rule && line === key.line && character === key.character;
}

function touches(a: Range, b: Range): boolean {
  return !before(a.end, b.start) && !before(b.end, a.start);
}

function before(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function same(a: Range, b: Range): boolean {
  return !before(a.start, b.start) && !before(b.start, a.start) && !before(a.end, b.end) && !before(b.end, a.end);
}
