/** Source trees inside a workspace folder are folders of their own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileChangeType } from 'vscode-languageserver-protocol/node';
import type { TestClient } from '../support/lsp-client.ts';
import { importersByFolder } from '../support/rows.ts';
import { A, connectToy, ROOT, startToy } from './toy.ts';

const TREES = {
  '/tree/a.c': 'dma_buf NEEDS(x)',
  '/tree/one/TREE': '',
  '/tree/one/b.c': 'dma_buf PROVIDES(x) NEEDS(y)',
  '/tree/two/TREE': '',
  '/tree/two/c.c': 'dma_buf PROVIDES(y)',
};
const B = 'file:///tree/one/b.c';

async function importers(client: TestClient): Promise<string[]> {
  return (await importersByFolder(client)).flatMap(([folder, names]) => [folder, ...names.map((name) => `${folder}: ${name}`)]);
}

test('answer for their own files, and are not linked with others', async (t) => {
  const { client } = await startToy(t, TREES);
  await client.untilIndexed(3);
  assert.deepEqual(await importers(client), ['tree', 'tree: x', 'tree/one', 'tree/one: y', 'tree/two']);
  await client.untilPushed(A, ([first]) => first?.message === 'nobody provides x');
  await client.untilPushed(B, ([first]) => first?.message === 'nobody provides y');
});

test('keep what is open in them, before and after they were found', async (t) => {
  const { client } = connectToy(t, TREES);
  await client.start();
  await client.open(B, 'dma_buf NEEDS(early)');
  await client.untilIndexed(3);
  assert.deepEqual(await importers(client), ['tree', 'tree: x', 'tree/one', 'tree/one: early', 'tree/two']);
  await client.change(B, 'dma_buf NEEDS(late)');
  assert.deepEqual(await importers(client), ['tree', 'tree: x', 'tree/one', 'tree/one: late', 'tree/two']);
});

test('follow the disk, and come and go when the folder is read again', async (t) => {
  const { client, host } = await startToy(t, TREES);
  await client.untilIndexed(3);
  host.disk.set('/tree/one/b.c', 'dma_buf NEEDS(z)');
  await client.watched({ uri: B, type: FileChangeType.Changed });
  assert.deepEqual(await importers(client), ['tree', 'tree: x', 'tree/one', 'tree/one: z', 'tree/two']);
  for (const name of ['TREE', 'c.c']) host.disk.delete(`/tree/two/${name}`);
  host.disk.set('/tree/three/TREE', '');
  host.disk.set('/tree/three/d.c', 'dma_buf NEEDS(three)');
  await client.request('dmabuf/refresh', { root: ROOT.uri });
  await client.untilIndexed(5);
  assert.deepEqual(await importers(client), ['tree', 'tree: x', 'tree/one', 'tree/one: z', 'tree/three', 'tree/three: three']);
});

test('are found when a file of theirs comes, and lost when the top is gone', async (t) => {
  const { client, host } = await startToy(t, { '/tree/a.c': 'dma_buf NEEDS(x)' });
  host.disk.set('/tree/new/TREE', '');
  host.disk.set('/tree/new/d.c', 'dma_buf NEEDS(new)');
  await client.watched({ uri: 'file:///tree/new/d.c', type: FileChangeType.Created });
  await client.untilIndexed(3);
  assert.deepEqual(await importers(client), ['tree', 'tree: x', 'tree/new', 'tree/new: new']);
  host.disk.delete('/tree/new/TREE');
  await client.watched({ uri: 'file:///tree/new/TREE', type: FileChangeType.Deleted });
  await client.untilIndexed(4);
  assert.deepEqual(await importers(client), ['tree', 'tree: new', 'tree: x']);
});

test('go with the folder, but stay if they are workspace folders themselves', async (t) => {
  const inner = { uri: 'file:///tree/one', name: 'one' };
  const { client } = await startToy(t, TREES, { folders: [ROOT, inner] });
  await client.untilIndexed(3);
  assert.deepEqual(await importers(client), ['tree', 'tree: x', 'one', 'one: y', 'tree/two']);
  await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [ROOT] } });
  assert.deepEqual(await importers(client), ['one', 'one: y']);
});
