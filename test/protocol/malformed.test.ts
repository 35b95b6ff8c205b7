/** What no proper client sends, to the real server process: it answers with the right error, goes on, and ends with the right code. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { NOTIFICATIONS, REQUESTS } from '../../server/shapes.ts';
import { removeFolders } from '../support/folders.ts';
import { everyAnswer, FILE, spoilt } from './every-request.ts';
import { CANCELLED, INVALID_PARAMS, notifications, PULLS, REFUSALS, ROOT, requests, startOnKernel, TEXT } from './on-kernel.ts';
import { politely, type RawClient, startRaw } from './raw-client.ts';

after(removeFolders);

const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const NOT_INITIALIZED = -32002;

/** Failures of handlers, which nothing that comes in may cause. */
function failures(client: RawClient): unknown[] {
  const logged = client.told
    .filter(({ method }) => method === 'window/logMessage')
    .map(({ params }) => (params as { message: string }).message);
  return [...logged.filter((message) => /^\[E\d+\]|failed/.test(message)), ...(client.errors === '' ? [] : [client.errors])];
}

test('every request that the server has is tried here', () => {
  const own = readdirSync('server/features').flatMap(
    (file) => readFileSync(join('server/features', file), 'utf8').match(/(?<=onRequest\(\s*')[\w/]+/g) ?? [],
  );
  assert.deepEqual(
    [...own].sort(),
    Object.keys(requests)
      .filter((method) => method.startsWith('dmabuf/'))
      .sort(),
  );
  assert.deepEqual([...REQUESTS.keys()].sort(), ['initialize', 'shutdown', ...Object.keys(requests)].sort());
  assert.deepEqual([...NOTIFICATIONS.keys()].sort(), ['exit', 'initialized', 'textDocument/didOpen', ...Object.keys(notifications)].sort());
});

test('what the server says it can do is what it is asked here', { timeout: 120_000 }, async (t) => {
  const client = await startRaw(t, politely);
  const { result } = await client.initialize(undefined, PULLS);
  const methods: Record<string, string[]> = {
    hoverProvider: ['hover'],
    inlayHintProvider: ['inlayHint'],
    codeLensProvider: ['codeLens'],
    semanticTokensProvider: ['semanticTokens/full'],
    definitionProvider: ['definition'],
    referencesProvider: ['references'],
    declarationProvider: ['declaration'],
    implementationProvider: ['implementation'],
    documentHighlightProvider: ['documentHighlight'],
    documentSymbolProvider: ['documentSymbol'],
    documentLinkProvider: ['documentLink'],
    callHierarchyProvider: ['prepareCallHierarchy'],
    completionProvider: ['completion'],
    signatureHelpProvider: ['signatureHelp'],
    renameProvider: ['rename'],
    codeActionProvider: ['codeAction'],
    diagnosticProvider: ['diagnostic'],
    workspaceSymbolProvider: [],
  };
  const capabilities = Object.keys((result as { capabilities: object }).capabilities).filter((name) => name.endsWith('Provider'));
  assert.deepEqual(capabilities.sort(), Object.keys(methods).sort());
  for (const method of Object.values(methods).flat()) assert.ok(`textDocument/${method}` in requests, method);
});

test('params of every wrong form are refused, and every answer stays as it was', { timeout: 300_000 }, async (t) => {
  const client = await startOnKernel(t);
  const before = await everyAnswer(client, requests);
  let refused = 0;
  for (const [method, params] of Object.entries(requests)) {
    for (const each of spoilt(params)) {
      // Waits for news, as it should.
      if (method === 'workspace/diagnostic' && each !== null && typeof each === 'object' && 'partialResultToken' in each) continue;
      const { error } = await client.request(method, each);
      if (error?.code === INVALID_PARAMS) refused++;
      else assert.ok(error === undefined || REFUSALS.includes(error.code), `${method} ${JSON.stringify(each)}: ${JSON.stringify(error)}`);
    }
  }
  for (const [method, params] of Object.entries(notifications)) for (const each of spoilt(params)) client.notify(method, each);
  for (const each of spoilt({ textDocument: { uri: 'x', version: 1, text: '' } })) client.notify('textDocument/didOpen', each);
  assert.ok(refused > 1000, String(refused));
  assert.deepEqual(await everyAnswer(client, requests), before);
  assert.deepEqual(failures(client), []);
});

test('an initialize of any form is answered, and a good one after a bad one begins', { timeout: 300_000 }, async (t) => {
  const client = await startRaw(t, politely);
  const good = { processId: null, rootUri: null, capabilities: PULLS, workspaceFolders: [{ uri: ROOT, name: 'tree' }] };
  for (const each of [
    undefined,
    7,
    'x',
    [],
    { capabilities: 7 },
    { ...good, processId: 'x' },
    { ...good, workspaceFolders: [{ uri: 7 }] },
    { ...good, rootUri: {} },
  ])
    assert.equal((await client.request('initialize', each)).error?.code, INVALID_PARAMS, JSON.stringify(each));
  const wrong = { valueSet: 7, properties: 'x', dataSupport: 'yes', contentFormat: {}, documentationFormat: 1, commands: {} };
  const capabilities = {
    textDocument: {
      codeAction: { resolveSupport: wrong },
      publishDiagnostics: { tagSupport: wrong },
      hover: wrong,
      completion: { completionItem: wrong },
    },
    workspace: [],
    experimental: wrong,
    general: 'x',
  };
  assert.ok((await client.request('initialize', { ...good, capabilities })).result);
  client.notify('initialized', {});
  await client.untilRead();
  assert.deepEqual(failures(client), []);
});

test('out of its time nothing is heeded', { timeout: 300_000 }, async (t) => {
  const client = await startRaw(t, politely);
  for (const [method, params] of Object.entries(requests))
    assert.equal((await client.request(method, params)).error?.code, NOT_INITIALIZED, method);
  assert.equal((await client.request('shutdown')).error?.code, NOT_INITIALIZED);
  const document = { uri: `${ROOT}/${FILE}`, languageId: 'c', version: 1, text: 'gone' };
  client.notify('textDocument/didOpen', { textDocument: document });
  client.notify('initialized', {});
  await client.initialize(ROOT, PULLS);
  // A second time it says nothing.
  client.notify('initialized', {});
  await client.untilRead();
  const { result } = await client.request('dmabuf/status');
  assert.equal((result as { openDocuments: number }).openDocuments, 0);
  assert.equal((await client.request('initialize', { capabilities: {} })).error?.code, INVALID_REQUEST);
  for (const method of ['no/suchRequest', '$/noSuchRequest', 'dmabuf/refused', 'constructor', '__proto__', ''])
    assert.equal((await client.request(method, {})).error?.code, METHOD_NOT_FOUND, method);
  assert.equal((await client.request('shutdown')).result, null);
  for (const [method, params] of Object.entries(requests))
    assert.equal((await client.request(method, params)).error?.code, INVALID_REQUEST, method);
  assert.equal((await client.request('shutdown')).error?.code, INVALID_REQUEST);
  client.notify('textDocument/didOpen', { textDocument: document });
  assert.deepEqual(failures(client), []);
  client.notify('exit');
  assert.equal(await client.exitCode(), 0);
});

const endings: Record<string, { end: (client: RawClient) => unknown; code: number }> = {
  'exit before initialize': { end: (client) => client.notify('exit'), code: 1 },
  'exit in the middle of reading': {
    end: async (client) => {
      await client.initialize(ROOT);
      client.notify('exit');
    },
    code: 1,
  },
  'shutdown and exit in the middle of reading': {
    end: async (client) => {
      await client.initialize(ROOT);
      const asked = client.ask('textDocument/hover', requests['textDocument/hover']);
      assert.equal((await client.request('shutdown')).result, null);
      assert.ok(await client.answer(asked));
      client.notify('exit');
    },
    code: 0,
  },
  'shutdown and exit at once, without waiting for any answer': {
    end: (client) => {
      client.ask('initialize', { capabilities: {}, workspaceFolders: [{ uri: ROOT, name: 'tree' }] });
      client.notify('initialized', {});
      client.ask('shutdown');
      client.notify('exit');
    },
    code: 0,
  },
  'standard input closed in the middle of reading': {
    end: async (client) => {
      await client.initialize(ROOT);
      client.child.stdin.end();
    },
    code: 1,
  },
  'standard input closed after shutdown': {
    end: async (client) => {
      await client.initialize(ROOT);
      await client.request('shutdown');
      client.child.stdin.end();
    },
    code: 0,
  },
  'standard input closed in the middle of a message': {
    end: (client) => {
      client.bytes('Content-Length: 100\r\n\r\n{');
      client.child.stdin.end();
    },
    code: 1,
  },
};

for (const [what, { end, code }] of Object.entries(endings)) {
  test(`${what} ends it with ${code}`, { timeout: 120_000 }, async (t) => {
    const client = await startRaw(t, politely);
    await end(client);
    assert.equal(await client.exitCode(), code);
    assert.equal(client.errors, '');
  });
}

test('a client that answers nothing gets answers', { timeout: 120_000 }, async (t) => {
  const client = await startRaw(t);
  await client.initialize(ROOT, {
    window: { workDoneProgress: true },
    workspace: {
      configuration: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      inlayHint: { refreshSupport: true },
      diagnostics: { refreshSupport: true },
      workspaceFolders: true,
    },
    textDocument: { diagnostic: {}, semanticTokens: { dynamicRegistration: true } },
  });
  await client.untilRead();
  const hover = await client.request('textDocument/hover', requests['textDocument/hover']);
  assert.match(JSON.stringify(hover.result), /SGT/);
  const off = { dmabufMapping: { severity: {}, inlayHints: { enabled: false }, codeLens: { enabled: false } } };
  client.notify('workspace/didChangeConfiguration', { settings: off });
  client.notify('textDocument/didOpen', { textDocument: { uri: `${ROOT}/${FILE}`, languageId: 'c', version: 1, text: TEXT } });
  assert.ok((await client.request('textDocument/diagnostic', requests['textDocument/diagnostic'])).result);
  assert.equal((await client.request('shutdown')).result, null);
  client.notify('exit');
  assert.equal(await client.exitCode(), 0);
});

test('documents that are opened twice, closed twice, never opened, and edited where there is nothing', { timeout: 120_000 }, async (t) => {
  const client = await startOnKernel(t);
  const uri = `${ROOT}/${FILE}`;
  const other = uri.replace('vbq_dma', '%76bq_dma');
  const before = await everyAnswer(client, requests);
  const hover = async () => JSON.stringify((await client.request('textDocument/hover', requests['textDocument/hover'])).result);
  const known = await hover();
  const open = (uri: string, text: string) =>
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
  const change = (version: number, text: string, range?: object, of = uri) =>
    client.notify('textDocument/didChange', { textDocument: { uri: of, version }, contentChanges: [{ text, ...(range && { range }) }] });
  const close = (uri: string) => client.notify('textDocument/didClose', { textDocument: { uri } });
  const at = (line: number, character: number) => ({ line, character });
  close(uri);
  change(1, 'gone');
  assert.equal(await hover(), known);
  open(uri, 'gone');
  assert.equal(await hover(), 'null');
  open(uri, TEXT);
  assert.equal(await hover(), known);
  // Past every end: at the end.
  change(9, '/* */\n', { start: at(1e6, 1e6), end: at(1e9, 0) });
  assert.equal(await hover(), known);
  // The end before the start, and an older version: what was sent last counts.
  change(3, '', { start: at(25, 0), end: at(24, 0) });
  assert.notEqual(await hover(), known);
  change(2, TEXT);
  assert.equal(await hover(), known);
  // The same file by another name of its URI: the one that was edited last counts; the one that stays open stays.
  open(other, '/* nothing */');
  assert.equal(await hover(), 'null');
  close(uri);
  assert.equal(await hover(), 'null');
  change(2, TEXT, undefined, other);
  assert.equal(await hover(), known);
  close(other);
  close(other);
  assert.deepEqual(await everyAnswer(client, requests), before);
  for (const strange of [
    '',
    'x',
    'file:',
    'file:///',
    'file://host/a.c',
    'untitled:a.c',
    'file:///a%00.c',
    'file:///%ff.c',
    `${ROOT}/`,
    `${ROOT}/../a.c`,
  ]) {
    open(strange, TEXT);
    change(2, '', { start: at(0, 0), end: at(1, 0) }, strange);
    for (const method of Object.keys(requests).filter((name) => name.startsWith('textDocument/')))
      assert.ok(await client.request(method, { ...(requests[method] as object), textDocument: { uri: strange } }));
    close(strange);
  }
  assert.deepEqual(await everyAnswer(client, requests), before);
  assert.deepEqual(failures(client), []);
});

test('whatever is cancelled is answered once', { timeout: 120_000 }, async (t) => {
  const client = await startRaw(t, politely);
  await client.initialize(ROOT, PULLS);
  const asked: number[] = [];
  const all = () => Object.entries(requests).map(([method, params]) => client.ask(method, params));
  for (let round = 0; round < 6; round++) {
    if (round === 2) await client.untilRead();
    const own = all();
    asked.push(...own);
    const cancelled = round % 3 === 2 ? own : own.filter((id) => (id + round) % 2 === 0);
    if (round % 2 === 0) await client.answer(own[0]!);
    for (const id of cancelled) client.notify('$/cancelRequest', { id });
    for (const id of cancelled) client.notify('$/cancelRequest', { id: id + 1_000_000 });
  }
  for (const id of asked) {
    const { error } = await client.answer(id);
    assert.ok(error === undefined || error.code === CANCELLED || REFUSALS.includes(error.code), JSON.stringify(error));
  }
  await client.request('dmabuf/status');
  const answered = client.answers.map(({ id }) => id);
  assert.equal(new Set(answered).size, answered.length);
  assert.deepEqual(failures(client), []);
});
