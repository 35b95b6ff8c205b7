/** Quick fixes: offered at the finding, with edits only when asked for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PUSH_CLIENT, type TestClient } from '../support/lsp-client.ts';
import { A, startToy } from './toy.ts';

const TEXT = 'dma_buf BAD';
const TREE = { '/tree/a.c': TEXT };

function offered(client: TestClient, character: number, only?: string[]): Promise<CodeAction[] | null> {
  const at = { line: 0, character };
  const diagnostics = client.pushed(A) ?? [];
  return client.request('textDocument/codeAction', {
    textDocument: { uri: A },
    range: { start: at, end: at },
    context: { diagnostics, only },
  });
}

test('the first safe fix is preferred, an unsafe one says so, and edits come later', async (t) => {
  const { client } = await startToy(t, TREE);
  const [shown] = await client.untilPushed(A, ({ length }) => length === 1);
  const actions = await offered(client, 9);
  assert.deepEqual(
    actions?.map(({ title, kind, isPreferred, edit }) => [title, kind, isPreferred, edit]),
    [
      ['Take it out (needs a look)', 'quickfix', undefined, undefined],
      ['Make it good', 'quickfix', true, undefined],
      ['Ignore list-length here', 'quickfix', undefined, undefined],
    ],
  );
  assert.deepEqual(actions?.[1]?.diagnostics, [shown]);
});

test('a resolved fix applies to the open text and mends the finding', async (t) => {
  const { client } = await startToy(t, TREE);
  const text = `\n${TEXT}`;
  await client.open(A, TEXT);
  await client.change(A, '\n', { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } });
  await client.untilPushed(A, ([first]) => first?.range.start.line === 1);
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 11 } };
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: A },
    range,
    context: { diagnostics: [] },
  });
  const { edit } = await client.request<CodeAction>('codeAction/resolve', actions[1]);
  const [change] = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  assert.deepEqual(change?.textDocument, { uri: A, version: 2 });
  const mended = TextDocument.applyEdits(TextDocument.create(A, 'c', 2, text), change!.edits as TextEdit[]);
  assert.equal(mended, '\ndma_buf GOOD');
  await client.change(A, mended);
  await client.untilPushed(A, ({ length }) => length === 0);
});

test('a fix for a text that has moved on is refused', async (t) => {
  const { client } = await startToy(t, TREE);
  const [action] = (await offered(client, 9)) ?? [];
  await client.open(A, 'dma_buf');
  await assert.rejects(client.request('codeAction/resolve', action), { code: -32801 });
});

test('an action that is not ours is given back as it came', async (t) => {
  const { client } = await startToy(t, TREE);
  assert.deepEqual(await client.request('codeAction/resolve', { title: 'foreign' }), { title: 'foreign' });
});

test('nothing is offered beside the finding, or for other kinds', async (t) => {
  const { client } = await startToy(t, TREE);
  assert.deepEqual(await offered(client, 2), []);
  assert.equal(await offered(client, 9, ['source.organizeImports']), null);
  assert.equal((await offered(client, 9, ['quickfix']))?.length, 3);
});

test('a rule that is switched off offers nothing', async (t) => {
  const { client } = await startToy(t, TREE, { configuration: () => ({ severity: { 'list-length': 'off' } }) });
  assert.deepEqual(await offered(client, 9), []);
});

test('a client that cannot resolve gets the edit at once, in the plain form', async (t) => {
  const capabilities = { ...PUSH_CLIENT, textDocument: {}, workspace: { workspaceFolders: true } };
  const { client } = await startToy(t, TREE, { capabilities });
  const range = { start: { line: 0, character: 8 }, end: { line: 0, character: 11 } };
  assert.deepEqual((await offered(client, 9))?.[1]?.edit, { changes: { [A]: [{ range, newText: 'GOOD' }] } });
});

test('the comment that silences a finding stands above it, in the indentation that is there', async (t) => {
  const { client } = await startToy(t, TREE);
  await client.open(A, '{\n\tdma_buf(BAD);\n}\n');
  await client.untilPushed(A, ([first]) => first?.range.start.line === 1);
  const at = { line: 1, character: 10 };
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: A },
    range: { start: at, end: at },
    context: { diagnostics: [] },
  });
  const { edit } = await client.request<CodeAction>('codeAction/resolve', actions.at(-1));
  const [change] = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  assert.deepEqual(change?.edits, [
    {
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
      newText: '\t/* dmabuf-mapping: ignore list-length -- TODO: say why */\n',
    },
  ]);
});

async function fixedAll(client: TestClient, text: string): Promise<string | undefined> {
  const actions = (await offered(client, 0, ['source.fixAll'])) ?? [];
  if (actions.length === 0) return undefined;
  assert.deepEqual([actions.length, actions[0]!.kind], [1, 'source.fixAll.dmabufMapping']);
  const { edit } = actions[0]!.data ? await client.request<CodeAction>('codeAction/resolve', actions[0]) : actions[0]!;
  const edits = (edit?.documentChanges as TextDocumentEdit[] | undefined)?.[0]?.edits ?? edit?.changes?.[A];
  return TextDocument.applyEdits(TextDocument.create(A, 'c', 1, text), edits as TextEdit[]);
}

test('all safe fixes of a document are one action, for those who ask for it', async (t) => {
  const text = 'dma_buf BAD\nx BAD BAD';
  const { client, host } = await startToy(t, { '/tree/a.c': text, '/tree/b.c': 'dma_buf BAD' });
  assert.equal(await fixedAll(client, text), 'dma_buf GOOD\nx GOOD GOOD');
  assert.equal(host.projects[0]!.texts.get('a.c'), text);
  assert.ok((await offered(client, 0))?.every(({ kind }) => kind === 'quickfix'));
});

test('fixes that touch are applied one after the other, in one edit', async (t) => {
  const text = 'dma_buf (BAD,BAD)/BAD';
  const { client } = await startToy(t, { '/tree/a.c': text });
  assert.equal(await fixedAll(client, text), 'dma_buf (GOOD,GOOD)/GOOD');
  const touching = 'dma_buf x BAD-BAD';
  await client.open(A, touching);
  assert.equal(await fixedAll(client, touching), 'dma_buf x GOOD-GOOD');
});

test('without a safe fix there is nothing to apply', async (t) => {
  const { client } = await startToy(t, { '/tree/a.c': 'dma_buf NEEDS(x) IDLE' });
  assert.equal(await fixedAll(client, ''), undefined);
});

test('a client that cannot resolve gets all edits at once', async (t) => {
  const capabilities = { ...PUSH_CLIENT, textDocument: {}, workspace: { workspaceFolders: true } };
  const { client } = await startToy(t, TREE, { capabilities });
  assert.equal(await fixedAll(client, TEXT), 'dma_buf GOOD');
});

test('while the tree is being read nothing is fixed unasked', async (t) => {
  const { client, host } = await startToy(t, TREE);
  const [action] = (await offered(client, 0, ['source'])) ?? [];
  let release = () => {};
  host.gate = new Promise((resolve) => {
    release = resolve;
  });
  await client.request('dmabuf/refresh');
  assert.equal(await offered(client, 0, ['source.fixAll']), null);
  await assert.rejects(client.request('codeAction/resolve', action), { code: -32801 });
  release();
  await client.untilIndexed(2);
  assert.equal((await offered(client, 0, ['source.fixAll']))?.length, 1);
});
