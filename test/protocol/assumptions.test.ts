/** What settings and a .config take for granted: it changes answers at once, and what cannot count is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileChangeType, type Registration } from 'vscode-languageserver-protocol/node';
import type { RootAttachments, RootQuestions, ServerStatus } from '../../engine/index.ts';
import { type ClientOptions, PUSH_CLIENT, type TestClient } from '../support/lsp-client.ts';
import { A, connectToy, ROOT, startToy } from './toy.ts';

const TREE = { '/tree/a.c': 'dma_buf NEEDS(x) NEEDS(y)', '/tree/b.c': 'dma_buf NEEDS(x)' };
const OTHER = { uri: 'file:///other', name: 'other' };

/** Sets the settings of all folders, and tells the server. */
async function configure(client: TestClient, settings: unknown): Promise<void> {
  client.configuration = () => settings;
  await client.notify('workspace/didChangeConfiguration', { settings: null });
}

/** What is not provided, by the findings pushed for a.c. */
async function missing(client: TestClient, ...names: string[]): Promise<void> {
  await client.untilPushed(
    A,
    (found) => found.map(({ message }) => message).join() === names.map((name) => `nobody provides ${name}`).join(),
  );
}

async function root(client: TestClient): Promise<ServerStatus['roots'][number]> {
  const { roots } = await client.request<ServerStatus>('dmabuf/status');
  return roots[0]!;
}

const questions = async (client: TestClient) => (await client.request<RootQuestions[]>('dmabuf/questions'))[0];
const assuming = (...assume: string[]): ClientOptions => ({ configuration: () => ({ assume }) });

test('assumptions of the settings count from the start', async (t) => {
  const { client } = await startToy(t, TREE, assuming('x'));
  await missing(client, 'y');
  assert.deepEqual((await root(client)).given, { assumptions: ['x'] });
});

test('assumptions that change are answered for at once, in all that is shown', async (t) => {
  const { client } = await startToy(t, TREE);
  await missing(client, 'x', 'y');
  await client.request('dmabuf/attachments');
  const told = client.next('dmabuf/attachmentsChanged');
  await configure(client, { assume: ['y', 'x'] });
  await missing(client);
  await told;
  const [attachments] = await client.request<RootAttachments[]>('dmabuf/attachments');
  assert.deepEqual(attachments?.given, { assumptions: ['y', 'x'] });
  await configure(client, {});
  await missing(client, 'x', 'y');
});

test('assumptions are those of their folder', async (t) => {
  const files = { ...TREE, '/other/c.c': 'dma_buf NEEDS(x)' };
  const configuration = (scope: string) => (scope === ROOT.uri ? { assume: ['x'] } : {});
  const { client } = await startToy(t, files, { folders: [ROOT, OTHER], configuration });
  await missing(client, 'y');
  await client.untilPushed('file:///other/c.c', ([first]) => first?.message === 'nobody provides x');
});

test('an editor without settings and folders sends assumptions when it starts', async (t) => {
  const capabilities = { ...PUSH_CLIENT, workspace: {} };
  const { client } = connectToy(t, { '/.config': 'CONFIG_y=y' }, { folders: [], capabilities, initializationOptions: { assume: ['x'] } });
  await client.start();
  await client.open(A, TREE['/tree/a.c']);
  await missing(client, 'y');
});

test('an editor that answers without knowing the settings leaves those that it sent when it started', async (t) => {
  for (const answer of [null, {}]) {
    const options = { initializationOptions: { assume: ['x'] }, configuration: () => answer };
    const { client } = await startToy(t, TREE, options);
    await missing(client, 'y');
  }
});

test('what an editor answers comes before what it sent when it started, setting by setting', async (t) => {
  const initializationOptions = { assume: ['x'], config: 'sub/x86.config' };
  const files = { ...TREE, '/tree/sub/x86.config': 'CONFIG_y=y' };
  const { client } = await startToy(t, files, { initializationOptions, configuration: () => ({ assume: ['y'] }) });
  assert.deepEqual((await root(client)).given, { assumptions: ['y'], configuration: 'sub/x86.config' });
});

