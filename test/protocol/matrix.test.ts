/** `dmabuf/matrix` and `dmabuf/matrixPage`: what is answered, for which text, and when it is computed again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RootMatrix } from '../../engine/index.ts';
import { A, connectToy, ROOT, startToy } from './toy.ts';

const TREE = { '/tree/a.c': 'dma_buf NEEDS(x) NEEDS(y)', '/tree/sub/b.h': 'dma_buf\nPROVIDES(x)' };

test('the matrix of each folder, in classes', async (t) => {
  const { client } = await startToy(t, TREE);
  const [answer, ...others] = await client.request<RootMatrix[]>('dmabuf/matrix');
  assert.deepEqual(others, []);
  assert.equal(answer?.uri, ROOT.uri);
  assert.equal(answer.state, 'ready');
  assert.deepEqual(answer.given, { assumptions: [] });
  assert.deepEqual(answer.model.rows, [[0, 1]]);
  assert.deepEqual(
    answer.model.importers.map(({ name, location }) => [name, location.file]),
    [
      ['x', 'a.c'],
      ['y', 'a.c'],
    ],
  );
  assert.deepEqual(answer.model.coverage, { decided: 2, pairs: 2 });
});

test('an unsaved edit counts, and nothing is computed while nothing changes', async (t) => {
  const { client, host } = await startToy(t, TREE);
  let computed = 0;
  const [project] = host.projects;
  const compute = project!.matrixModel.bind(project);
  project!.matrixModel = () => {
    computed++;
    return compute();
  };
  for (let turn = 0; turn < 3; turn++) await client.request('dmabuf/matrix', { root: ROOT.uri });
  assert.equal(computed, 1);
  await client.notify('textDocument/didOpen', { textDocument: { uri: A, languageId: 'c', version: 1, text: 'dma_buf NEEDS(z)' } });
  const [answer] = await client.request<RootMatrix[]>('dmabuf/matrix', { root: ROOT.uri });
  assert.deepEqual(
    answer?.model.importers.map(({ name }) => name),
    ['z'],
  );
  assert.equal(computed, 2);
});

test('while a folder is being read, the matrix is from before', async (t) => {
  const { client, host } = connectToy(t, TREE);
  let open = () => {};
  host.gate = new Promise((resolve) => {
    open = resolve;
  });
  await client.start();
  const [early] = await client.request<RootMatrix[]>('dmabuf/matrix');
  assert.equal(early?.model.coverage.pairs, 0);
  assert.notEqual(early.state, 'ready');
  open();
  await client.untilIndexed(1);
  const [late] = await client.request<RootMatrix[]>('dmabuf/matrix');
  assert.equal(late?.model.coverage.pairs, 2);
});

test('the page of a folder, and null for one that nobody knows', async (t) => {
  const { client } = await startToy(t, TREE);
  assert.equal(await client.request('dmabuf/matrixPage', { root: ROOT.uri }), 'page of tree: 2');
  assert.equal(await client.request('dmabuf/matrixPage', { root: 'file:///elsewhere' }), null);
});
