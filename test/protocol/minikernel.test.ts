/** The real server process on the miniature kernel: the whole way from a request to what the engine says. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CodeAction, Hover, Location, Position, TextDocumentEdit } from 'vscode-languageserver-protocol';
import { FileChangeType } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Explanation, RootAttachments, ServerStatus } from '../../engine/index.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import type { TestClient } from '../support/lsp-client.ts';
import { rowsOf } from '../support/rows.ts';
import { startServerProcess } from './server-process.ts';

const FIXTURE = join(dirname(fileURLToPath(import.meta.url)), '../fixtures/minikernel');
const IMPORTER = 'drivers/accel/marl/marl_import.c';
const EXPORTER = 'drivers/accel/marl/marl_export.c';
const BROKEN = 'drivers/broken/list_length.c';

describe('the miniature kernel', { timeout: 300_000 }, () => {
  let root = '';
  let client: TestClient;
  let stop = () => {};

  before(async () => {
    root = makeFolder({});
    cpSync(FIXTURE, root, { recursive: true });
    const started = startServerProcess({ folders: [{ uri: pathToFileURL(root).href, name: 'minikernel' }] });
    ({ client, stop } = started);
    await client.start();
    await client.untilIndexed();
  });
  after(() => {
    stop();
    removeFolders();
  });

  const uri = (file: string) => pathToFileURL(join(root, file)).href;
  const text = (file: string) => readFileSync(join(root, file), 'utf8');
  /** Place of `what` in a file, or in a given text of it. */
  const place = (file: string, what: string, given = text(file)): Position => {
    const offset = given.indexOf(what);
    assert.ok(offset >= 0, `${file} does not have ${what}`);
    return TextDocument.create('', 'c', 0, given).positionAt(offset);
  };
  const ask = <T>(method: string, file: string, what: string, given?: string) =>
    client.request<T | null>(method, { textDocument: { uri: uri(file) }, position: place(file, what, given) });
  const hoverText = async (file: string, what: string, given?: string) => {
    const hover = await ask<Hover>('textDocument/hover', file, what, given);
    return hover ? (hover.contents as { value: string }).value : '';
  };
  const attachments = async () => (await client.request<RootAttachments[]>('dmabuf/attachments'))[0]!;

  test('hovering an attach call says in the first line what comes out', async () => {
    const [first] = (await hoverText(IMPORTER, 'dma_buf_mapping_attach')).split('\n');
    assert.match(first!, /SGT/);
  });

  test('links in hovers lead to files that are there', async () => {
    const hover = await hoverText(IMPORTER, 'dma_buf_mapping_attach');
    const links = [...hover.matchAll(/\]\((file:[^)#]*)#L(\d+)\)/g)];
    assert.ok(links.length > 0, hover);
    assert.doesNotMatch(hover, /dmabuf-open:/);
    for (const [, target, line] of links) assert.ok(readFileSync(new URL(target!), 'utf8').split('\n').length >= Number(line), target);
  });

  test('a constructor leads to its definition', async () => {
    const locations = await ask<Location[]>('textDocument/definition', EXPORTER, 'DMA_BUF_EMAPPING_SGT_P2P');
    const [location] = locations ?? [];
    const lines = readFileSync(new URL(location!.uri), 'utf8').split('\n');
    assert.match(lines[location!.range.start.line]!, /DMA_BUF_EMAPPING_SGT_P2P/);
    assert.match(location!.uri, /\/include\//);
  });

  test('every file of broken/ that is not open has its diagnostic', async () => {
    for (const rule of ['list-length', 'missing-finish-match', 'uninitialized-entry', 'wrong-side', 'impossible-match']) {
      const file = uri(`drivers/broken/${rule.replaceAll('-', '_')}.c`);
      const found = await client.untilPushed(file, ({ length }) => length > 0);
      assert.ok(
        found.some(
          ({ code, source, codeDescription }) => code === rule && source === 'dma-buf' && codeDescription?.href.endsWith(`/${rule}.md`),
        ),
        rule,
      );
    }
  });

  test('a quick fix mends its finding', async () => {
    const opened = text(BROKEN);
    await client.open(uri(BROKEN), opened);
    const diagnostics = await client.untilPushed(uri(BROKEN), ({ length }) => length > 0);
    const context = { diagnostics, only: ['quickfix'] };
    const params = { textDocument: { uri: uri(BROKEN) }, range: diagnostics[0]!.range, context };
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', params);
    const preferred = actions.find(({ isPreferred }) => isPreferred);
    assert.equal(preferred?.edit, undefined);
    const { edit } = await client.request<CodeAction>('codeAction/resolve', preferred);
    const [change] = (edit?.documentChanges ?? []) as TextDocumentEdit[];
    assert.deepEqual(change?.textDocument, { uri: uri(BROKEN), version: 1 });
    const edits = change!.edits.filter((one) => 'newText' in one);
    const mended = TextDocument.applyEdits(TextDocument.create('', 'c', 1, opened), edits);
    assert.match(mended, /ARRAY_SIZE\(match\)/);
    await client.change(uri(BROKEN), mended);
    await client.untilPushed(uri(BROKEN), ({ length }) => length === 0);
    await client.close(uri(BROKEN));
    await client.untilPushed(uri(BROKEN), ({ length }) => length > 0);
  });

  test('the tree has importers with exporters with outcomes, and a pair can be explained', async () => {
    const { state, uri: rootUri } = await attachments();
    assert.equal(state, 'ready');
    const rows = async (path: string[]) => rowsOf(client, rootUri)({ by: 'importer' }, path);
    const importer = (await rows([])).find(({ label }) => label === 'marl_import')!;
    assert.equal(importer.location?.file, IMPORTER);
    const pair = (await rows(importer.path)).find(({ label }) => label === 'marl_device_ops')!;
    const outcomes = await rows(pair.path);
    assert.ok(outcomes.some(({ icon, label }) => icon === 'matched' && label.startsWith('SGT')));
    const explanation = await client.request<Explanation>('dmabuf/explain', { root: rootUri, ...pair.pair });
    assert.equal(explanation.runs.length, outcomes.length);
  });

  test('an edit of an exporter that is not saved changes what other files say', async () => {
    const before = await hoverText(IMPORTER, 'dma_buf_mapping_attach');
    const told = client.next('dmabuf/attachmentsChanged');
    await client.open(
      uri(EXPORTER),
      text(EXPORTER).replaceAll('match_mapping(struct', 'refused(struct').replaceAll('.match_mapping =', '.release_none ='),
    );
    assert.notEqual(await hoverText(IMPORTER, 'dma_buf_mapping_attach'), before);
    await told;
    await client.close(uri(EXPORTER));
    assert.equal(await hoverText(IMPORTER, 'dma_buf_mapping_attach'), before);
  });

  test('a driver that appears and vanishes on disk', async () => {
    const file = 'drivers/new/fresh.c';
    const count = (await attachments()).tree.counts.importers;
    mkdirSync(join(root, 'drivers/new'));
    writeFileSync(
      join(root, file),
      '#include <linux/dma-buf-mapping.h>\nint fresh(struct dma_buf *b, struct device *d)\n{\n\treturn PTR_ERR_OR_ZERO(dma_buf_sgt_attach(b, d));\n}\n',
    );
    await client.watched({ uri: uri(file), type: FileChangeType.Created });
    assert.equal((await attachments()).tree.counts.importers, count + 1);
    rmSync(join(root, 'drivers/new'), { recursive: true });
    await client.watched({ uri: uri('drivers/new'), type: FileChangeType.Deleted });
    assert.equal((await attachments()).tree.counts.importers, count);
  });

  test('nothing is said about ordinary C', async () => {
    assert.equal(await ask('textDocument/hover', IMPORTER, 'IS_ERR'), null);
    assert.equal(await ask('textDocument/definition', IMPORTER, 'return'), null);
  });

  test('a text that is broken in every way keeps the server going', async () => {
    const file = 'drivers/broken/fuzz.c';
    await client.open(uri(file), '');
    for (const given of [
      'struct dma_buf_ops x = {{{{',
      '\u0000dma_buf\uFFFF',
      `dma_buf ${'('.repeat(5000)}`,
      '#if dma_buf\n'.repeat(500),
      '',
    ]) {
      await client.change(uri(file), given);
      await client.request('textDocument/hover', { textDocument: { uri: uri(file) }, position: { line: 0, character: 3 } });
    }
    await client.close(uri(file));
    assert.deepEqual(
      client.logged().filter((line) => line.startsWith('[E')),
      [],
    );
  });

  test('the status report adds up', async () => {
    const { roots, memory } = await client.request<ServerStatus>('dmabuf/status');
    assert.deepEqual(roots[0]?.problems, []);
    assert.ok(roots[0]!.scanned >= roots[0]!.counts.files);
    assert.ok(memory.rss! > 0);
  });
});
