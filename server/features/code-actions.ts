/** `textDocument/codeAction` and `codeAction/resolve`: the quick fixes of findings, all safe ones of a document, and what can be added. */
import type { TextEdit as EngineEdit, Finding, Fix, Range } from '@dmabuf-mapping/engine';
import { type CodeAction, CodeActionKind, type Diagnostic, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { toDiagnostic } from '../convert.ts';
import { toEdit } from '../edits.ts';
import type { Folder } from '../folder.ts';
import type { Place } from '../folders.ts';
import type { Answers } from '../host.ts';
import { guarded, type Session } from '../session.ts';

/** Mends a whole document; editors run it on save where their users say so. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.dmabufMapping`;

/** Finds the fix again when its edit is asked for. */
interface FixKey {
  uri: string;
  rule: string;
  line: number;
  character: number;
  title: string;
}

/** Stands for all safe fixes of a document. */
interface AllKey {
  uri: string;
  all: true;
}

export function activate(session: Session): void {
  session.connection.onCodeAction(
    guarded(session.failures, 'code actions', null, async ({ textDocument: { uri }, range, context }) => {
      const place = session.folders.locate(uri);
      const wanted = {
        fixes: wants(context.only, CodeActionKind.QuickFix),
        rewrites: wants(context.only, CodeActionKind.RefactorRewrite),
        all: Boolean(context.only) && wants(context.only, FIX_ALL) && place?.folder.state === 'ready',
      };
      if (!place || !(wanted.fixes || wanted.rewrites || wanted.all)) return null;
      return place.folder.ask((project) => {
        const findings = project.findings(place.file);
        const touched = wanted.fixes ? findings.filter((finding) => touches(finding.location.range, range)) : [];
        return [
          ...touched.flatMap((finding) => actions(session, place.folder, project, { uri, finding, shown: context.diagnostics })),
          ...(wanted.rewrites ? rewrites(session, place, project, range.start) : []),
          ...(wanted.all && findings.some((finding) => finding.fixes.some((fix) => isOwn(place.file, finding, fix)))
            ? [fixAll(session, place, project, uri)]
            : []),
        ];
      });
    }),
  );

  session.connection.onCodeActionResolve(async (action, token) => {
    const resolve = guarded<CodeAction, CodeAction, CodeAction>(session.failures, 'resolving a code action', action, async () => {
      const key = action.data as FixKey | AllKey | undefined;
      if (!key) return action;
      const place = session.folders.locate(key.uri);
      // In half a tree a comment may look as if it silenced nothing.
      const early = 'all' in key && place?.folder.state !== 'ready';
      const edits = await place?.folder.ask((project) =>
        'all' in key ? allEdits(project, place.file) : editsFor(project, place.file, key),
      );
      if (early || !place || !edits) throw new ResponseError(LSPErrorCodes.ContentModified, 'the text has changed');
      return { ...action, edit: toEdit(session, place.folder, edits) };
    });
    return resolve(action, token);
  });
}

function actions(
  session: Session,
  folder: Folder,
  project: Answers,
  { uri, finding, shown }: { uri: string; finding: Finding; shown: Diagnostic[] },
): CodeAction[] {
  const own = toDiagnostic(session, folder, finding);
  const diagnostics = shown.filter((other) => other.code === own.code && same(other.range, own.range));
  const preferred = finding.fixes.find(({ safe }) => safe);
  return fixesOf(project, finding).map((fix) => {
    const { line, character } = finding.location.range.start;
    const key: FixKey = { uri, rule: finding.rule, line, character, title: fix.title };
    const action: CodeAction = {
      title: fix.safe ? fix.title : `${fix.title} (needs a look)`,
      kind: CodeActionKind.QuickFix,
      diagnostics: diagnostics.length > 0 ? diagnostics : [own],
    };
    if (fix === preferred) action.isPreferred = true;
    if (session.abilities.resolveEdits) action.data = key;
    else action.edit = toEdit(session, folder, fix.edits);
    return action;
  });
}

/** What can be added at a position. The edits are few, and made at once. */
function rewrites(session: Session, { folder, file }: Place, project: Answers, position: Range['start']): CodeAction[] {
  return project.authoring
    .rewrites(file, position)
    .map(({ title, edits }) => ({ title, kind: CodeActionKind.RefactorRewrite, edit: toEdit(session, folder, edits) }));
}

function fixAll(session: Session, { folder, file }: Place, project: Answers, uri: string): CodeAction {
  const action: CodeAction = { title: 'Apply all safe fixes of DMA-BUF findings', kind: FIX_ALL };
  const key: AllKey = { uri, all: true };
  if (session.abilities.resolveEdits) action.data = key;
  else action.edit = toEdit(session, folder, allEdits(project, file));
  return action;
}

/** The fixes of a finding, and last the comment that silences it. */
function fixesOf(project: Answers, finding: Finding): Fix[] {
  const ignore = project.ignoreHere(finding);
  return ignore ? [...finding.fixes, ignore] : finding.fixes;
}

function editsFor(project: Answers, file: string, key: FixKey): EngineEdit[] | undefined {
  const findings = project.findings(file).filter((finding) => isFor(key, finding));
  return findings.flatMap((finding) => fixesOf(project, finding)).find(({ title }) => title === key.title)?.edits;
}

/** Whether a fix may run unasked when the document is saved: it is safe and stays in the document. */
function isOwn(file: string, { location }: Finding, { safe, edits }: Fix): boolean {
  return safe && location.file === file && edits.every((edit) => edit.file === file);
}

function allEdits(project: Answers, file: string): EngineEdit[] {
  const { files, edits } = project.mend((finding, fix) => isOwn(file, finding, fix));
  return edits ?? files.map(difference);
}

/** The one edit that makes one text of the other. */
function difference({ file, before, after }: { file: string; before: string; after: string }): EngineEdit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  const document = TextDocument.create('', 'c', 0, before);
  const range = { start: document.positionAt(start), end: document.positionAt(before.length - end) };
  return { file, range, newText: after.slice(start, after.length - end) };
}

/** Whether a kind is among those that are asked for, by itself or through one above it; if nothing is asked for, everything is. */
function wants(only: string[] | undefined, kind: string): boolean {
  return !only || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
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
