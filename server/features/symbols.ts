/** `textDocument/documentSymbol` and `workspace/symbol`. */
import type { OutlineItem, TreeSymbol } from '@dmabuf-mapping/engine';
import { type DocumentSymbol, type SymbolInformation, SymbolKind } from 'vscode-languageserver';
import { toLocation } from '../convert.ts';
import { guarded, type Session } from '../session.ts';

const OUTLINE_KINDS: Record<OutlineItem['kind'], SymbolKind> = {
  type: SymbolKind.Class,
  ops: SymbolKind.Interface,
  list: SymbolKind.Array,
  constructor: SymbolKind.Constructor,
  function: SymbolKind.Function,
  attach: SymbolKind.Event,
};

const TREE_KINDS: Record<TreeSymbol['kind'], SymbolKind> = {
  type: SymbolKind.Class,
  exporter: SymbolKind.Interface,
  importer: SymbolKind.Function,
  constructor: SymbolKind.Constructor,
};

export function activate(session: Session): void {
  const { connection, failures } = session;

  connection.onDocumentSymbol(
    guarded(failures, 'outline', null, async ({ textDocument: { uri } }): Promise<DocumentSymbol[] | SymbolInformation[] | null> => {
      const place = session.folders.locate(uri);
      const items = (await place?.folder.ask(({ navigation }) => navigation.outline(place.file))) ?? [];
      if (items.length === 0) return null;
      return session.abilities.symbolTrees ? items.map(asTree) : items.flatMap((item) => asList(item, uri));
    }),
  );

  connection.onWorkspaceSymbol(
    guarded(failures, 'symbols', null, async ({ query }): Promise<SymbolInformation[]> => {
      const found: SymbolInformation[] = [];
      for (const folder of session.folders.all()) {
        const symbols = await folder.ask(({ navigation }) => navigation.symbols(query));
        for (const { name, kind, container, location } of symbols) {
          found.push({ name, kind: TREE_KINDS[kind], containerName: container, location: toLocation(session, folder, location) });
        }
      }
      return found;
    }),
  );
}

function asTree({ name, detail, kind, range, selection, children }: OutlineItem): DocumentSymbol {
  return { name, detail, kind: OUTLINE_KINDS[kind], range, selectionRange: selection, children: children.map(asTree) };
}

function asList({ name, kind, range, children }: OutlineItem, uri: string, containerName?: string): SymbolInformation[] {
  const own = { name, kind: OUTLINE_KINDS[kind], location: { uri, range }, ...(containerName === undefined ? {} : { containerName }) };
  return [own, ...children.flatMap((child) => asList(child, uri, name))];
}
