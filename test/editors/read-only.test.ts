/** Editors that no package brings here: their blocks are read, as the editor would, and not started. The pages say so. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'smol-toml';
import { root } from '../../scripts/bootstrap.mjs';
import { blockOf } from './page.ts';

const ARGUMENTS = ['/path/to/dmabuf-mapping/dist/server.js', '--stdio'];

test('the block for Helix is TOML, and starts the server beside clangd', () => {
  assert.deepEqual(structuredClone(parse(blockOf('helix.md', 'toml'))), {
    'language-server': { 'dmabuf-mapping': { command: 'node', args: ARGUMENTS, config: { assume: [] } } },
    language: [{ name: 'c', roots: ['MAINTAINERS'], 'language-servers': ['clangd', 'dmabuf-mapping'] }],
  });
});

test('the block for Zed is JSON, and starts the server in the place of clangd', () => {
  const { languages, lsp } = JSON.parse(blockOf('zed.md', 'json'));
  assert.deepEqual(languages, { C: { language_servers: ['clangd'] } });
  assert.deepEqual(lsp.clangd, { binary: { path: 'node', arguments: ARGUMENTS }, initialization_options: { assume: [] } });
});

for (const page of ['helix.md', 'zed.md']) {
  test(`${page} says that its block has not been started`, () => {
    assert.match(readFileSync(join(root, 'docs/editors', page), 'utf8'), /it has \*not\* been started/);
  });
}
