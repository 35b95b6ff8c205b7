/** The server as a process of its own: handshake, exit codes, broken input. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { type ClientOptions, PULL_CLIENT, within } from '../support/lsp-client.ts';
import { type ServerProcess, startProcess, startServerProcess } from './server-process.ts';

/** A server that ends with the test, if it has not ended before. */
function serverFor(test: TestContext, options: ClientOptions, imports?: readonly string[]): ServerProcess {
  const started = startServerProcess(options, imports);
  test.after(started.stop);
  return started;
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  const [code] = await within(child.exitCode === null ? once(child, 'exit') : Promise.resolve([child.exitCode]), 'exit of the server');
  return code as number | null;
}

const CAPABILITIES = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: 2 },
  hoverProvider: true,
  inlayHintProvider: true,
  codeLensProvider: {},
  semanticTokensProvider: {
    legend: {
      tokenTypes: ['dmabufMappingType', 'dmabufConstructor', 'dmabufAttach', 'dmabufOps'],
      tokenModifiers: ['importer', 'exporter'],
    },
    full: true,
  },
  definitionProvider: true,
  referencesProvider: true,
  declarationProvider: true,
  implementationProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: { label: 'DMA-BUF' },
  workspaceSymbolProvider: true,
  documentLinkProvider: {},
  callHierarchyProvider: true,
  renameProvider: true,
  completionProvider: { triggerCharacters: ['.', '&', '-', '(', ',', '{', '='], resolveProvider: true },
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite', 'source.fixAll.dmabufMapping'], resolveProvider: true },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

test('what the server says it can do', async (t) => {
  const { client } = serverFor(t, { folders: [] });
  const { capabilities, serverInfo } = await client.start();
  assert.deepEqual(capabilities, CAPABILITIES);
  assert.deepEqual(serverInfo, { name: 'dmabuf-mapping', version: '0.1.0' });
});

test('what it says to a client that pulls diagnostics', async (t) => {
  const { client } = serverFor(t, { folders: [], capabilities: PULL_CLIENT });
  assert.deepEqual((await client.start()).capabilities, {
    ...CAPABILITIES,
    diagnosticProvider: { identifier: 'dma-buf', interFileDependencies: true, workspaceDiagnostics: true },
  });
});

test('exit after shutdown is 0', async (t) => {
  const { client, child } = serverFor(t, { folders: [] });
  await client.start();
  assert.equal(await client.request('shutdown'), null);
  await client.notify('exit');
  assert.equal(await exitCode(child), 0);
});

test('exit without shutdown is 1', async (t) => {
  const { client, child } = serverFor(t, { folders: [] });
  await client.start();
  await client.notify('exit');
  assert.equal(await exitCode(child), 1);
});

test('a client that goes away without a word ends it with 1', async (t) => {
  const { client, child } = serverFor(t, { folders: [] });
  await client.start();
  child.stdin.end();
  assert.equal(await exitCode(child), 1);
});

test('requests with wrong parameters are answered, and the server goes on', async (t) => {
  const { client } = serverFor(t, { folders: [] });
  await client.start();
  for (const params of [{}, { textDocument: null }, { textDocument: { uri: 7 }, position: 'x' }, []]) {
    for (const method of ['textDocument/hover', 'textDocument/definition', 'textDocument/codeAction', 'dmabuf/explain']) {
      await client.request(method, params).catch((error) => assert.ok(error.code, `${method} with ${JSON.stringify(params)}`));
    }
  }
  await client.notify('textDocument/didChange', {
    textDocument: { uri: 'file:///never/opened.c', version: 1 },
    contentChanges: [{ text: 'x' }],
  });
  await client.notify('textDocument/didClose', { textDocument: { uri: 'file:///never/opened.c' } });
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'nonsense', type: 9 }] });
  await client.notify('no/suchNotification', {});
  await assert.rejects(client.request('no/suchRequest'), { code: -32601 });
  assert.deepEqual(await client.request('dmabuf/attachments'), []);
});

test('broken messages do not end it', async (t) => {
  const { client, child } = serverFor(t, { folders: [] });
  await client.start();
  for (const body of [
    '{"json" x',
    '{}',
    '[1,2,"\u0000"]',
    'null',
    '7',
    '"text"',
    '',
    '{"jsonrpc":"2.0","id":{},"method":7}',
    '\u{1F600}',
  ]) {
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    assert.deepEqual(await client.request('dmabuf/attachments'), [], body);
  }
  for (const header of ['Nonsense: 1\r\n\r\n', 'no colon\r\n\r\n', '\r\n\r\n', 'Content-Length: many\r\n\r\n']) {
    child.stdin.write(header);
    // What follows a broken header is taken up when further bytes come.
    let answered = false;
    const answer = client.request('dmabuf/attachments').finally(() => {
      answered = true;
    });
    while (!answered) {
      await client.notify('$/more');
      await turn();
    }
    assert.deepEqual(await answer, [], header);
  }
  assert.deepEqual(await client.request('dmabuf/attachments'), []);
});

test('without a way to talk it says how, and exits with 2', async () => {
  const child = startProcess([]);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  assert.equal(await exitCode(child), 2);
  assert.match(errors, /^usage: .*--stdio/);
});

test('what a library prints goes to standard error, not between the messages', async (t) => {
  const talk = `const { stdout } = process;
    const write = stdout.write;
    const talkative = function (...given) {
      stdout.write = write;
      console.log('a word before a message');
      stdout.write = talkative;
      return write.apply(stdout, given);
    };
    stdout.write = talkative;`;
  const { client, child } = serverFor(t, { folders: [] }, [`data:text/javascript,${encodeURIComponent(talk)}`]);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  assert.deepEqual((await client.start()).capabilities, CAPABILITIES);
  await client.request('shutdown');
  await client.notify('exit');
  assert.equal(await exitCode(child), 0);
  assert.match(errors, /^a word before a message\n/);
});

test('it tells its version', async () => {
  const child = startProcess(['--version']);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  assert.equal(await exitCode(child), 0);
  assert.equal(output, '0.1.0\n');
});

test('over node IPC it answers too', async (t) => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts', '--node-ipc'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  t.after(() => child.kill());
  child.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
  const [answer] = await within(once(child, 'message'), 'an answer over IPC');
  assert.equal((answer as { id: number }).id, 1);
});
