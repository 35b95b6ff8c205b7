/** Folders that come and go, files that change on disk, progress, and cancelling. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { FileChangeType, type Hover, type Registration } from 'vscode-languageserver-protocol/node';
import type { Explanation, RootAttachments } from '../../engine/index.ts';
import { PUSH_CLIENT, type TestClient } from '../support/lsp-client.ts';
import { importersByFolder } from '../support/rows.ts';
import { A, B, connectToy, ROOT, startToy } from './toy.ts';

const TREE = { '/tree/a.c': 'dma_buf NEEDS(x)', '/tree/sub/b.h': 'dma_buf\nPROVIDES(x)', '/other/c.c': 'dma_buf NEEDS(y)' };
const OTHER = { uri: 'file:///other', name: 'other' };
const C = 'file:///other/c.c';

async function importers(client: TestClient): Promise<string[]> {
  return (await importersByFolder(client)).flatMap(([folder, names]) => names.map((name) => `${folder}: ${name}`));
}

test('progress tells what is read, with counts, and can be cancelled', async (t) => {
  const { client } = await startToy(t, TREE);
  const [begin, ...rest] = client.progress();
  assert.deepEqual([begin?.kind, begin?.cancellable, begin?.message], ['begin', true, 'reading tree']);
  assert.equal(rest.at(-1)?.kind, 'end');
  assert.ok(client.logged().some((line) => /^tree: 2 of 2 files in \d+ ms$/.test(line)));
});

test('cancelled reading keeps quiet until it is asked for again', async (t) => {
  const { client, host } = connectToy(t, TREE);
  host.gate = new Promise(() => {});
  await client.start();
  const { token } = await client.next<{ token: string }>('window/workDoneProgress/create');
  await client.notify('window/workDoneProgress/cancel', { token });
  await client.untilIndexed();
  const [root] = await client.request<RootAttachments[]>('dmabuf/attachments');
  assert.equal(root?.state, 'cancelled');
  assert.equal(client.pushed(A), undefined);
  host.gate = undefined;
  const told = client.next('dmabuf/attachmentsChanged');
  await client.request('dmabuf/refresh', {});
  await client.untilIndexed(2);
  await told;
  assert.deepEqual(await importers(client), ['tree: x']);
});

test('reading again forgets files that are gone', async (t) => {
  const { client, host } = await startToy(t, TREE);
  assert.deepEqual(await importers(client), ['tree: x']);
  host.disk.delete('/tree/a.c');
  await client.request('dmabuf/refresh');
  await client.untilIndexed(2);
  assert.deepEqual(await importers(client), []);
});

test('while a folder is read again its tree is the one from before', async (t) => {
  const { client, host } = await startToy(t, TREE);
  assert.deepEqual(await importers(client), ['tree: x']);
  host.gate = new Promise(() => {});
  await client.request('dmabuf/refresh');
  await client.open(A, 'dma_buf NEEDS(half)');
  const [root] = await client.request<RootAttachments[]>('dmabuf/attachments');
  assert.equal(root?.state, 'indexing');
  assert.deepEqual(await importers(client), ['tree: x']);
});

test('a hover says so while the tree is still being read', async (t) => {
  const { client, host } = await startToy(t, TREE);
  host.gate = new Promise(() => {});
  await client.request('dmabuf/refresh');
  await client.open(A, 'dma_buf NEEDS(half)');
  const { contents } = await client.request<Hover>('textDocument/hover', { textDocument: { uri: A }, position: { line: 0, character: 9 } });
  assert.match(JSON.stringify(contents), /The tree is still being read: files to come are not counted\."\}$/);
});

test('every folder has its watchers, and deleting is watched for folders too', async (t) => {
  const { client } = await startToy(t, TREE, { folders: [ROOT, OTHER] });
  const { registrations } = await client.until('watchers', ({ received }) => {
    const found = received.find(({ params }) => JSON.stringify(params ?? null).includes('didChangeWatchedFiles'));
    return found?.params as { registrations: Registration[] } | undefined;
  });
  assert.deepEqual(registrations[0]?.registerOptions, {
    watchers: [ROOT, OTHER].flatMap(({ uri: baseUri }) => [
      { globPattern: { baseUri, pattern: '**/*.{c,h}' } },
      { globPattern: { baseUri, pattern: '**/{Makefile,Kbuild,Kconfig}' } },
      { globPattern: { baseUri, pattern: '**/.gitignore' } },
      { globPattern: { baseUri, pattern: '**/.dmabuf-mapping.json' } },
      { globPattern: { baseUri, pattern: '**/*' }, kind: 4 },
      { globPattern: { baseUri, pattern: '.config' } },
    ]),
  });
});

