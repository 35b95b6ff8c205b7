/** Hover, definition, attachments and status: what is asked, and for which text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RootAttachments, ServerStatus } from '../../engine/index.ts';
import { PUSH_CLIENT } from '../support/lsp-client.ts';
import { A, B, connectToy, passTime, ROOT, startToy } from './toy.ts';

const TREE = { '/tree/a.c': 'dma_buf NEEDS(x)', '/tree/sub/b.h': 'dma_buf\nPROVIDES(x)', '/tree/noise.c': 'int main;' };
const IN_A = { textDocument: { uri: A }, position: { line: 0, character: 9 } };

interface Hover {
  contents: { kind: string; value: string };
  range: unknown;
}

test('hover links become file URIs with the line', async (t) => {
  const { client } = await startToy(t, TREE);
  assert.deepEqual(await client.request<Hover>('textDocument/hover', IN_A), {
    contents: { kind: 'markdown', value: '1 \\* 1 in [a \\[file\\]](file:///tree/sub/b.h#L3), [all](file:///tree/a.c)' },
    range: { start: { line: 0, character: 8 }, end: { line: 0, character: 16 } },
  });
});

test('a client without Markdown gets plain text', async (t) => {
  const capabilities = { ...PUSH_CLIENT, textDocument: { hover: {} } };
  const { client } = await startToy(t, TREE, { capabilities });
  const hover = await client.request<Hover>('textDocument/hover', IN_A);
  assert.deepEqual(hover.contents, { kind: 'plaintext', value: '1 * 1 in a [file], all' });
});

test('a hover leads to all counterparts where the client has the command', async (t) => {
  const capabilities = { ...PUSH_CLIENT, experimental: { commands: ['dmabufMapping.pickCounterpart'] } };
  const { client } = await startToy(t, TREE, { capabilities });
  const { contents } = await client.request<Hover>('textDocument/hover', IN_A);
  const [, given] = /\n\n\[Show all\]\(command:dmabufMapping\.pickCounterpart\?([^()]*)\)$/.exec(contents.value) ?? [];
  assert.deepEqual(JSON.parse(decodeURIComponent(given ?? '')), [{ root: ROOT.uri, of: 'importer', ids: ["it's (x)"] }]);
});

test('nothing to say is null, anywhere', async (t) => {
  const { client } = await startToy(t, TREE);
  for (const uri of [A, 'file:///tree/missing.c', 'file:///elsewhere.c', 'untitled:1', 'git:/tree/a.c', 'file://host/x.c', '%%%']) {
    const at = { textDocument: { uri }, position: { line: 70, character: 0 } };
    assert.equal(await client.request('textDocument/hover', at), null, uri);
    assert.equal(await client.request('textDocument/definition', at), null, uri);
  }
});

test('definition leads to other files', async (t) => {
  const { client } = await startToy(t, TREE);
  assert.deepEqual(await client.request('textDocument/definition', IN_A), [
    { uri: B, range: { start: { line: 1, character: 0 }, end: { line: 1, character: 11 } } },
  ]);
});

test('references lead to other files, with declarations only where they are wanted', async (t) => {
  const { client } = await startToy(t, TREE);
  const uses = async (includeDeclaration: boolean) => {
    const found: { uri: string }[] = await client.request('textDocument/references', { ...IN_A, context: { includeDeclaration } });
    return found.map(({ uri }) => uri);
  };
  assert.deepEqual(await uses(true), [B, A]);
  assert.deepEqual(await uses(false), [A]);
});

test('an edit in one file changes answers for another, at once', async (t) => {
  const { client } = await startToy(t, TREE);
  await client.open(B, TREE['/tree/sub/b.h']);
  await client.change(B, 'PROVIDES(y)\n', { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } });
  const hover = await client.request<Hover>('textDocument/hover', IN_A);
  assert.match(hover.contents.value, /^1 \\\* 2 /);
});

test('an open document hides the file, and closing it shows the file again', async (t) => {
  const { client } = await startToy(t, TREE);
  await client.open(B, 'dma_buf');
  assert.equal(await client.request('textDocument/definition', IN_A), null);
  await client.watched({ uri: B, type: 2 });
  assert.equal(await client.request('textDocument/definition', IN_A), null, 'a change on disk does not count while it is open');
  await client.close(B);
  assert.notEqual(await client.request('textDocument/definition', IN_A), null);
});

test('a document that was opened before reading ended keeps its text', async (t) => {
  const { client, host } = connectToy(t, TREE);
  let release = () => {};
  host.gate = new Promise((resolve) => {
    release = resolve;
  });
  await client.start();
  await client.open(B, 'dma_buf');
  release();
  await client.untilIndexed();
  assert.equal(await client.request('textDocument/definition', IN_A), null);
});

test('a burst of edits is handed over once, and C without DMA-BUF never', async (t) => {
  const { client, host } = await startToy(t, TREE);
  await client.request('textDocument/hover', IN_A);
  const [project] = host.projects;
  const before = project!.handed;
  await client.open('file:///tree/noise.c', 'int a;');
  for (let i = 0; i < 50; i++) await client.change('file:///tree/noise.c', `int a${i};`);
  await client.request('textDocument/hover', IN_A);
  assert.equal(project!.handed, before);
  await client.open(A, TREE['/tree/a.c']);
  for (let i = 0; i < 50; i++) void client.change(A, `dma_buf ${i}`);
  await client.request('textDocument/hover', IN_A);
  assert.ok(project!.handed - before < 50, `${project!.handed - before} texts for 51 versions`);
  assert.equal(project!.texts.get('a.c'), 'dma_buf 49');
});

test('the attachments come per folder, and changes are told to whoever asked', async (t) => {
  const { client } = await startToy(t, TREE);
  const [root] = await client.request<RootAttachments[]>('dmabuf/attachments');
  assert.deepEqual([root?.uri, root?.name, root?.state, root?.tree.counts.importers], [ROOT.uri, 'tree', 'ready', 1]);
  const told = client.next('dmabuf/attachmentsChanged');
  await client.open(A, 'dma_buf NEEDS(x) NEEDS(z)');
  await told;
  const [after] = await client.request<RootAttachments[]>('dmabuf/attachments', { root: ROOT.uri });
  assert.equal(after?.tree.counts.importers, 2);
  assert.deepEqual(await client.request('dmabuf/attachments', { root: 'file:///other' }), []);
});

test('a client that never asked is not told', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { client } = await startToy(t, TREE);
  await client.open(A, 'dma_buf NEEDS(q)');
  await passTime(t, client);
  assert.equal(client.received.filter(({ method }) => method === 'dmabuf/attachmentsChanged').length, 0);
  await client.request('dmabuf/attachments');
  const told = client.next('dmabuf/attachmentsChanged');
  await client.open(B, 'dma_buf');
  await passTime(t, client);
  await told;
});

test('explain answers for a pair, and null for none', async (t) => {
  const { client } = await startToy(t, TREE);
  const pair = { root: ROOT.uri, importer: 'x', exporter: 'x' };
  assert.equal((await client.request<{ importer: { name: string } }>('dmabuf/explain', pair)).importer.name, 'x');
  assert.equal(await client.request('dmabuf/explain', { ...pair, exporter: 'gone' }), null);
});

test('the status report has counts, states and what could not be read', async (t) => {
  const { client } = await startToy(t, { ...TREE, '/tree/unreadable.c': '' });
  const status = await client.request<ServerStatus>('dmabuf/status');
  assert.equal(status.runtime, 'toy');
  assert.deepEqual(status.memory, { rss: 1 });
  assert.equal(status.roots[0]?.scanned, 4);
  assert.deepEqual(status.roots[0]?.problems, [{ file: 'unreadable.c', message: 'cannot be read: toy' }]);
  assert.ok(client.logged().includes('tree/unreadable.c cannot be read: toy'));
});

test('the status report has how long requests of each kind took', async (t) => {
  const { client } = await startToy(t, TREE);
  for (let turn = 0; turn < 3; turn++) await client.request('textDocument/hover', IN_A);
  const { requests } = await client.request<ServerStatus>('dmabuf/status');
  const hover = requests.find(({ kind }) => kind === 'hover');
  assert.equal(hover?.count, 3);
  assert.ok(hover.median <= hover.p95 && hover.p95 <= hover.max && hover.median > 0, JSON.stringify(hover));
});

test('paused, a folder is not read; resumed, it is', async (t) => {
  const { client, host } = connectToy(t, TREE);
  let open = () => {};
  host.gate = new Promise((resolve) => {
    open = resolve;
  });
  await client.start();
  const state = async () => (await client.request<RootAttachments[]>('dmabuf/attachments'))[0]?.state;
  await client.until('reading', () => client.progress().some(({ kind }) => kind === 'begin'));
  await client.request('dmabuf/pause', { paused: true });
  open();
  assert.equal(await state(), 'cancelled');
  assert.equal((await client.request<ServerStatus>('dmabuf/status')).paused, true);
  await client.request('dmabuf/pause', { paused: false });
  await client.untilIndexed(2);
  assert.equal(await state(), 'ready');
  await client.request('dmabuf/pause', { paused: true });
  assert.equal(await state(), 'ready', 'what was read stays');
  await client.request('dmabuf/refresh');
  await client.untilIndexed(3);
  assert.equal((await client.request<ServerStatus>('dmabuf/status')).paused, false, 'who asks for reading gets it');
});

test('documents outside of all folders are answered on their own', async (t) => {
  const { client } = connectToy(t, {}, { folders: [] });
  await client.start();
  await client.open('file:///home/one.c', 'dma_buf NEEDS(x)');
  await client.open('file:///home/two.c', 'dma_buf PROVIDES(x)');
  const at = { textDocument: { uri: 'file:///home/one.c' }, position: { line: 0, character: 9 } };
  assert.equal((await client.request<{ uri: string }[]>('textDocument/definition', at))[0]?.uri, 'file:///home/two.c');
  const [root] = await client.request<RootAttachments[]>('dmabuf/attachments');
  assert.equal(root?.tree.counts.importers, 1);
  await client.close('file:///home/two.c');
  assert.equal(await client.request('textDocument/definition', at), null);
});