test('documents outside of all folders have the settings that hold everywhere', async (t) => {
  const { client } = connectToy(t, {}, { folders: [], configuration: (scope) => (scope === '' ? { assume: ['x'] } : {}) });
  await client.start();
  await client.open(A, TREE['/tree/a.c']);
  await missing(client, 'y');
  await configure(client, { assume: ['y'] });
  await missing(client, 'x');
});

test('wrong values in settings count as absent', async (t) => {
  const { client } = await startToy(t, TREE, { configuration: () => ({ assume: ['x', 3, null, ' '], config: ['none'] }) });
  await missing(client, 'y');
  const { given, problems } = await root(client);
  assert.deepEqual([given, problems], [{ assumptions: ['x'] }, []]);
});

test('an assumption that is not understood is told in the log, once, and in the status', async (t) => {
  const { client } = await startToy(t, TREE, assuming('oops=', 'x'));
  await missing(client, 'y');
  const lines = () => client.logged().filter((line) => line.includes('oops='));
  await client.until('the line', () => lines().length > 0);
  const { problems, given } = await root(client);
  assert.equal(problems[0]?.file, 'dmabufMapping.assume');
  assert.match(problems[0]?.message ?? '', /^"oops=" is not understood; write CONFIG_NAME=y, /);
  assert.deepEqual(given, { assumptions: ['x'] });
  await configure(client, { assume: ['oops=', 'again='] });
  await client.until('another line', (it) => it.logged().find((line) => line.includes('again=')));
  assert.equal(lines().length, 1);
  assert.equal(
    client.received.some(({ method }) => method === 'window/showMessage'),
    false,
  );
});

test('an assumption is understood as soon as a file defines what it names', async (t) => {
  const { client } = await startToy(t, TREE, assuming('x='));
  assert.equal((await root(client)).problems.length, 1);
  await client.open('file:///tree/c.c', 'dma_buf ENUM');
  assert.deepEqual((await root(client)).given, { assumptions: ['x='] });
  assert.deepEqual((await root(client)).problems, []);
});

test("the tree's own .config counts, and is followed on disk", async (t) => {
  const { client, host } = await startToy(t, { ...TREE, '/tree/.config': 'CONFIG_x=y' });
  await missing(client, 'y');
  assert.deepEqual((await root(client)).given, { assumptions: [], configuration: '.config' });
  const uri = 'file:///tree/.config';
  host.disk.set('/tree/.config', 'CONFIG_x=y\nCONFIG_y=y');
  await client.watched({ uri, type: FileChangeType.Changed });
  await missing(client);
  host.disk.delete('/tree/.config');
  await client.watched({ uri, type: FileChangeType.Deleted });
  await missing(client, 'x', 'y');
  assert.deepEqual((await root(client)).given, { assumptions: [] });
  host.disk.set('/tree/.config', 'CONFIG_y=y');
  await client.watched({ uri, type: FileChangeType.Created });
  await missing(client, 'x');
});

test('reading the folder again reads its .config again', async (t) => {
  const { client, host } = await startToy(t, TREE);
  host.disk.set('/tree/.config', 'CONFIG_y=y');
  await client.request('dmabuf/refresh');
  await missing(client, 'x');
});

test('another configuration counts if the settings name one, and none if they say so', async (t) => {
  const files = { ...TREE, '/tree/.config': 'CONFIG_x=y', '/tree/sub/x86.config': 'CONFIG_y=y', '/elsewhere/arm.config': 'CONFIG_z=y' };
  const { client } = await startToy(t, files, { configuration: () => ({ config: 'sub/x86.config' }) });
  await missing(client, 'x');
  assert.equal((await root(client)).given?.configuration, 'sub/x86.config');
  await configure(client, { config: '/elsewhere/arm.config' });
  await missing(client, 'x', 'y');
  assert.equal((await root(client)).given?.configuration, '/elsewhere/arm.config');
  await configure(client, { config: '' });
  await missing(client, 'y');
  await configure(client, { config: 'none' });
  await missing(client, 'x', 'y');
  const { given, problems } = await root(client);
  assert.deepEqual([given, problems], [{ assumptions: [] }, []]);
});

