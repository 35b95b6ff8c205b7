/** Hovers that are kept from one start to the next: answered before the tree is recalled, the same as after it, and only as long as nothing has changed that decides them. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, mock, type TestContext, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { createConnection } from 'vscode-languageserver/node';
import type { Hover, Position } from 'vscode-languageserver-protocol';
import type { HoverAnswer } from '../../engine/answers.ts';
import { COUNTERPARTS } from '../../server/commands.ts';
import { gatedConnection, type Host, startServer } from '../../server/index.ts';
import { nodeHost } from '../../server/node-host.ts';
import { MemoryStore } from '../../workspace/index.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { type ClientOptions, PUSH_CLIENT, TestClient } from '../support/lsp-client.ts';
import { variants } from '../support/scoped-tree.ts';
import { minikernel, sharedFiles } from '../support/small-project.ts';

const PAIR = 'drivers/pair.c';
const CALL = 'dma_buf_mapping_attach(';
const DEADLINE_MS = 30_000;

/** One folder that servers were started on. */
interface Tree {
  root: string;
  cache: string;
}

interface Asked {
  file: string;
  position: Position;
}

/** Files count as settled at once, as they do two seconds after the last change. */
function later(context: TestContext): void {
  const now = Date.now;
  context.mock.method(Date, 'now', () => now.call(Date) + 3000);
}

function miniatureKernel(): Tree {
  const root = makeFolder({ '.git/HEAD': '' });
  cpSync(minikernel, root, { recursive: true });
  return { root, cache: makeFolder({}) };
}

/** What a small tree has below a folder. */
function filesBelow(prefix: string): Record<string, string> {
  const files: [string, string][] = [
    ...sharedFiles().map(({ path, text }): [string, string] => [path, text]),
    ...Object.entries(variants).map(([name, texts]): [string, string] => [name, texts[0]!]),
  ];
  return Object.fromEntries(files.map(([path, text]) => [prefix + path, text]));
}

function smallTree(more: Record<string, string> = {}): Tree {
  return {
    root: makeFolder({ '.git/HEAD': '', 'drivers/Makefile': 'obj-y += pair.o\n', ...filesBelow(''), ...more }),
    cache: makeFolder({}),
  };
}

const storeOf = ({ cache }: Tree): MemoryStore => new MemoryStore(cache, 'one');

const hasKept = ({ cache }: Tree): boolean => readdirSync(cache).some((name) => name.endsWith('.hovers'));

function connect(context: TestContext, host: Host, options: ClientOptions): TestClient {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const streams = [new StreamMessageReader(toServer), new StreamMessageWriter(toClient)] as const;
  startServer(createConnection(...streams, gatedConnection()), host);
  const client = new TestClient(new StreamMessageReader(toClient), new StreamMessageWriter(toServer), options);
  context.after(async () => {
    await client.request('shutdown').catch(() => undefined);
    client.dispose();
  });
  return client;
}

const folderOf = (root: string) => ({ uri: pathToFileURL(root).href, name: 'tree' });

/** Reads the tree, and waits until hovers are kept. */
async function reading(context: TestContext, tree: Tree, options: ClientOptions = {}): Promise<TestClient> {
  const client = connect(context, nodeHost({ store: storeOf(tree) }), { folders: [folderOf(tree.root)], ...options });
  await client.start();
  await client.untilIndexed();
  await kept(tree);
  return client;
}

/** A server that never recalls or reads anything: what it knows, it knows from the last time. */
async function starting(context: TestContext, trees: Tree[], options: ClientOptions = {}): Promise<TestClient> {
  const host = nodeHost({ store: storeOf(trees[0]!) });
  const { keeping } = host;
  let left = trees.length;
  const begun = new Promise<void>((resolve) => {
    assert.ok(keeping);
    const read = (root: string) => {
      if (--left === 0) resolve();
      return keeping.read(root);
    };
    Object.assign(host, { keeping: { ...keeping, read } });
  });
  Object.assign(host, { recall: () => undefined, scan: () => new Promise(() => undefined) } satisfies Partial<Host>);
  const client = connect(context, host, { folders: trees.map(({ root }) => folderOf(root)), ...options });
  await client.start();
  await begun;
  return client;
}

const textIn = ({ root }: Tree, file: string): string => readFileSync(join(root, file), 'utf8');

async function open(client: TestClient, tree: Tree, file: string, text = textIn(tree, file)): Promise<string> {
  const uri = pathToFileURL(join(tree.root, file)).href;
  await client.open(uri, text);
  return uri;
}

