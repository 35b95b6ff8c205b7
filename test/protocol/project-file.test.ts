/** `.dmabuf-mapping.json` at the top of a folder: it decides, is followed on disk, and is told when it is wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FileChangeType,
  type WorkspaceDiagnosticReport,
  type WorkspaceFullDocumentDiagnosticReport,
} from 'vscode-languageserver-protocol/node';
import type { ServerStatus } from '../../engine/index.ts';
import { PULL_CLIENT, type TestClient } from '../support/lsp-client.ts';
import { A, startToy } from './toy.ts';

const FILE = 'file:///tree/.dmabuf-mapping.json';
const TREE = { '/tree/a.c': 'dma_buf BAD', '/tree/sub/b.c': 'dma_buf BAD' };
const B = 'file:///tree/sub/b.c';

const changed = (client: TestClient, type: FileChangeType = FileChangeType.Changed) =>
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: FILE, type }] });

test('the file comes before the settings, and an override before both', async (t) => {
  const file = '{ "rules": { "list-length": "warning" }, "overrides": [{ "files": ["sub/"], "rules": { "list-length": "off" } }] }';
  const { client } = await startToy(
    t,
    { ...TREE, '/tree/.dmabuf-mapping.json': file },
    {
      configuration: () => ({ severity: { 'list-length': 'hint' } }),
    },
  );
  const [diagnostic] = await client.untilPushed(A, ({ length }) => length === 1);
  assert.equal(diagnostic?.severity, 2);
  assert.equal(client.pushed(B), undefined);
});

test('the file is followed on disk, and read again for what it hides', async (t) => {
  const { client, host } = await startToy(t, TREE);
  await client.untilPushed(B, ({ length }) => length === 1);
  host.disk.set('/tree/.dmabuf-mapping.json', '{ "rules": { "list-length": "info" } }');
  await changed(client, FileChangeType.Created);
  await client.untilPushed(A, ([first]) => first?.severity === 3);
  assert.equal(host.scans.length, 1);
  host.disk.set('/tree/.dmabuf-mapping.json', '{ "exclude": ["sub"] }');
  await changed(client);
  await client.untilIndexed(2);
  await client.untilPushed(B, ({ length }) => length === 0);
  await client.untilPushed(A, ([first]) => first?.severity === 1);
  host.disk.delete('/tree/.dmabuf-mapping.json');
  await changed(client, FileChangeType.Deleted);
  await client.untilIndexed(3);
  await client.untilPushed(B, ({ length }) => length === 1);
});

test('what is wrong in it is told at its place, in the status, and no more once it is mended', async (t) => {
  const { client, host } = await startToy(t, { ...TREE, '/tree/.dmabuf-mapping.json': '{\n"rules": { "list-lenght": "off" } }' });
  const [problem] = await client.untilPushed(FILE, ({ length }) => length === 1);
  assert.deepEqual(problem, {
    range: { start: { line: 1, character: 11 }, end: { line: 1, character: 24 } },
    severity: 2,
    source: 'dma-buf',
    message: '"list-lenght" is no rule: did you mean "list-length"?',
  });
  const { roots } = await client.request<ServerStatus>('dmabuf/status');
  assert.deepEqual(roots[0]?.problems, [{ file: '.dmabuf-mapping.json:2:12', message: problem!.message }]);
  host.disk.set('/tree/.dmabuf-mapping.json', '{}');
  await changed(client);
  await client.untilPushed(FILE, ({ length }) => length === 0);
});

test('a client that pulls gets its problems with the workspace', async (t) => {
  const { client } = await startToy(t, { '/tree/.dmabuf-mapping.json': '{' }, { capabilities: PULL_CLIENT });
  const report = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
  const [first] = report.items as WorkspaceFullDocumentDiagnosticReport[];
  assert.deepEqual([first?.uri, first?.items.length], [FILE, 1]);
});