test('files that are created, changed and deleted on disk', async (t) => {
  const { client, host } = await startToy(t, TREE);
  const uri = 'file:///tree/new.c';
  host.disk.set('/tree/new.c', 'dma_buf NEEDS(n)');
  await client.watched({ uri, type: FileChangeType.Created });
  assert.deepEqual(await importers(client), ['tree: n', 'tree: x']);
  host.disk.set('/tree/new.c', 'dma_buf NEEDS(m)');
  await client.watched({ uri, type: FileChangeType.Changed });
  assert.deepEqual(await importers(client), ['tree: m', 'tree: x']);
  host.disk.delete('/tree/new.c');
  await client.watched({ uri, type: FileChangeType.Deleted });
  assert.deepEqual(await importers(client), ['tree: x']);
});

test('a folder that is deleted takes its files along', async (t) => {
  const { client, host } = await startToy(t, TREE);
  host.disk.delete('/tree/sub/b.h');
  await client.watched({ uri: 'file:///tree/sub', type: FileChangeType.Deleted });
  await client.untilPushed(A, ([first]) => first?.message === 'nobody provides x');
});

test('a file saved by deleting and creating it stays', async (t) => {
  const { client } = await startToy(t, TREE);
  await client.watched({ uri: A, type: FileChangeType.Deleted }, { uri: A, type: FileChangeType.Created });
  assert.deepEqual(await importers(client), ['tree: x']);
  await client.watched({ uri: A, type: FileChangeType.Deleted });
  assert.deepEqual(await importers(client), ['tree: x'], 'a late message about a file that is back');
});

test('build files are read beside sources, and again when they change', async (t) => {
  const { client, host } = await startToy(t, { ...TREE, '/tree/Kbuild': 'one', '/tree/doc/Kbuild': 'far' });
  const module = async () => {
    const explanation = await client.request<Explanation | null>('dmabuf/explain', { root: ROOT.uri, importer: 'x', exporter: 'x' });
    return explanation?.importer.module;
  };
  assert.equal(await module(), 'one');
  host.disk.set('/tree/Kbuild', 'two');
  await client.watched({ uri: 'file:///tree/doc/Kbuild', type: FileChangeType.Changed });
  assert.equal(await module(), 'one');
  await client.watched({ uri: 'file:///tree/Kbuild', type: FileChangeType.Changed });
  assert.equal(await module(), 'two');
  host.disk.delete('/tree/Kbuild');
  await client.watched({ uri: 'file:///tree/Kbuild', type: FileChangeType.Deleted });
  assert.equal(await module(), undefined);
});

test('very many changes at once are one reading', async (t) => {
  const { client, host } = await startToy(t, TREE);
  host.disk.set('/tree/f7.c', 'dma_buf NEEDS(seven)');
  const type: FileChangeType = FileChangeType.Changed;
  await client.watched(...Array.from({ length: 1000 }, (_, i) => ({ uri: `file:///tree/f${i}.c`, type })));
  await client.untilIndexed(2);
  assert.deepEqual(await importers(client), ['tree: seven', 'tree: x']);
});

test('other ignore rules are another reading', async (t) => {
  const { client, host } = await startToy(t, TREE);
  host.disk.set('/tree/shown.c', 'dma_buf NEEDS(shown)');
  await client.watched({ uri: 'file:///tree/sub/.gitignore', type: FileChangeType.Deleted });
  await client.untilIndexed(2);
  assert.deepEqual(await importers(client), ['tree: shown', 'tree: x']);
});

test('excluded files stay out when they change or close', async (t) => {
  const { client } = await startToy(t, TREE, { configuration: () => ({ exclude: ['sub'] }) });
  await client.watched({ uri: B, type: FileChangeType.Changed });
  await client.untilPushed(A, ({ length }) => length === 1);
  await client.open(B, TREE['/tree/sub/b.h']);
  await client.untilPushed(A, ({ length }) => length === 0);
  await client.close(B);
  await client.untilPushed(A, ({ length }) => length === 1);
});