const hover = (client: TestClient, { root }: Tree, { file, position }: Asked): Promise<Hover | null> =>
  client.request<Hover | null>('textDocument/hover', { textDocument: { uri: pathToFileURL(join(root, file)).href }, position });

/** Around everything that is kept: a character before it, where it begins, a character later, where it ends, and one more. */
function places(tree: Tree): Asked[] {
  const kept = storeOf(tree).readHovers(tree.root);
  return [...(kept?.files ?? [])].flatMap(([file, { hovers }]) =>
    (JSON.parse(hovers) as HoverAnswer[]).flatMap(({ range: { start, end } }) =>
      [Math.max(0, start.character - 1), start.character, start.character + 1, end.character, end.character + 1].map((character) => ({
        file,
        position: { line: start.line, character },
      })),
    ),
  );
}

function attachCall(tree: Tree, file = PAIR): Asked {
  const before = textIn(tree, file).split(CALL)[0]!.split('\n');
  return { file, position: { line: before.length - 1, character: before.at(-1)!.length + 3 } };
}

/** A server that has not read everything says so. */
const isWhole = (answer: Hover | null): boolean => answer !== null && !JSON.stringify(answer).includes('still being read');

after(removeFolders);

test('at every place the answer is what the server says that has read the tree', async (context) => {
  later(context);
  const tree = miniatureKernel();
  const reader = await reading(context, tree);
  const all = places(tree);
  assert.ok(all.length > 300, `${all.length} places`);
  const files = [...new Set(all.map(({ file }) => file))];
  assert.ok(files.length > 10, files.join());
  const starter = await starting(context, [tree]);
  let answered = 0;
  for (const each of all) {
    const [kept, computed] = [await hover(starter, tree, each), await hover(reader, tree, each)];
    if (isWhole(kept)) answered++;
    if (isWhole(kept)) assert.deepEqual(kept, computed, JSON.stringify(each));
  }
  assert.ok(answered > all.length / 2, `${answered} of ${all.length}`);
});

test('a client gets what it can show', async (context) => {
  later(context);
  const tree = smallTree();
  await reading(context, tree);
  const { hover: _, ...plain } = PUSH_CLIENT.textDocument!;
  const commands = { ...PUSH_CLIENT, experimental: { commands: [COUNTERPARTS] } };
  const answers: string[] = [];
  for (const capabilities of [{ ...PUSH_CLIENT, textDocument: plain }, commands])
    answers.push(JSON.stringify(await hover(await starting(context, [tree], { capabilities }), tree, attachCall(tree))));
  assert.match(answers[0]!, /"kind":"plaintext"/);
  assert.match(answers[1]!, /"kind":"markdown".*Show all/);
});

type Change = (tree: Tree, client: TestClient) => unknown;

const replace = (file: string, from: string, to: string): Change => {
  return (tree) => {
    const text = textIn(tree, file);
    assert.ok(text.includes(from));
    writeFileSync(join(tree.root, file), text.replace(from, to));
  };
};
const write = (file: string, text: string): Change => {
  return ({ root }) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
};
const opened = (file: string, edit: (text: string) => string): Change => {
  return (tree, client) => open(client, tree, file, edit(existsSync(join(tree.root, file)) ? textIn(tree, file) : ''));
};
const folderInPlaceOf = (path: string): void => {
  rmSync(path);
  mkdirSync(path);
};
const DRIVER = 'void *other(void *b, void *d) { return dma_buf_attach(b, d); }\n';
const settings = (value: object) => ({ configuration: (scope: string) => (scope === '' ? null : value) });

