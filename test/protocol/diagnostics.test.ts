/** Findings as diagnostics, pushed or pulled, for open and unopened files. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  DocumentDiagnosticReport,
  WorkspaceDiagnosticReport,
  WorkspaceFullDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol';
import { KNOWN_HELPERS } from '../../engine/index.ts';
import { PULL_CLIENT, PUSH_CLIENT } from '../support/lsp-client.ts';
import { A, B, connectToy, passTime, ROOT, startToy } from './toy.ts';

const TREE = { '/tree/a.c': 'dma_buf NEEDS(x) BAD', '/tree/sub/b.h': 'dma_buf\nPROVIDES(x)' };

test('a pushed diagnostic has its code, page, source, severity and related places', async (t) => {
  const { client } = await startToy(t, TREE);
  const [diagnostic] = await client.untilPushed(A, ({ length }) => length > 0);
  assert.deepEqual(diagnostic, {
    range: { start: { line: 0, character: 17 }, end: { line: 0, character: 20 } },
    severity: 1,
    code: 'list-length',
    codeDescription: { href: 'https://github.com/dmabuf-mapping/dmabuf-mapping/blob/main/docs/rules/list-length.md' },
    source: 'dma-buf',
    message: 'this is bad',
    relatedInformation: [
      {
        location: { uri: 'file:///tree/other.c', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } },
        message: 'because of this',
      },
    ],
  });
});

test('what has no effect is faded, where the client can show it', async (t) => {
  const capabilities = {
    ...PUSH_CLIENT,
    textDocument: { ...PUSH_CLIENT.textDocument, publishDiagnostics: { tagSupport: { valueSet: [1 as const] } } },
  };
  const { client } = await startToy(t, { '/tree/a.c': 'dma_buf IDLE BAD' }, { capabilities });
  const shown = await client.untilPushed(A, ({ length }) => length === 2);
  assert.deepEqual(
    shown.map(({ code, tags }) => [code, tags]),
    [
      ['list-length', undefined],
      ['wrong-side', [1]],
    ],
  );
  const { client: plain } = await startToy(t, { '/tree/a.c': 'dma_buf IDLE' });
  const [idle] = await plain.untilPushed(A, ({ length }) => length === 1);
  assert.equal(idle?.tags, undefined);
});

test('an edit elsewhere brings and takes findings of an unopened file', async (t) => {
  const { client } = await startToy(t, TREE);
  await client.open(B, 'dma_buf');
  const messages = (await client.untilPushed(A, ({ length }) => length === 2)).map(({ message }) => message);
  assert.deepEqual(messages, ['nobody provides x', 'this is bad']);
  await client.close(B);
  await client.untilPushed(A, ({ length }) => length === 1);
});

test('what is unchanged is not pushed again, and what is mended is cleared', async (t) => {
  const { client } = await startToy(t, TREE);
  await client.untilPushed(A, ({ length }) => length === 1);
  await client.open(B, 'dma_buf PROVIDES(x) BAD');
  await client.untilPushed(B, ({ length }) => length === 1);
  await client.change(B, 'dma_buf PROVIDES(x)');
  await client.untilPushed(B, ({ length }) => length === 0);
  const pushes = client.received.filter(
    ({ method, params }) => method.endsWith('publishDiagnostics') && (params as { uri: string }).uri === A,
  );
  assert.equal(pushes.length, 1);
});

test('nothing is said while a tree is half read, and old findings stand while it is read again', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const Z = 'file:///tree/z.c';
  const { client, host } = connectToy(t, { '/tree/a.c': 'dma_buf NEEDS(x)', '/tree/z.c': 'dma_buf PROVIDES(x) BAD' });
  let release = () => {};
  const gate = () => {
    host.gate = new Promise((resolve) => {
      release = resolve;
    });
  };
  const pushes = () => client.received.filter(({ method }) => method === 'textDocument/publishDiagnostics').length;
  gate();
  await client.start();
  await client.open(B, 'dma_buf NEEDS(y)');
  await passTime(t, client);
  assert.equal(pushes(), 0);
  release();
  await client.untilIndexed();
  await passTime(t, client);
  assert.deepEqual([client.pushed(Z)?.length, client.pushed(B)?.length, client.pushed(A)], [1, 1, undefined]);
  gate();
  await client.request('dmabuf/refresh');
  await client.open(A, 'dma_buf BAD');
  await passTime(t, client);
  assert.equal(pushes(), 2);
  release();
  await client.untilIndexed(2);
  await passTime(t, client);
  assert.deepEqual([client.pushed(Z)?.length, client.pushed(B)?.length, client.pushed(A)?.length, pushes()], [1, 1, 1, 3]);
});

test('a client that pulls gets nothing pushed', async (t) => {
  const { client } = await startToy(t, TREE, { capabilities: PULL_CLIENT });
  await client.open(A, TREE['/tree/a.c']);
  const document = { textDocument: { uri: A } };
  const report = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', document);
  assert.ok(report.kind === 'full' && report.items.length === 1 && report.resultId);
  const again = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
    ...document,
    previousResultId: report.resultId,
  });
  assert.deepEqual(again, { kind: 'unchanged', resultId: report.resultId });
  const refreshed = client.next('workspace/diagnostic/refresh');
  await client.open(B, 'dma_buf');
  await refreshed;
  const after = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', {
    ...document,
    previousResultId: report.resultId,
  });
  assert.ok(after.kind === 'full' && after.items.length === 2);
  assert.deepEqual(
    client.received.filter(({ method }) => method === 'textDocument/publishDiagnostics'),
    [],
  );
});

test('while somebody types, only the last question is worked on', async (t) => {
  const { client, host } = await startToy(t, TREE, { capabilities: PULL_CLIENT });
  await client.open(A, 'dma_buf');
  const before = host.projects[0]!.handed;
  const asked = Array.from({ length: 20 }, (_, i) => {
    void client.change(A, `dma_buf BAD ${i}`);
    const cancel = new CancellationTokenSource();
    const answer = client.connection.sendRequest<DocumentDiagnosticReport>(
      'textDocument/diagnostic',
      { textDocument: { uri: A } },
      cancel.token,
    );
    return { cancel, answer };
  });
  for (const { cancel } of asked.slice(0, -1)) cancel.cancel();
  const answers = await Promise.allSettled(asked.map(({ answer }) => answer));
  assert.equal(answers.at(-1)?.status, 'fulfilled');
  assert.equal(host.projects[0]!.texts.get('a.c'), 'dma_buf BAD 19');
  assert.ok(host.projects[0]!.handed - before < 20);
});

test('a document of another kind is reported as clean', async (t) => {
  const { client } = await startToy(t, TREE, { capabilities: PULL_CLIENT });
  for (const uri of ['untitled:Untitled-1', 'file:///tree/README', 'vscode-notebook-cell:x']) {
    await client.open(uri, 'dma_buf BAD NEEDS(x)');
    const report = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } });
    assert.ok(report.kind === 'full' && report.items.length === 0, uri);
  }
});

test('the workspace report names unopened files, then only what differs', async (t) => {
  const { client } = await startToy(t, TREE, { capabilities: PULL_CLIENT });
  const first = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
  const [report] = first.items as WorkspaceFullDocumentDiagnosticReport[];
  assert.deepEqual([first.items.length, report?.uri, report?.kind, report?.version, report?.items.length], [1, A, 'full', null, 1]);
  const previousResultIds = [{ uri: A, value: report!.resultId! }];
  const second = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
  assert.deepEqual(second.items, [{ kind: 'unchanged', uri: A, version: null, resultId: report!.resultId }]);
  await client.open(A, 'dma_buf');
  const third = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
  const [cleared] = third.items as WorkspaceFullDocumentDiagnosticReport[];
  assert.deepEqual([cleared?.kind, cleared?.version, cleared?.items], ['full', 1, []]);
});

test('a client that streams is answered when there is news, not before', async (t) => {
  const { client } = await startToy(t, TREE, { capabilities: PULL_CLIENT });
  const first = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [], partialResultToken: 1 });
  const previousResultIds = first.items.map(({ uri, resultId }) => ({ uri, value: resultId! }));
  let answered = false;
  const held = client
    .request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds, partialResultToken: 2 })
    .finally(() => {
      answered = true;
    });
  await client.request('dmabuf/status');
  await client.request('dmabuf/status');
  assert.equal(answered, false);
  await client.open(B, 'dma_buf PROVIDES(x) BAD');
  assert.deepEqual(
    (await held).items.map(({ uri, kind }) => [uri, kind]),
    [
      [A, 'unchanged'],
      [B, 'full'],
    ],
  );
});

test('a held report ends with the server', async (t) => {
  const { client } = await startToy(t, {}, { capabilities: PULL_CLIENT });
  await client.request('workspace/diagnostic', { previousResultIds: [], partialResultToken: 1 });
  const held = client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [], partialResultToken: 2 });
  await client.request('shutdown');
  assert.deepEqual(await held, { items: [] });
});

test('settings choose the level of a rule, or switch it off', async (t) => {
  let severity: Record<string, string> = { 'list-length': 'hint', 'impossible-match': 'nonsense' };
  const { client } = await startToy(t, TREE, { configuration: (scope) => (scope === ROOT.uri ? { severity } : null) });
  const [diagnostic] = await client.untilPushed(A, ({ length }) => length === 1);
  assert.equal(diagnostic?.severity, 4);
  severity = { 'list-length': 'off' };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.untilPushed(A, ({ length }) => length === 0);
  severity = { 'list-length': 'nonsense' };
  await client.notify('workspace/didChangeConfiguration', { settings: null });
  await client.untilPushed(A, ([first]) => first?.severity === 1);
});

test('an editor without settings gives them at the start', async (t) => {
  const initializationOptions = { severity: { 'list-length': 'info' }, exclude: ['sub', 7] };
  const { client, host } = await startToy(t, TREE, { capabilities: { window: { workDoneProgress: true } }, initializationOptions });
  const diagnostics = await client.untilPushed(A, ({ length }) => length === 2);
  assert.deepEqual(
    diagnostics.map(({ severity, codeDescription, relatedInformation }) => [severity, codeDescription, relatedInformation]),
    [
      [2, undefined, undefined],
      [3, undefined, undefined],
    ],
  );
  assert.deepEqual(host.scans, [{ root: '/tree', exclude: ['sub'], look: 'all', names: [...KNOWN_HELPERS] }]);
  await client.notify('workspace/didChangeConfiguration', { settings: { dmabufMapping: { exclude: [] } } });
  await client.untilIndexed(2);
  await client.untilPushed(A, ({ length }) => length === 1);
});

test('a file with very many findings is cut short', async (t) => {
  const { client } = await startToy(t, { '/tree/a.c': `dma_buf ${'BAD '.repeat(500)}` });
  assert.equal((await client.untilPushed(A, ({ length }) => length > 0)).length, 200);
});
