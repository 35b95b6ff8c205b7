/** Files without a word about DMA-buf that use what the tree seeks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { FileChangeType } from 'vscode-languageserver-protocol/node';
import { KNOWN_HELPERS } from '../../engine/index.ts';
import { type TestClient, within } from '../support/lsp-client.ts';
import { importersByFolder } from '../support/rows.ts';
import { A, startToy } from './toy.ts';

const TREE = {
  '/tree/a.c': 'dma_buf SEEKS(helper) NEEDS(a)',
  '/tree/user.c': 'helper NEEDS(user) SEEKS(outer)',
  '/tree/far.c': 'outer NEEDS(far)',
  '/tree/other.c': 'helper_of_others NEEDS(other)',
};
const USER = 'file:///tree/user.c';

async function needed(client: TestClient): Promise<string[]> {
  return (await importersByFolder(client)).flatMap(([, names]) => names).sort();
}

/** Searches begin some time after a change; nothing tells of their end. */
async function untilNeeded(client: TestClient, expected: string[]): Promise<void> {
  let stopped = false;
  const same = async () => {
    while (!stopped && (await needed(client)).join() !== expected.join()) await setTimeout(20);
  };
  await within(same(), `tree that needs ${expected.join()}`).finally(() => {
    stopped = true;
  });
}

test('come after the first answers, over several steps, and each search looks for new names only', async (t) => {
  const { client, host } = await startToy(t, TREE);
  await untilNeeded(client, ['a', 'far', 'user']);
  assert.deepEqual(
    host.scans.map(({ look, names }) => [look, ...names]),
    [
      ['all', ...KNOWN_HELPERS],
      ['new', 'helper'],
      ['new', 'outer'],
    ],
  );
});

test('go when nothing seeks them any more, and are back without another search', async (t) => {
  const { client, host } = await startToy(t, TREE);
  await untilNeeded(client, ['a', 'far', 'user']);
  await client.open(A, 'dma_buf NEEDS(a)');
  await untilNeeded(client, ['a']);
  await client.change(A, TREE['/tree/a.c']);
  await untilNeeded(client, ['a', 'far', 'user']);
  assert.equal(host.scans.length, 3);
});

test('are found when an edit seeks a new name', async (t) => {
  const { client } = await startToy(t, TREE);
  await untilNeeded(client, ['a', 'far', 'user']);
  await client.open(A, 'dma_buf SEEKS(helper_of_others)');
  await untilNeeded(client, ['other']);
});

test('follow the disk: what changes, comes, and goes', async (t) => {
  const { client, host } = await startToy(t, TREE);
  await untilNeeded(client, ['a', 'far', 'user']);
  host.disk.set('/tree/user.c', 'NEEDS(user)');
  await client.watched({ uri: USER, type: FileChangeType.Changed });
  await untilNeeded(client, ['a']);
  host.disk.set('/tree/user.c', 'helper NEEDS(again)');
  host.disk.set('/tree/new.c', 'helper NEEDS(new)');
  await client.watched({ uri: USER, type: FileChangeType.Changed }, { uri: 'file:///tree/new.c', type: FileChangeType.Created });
  await untilNeeded(client, ['a', 'again', 'new']);
  host.disk.delete('/tree/new.c');
  await client.watched({ uri: 'file:///tree/new.c', type: FileChangeType.Deleted });
  await untilNeeded(client, ['a', 'again']);
});

test('are open documents too, whether opened before or after', async (t) => {
  const { client } = await startToy(t, { '/tree/a.c': 'dma_buf' });
  await client.open(USER, 'helper NEEDS(open)');
  assert.deepEqual(await needed(client), []);
  await client.open(A, 'dma_buf SEEKS(helper)');
  await untilNeeded(client, ['open']);
  await client.open('file:///tree/later.c', 'helper NEEDS(later)');
  await untilNeeded(client, ['later', 'open']);
  await client.close(USER);
  await untilNeeded(client, ['later']);
});

test('stay when the folder is read again', async (t) => {
  const { client, host } = await startToy(t, TREE);
  await untilNeeded(client, ['a', 'far', 'user']);
  host.disk.delete('/tree/far.c');
  await client.request('dmabuf/refresh');
  await client.untilIndexed(2);
  assert.deepEqual(await needed(client), ['a', 'user']);
  assert.deepEqual(host.scans.at(-1)?.names, [...KNOWN_HELPERS, 'helper', 'outer']);
});

test('come at once where they use a helper that kernels have', async (t) => {
  const helper = KNOWN_HELPERS[0]!;
  const { client, host } = await startToy(t, { '/tree/a.c': `dma_buf SEEKS(${helper})`, '/tree/user.c': `${helper} NEEDS(user)` });
  await untilNeeded(client, ['user']);
  assert.equal(host.scans.length, 1);
});

test('are files that share a word with others, as long as they do', async (t) => {
  const shares = (text: string) => `dma_buf ${text} NEEDS(a)`;
  const { client, host } = await startToy(t, {
    '/tree/a.c': shares('my_dma_buf_fits'),
    '/tree/shares.c': 'my_dma_buf_fits far_dma_buf_fits NEEDS(shares)',
    '/tree/far.c': 'far_dma_buf_fits NEEDS(far)',
    '/tree/alone.c': 'sg_dma_buf_size NEEDS(alone)',
  });
  assert.deepEqual(await needed(client), ['a', 'far', 'shares']);
  await client.open(A, shares(''));
  assert.deepEqual(await needed(client), ['a']);
  await client.change(A, shares('far_dma_buf_fits sg_dma_buf_size'));
  assert.deepEqual(await needed(client), ['a', 'alone', 'far', 'shares']);
  host.disk.set('/tree/far.c', 'NEEDS(far)');
  await client.watched({ uri: 'file:///tree/far.c', type: FileChangeType.Changed });
  await untilNeeded(client, ['a', 'alone', 'shares']);
  assert.equal(host.scans.length, 1);
});