/** What comes between two starts, or between the second and the question; and whether what was kept still holds. */
const changes: { name: string; holds: boolean; before?: Change; meanwhile?: Change; now?: ClientOptions }[] = [
  { name: 'nothing', holds: true },
  { name: 'a file of the same length', holds: false, before: replace('lib/helper.c', 'scoped_helper_get', 'scoped_helper_gat') },
  { name: 'a file is replaced by the same text', holds: true, before: replace(PAIR, '', '') },
  { name: 'a build file is replaced by the same text', holds: false, before: replace('drivers/Makefile', '', '') },
  {
    name: 'a file is replaced by a link to the same text',
    holds: false,
    before: ({ root }) => {
      renameSync(join(root, PAIR), join(root, 'drivers/there.txt'));
      symlinkSync('there.txt', join(root, PAIR));
    },
  },
  { name: 'a file is gone', holds: false, before: ({ root }) => rmSync(join(root, 'lib/helper.c')) },
  {
    name: 'a file is moved',
    holds: false,
    before: ({ root }) => renameSync(join(root, 'lib/helper.c'), join(root, 'lib/helped.c')),
  },
  { name: 'a file is a folder', holds: false, before: ({ root }) => folderInPlaceOf(join(root, PAIR)) },
  { name: 'a build file', holds: false, before: write('drivers/Makefile', 'obj-m += pair.o\n') },
  { name: 'a new build file', holds: false, before: write('drivers/Kconfig', 'config PAIR\n\tbool\n') },
  { name: 'a new .config', holds: false, before: write('.config', 'CONFIG_PAIR=y\n') },
  { name: 'a new file of settings', holds: false, before: write('.dmabuf-mapping.json', '{ "exclude": ["/net"] }\n') },
  { name: 'assumptions', holds: false, now: settings({ assume: ['CONFIG_PAIR=y'] }) },
  { name: 'patterns', holds: false, now: settings({ exclude: ['/net'] }) },
  { name: 'another .config', holds: false, before: write('other', 'CONFIG_PAIR=y\n'), now: settings({ config: 'other' }) },
  { name: 'settings that say the same', holds: true, now: settings({ assume: [] }) },
  { name: 'a file that says nothing', holds: true, before: write('net/other.c', 'int other;\n') },
  { name: 'a document as it is on disk', holds: true, meanwhile: opened(PAIR, (text) => text) },
  { name: 'a document that differs', holds: false, meanwhile: opened(PAIR, (text) => `${text}\n`) },
  { name: 'a document elsewhere that differs', holds: false, meanwhile: opened('lib/helper.c', (text) => `\n${text}`) },
  { name: 'a document that says nothing', holds: true, meanwhile: opened('net/other.c', () => 'int other;\n') },
  { name: 'a document that is new and matters', holds: false, meanwhile: opened('net/other.c', () => DRIVER) },
  {
    name: 'a document that is new and calls a wrapper',
    holds: false,
    meanwhile: opened('net/other.c', () => 'void *other(void *b, void *d) { return scoped_helper_get(b, d); }\n'),
  },
  { name: 'a document that is no C', holds: true, meanwhile: opened('net/other.md', () => DRIVER) },
  {
    name: 'a document that was edited',
    holds: false,
    meanwhile: async (tree, client) => client.change(await open(client, tree, PAIR), '\n', at(0)),
  },
  {
    name: 'a file that changes after the start',
    holds: false,
    meanwhile: replace('lib/helper.c', 'scoped_helper_get', 'scoped_helper_gat'),
  },
  {
    name: 'a file that is written with the same text, and then with another',
    holds: false,
    before: replace('lib/helper.c', '', ''),
    meanwhile: async (tree, client) => {
      assert.ok(isWhole(await hover(client, tree, attachCall(tree))));
      replace('lib/helper.c', 'scoped_helper_get', 'scoped_helper_gat')(tree, client);
    },
  },
  { name: 'a .config that comes after the start', holds: false, meanwhile: write('.config', 'CONFIG_PAIR=y\n') },
];

const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 0 } });

describe('what was kept', { concurrency: 5 }, () => {
  const clock = Date.now;
  before(() => void mock.method(Date, 'now', () => clock.call(Date) + 3000));
  after(() => mock.restoreAll());

  for (const { name, holds, before, meanwhile, now } of changes) {
    test(`${holds ? 'holds' : 'does not count'} after a change of: ${name}`, async (context) => {
      const tree = smallTree();
      const reader = await reading(context, tree);
      const [asked, answer] = [attachCall(tree), await hover(reader, tree, attachCall(tree))];
      assert.ok(isWhole(answer));
      await reader.request('shutdown');
      await before?.(tree, reader);
      const client = await starting(context, [tree], now);
      await meanwhile?.(tree, client);
      const got = await hover(client, tree, asked);
      if (holds) assert.deepEqual(got, answer);
      else assert.ok(!isWhole(got), JSON.stringify(got));
    });
  }
});