test('folders come and go, and do not mix', async (t) => {
  const { client } = await startToy(t, TREE);
  await client.open(C, 'dma_buf NEEDS(y) NEEDS(x)');
  const event = (added: unknown[], removed: unknown[]) =>
    client.notify('workspace/didChangeWorkspaceFolders', { event: { added, removed } });
  await event([OTHER], []);
  await client.untilIndexed(2);
  assert.deepEqual(await importers(client), ['tree: x', 'other: x', 'other: y']);
  await client.untilPushed(C, ({ length }) => length === 2);
  await event([], [ROOT]);
  assert.deepEqual(await importers(client), ['other: x', 'other: y']);
  await event([], [OTHER]);
  assert.deepEqual(await importers(client), ['Open files: x', 'Open files: y']);
  await client.close(C);
  await client.untilPushed(C, ({ length }) => length === 0);
});

test('a folder inside another answers for its own files', async (t) => {
  const inner = { uri: 'file:///tree/sub', name: 'sub' };
  const files = { '/tree/a.c': 'dma_buf PROVIDES(x)', '/tree/sub/b.h': 'dma_buf NEEDS(x)' };
  const { client } = await startToy(t, files, { folders: [ROOT, inner] });
  await client.untilPushed(B, ([first]) => first?.message === 'nobody provides x');
  await client.open(B, 'dma_buf NEEDS(y) BAD');
  const diagnostics = await client.untilPushed(B, ([first]) => first?.message === 'nobody provides y');
  assert.equal(diagnostics.length, 2, 'said once, not once per folder');
  assert.deepEqual(await importers(client), ['tree: y', 'sub: y']);
});

test('folders that are on no file system are left alone', async (t) => {
  const { client } = connectToy(t, TREE, { folders: [{ uri: 'vscode-vfs://github/x', name: 'x' }] });
  await client.start();
  assert.deepEqual(await client.request('dmabuf/attachments'), []);
});

test('an editor that only knows a root folder', async (t) => {
  const { client } = connectToy(t, TREE);
  await client.request('initialize', { processId: null, rootUri: 'file:///tree/', capabilities: {} });
  await client.notify('initialized', {});
  await client.until('the log of a finished reading', (it) => it.logged().some((line) => line.startsWith('tree: 2 of 2')));
  assert.deepEqual(await importers(client), ['tree: x']);
});

test('a cancelled request is answered as cancelled, and the next one as usual', async (t) => {
  const { client } = await startToy(t, TREE);
  const cancel = new CancellationTokenSource();
  const request = client.connection.sendRequest('dmabuf/attachments', {}, cancel.token);
  cancel.cancel();
  await assert.rejects(request, { code: -32800 });
  assert.deepEqual(await importers(client), ['tree: x']);
});

test('a handler that fails is logged once with an id, and the server goes on', async (t) => {
  const { client } = await startToy(t, TREE);
  await client.open(A, 'dma_buf NEEDS(x) THROW');
  const at = { textDocument: { uri: A }, position: { line: 0, character: 9 } };
  for (let i = 0; i < 5; i++) assert.equal(await client.request('textDocument/hover', at), null);
  const line = await client.until('the failure', (it) => it.logged().find((text) => text.includes('hover failed')));
  assert.match(line, /^\[E\d+\] hover failed: Error: the toy broke\n/);
  assert.equal(client.logged().filter((text) => text.includes('hover failed')).length, 1);
  await client.change(A, 'dma_buf NEEDS(x)');
  assert.notEqual(await client.request('textDocument/hover', at), null);
});

test('without a parser every answer is empty, and the log says why', async (t) => {
  const { client, host } = connectToy(t, TREE);
  host.createProject = () => Promise.reject(new Error('no wasm'));
  await client.start();
  await client.until('the failure', (it) => it.logged().find((text) => /^\[E1\] .*no wasm/.test(text)));
  assert.equal(await client.request('textDocument/hover', { textDocument: { uri: A }, position: { line: 0, character: 0 } }), null);
});

test('settings that cannot be had count as none', async (t) => {
  const { client } = await startToy(t, TREE, {
    configuration: () => {
      throw new Error('no settings');
    },
  });
  assert.deepEqual(await importers(client), ['tree: x']);
});

test('a client that shows no progress is served all the same', async (t) => {
  const { client } = connectToy(t, TREE, { capabilities: { ...PUSH_CLIENT, window: {} } });
  await client.start();
  await client.until('the log of a finished reading', (it) => it.logged().some((line) => line.startsWith('tree: ')));
  assert.equal(
    client.received.some(({ method }) => method === '$/progress'),
    false,
  );
});
