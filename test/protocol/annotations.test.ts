/** Inlay hints, code lenses and semantic tokens: what is answered, and when the client is asked to look again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientCapabilities, CodeLens, InlayHint, SemanticTokens } from 'vscode-languageserver-protocol/node';
import { PUSH_CLIENT } from '../support/lsp-client.ts';
import { A, B, connectToy, passTime, ROOT, startToy } from './toy.ts';

const TREE = { '/tree/a.c': 'dma_buf NEEDS(x)\nNEEDS(y)', '/tree/sub/b.h': 'dma_buf\nPROVIDES(x)' };
const ALL = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
const IN_A = { textDocument: { uri: A } };

const REFRESHING: ClientCapabilities = {
  ...PUSH_CLIENT,
  workspace: {
    ...PUSH_CLIENT.workspace,
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
  },
  experimental: { commands: ['dmabufMapping.pickCounterpart'] },
};

const KINDS = ['inlayHint', 'codeLens', 'semanticTokens'] as const;

type Client = Awaited<ReturnType<typeof startToy>>['client'];

const refreshes = (client: Client) =>
  client.received.flatMap(({ method }) => KINDS.filter((kind) => method === `workspace/${kind}/refresh`));

async function askAll(client: Client, uri = A): Promise<void> {
  await client.request('textDocument/inlayHint', { textDocument: { uri }, range: ALL });
  await client.request('textDocument/codeLens', { textDocument: { uri } });
  await client.request('textDocument/semanticTokens/full', { textDocument: { uri } });
}

test('hints stand in the asked range, with room on the side of the code', async (t) => {
  const { client } = await startToy(t, TREE);
  const range = { ...ALL, end: { line: 0, character: 99 } };
  assert.deepEqual(await client.request<InlayHint[]>('textDocument/inlayHint', { ...IN_A, range }), [
    { position: { line: 0, character: 16 }, label: '1', tooltip: '1 in all', kind: 1, paddingLeft: true },
  ]);
});

test('a lens runs a command where the client knows it, and is words elsewhere', async (t) => {
  const range = { start: { line: 0, character: 8 }, end: { line: 0, character: 16 } };
  const { client: knowing } = await startToy(t, TREE, { capabilities: REFRESHING });
  const [lens] = await knowing.request<CodeLens[]>('textDocument/codeLens', IN_A);
  const arguments_ = [{ root: ROOT.uri, of: 'importer', ids: ['x'] }];
  assert.deepEqual(lens, { range, command: { title: 'of 1', command: 'dmabufMapping.pickCounterpart', arguments: arguments_ } });
  const { client: other } = await startToy(t, TREE);
  assert.deepEqual((await other.request<CodeLens[]>('textDocument/codeLens', IN_A))[0], { range, command: { title: 'of 1', command: '' } });
});

test('semantic tokens are relative to the token before', async (t) => {
  const { client } = await startToy(t, TREE);
  const { data } = await client.request<SemanticTokens>('textDocument/semanticTokens/full', IN_A);
  assert.deepEqual(data, [0, 8, 8, 1, 1, 1, 0, 8, 1, 1]);
});

test('a client that can be told later registers semantic tokens for documents of its choice', async (t) => {
  const capabilities = { ...PUSH_CLIENT, textDocument: { ...PUSH_CLIENT.textDocument, semanticTokens: { dynamicRegistration: true } } };
  const { client } = connectToy(t, TREE, { capabilities: capabilities as ClientCapabilities });
  const { capabilities: offered } = await client.start();
  assert.equal(offered.semanticTokensProvider, undefined);
  const registered = await client.until('a registration', ({ received }) => {
    const all = received.filter(({ method }) => method === 'client/registerCapability');
    const registrations = all.flatMap(({ params }) => (params as { registrations: { method: string }[] }).registrations);
    return registrations.find(({ method }) => method === 'textDocument/semanticTokens');
  });
  assert.ok(registered);
});

test('settings switch each of them off, at once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { client } = await startToy(t, TREE, { capabilities: REFRESHING });
  await client.open(A, TREE['/tree/a.c']);
  await passTime(t, client);
  await askAll(client);
  client.configuration = () => ({ inlayHints: { enabled: false }, codeLens: { enabled: false }, semanticTokens: { enabled: false } });
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await passTime(t, client);
  await passTime(t, client);
  assert.deepEqual(refreshes(client), [...KINDS]);
  assert.deepEqual(await client.request('textDocument/inlayHint', { ...IN_A, range: ALL }), []);
  assert.deepEqual(await client.request('textDocument/codeLens', IN_A), []);
  assert.deepEqual(await client.request('textDocument/semanticTokens/full', IN_A), { data: [] });
});

test('an edit elsewhere that changes an answer asks the client to look again, once; other edits do not', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { client } = await startToy(t, TREE, { capabilities: REFRESHING });
  await client.open(A, TREE['/tree/a.c']);
  await client.open(B, TREE['/tree/sub/b.h']);
  await passTime(t, client);
  await askAll(client);

  await client.change(B, 'dma_buf\nPROVIDES(z)');
  await passTime(t, client);
  assert.deepEqual(refreshes(client), [], 'as many as before');

  await client.change(B, 'dma_buf\nPROVIDES(x) PROVIDES(y)');
  await passTime(t, client);
  assert.deepEqual(refreshes(client), ['inlayHint', 'codeLens'], 'the colours are the same');

  await client.change(B, 'dma_buf\nPROVIDES(x)');
  await passTime(t, client);
  assert.deepEqual(refreshes(client), ['inlayHint', 'codeLens'], 'it has not asked since');

  await askAll(client);
  await client.change(A, 'dma_buf NEEDS(x)');
  await passTime(t, client);
  assert.deepEqual(refreshes(client), ['inlayHint', 'codeLens'], 'of a text that it edits it asks by itself');
});

test('scrolling computes nothing', async (t) => {
  const { client, host } = await startToy(t, TREE);
  const [project] = host.projects;
  let computed = 0;
  const compute = project!.annotations.bind(project);
  project!.annotations = (file) => {
    computed++;
    return compute(file);
  };
  await client.open(A, TREE['/tree/a.c']);
  for (let turn = 0; turn < 3; turn++) await askAll(client);
  assert.equal(computed, 1);
});

test('while a folder is being read nothing is shown, and then the client is asked to look', async (t) => {
  const { client, host } = connectToy(t, TREE, { capabilities: REFRESHING });
  let open = () => {};
  host.gate = new Promise((resolve) => {
    open = resolve;
  });
  await client.start();
  await client.open(A, TREE['/tree/a.c']);
  assert.deepEqual(await client.request('textDocument/codeLens', IN_A), []);
  open();
  await client.until('a refresh of lenses', ({ received }) => received.some(({ method }) => method === 'workspace/codeLens/refresh'));
  assert.equal((await client.request<CodeLens[]>('textDocument/codeLens', IN_A)).length, 2);
});
