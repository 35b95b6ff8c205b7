/** Whatever happens to a folder on disk, in whatever order it is told: the server ends where reading the folder afresh does. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { MemoryStore, openForest } from '@dmabuf-mapping/workspace';
import fc from 'fast-check';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { createConnection, StreamMessageReader as ServerReader, StreamMessageWriter as ServerWriter } from 'vscode-languageserver/node';
import { FileChangeType, type FileEvent } from 'vscode-languageserver-protocol/node';
import type { RootAttachments } from '../../engine/index.ts';
import { gatedConnection, startServer } from '../../server/index.ts';
import { nodeHost } from '../../server/node-host.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { slice } from '../support/longer.ts';
import { TestClient } from '../support/lsp-client.ts';
import { rowLines, rowsOf } from '../support/rows.ts';
import { otherPlace, variants } from '../support/scoped-tree.ts';
import { sharedFiles, sharedParser } from '../support/small-project.ts';

after(removeFolders);

const NAMES = Object.keys(variants);
const FOLDERS = ['drivers', 'lib', 'sound/user', 'sound', 'net', 'include/linux'];
const MAKEFILE = 'obj-$(CONFIG_ONE) += one.o\nobj-m += pair.o near.o\n';

interface Step {
  kind: 'write' | 'write' | 'delete' | 'move file' | 'move folder' | 'delete folder' | 'ignore' | 'build' | 'tree' | 'all';
  which: number;
  text: number;
  /** How this step's events are told: 0 in order; else shuffled by this number, some of them twice. */
  disorder: number;
  /** More is done before anybody looks. */
  and: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind'][]>(
    'write',
    'write',
    'write',
    'delete',
    'move file',
    'move folder',
    'delete folder',
    'ignore',
    'build',
    'tree',
    'all',
  ),
  which: fc.nat(100),
  text: fc.nat(100),
  disorder: fc.nat(5),
  and: fc.boolean(),
});

const { Created, Changed, Deleted } = FileChangeType;

/** Carries a step out on disk, and answers what an editor would tell of it. */
function carryOut(root: string, { kind, which, text }: Step): FileEvent[] {
  const events: FileEvent[] = [];
  const tell = (file: string, type: FileChangeType) => events.push({ uri: pathToFileURL(join(root, file)).href, type });
  const write = (file: string, content: string) => {
    const path = join(root, file);
    const type = existsSync(path) ? Changed : Created;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    tell(file, type);
  };
  const remove = (path: string) => {
    if (!existsSync(join(root, path))) return;
    rmSync(join(root, path), { recursive: true });
    tell(path, Deleted);
  };
  const choose = (name: string, salt: number) => variants[name]![(text + salt) % variants[name]!.length]!;
  const name = NAMES[which % NAMES.length]!;
  const folder = FOLDERS[which % FOLDERS.length]!;
  switch (kind) {
    case 'write':
      write(name, choose(name, 0));
      break;
    case 'delete':
      remove(name);
      break;
    case 'move file':
      if (existsSync(join(root, name))) {
        write(otherPlace(name), choose(name, 1));
        remove(name);
      } else if (existsSync(join(root, otherPlace(name)))) remove(otherPlace(name));
      break;
    case 'move folder': {
      const [from, to] = existsSync(join(root, folder)) ? [folder, `${folder}-away`] : [`${folder}-away`, folder];
      if (!existsSync(join(root, from)) || existsSync(join(root, to))) break;
      mkdirSync(dirname(join(root, to)), { recursive: true });
      renameSync(join(root, from), join(root, to));
      tell(from, Deleted);
      for (const each of readdirSync(join(root, to), { recursive: true, withFileTypes: true })) {
        if (each.isFile()) tell(relative(root, join(each.parentPath ?? each.path, each.name)), Created);
      }
      break;
    }
    case 'delete folder':
      if (folder !== 'include/linux') remove(folder);
      break;
    case 'ignore':
      if (text % 2 === 0) remove('sound/.gitignore');
      else write('sound/.gitignore', ['user/', '*.c\n!one.c', 'two.c'][which % 3]!);
      break;
    case 'build':
      if (text % 3 === 0) remove('drivers/Makefile');
      else write('drivers/Makefile', text % 3 === 1 ? MAKEFILE : 'obj-y += pair.o\n');
      break;
    case 'tree':
      // A source tree of its own comes and goes.
      if (existsSync(join(root, 'net/include'))) remove('net/include');
      else {
        write('net/include/linux/dma-buf.h', '/* struct dma_buf */\n');
        write(
          'net/drivers/x.c',
          'struct dma_buf_attachment *net_import(struct device *dev, struct dma_buf *buf) { return dma_buf_attach(buf, dev); }\n',
        );
      }
      break;
    case 'all':
      // As a switch of branches does.
      for (const each of NAMES) {
        if ((which + each.length) % 4 === 0) remove(each);
        else write(each, choose(each, each.length));
      }
      break;
  }
  return events;
}

