/** Requests while code is being written: advertised, answered for unsaved and broken text, null outside of our constructs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction, CompletionItem, CompletionList, SignatureHelp, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PUSH_CLIENT } from '../support/lsp-client.ts';
import { connectToy, startSmall } from './toy.ts';

const URI = 'file:///tree/drivers/a.c';
const TEXT = `#include <linux/dma-buf-mapping.h>
static const struct dma_buf_mapping_sgt_exp_ops a_sgt_ops;
static int a_match(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match list[] = {
		DMA_BUF_EMAPPING_PAL(&x),
	};
}
int stranger(void) { return 0; }
`;

const at = (text: string, what: string) => ({
  textDocument: { uri: URI },
  position: TextDocument.create('', 'c', 0, text).positionAt(text.indexOf(what) + what.length),
});

const completion = {
  completionItem: { snippetSupport: true, documentationFormat: ['markdown' as const], resolveSupport: { properties: ['documentation'] } },
};
const signatureHelp = { signatureInformation: { documentationFormat: ['markdown' as const] } };
const CLIENT = { ...PUSH_CLIENT, textDocument: { ...PUSH_CLIENT.textDocument, completion, signatureHelp } };

test('what can be asked is advertised', async (t) => {
  const { client } = connectToy(t, {}, { capabilities: CLIENT });
  const { capabilities } = await client.start();
  assert.equal(capabilities.completionProvider?.resolveProvider, true);
  assert.deepEqual(capabilities.signatureHelpProvider?.triggerCharacters, ['(', ',']);
  assert.ok(
    typeof capabilities.codeActionProvider === 'object' && capabilities.codeActionProvider.codeActionKinds?.includes('refactor.rewrite'),
  );
});

test('completion in text that is being typed, with documentation when it is looked at', async (t) => {
  const client = await startSmall(t, { 'drivers/a.c': TEXT }, { capabilities: CLIENT });
  const broken = `${TEXT.slice(0, TEXT.indexOf('DMA_BUF_E'))}DMA_`;
  await client.open(URI, TEXT);
  await client.change(URI, broken);
  const { items } = await client.request<CompletionList>('textDocument/completion', at(broken, '\t\tDMA_'));
  const sgt = items.find(({ label }) => label === 'DMA_BUF_EMAPPING_SGT');
  assert.ok(sgt && items[0]?.label.startsWith('DMA_BUF_EMAPPING'));
  assert.equal(sgt.insertTextFormat, 2);
  assert.equal(sgt.documentation, undefined);
  assert.deepEqual(sgt.textEdit, {
    newText: `DMA_BUF_EMAPPING_SGT(\${1:&a_sgt_ops})`,
    range: { start: { line: 5, character: 2 }, end: { line: 5, character: 6 } },
  });
  const resolved = await client.request<CompletionItem>('completionItem/resolve', sgt);
  const { kind, value } = resolved.documentation as { kind: string; value: string };
  assert.equal(kind, 'markdown');
  assert.match(value, /since static lists need a constant[\s\S]*\]\(file:\/\/\/tree\/include\/linux\/dma-buf-mapping\.h#L\d+\)/);
});

test('a client without snippets and Markdown gets plain text', async (t) => {
  const client = await startSmall(t, { 'drivers/a.c': TEXT });
  const { items } = await client.request<CompletionList>('textDocument/completion', at(TEXT, '(&x),'));
  const sgt = items.find(({ label }) => label === 'DMA_BUF_EMAPPING_SGT');
  assert.equal(sgt?.insertTextFormat, 1);
  assert.equal(sgt?.textEdit?.newText, 'DMA_BUF_EMAPPING_SGT(&a_sgt_ops)');
  const resolved = await client.request<CompletionItem>('completionItem/resolve', sgt);
  const { kind, value } = resolved.documentation as { kind: string; value: string };
  assert.equal(kind, 'plaintext');
  assert.match(value, /^DMA_BUF_EMAPPING_SGT\(_exp_ops\)\n/);
});

test('the signature of a constructor', async (t) => {
  const client = await startSmall(t, { 'drivers/a.c': TEXT }, { capabilities: CLIENT });
  const help = await client.request<SignatureHelp>('textDocument/signatureHelp', at(TEXT, 'DMA_BUF_EMAPPING_PAL('));
  assert.equal(help.signatures[0]?.label, 'DMA_BUF_EMAPPING_PAL(const struct dma_buf_mapping_pal_exp_ops *exp_ops)');
  assert.equal(help.activeParameter, 0);
});

test('an entry can be added', async (t) => {
  const client = await startSmall(t, { 'drivers/a.c': TEXT }, { capabilities: CLIENT });
  const { position, textDocument } = at(TEXT, 'list[]');
  const ask = (only: string) =>
    client.request<CodeAction[] | null>('textDocument/codeAction', {
      ...{ textDocument, range: { start: position, end: position } },
      context: { diagnostics: [], only: [only] },
    });
  const actions = (await ask('refactor')) ?? [];
  assert.deepEqual(
    actions.map(({ title, kind }) => [title, kind]),
    [
      ['Add match entry DMA_BUF_EMAPPING_SGT()', 'refactor.rewrite'],
      ['Add match entry DMA_BUF_EMAPPING_SGT_P2P() (needs a look)', 'refactor.rewrite'],
    ],
  );
  assert.ok(JSON.stringify(actions[0]?.edit).includes('DMA_BUF_EMAPPING_SGT(&a_sgt_ops)'));
  assert.ok(((await ask('quickfix')) ?? []).every(({ kind }) => kind === 'quickfix'));
});

test('a mapping type is added under a name that is asked for', async (t) => {
  const client = await startSmall(t, { 'drivers/a.c': TEXT }, { capabilities: CLIENT });
  const ask = (name: string) => client.request<WorkspaceEdit>('dmabuf/addMappingType', { ...at(TEXT, 'a_sgt_ops'), name });
  assert.match(JSON.stringify(await ask('fabric')), /struct fabric_mapping_exp_ops/);
  await assert.rejects(ask('sgt'), /"DMA_BUF_IMAPPING_SGT" is taken/);
});

test('nothing is said elsewhere', async (t) => {
  const client = await startSmall(t, { 'drivers/a.c': TEXT }, { capabilities: CLIENT });
  for (const what of ['stranger(', 'return ', '#include <']) {
    assert.equal(await client.request('textDocument/completion', at(TEXT, what)), null, what);
    assert.equal(await client.request('textDocument/signatureHelp', at(TEXT, what)), null, what);
  }
});
