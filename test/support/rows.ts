/** The attachments tree as a client reads it: row by row. */
import type { RootAttachments } from '../../engine/answers.ts';
import type { TreeRow, TreeView } from '../../engine/tree-answers.ts';
import type { TestClient } from './lsp-client.ts';

/** Asks for the rows under a path. */
export type AskRows = (view: TreeView, path: readonly string[]) => TreeRow[] | Promise<TreeRow[]>;

const BY_IMPORTER: TreeView = { by: 'importer' };

/** Those of a folder of a server. */
export function rowsOf(client: TestClient, root: string): AskRows {
  return (view, path) => client.request<TreeRow[]>('dmabuf/rows', { root, view, path });
}

/** Every row, as `label (description)`, with those below it deeper; `depth` levels. */
export async function rowLines(ask: AskRows, view = BY_IMPORTER, depth = 9, path: readonly string[] = []): Promise<string[]> {
  const lines: string[] = [];
  for (const { label, description, path: own, leaf } of await ask(view, path)) {
    lines.push(`${label} (${description})`);
    if (depth > 1 && !leaf) lines.push(...(await rowLines(ask, view, depth - 1, own)).map((line) => `  ${line}`));
  }
  return lines;
}

/** Names of the importers, by the name of their folder. */
export async function importersByFolder(client: TestClient): Promise<[folder: string, importers: string[]][]> {
  const roots = await client.request<RootAttachments[]>('dmabuf/attachments');
  const found: [string, string[]][] = [];
  for (const { name, uri } of roots) {
    const rows = await rowsOf(client, uri)(BY_IMPORTER, []);
    found.push([name, rows.map(({ label }) => label)]);
  }
  return found;
}
