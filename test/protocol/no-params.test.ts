import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RootAttachments, ServerStatus } from '../../engine/answers.ts';
import { ROOT, startToy } from './toy.ts';

/** JSON-RPC lets a request leave `params` out, as VS Code's client does where there is nothing to say. */
test('requests that need no params are answered without any', async (t) => {
  const { client } = await startToy(t, { '/tree/a.c': 'dma_buf NEEDS(x)' });
  const [root] = await client.connection.sendRequest<RootAttachments[]>('dmabuf/attachments');
  assert.equal(root?.uri, ROOT.uri);
  const { roots } = await client.connection.sendRequest<ServerStatus>('dmabuf/status');
  assert.equal(roots.length, 1);
  assert.equal(await client.connection.sendRequest('dmabuf/refresh'), null);
});
