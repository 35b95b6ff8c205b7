/** What no proper client sends, to the real server process: it answers with the right error, goes on, and ends with the right code. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { NOTIFICATIONS, REQUESTS } from '../../server/shapes.ts';
import { removeFolders } from '../support/folders.ts';
import { slice } from '../support/longer.ts';
import { minikernel } from '../support/minikernel.ts';
import { everyAnswer, everyNotification, everyRequest, FILE, spoilt } from './every-request.ts';
import { type Answer, framed, politely, type RawClient, startRaw } from './raw-client.ts';

const ROOT = pathToFileURL(minikernel.replace(/\/$/, '')).href;
const TEXT = readFileSync(join(minikernel, FILE), 'utf8');
const PULLS = { textDocument: { diagnostic: {} } };
const requests = everyRequest(ROOT);
const notifications = everyNotification(ROOT);

after(removeFolders);

const INVALID_PARAMS = -32602;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const NOT_INITIALIZED = -32002;
const CANCELLED = -32800;
/** What is wrong with these is not their form: the text is another one, or what is asked for cannot be done. */
const REFUSALS = [-32801, -32803];

async function startOnKernel(test: TestContext): Promise<RawClient> {
  const client = await startRaw(test, politely);
  await client.initialize(ROOT, PULLS);
  await client.untilRead();
  return client;
}

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

const BODIES = [
  '{"json" x',
  '{}',
  '[]',
  '[1,2]',
  'null',
  '7',
  '"text"',
  '',
  '{"id":1}',
  '{"method":"x"}',
  '{"jsonrpc":"1.0","id":{},"method":7}',
  '{"id":99,"result":1}',
  '{"id":null,"method":"dmabuf/status"}',
  '{"method":"$/cancelRequest"}',
  '{"method":"$/cancelRequest","params":{"id":{}}}',
  '{"method":"$/progress","params":[1,2]}',
  '[{"jsonrpc":"2.0","id":1,"method":"dmabuf/status"}]',
];
const HEADERS = [
  'Nonsense: 1\r\n\r\n',
  'no colon\r\n\r\n',
  '\r\n\r\n',
  'Content-Length: many\r\n\r\n',
  'content-length:2\r\nContent-Type: x\r\n\r\n{}',
  'Content-Length: 0\r\n\r\n',
];

interface Junk {
  kind: 'body' | 'header' | 'request' | 'notification' | 'cancel' | 'document';
  which: number;
  how: number;
}

const junk: fc.Arbitrary<Junk> = fc.record({
  kind: fc.constantFrom<Junk['kind'][]>('body', 'header', 'request', 'notification', 'cancel', 'document'),
  which: fc.nat(10_000),
  how: fc.nat(10_000),
});

/** What it comes to in bytes. `ids` are those of the requests before, and get those of new ones. */
function bytesOf({ kind, which, how }: Junk, ids: number[]): Buffer {
  const pick = <T>(list: readonly T[], number: number): T => list[number % list.length]!;
  const message = (content: object) => framed(JSON.stringify({ jsonrpc: '2.0', ...content }));
  switch (kind) {
    case 'body':
      return framed(pick(BODIES, which));
    case 'header':
      return Buffer.from(pick(HEADERS, which));
    case 'request': {
      const [method, params] = pick(Object.entries(requests), which);
      const id = 1_000_000 + ids.length;
      ids.push(id);
      return message({ id, method, params: how % 3 === 0 ? params : pick(spoilt(params), how) });
    }
    case 'notification': {
      const [method, params] = pick(Object.entries(notifications), which);
      return message({ method, params: pick(spoilt(params), how) });
    }
    case 'cancel':
      return message({ method: '$/cancelRequest', params: { id: pick([...ids, 'x'], which) } });
    case 'document': {
      const uri = pick([`${ROOT}/${FILE}`, `${ROOT}/new.c`, 'untitled:x.c'], which);
      const range = { start: { line: how % 60, character: how % 7 }, end: { line: how % 41, character: how % 90 } };
      const change = { textDocument: { uri, version: how % 5 }, contentChanges: [{ range, text: pick(['', '{', '/*', '\n', TEXT], how) }] };
      const changes = [
        { method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'c', version: 1, text: TEXT } } },
        { method: 'textDocument/didChange', params: change },
        { method: 'textDocument/didClose', params: { textDocument: { uri } } },
      ];
      return message(pick(changes, how >> 3));
    }
  }
}

test('any mixture, in chunks of any size', { timeout: 3_600_000 }, async (t) => {
  const client = await startOnKernel(t);
  const before = await everyAnswer(client, requests);
  const ids: number[] = [];
  // What follows a broken header is taken up when more comes.
  const nudge = setInterval(() => client.notify('$/more'), 20);
  t.after(() => clearInterval(nudge));
  const property = fc.asyncProperty(
    fc.array(junk, { minLength: 5, maxLength: 40 }),
    fc.integer({ min: 1, max: 4000 }),
    async (pieces, size) => {
      const from = ids.length;
      const content = Buffer.concat(pieces.map((piece) => bytesOf(piece, ids)));
      for (let at = 0; at < content.length; at += size) client.bytes(content.subarray(at, at + size));
      const answers: Answer[] = [];
      for (const id of ids.slice(from)) answers.push(await client.answer(id));
      for (const { error } of answers)
        assert.ok(error === undefined || [INVALID_PARAMS, CANCELLED, ...REFUSALS].includes(error.code), JSON.stringify(error));
      for (const uri of [`${ROOT}/${FILE}`, `${ROOT}/new.c`, 'untitled:x.c'])
        client.notify('textDocument/didClose', { textDocument: { uri } });
      assert.deepEqual(await everyAnswer(client, requests), before);
    },
  );
  await fc.assert(property, { ...slice(20), endOnFailure: true, interruptAfterTimeLimit: 3_000_000 });
  const answered = client.answers.map(({ id }) => id);
  assert.equal(new Set(answered).size, answered.length);
});
