/** Navigation requests: advertised, answered for our constructs, and null for everything else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  DocumentLink,
  DocumentSymbol,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PUSH_CLIENT } from '../support/lsp-client.ts';
import { connectToy, startSmall } from './toy.ts';

const URI = 'file:///tree/drivers/a.c';
const USER = 'file:///tree/drivers/b.c';
const TEXT = `#include <linux/dma-buf-mapping.h>
/* a_ops is the exporter */
static int a_match(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match list[] = { DMA_BUF_EMAPPING_SGT(&a_exp_ops) };

	return dma_buf_match_mapping(args, list, ARRAY_SIZE(list));
}
const struct dma_buf_ops a_ops = { .match_mapping = a_match }; /* dmabuf-mapping: ignore impossible-match -- test */
int a_import(struct dma_buf *dmabuf, struct device *dev) { return IS_ERR(dma_buf_sgt_attach(dmabuf, dev)); }
int stranger(void) { return 0; }
`;
/** Says nothing of DMA-buf, and so is read for renaming only. */
const STRANGER = '#include "a.h"\nvoid *c(void) { return (void *)&a_ops; }\n';
const OTHER = 'extern const struct dma_buf_ops a_ops;\nint b(void) { use(&a_ops); }\n';
const FILES = { 'drivers/a.c': TEXT, 'drivers/b.c': OTHER, 'drivers/c.c': STRANGER };

const at = (what: string) => ({
  textDocument: { uri: URI },
  position: TextDocument.create('', 'c', 0, TEXT).positionAt(TEXT.indexOf(what)),
});

const CLIENT = {
  ...PUSH_CLIENT,
  textDocument: {
    ...PUSH_CLIENT.textDocument,
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
  },
  workspace: { ...PUSH_CLIENT.workspace, workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} } },
};

test('what can be asked is advertised', async (t) => {
  const { client } = connectToy(t, {}, { capabilities: CLIENT });
  const { capabilities } = await client.start();
  assert.deepEqual(capabilities.renameProvider, { prepareProvider: true });
  for (const ability of ['declaration', 'implementation', 'documentHighlight', 'workspaceSymbol', 'callHierarchy'] as const) {
    assert.equal(capabilities[`${ability}Provider`], true, ability);
  }
  assert.ok(capabilities.documentSymbolProvider && capabilities.documentLinkProvider);
});

test('names lead where they should, and strangers nowhere', async (t) => {
  const client = await startSmall(t, FILES, { capabilities: CLIENT });
  const uris = async (method: string, what: string) =>
    (await client.request<{ uri: string }[] | null>(method, at(what)))?.map(({ uri }) => uri);
  assert.deepEqual(await uris('textDocument/declaration', 'a_ops ='), [USER]);
  assert.deepEqual(await uris('textDocument/implementation', 'a_ops ='), [URI]);
  assert.equal((await uris('textDocument/documentHighlight', 'list[]'))?.length, 3);
  for (const request of ['declaration', 'implementation', 'documentHighlight', 'prepareCallHierarchy', 'definition']) {
    assert.equal(await client.request(`textDocument/${request}`, at('stranger')), null, request);
  }
});

test('the outline is a tree, or a list for clients without trees', async (t) => {
  const client = await startSmall(t, FILES, { capabilities: CLIENT });
  const outline = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri: URI } });
  assert.deepEqual(
    outline.map(({ name, children }) => [name, ...(children ?? []).map((child) => child.name)]),
    [['a_match', 'list'], ['a_ops'], ['a_import', 'dma_buf_sgt_attach()']],
  );
  const plain = await startSmall(t, FILES);
  const list = await plain.request<SymbolInformation[]>('textDocument/documentSymbol', { textDocument: { uri: URI } });
  assert.deepEqual(
    list.map(({ name, containerName }) => [name, containerName]),
    [
      ['a_match', undefined],
      ['list', 'a_match'],
      ['a_ops', undefined],
      ['a_import', undefined],
      ['dma_buf_sgt_attach()', 'a_import'],
    ],
  );
});

test('symbols of the tree, calls and links', async (t) => {
  const client = await startSmall(t, FILES, { capabilities: CLIENT });
  const symbols = await client.request<SymbolInformation[]>('workspace/symbol', { query: 'a_op' });
  assert.deepEqual(symbols.map(({ name, containerName, location }) => [name, containerName?.split(' ')[0], location.uri]).slice(0, 1), [
    ['a_ops', 'exporter', URI],
  ]);
  const [item] = await client.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', at('dma_buf_sgt_attach'));
  assert.equal(item?.name, 'dma_buf_sgt_attach');
  const incoming = await client.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
  assert.ok(incoming.some(({ from }) => from.name === 'a_import' && from.uri === URI));
  const [importer] = await client.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', at('a_import'));
  const outgoing = await client.request<{ to: CallHierarchyItem }[]>('callHierarchy/outgoingCalls', { item: importer });
  assert.deepEqual(
    outgoing.map(({ to }) => to.name),
    ['dma_buf_sgt_attach'],
  );
  const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument: { uri: URI } });
  assert.match(links[0]?.target ?? '', /docs\/rules\/impossible-match\.md$/);
});

test('renaming has comments confirmed, and tells them and other files apart', async (t) => {
  const client = await startSmall(t, FILES, { capabilities: CLIENT });
  const prepared = await client.request<{ placeholder: string }>('textDocument/prepareRename', at('a_ops ='));
  assert.equal(prepared.placeholder, 'a_ops');
  const { documentChanges, changeAnnotations } = await client.request<WorkspaceEdit>('textDocument/rename', {
    ...at('a_ops ='),
    newName: 'z_ops',
  });
  const edits = (documentChanges ?? []).flatMap((change) =>
    'edits' in change ? change.edits.map((edit) => [change.textDocument.uri, 'annotationId' in edit ? edit.annotationId : undefined]) : [],
  );
  assert.deepEqual(edits, [
    [URI, 'code'],
    [URI, 'comment'],
    [USER, 'elsewhere'],
    [USER, 'elsewhere'],
    ['file:///tree/drivers/c.c', 'elsewhere'],
  ]);
  assert.deepEqual(
    Object.entries(changeAnnotations ?? {}).map(([id, { needsConfirmation }]) => [id, needsConfirmation === true]),
    [
      ['code', false],
      ['elsewhere', false],
      ['comment', true],
    ],
  );
});

test('a client without annotations keeps its comments', async (t) => {
  const client = await startSmall(t, FILES);
  const { documentChanges } = await client.request<WorkspaceEdit>('textDocument/rename', { ...at('a_ops ='), newName: 'z_ops' });
  assert.deepEqual(
    (documentChanges ?? []).map((change) => 'edits' in change && [change.textDocument.uri, change.edits.length]),
    [
      [URI, 1],
      [USER, 2],
      ['file:///tree/drivers/c.c', 1],
    ],
  );
});

test('a refusal says why', async (t) => {
  const client = await startSmall(t, FILES, { capabilities: CLIENT });
  await assert.rejects(client.request('textDocument/prepareRename', at('stranger')), /"stranger" is not renamed here/);
  await assert.rejects(
    client.request('textDocument/rename', { ...at('a_ops ='), newName: 'a_match' }),
    /"a_match" is taken: drivers\/a\.c:3/,
  );
  assert.equal(await client.request('textDocument/prepareRename', at('{ .match')), null);
});