/** The events in another order, some of them twice, and in several messages. */
function told(events: FileEvent[], disorder: number): FileEvent[][] {
  if (disorder === 0) return [events];
  const shuffled = [...events, ...events.filter((_, index) => index % 3 === 0)]
    .map((event, index) => ({ event, rank: ((index + 1) * 7919 * disorder) % 101 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ event }) => event);
  const middle = Math.floor(shuffled.length / disorder);
  return [shuffled.slice(0, middle), shuffled.slice(middle)];
}

async function expected(root: string): Promise<Record<string, unknown>> {
  const forest = await openForest(root, { parser: await sharedParser(), excludes: [], gitignore: 'repository' });
  const trees: Record<string, unknown> = {};
  for (const { folder, project } of forest) {
    const attachments = project.attachments();
    trees[folder] = { tree: attachments.overview, rows: await rowLines((view, path) => attachments.rows(view, path)) };
  }
  return trees;
}

async function answered(client: TestClient, root: string): Promise<Record<string, unknown>> {
  const roots = await client.request<RootAttachments[]>('dmabuf/attachments');
  const outer = pathToFileURL(root).href;
  const trees: Record<string, unknown> = {};
  for (const { uri, tree } of roots) trees[uri.slice(outer.length + 1)] = { tree, rows: await rowLines(rowsOf(client, uri)) };
  return trees;
}

function connect(root: string, store?: MemoryStore | undefined): TestClient {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(createConnection(new ServerReader(toServer), new ServerWriter(toClient), gatedConnection()), nodeHost({ store }));
  const folders = [{ uri: pathToFileURL(root).href, name: 'tree' }];
  return new TestClient(new StreamMessageReader(toClient), new StreamMessageWriter(toServer), { folders });
}

const DEADLINE_MS = 15_000;

/** Waits until the server's answers are those of a fresh reading. */
async function settles(client: TestClient, root: string, what: string): Promise<void> {
  const wanted = await expected(root);
  const end = Date.now() + DEADLINE_MS;
  let got = await answered(client, root);
  while (JSON.stringify(got) !== JSON.stringify(wanted) && Date.now() < end) {
    await setTimeout(25);
    got = await answered(client, root);
  }
  assert.deepEqual(got, wanted, what);
}

test('the folder of a server and the same folder read afresh', { timeout: 3_600_000 }, async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
    const start = [...sharedFiles().map(({ path, text }) => [path, text]), ...NAMES.map((name) => [name, variants[name]![0]!])];
    const root = makeFolder({ ...Object.fromEntries(start), '.git/HEAD': '' });
    const client = connect(root);
    try {
      await client.start();
      await client.untilIndexed();
      for (const each of steps) {
        for (const changes of told(carryOut(root, each), each.disorder)) if (changes.length > 0) await client.watched(...changes);
        if (each.and) continue;
        await settles(client, root, each.kind);
      }
    } finally {
      await client.request('shutdown').catch(() => undefined);
      client.dispose();
      rmSync(root, { recursive: true, force: true });
    }
  });
  await fc.assert(property, { ...slice(4), interruptAfterTimeLimit: 3_000_000, endOnFailure: false });
});

test('a server that starts with what another one kept', { timeout: 3_600_000 }, async (context) => {
  // Files count as settled at once, as they do two seconds after the last change.
  const now = Date.now;
  context.mock.method(Date, 'now', () => now.call(Date) + 3000);
  const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
    const start = [...sharedFiles().map(({ path, text }) => [path, text]), ...NAMES.map((name) => [name, variants[name]![0]!])];
    const root = makeFolder({ ...Object.fromEntries(start), '.git/HEAD': '' });
    const folder = makeFolder({});
    try {
      for (const each of [undefined, ...steps]) {
        // While no server runs.
        if (each) carryOut(root, each);
        const client = connect(root, new MemoryStore(folder, 'one'));
        await client.start();
        await client.untilIndexed();
        await settles(client, root, each?.kind ?? 'at first');
        await kept(folder);
        await client.request('shutdown').catch(() => undefined);
        client.dispose();
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    }
  });
  await fc.assert(property, { ...slice(3), interruptAfterTimeLimit: 3_000_000, endOnFailure: false });
});

/** Waits until something was kept. */
async function kept(folder: string): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!readdirSync(folder).some((name) => name.endsWith('.tree'))) {
    assert.ok(Date.now() < end, 'nothing was kept');
    await setTimeout(25);
  }
}
