/** Long documents are made ready for typing when nobody waits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { A, B, startToy } from './toy.ts';

test('a long document is made ready once, and a short one is not', async (t) => {
  const { client, host } = await startToy(t, { '/tree/a.c': 'dma_buf', '/tree/sub/b.h': 'dma_buf', '/tree/c.c': 'dma_buf' });
  const long = `dma_buf\n${'/* long */\n'.repeat(6000)}`;
  const prepared: string[] = [];
  const until = (file: string) =>
    new Promise<void>((resolve) => {
      host.projects[0]!.onPrepared = (each) => {
        prepared.push(each);
        if (each === file) resolve();
      };
    });
  const first = until('sub/b.h');
  await client.open(A, 'dma_buf');
  await client.open(B, long);
  await first;
  const second = until('c.c');
  await client.open('file:///tree/c.c', long);
  await second;
  assert.deepEqual(prepared, ['sub/b.h', 'c.c']);
});