test('what changed a moment ago is not kept, and is once it has settled', async (context) => {
  const tree = smallTree();
  const then = Date.now();
  const clock = context.mock.method(Date, 'now', () => then);
  const client = connect(context, nodeHost({ store: storeOf(tree) }), { folders: [folderOf(tree.root)] });
  await client.start();
  while (!readdirSync(tree.cache).some((name) => name.endsWith('.tree'))) await setTimeout(25);
  assert.ok(!hasKept(tree));
  clock.mock.restore();
  later(context);
  // Whatever an editor asks, a pause follows.
  await client.request('dmabuf/attachments');
  await kept(tree);
});

test('nothing is kept while a document differs from its file, and is once it is closed', async (context) => {
  later(context);
  const tree = smallTree();
  const client = connect(context, nodeHost({ store: storeOf(tree) }), { folders: [folderOf(tree.root)] });
  await client.start();
  const uri = await open(client, tree, PAIR, `\n${textIn(tree, PAIR)}`);
  await client.untilIndexed();
  // Long enough for the pause in which it would be.
  await setTimeout(3000);
  assert.ok(!hasKept(tree));
  await client.close(uri);
  await kept(tree);
  const answer = await hover(client, tree, attachCall(tree));
  assert.deepEqual(await hover(await starting(context, [tree]), tree, attachCall(tree)), answer);
});

test('whoever asks meanwhile is answered first, and hovers are kept later', async (context) => {
  later(context);
  const tree = smallTree();
  const host = nodeHost({ store: storeOf(tree) });
  const { keeping } = host;
  assert.ok(keeping);
  let [asked, written] = [0, 0];
  let answered = Promise.resolve<unknown>(undefined);
  const entryOf: typeof keeping.entryOf = (...given) => {
    // Long enough for the next slice.
    for (const end = performance.now() + 12; asked === 0 && performance.now() < end; );
    if (asked++ === 0) answered = client.request('dmabuf/attachments').then(() => assert.equal(written, 0));
    return keeping.entryOf(...given);
  };
  const write: typeof keeping.write = (...given) => {
    written++;
    return keeping.write(...given);
  };
  Object.assign(host, { keeping: { ...keeping, entryOf, write } });
  const client = connect(context, host, { folders: [folderOf(tree.root)] });
  await client.start();
  await kept(tree);
  await answered;
  assert.equal(written, 1);
  const { size } = storeOf(tree).readHovers(tree.root)!.entries;
  assert.ok(asked > size, 'what was disturbed was not given up');
});

test('folders of one workspace are kept each by itself, and answer although the first is not read yet', async (context) => {
  later(context);
  const one = smallTree();
  const two = { ...smallTree(), cache: one.cache };
  for (const tree of [one, two]) {
    const reader = await reading(context, tree);
    while (storeOf(tree).readHovers(tree.root) === undefined) await setTimeout(25);
    await reader.request('shutdown');
  }
  const client = await starting(context, [one, two]);
  for (const tree of [one, two]) assert.ok(isWhole(await hover(client, tree, attachCall(tree))));
  replace('lib/helper.c', 'scoped_helper_get', 'scoped_helper_gat')(one, client);
  assert.ok(!isWhole(await hover(client, one, attachCall(one))));
  assert.ok(isWhole(await hover(client, two, attachCall(two))));
});

test('a tree inside a tree is kept by itself; its documents count in the outer one until that is read', async (context) => {
  later(context);
  const tree = smallTree({ ...filesBelow('inner/'), 'inner/MAINTAINERS': '', 'inner/Kbuild': '' });
  const reader = await reading(context, tree);
  const inner = { root: join(tree.root, 'inner'), cache: tree.cache };
  for (const root of [inner.root, tree.root]) while (storeOf(tree).readHovers(root) === undefined) await setTimeout(25);
  assert.ok(![...storeOf(tree).readHovers(tree.root)!.files.keys()].some((file) => file.startsWith('inner/')));
  await reader.request('shutdown');
  const client = await starting(context, [tree]);
  assert.ok(isWhole(await hover(client, tree, attachCall(tree))));
  assert.ok(!isWhole(await hover(client, inner, attachCall(inner))));
  await open(client, inner, PAIR);
  assert.ok(!isWhole(await hover(client, tree, attachCall(tree))));
});

test('to read the workspace again forgets what is kept', async (context) => {
  later(context);
  const tree = smallTree();
  await reading(context, tree);
  nodeHost({ store: storeOf(tree) }).forget(tree.root);
  assert.ok(!hasKept(tree));
});

async function kept(tree: Tree): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!hasKept(tree)) {
    assert.ok(Date.now() < end, 'no hovers were kept');
    await setTimeout(25);
  }
}