test('a configuration is watched where it is', async (t) => {
  const { client, host } = await startToy(t, { ...TREE, '/out/x86.config': 'CONFIG_x=y' });
  const watched = (pattern: unknown) =>
    client.until('the watcher', ({ received }) =>
      received.some(
        ({ method, params }) =>
          method === 'client/registerCapability' &&
          (params as { registrations: Registration[] }).registrations.some(({ registerOptions }) =>
            (registerOptions as { watchers?: { globPattern: unknown }[] }).watchers?.some(
              ({ globPattern }) => JSON.stringify(globPattern) === JSON.stringify(pattern),
            ),
          ),
      ),
    );
  await watched({ baseUri: ROOT.uri, pattern: '.config' });
  await configure(client, { config: 'a[1]/{x}.config' });
  await watched({ baseUri: ROOT.uri, pattern: 'a?1?/?x?.config' });
  await configure(client, { config: '../out/x86.config' });
  await watched({ baseUri: 'file:///out', pattern: 'x86.config' });
  await missing(client, 'y');
  host.disk.set('/out/x86.config', 'CONFIG_y=y');
  await client.watched({ uri: 'file:///out/x86.config', type: FileChangeType.Changed });
  await missing(client, 'x');
  host.disk.delete('/out/x86.config');
  await client.watched({ uri: 'file:///out', type: FileChangeType.Deleted });
  await missing(client, 'x', 'y');
});

test('a configuration that cannot be used is told in the log and in the status', async (t) => {
  const { client } = await startToy(t, { ...TREE, '/tree/.config': 'nothing' });
  await missing(client, 'x', 'y');
  await client.until('the line', (it) => it.logged().find((line) => line === 'tree: .config: sets nothing: toy'));
  assert.deepEqual((await root(client)).problems, [{ file: '.config', message: 'sets nothing: toy' }]);
  await configure(client, { config: 'gone.config' });
  await client.until('the line', (it) => it.logged().find((line) => line === 'tree: gone.config: does not exist: toy'));
  const { problems, given } = await root(client);
  assert.deepEqual(problems, [{ file: 'gone.config', message: 'does not exist: toy' }]);
  assert.deepEqual(given, { assumptions: [] });
});

test('questions come with their answers, those that are answered first', async (t) => {
  const { client } = await startToy(t, { ...TREE, '/tree/.config': 'CONFIG_z=y' }, assuming('!x', 'bad=', 'y'));
  assert.deepEqual(await questions(client), {
    uri: ROOT.uri,
    name: 'tree',
    given: { assumptions: ['!x', 'y'], configuration: '.config' },
    questions: [
      { text: 'x', holds: 'x', fails: '!x', assumed: 'fails', assumption: '!x' },
      { text: 'y', holds: 'y', fails: '!y', assumed: 'holds', assumption: 'y' },
    ],
  });
  await configure(client, {});
  await missing(client, 'x', 'y');
  assert.deepEqual((await questions(client))?.questions, [
    { text: 'x', holds: 'x', fails: '!x' },
    { text: 'y', holds: 'y', fails: '!y' },
  ]);
  assert.deepEqual(await client.request('dmabuf/questions', { root: 'file:///nowhere' }), []);
});

test('while a folder is read its questions are those with an assumption', async (t) => {
  const { client, host } = await startToy(t, TREE, assuming('z'));
  assert.equal((await questions(client))?.questions.length, 3);
  host.gate = new Promise(() => {});
  await client.request('dmabuf/refresh');
  assert.deepEqual(
    (await questions(client))?.questions.map(({ text }) => text),
    ['z'],
  );
});

test('the status counts how many pairs are decided', async (t) => {
  const { client } = await startToy(t, { '/tree/a.c': 'dma_buf NEEDS(x) PROVIDES(x) PROVIDES(y)' });
  assert.deepEqual((await root(client)).counts.coverage, { decided: 0, pairs: 2 });
});
