/** The attachments tree, row by row: `dmabuf/rows`, `dmabuf/rowDetail`, `dmabuf/rowMarkdown`, `dmabuf/reveal`, `dmabuf/sides`, `dmabuf/counterparts`. */
import type { Counted, CounterpartGroup, FoundSides, Side, TreeRow, TreeView } from '@dmabuf-mapping/engine';
import type { MarkupContent, Position } from 'vscode-languageserver';
import { guarded, type Session } from '../session.ts';
import { treeOf } from '../trees.ts';
import { markupFor } from './hover.ts';

interface RowParams {
  /** URI of a folder. */
  root: string;
  view: TreeView;
  /** Of the row; empty or absent for the root. */
  path?: string[];
}

interface RevealParams {
  textDocument: { uri: string };
  position: Position;
  view: TreeView;
  /** Takes another view if this one does not show it. */
  otherViews?: boolean;
}

/** A row, and the view that shows it. */
interface Revealed {
  root: string;
  view: TreeView;
  /** From the root to the row. */
  rows: TreeRow[];
}

export function activate(session: Session): void {
  const { connection, failures, folders } = session;

  connection.onRequest(
    'dmabuf/rows',
    guarded(failures, 'rows', [], async ({ root, view, path = [] }: RowParams): Promise<TreeRow[]> => {
      const [folder] = folders.chosen(root);
      return folder ? (await treeOf(folder)).rows(view, path) : [];
    }),
  );

  connection.onRequest(
    'dmabuf/rowDetail',
    guarded(failures, 'row detail', null, async ({ root, path = [] }: Omit<RowParams, 'view'>): Promise<MarkupContent | null> => {
      const [folder] = folders.chosen(root);
      const markdown = await folder?.ask((project) => project.rowDetail(path));
      return folder && markdown !== undefined ? markupFor(session, folder, markdown, { markdown: session.abilities.markdownHover }) : null;
    }),
  );

  connection.onRequest(
    'dmabuf/rowMarkdown',
    guarded(failures, 'row as Markdown', '', async ({ root, view, path = [] }: RowParams): Promise<string> => {
      const [folder] = folders.chosen(root);
      return folder ? (await treeOf(folder)).markdown(view, path) : '';
    }),
  );

  connection.onRequest(
    'dmabuf/reveal',
    guarded(failures, 'reveal', null, async ({ textDocument, position, view, otherViews }: RevealParams): Promise<Revealed | null> => {
      const place = folders.locate(textDocument.uri);
      const sides = (await place?.folder.ask((project) => project.sidesAt(place.file, position))) ?? [];
      const [first] = sides;
      if (!place || !first) return null;
      const tree = await treeOf(place.folder);
      // By type and by outcome there are no rows for exporters.
      for (const each of otherViews ? [view, { by: view.by }, { by: first.of }] : [view]) {
        const rows = tree.chain(each, sides);
        if (rows) return { root: place.folder.root.uri, view: each, rows };
      }
      return null;
    }),
  );

  connection.onRequest(
    'dmabuf/takesPart',
    guarded(
      failures,
      'takes part',
      null,
      async ({ textDocument }: { textDocument: { uri: string } }): Promise<{ takesPart: boolean } | null> => {
        const place = folders.locate(textDocument.uri);
        return (await place?.folder.ask((project) => ({ takesPart: project.navigation.outline(place.file).length > 0 }))) ?? null;
      },
    ),
  );

  connection.onRequest(
    'dmabuf/sides',
    guarded(
      failures,
      'sides',
      null,
      async ({ root, of, search = '' }: { root: string; of: Side['of']; search?: string }): Promise<FoundSides | null> => {
        const [folder] = folders.chosen(root);
        return folder ? (await treeOf(folder)).sides(of, search) : null;
      },
    ),
  );

  connection.onRequest(
    'dmabuf/counterparts',
    guarded(
      failures,
      'counterparts',
      [],
      async ({ root, of, ids, search }: Counted & { root: string; search?: string }): Promise<CounterpartGroup[]> => {
        const [folder] = folders.chosen(root);
        return folder ? (await treeOf(folder)).counterparts({ of, ids }, search) : [];
      },
    ),
  );
}
