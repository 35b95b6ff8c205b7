/** `textDocument/completion`, `completionItem/resolve` `textDocument/signatureHelp`, and `dmabuf/addMappingType`. */
import type { Completion } from '@dmabuf-mapping/engine';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  LSPErrorCodes,
  ResponseError,
  type SignatureHelp,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { toEdit } from '../edits.ts';
import { guarded, type Session } from '../session.ts';
import { markupFor } from './hover.ts';

/** Characters behind which something of ours may be written; elsewhere the answer is empty at once. */
export const COMPLETION_TRIGGERS = ['.', '&', '-', '(', ',', '{', '='];

const KINDS: Record<Completion['kind'], CompletionItemKind> = {
  constructor: CompletionItemKind.Constructor,
  member: CompletionItemKind.Field,
  type: CompletionItemKind.Class,
  object: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  errno: CompletionItemKind.Constant,
  value: CompletionItemKind.Value,
};

interface TypeParams extends TextDocumentPositionParams {
  /** What the names of the new type begin with. */
  name: string;
}

/** Finds what to say about a completion. */
interface ItemKey {
  uri: string;
  label: string;
}

export function activate(session: Session): void {
  const { connection, failures } = session;

  connection.onCompletion(
    guarded(failures, 'completion', null, async ({ textDocument: { uri }, position }): Promise<CompletionList | null> => {
      const place = session.folders.locate(uri);
      const found = (await place?.folder.ask(({ authoring }) => authoring.completions(place.file, position))) ?? [];
      if (found.length === 0) return null;
      return { isIncomplete: false, items: found.map((completion, index) => toItem(session, uri, completion, index)) };
    }),
  );

  connection.onCompletionResolve(async (item, token) => {
    const resolve = guarded<CompletionItem, CompletionItem, CompletionItem>(failures, 'completion', item, async () => {
      if (!item.data) return item;
      const { uri, label } = item.data as ItemKey;
      const place = session.folders.locate(uri);
      const markdown = await place?.folder.ask(({ authoring }) => authoring.documentation(place.file, label));
      if (!place || !markdown) return item;
      return { ...item, documentation: markupFor(session, place.folder, markdown, { markdown: session.abilities.markdownCompletion }) };
    });
    return resolve(item, token);
  });

  connection.onRequest(
    'dmabuf/addMappingType',
    guarded(
      failures,
      'adding a mapping type',
      null,
      async ({ textDocument, position, name }: TypeParams): Promise<WorkspaceEdit | null> => {
        const place = session.folders.locate(textDocument.uri);
        const result = await place?.folder.ask(({ authoring }) => authoring.addType(place.file, position, name));
        if (!place || !result) return null;
        if ('refusal' in result) throw new ResponseError(LSPErrorCodes.RequestFailed, result.refusal);
        return toEdit(session, place.folder, result.edits);
      },
    ),
  );

  connection.onSignatureHelp(
    guarded(failures, 'signature help', null, async ({ textDocument, position }): Promise<SignatureHelp | null> => {
      const place = session.folders.locate(textDocument.uri);
      const found = await place?.folder.ask(({ authoring }) => authoring.signature(place.file, position));
      if (!place || !found) return null;
      const markup = (markdown: string) => {
        return markdown
          ? { documentation: markupFor(session, place.folder, markdown, { markdown: session.abilities.markdownSignature }) }
          : {};
      };
      const parameters = found.parameters.map(({ label, documentation }) => ({ label, ...markup(documentation) }));
      const signature = { label: found.label, parameters, ...markup(found.documentation) };
      return { signatures: [signature], activeSignature: 0, activeParameter: found.active };
    }),
  );
}

function toItem(session: Session, uri: string, completion: Completion, index: number): CompletionItem {
  const { label, kind, detail, snippet, text, range, edits } = completion;
  const { snippets } = session.abilities;
  const key: ItemKey = { uri, label };
  return {
    label,
    kind: KINDS[kind],
    detail,
    // Before what others propose, in the order that the engine gives.
    sortText: `0${String(index).padStart(3, '0')}`,
    filterText: label,
    insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range, newText: snippets ? snippet : text },
    ...(edits.length > 0 ? { additionalTextEdits: edits.map((edit) => ({ range: edit.range, newText: edit.newText })) } : {}),
    data: key,
  };
}
