/** A driver alone in a folder, over the protocol: its counterparts are built in, and their source can be read. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Hover } from 'vscode-languageserver-protocol';
import type { Explanation } from '../../engine/index.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import type { TestClient } from '../support/lsp-client.ts';
import { IMPORTER } from '../support/out-of-tree.ts';
import { rowsOf } from '../support/rows.ts';
import { startServerProcess } from './server-process.ts';

describe('a driver alone in a folder', { timeout: 60_000 }, () => {
  let uri = '';
  let client: TestClient;
  let stop = () => {};

  before(async () => {
    uri = pathToFileURL(makeFolder({ 'gear.c': IMPORTER })).href;
    ({ client, stop } = startServerProcess({ folders: [{ uri, name: 'gear' }] }));
    await client.start();
    await client.untilIndexed();
  });
  after(() => {
    stop();
    removeFolders();
  });

  const locationLine = IMPORTER.split('\n').findIndex((line) => line.includes('dma_buf_mapping_attach'));
  const document = () => ({ textDocument: { uri: `${uri}/gear.c` }, position: { line: locationLine, character: 12 } });

  test('the tree has stand-ins, whose places are in texts that the server hands out', async () => {
    const ask = rowsOf(client, uri);
    const [importer] = await ask({ by: 'importer' }, []);
    const pairs = await ask({ by: 'importer' }, importer!.path);
    assert.deepEqual(
      pairs.map(({ label }) => label),
      ['built-in: plain SGT exporter', 'built-in: PAL exporter', 'built-in: SGT exporter that needs P2P'],
    );
    for (const { location } of pairs) {
      const { file, range } = location!;
      const text = await client.request<string>('dmabuf/builtInText', { file });
      const line = text.split('\n')[range.start.line]!;
      assert.match(line.slice(range.start.character, range.end.character), /^built_in_\w+_dmabuf_ops$/);
    }
  });

  test('there is no built-in text of another name', async () => {
    assert.equal(await client.request('dmabuf/builtInText', { file: 'gear.c' }), null);
    assert.equal(await client.request('dmabuf/builtInText', { file: '../gear.c' }), null);
  });

  test('hover, definition, diagnostics and explanation lead to no file that is not there', async () => {
    const hover = await client.request<Hover>('textDocument/hover', document());
    const { value } = hover.contents as { value: string };
    assert.match(value, /built-in: PAL exporter/);
    assert.doesNotMatch(value, /model/);
    assert.equal(await client.request('textDocument/definition', document()), null);
    const told = client.received.filter(({ method }) => method === 'textDocument/publishDiagnostics');
    assert.deepEqual(told, []);
    const pair = { root: uri, importer: 'gear.c:gear_import', exporter: 'built-in:pal-exporter' };
    const explanation = await client.request<Explanation>('dmabuf/explain', pair);
    const places = explanation.runs.flatMap(({ outcome, steps }) => [outcome.where, ...steps.map(({ location }) => location)]);
    assert.ok(places.every((place) => place === undefined || place.file === 'gear.c'));
  });
});
