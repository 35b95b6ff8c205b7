/** The attachments tree over the protocol: rows when they are asked for, and what belongs to them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MarkupContent } from 'vscode-languageserver-protocol';
import type { CounterpartGroup, FoundSides, RootAttachments, TreeRow, TreeView } from '../../engine/index.ts';
import { PUSH_CLIENT } from '../support/lsp-client.ts';
import { ROOT, startToy } from './toy.ts';

const root = ROOT.uri;
const TREE = { '/tree/a.c': 'dma_buf NEEDS(x) NEEDS(y)', '/tree/b.c': 'dma_buf\nPROVIDES(x)' };
const A = 'file:///tree/a.c';
const B = 'file:///tree/b.c';
const view: TreeView = { by: 'importer' };

interface Revealed {
  root: string;
  view: TreeView;
  rows: TreeRow[];
}

const labels = (rows: readonly TreeRow[]) => rows.map(({ label }) => label);

test('rows come level by level, and none for what is gone', async (t) => {
  const { client } = await startToy(t, TREE);
  const rows = await client.request<TreeRow[]>('dmabuf/rows', { root, view });
  assert.deepEqual(labels(rows), ['x', 'y']);
  assert.deepEqual(labels(await client.request('dmabuf/rows', { root, view, path: rows[0]!.path })), ['x']);
  assert.deepEqual(await client.request('dmabuf/rows', { root, view, path: ['importer:gone'] }), []);
  assert.deepEqual(await client.request('dmabuf/rows', { root: 'file:///gone', view }), []);
});

test('the overview has counts, and no row', async (t) => {
  const { client } = await startToy(t, TREE);
  const [overview] = await client.request<RootAttachments[]>('dmabuf/attachments');
  assert.deepEqual(Object.keys(overview!.tree), ['counts']);
});

test('while the folder is read again, the rows are those from before', async (t) => {
  const { client, host } = await startToy(t, TREE);
  await client.request('dmabuf/rows', { root, view });
  let open = () => {};
  host.gate = new Promise((resolve) => {
    open = resolve;
  });
  host.disk.delete('/tree/b.c');
  await client.request('dmabuf/refresh');
  assert.deepEqual(labels(await client.request('dmabuf/rows', { root, view: { by: 'exporter' } })), ['x']);
  open();
  await client.untilIndexed(2);
  assert.deepEqual(await client.request('dmabuf/rows', { root, view: { by: 'exporter' } }), []);
});

test('a row tells more with links that lead to files, or as plain text', async (t) => {
  const { client } = await startToy(t, TREE);
  const asked = { root, path: ['importer:x', 'exporter:x'] };
  assert.deepEqual(await client.request<MarkupContent>('dmabuf/rowDetail', asked), { kind: 'markdown', value: `[NEEDS](${A}#L1)` });
  assert.equal(await client.request('dmabuf/rowDetail', { root, path: ['importer:gone'] }), null);
  const plain = { ...PUSH_CLIENT, textDocument: { ...PUSH_CLIENT.textDocument, hover: {} } };
  const { client: other } = await startToy(t, TREE, { capabilities: plain });
  assert.deepEqual(await other.request<MarkupContent>('dmabuf/rowDetail', asked), { kind: 'plaintext', value: 'NEEDS' });
});

test('a row as Markdown', async (t) => {
  const { client } = await startToy(t, TREE);
  assert.match(
    await client.request<string>('dmabuf/rowMarkdown', { root, view, path: ['importer:x'] }),
    /^\*\*x: 1 of 1 · SGT\*\* .*\n\n\| Exporter \|/,
  );
});

test('the row of what the cursor is in, in another view if need be', async (t) => {
  const { client } = await startToy(t, TREE);
  const reveal = (uri: string, line: number, more: object) =>
    client.request<Revealed | null>('dmabuf/reveal', { textDocument: { uri }, position: { line, character: 1 }, view, ...more });
  assert.equal(await reveal(A, 0, {}), null, 'there is nothing');
  const at = { position: { line: 0, character: 20 } };
  assert.deepEqual(labels((await reveal(A, 0, at))!.rows), ['y']);
  assert.equal(await reveal(B, 1, {}), null, 'an exporter is no row by importer');
  const other = await reveal(B, 1, { otherViews: true });
  assert.deepEqual([other?.view, labels(other!.rows)], [{ by: 'exporter' }, ['x']]);
  const filtered = { ...at, view: { by: 'importer', filter: 'nothing' } };
  assert.equal(await reveal(A, 0, filtered), null);
  assert.deepEqual((await reveal(A, 0, { ...filtered, otherViews: true }))?.view, view);
});

test('a file takes part, or not', async (t) => {
  const { client } = await startToy(t, TREE);
  assert.deepEqual(await client.request('dmabuf/takesPart', { textDocument: { uri: A } }), { takesPart: false }, 'the toy has no outline');
  assert.equal(await client.request('dmabuf/takesPart', { textDocument: { uri: 'untitled:x' } }), null);
});

test('sides and their counterparts are found by words', async (t) => {
  const { client } = await startToy(t, TREE);
  const { sides } = await client.request<FoundSides>('dmabuf/sides', { root, of: 'importer', search: 'y' });
  assert.deepEqual(
    sides.map(({ id }) => id),
    ['y'],
  );
  const groups = await client.request<CounterpartGroup[]>('dmabuf/counterparts', { root, of: 'exporter', ids: ['x'] });
  assert.deepEqual(
    groups.map(({ name, counterparts }) => [name, ...labels(counterparts)]),
    [['x', 'x', 'y']],
  );
});

test('a question that fails is told once, and answered with nothing', async (t) => {
  const { client } = await startToy(t, { ...TREE, '/tree/c.c': 'dma_buf THROW' });
  assert.deepEqual(await client.request('dmabuf/rows', { root, view }), []);
  await client.request('dmabuf/rows', { root, view });
  assert.equal(client.logged().filter((line) => line.includes('rows failed')).length, 1);
});
