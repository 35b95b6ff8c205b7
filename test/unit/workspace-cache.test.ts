import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { collectFacts } from '@dmabuf-mapping/engine';
import { KnownFacts, loadParser, MemoryStore, openTree, type Tree } from '@dmabuf-mapping/workspace';
import { decodeKept, encodeKept } from '../../workspace/cache/kept.ts';
import { decodeMemory, encodeMemory, type TreeMemory } from '../../workspace/cache/memory.ts';
import { entryAt, Stamps, stampOf } from '../../workspace/cache/stamp.ts';
import type { KeptHovers } from '../../workspace/index.ts';
import { asUnprivileged, makeFolder, removeFolders } from '../support/folders.ts';

const parser = await loadParser();
afterEach(removeFolders);

/** Files count as settled at once, as they do two seconds after the last change. */
function later(context: TestContext): void {
  const now = Date.now;
  context.mock.method(Date, 'now', () => now.call(Date) + 3000);
}

const memory: TreeMemory = {
  names: ['helper', 'm\u00fcller'],
  sought: ['helper'],
  nothing: Float64Array.of(1, 2 ** 53 - 1, 7.5),
  files: new Map([
    ['a.c', { hash: 'x', facts: '{"file":"a.c","\u00e4":"\u{1f600}"}' }],
    ['b/c.h', { hash: 'y', facts: '{}' }],
  ]),
};
const key = { root: '/tree', code: 'one' };
const hovers: KeptHovers = {
  given: 'settings',
  names: ['helper'],
  entries: new Map<string, number | 'absent'>([
    ['a.c', 2 ** 53 - 1],
    ['Kbuild', 'absent'],
  ]),
  files: new Map([
    ['a.c', { hash: 'x', hovers: '["\u00e4"]' }],
    ['b.c', { hash: 'y', hovers: '[]' }],
  ]),
};

describe('a memory', () => {
  it('is read as it was written', () => {
    assert.deepEqual(decodeMemory(encodeMemory(memory, key), key), memory);
  });

  it('of another tree or other code is not used', () => {
    const bytes = encodeMemory(memory, key);
    assert.equal(decodeMemory(bytes, { ...key, root: '/other' }), undefined);
    assert.equal(decodeMemory(bytes, { ...key, code: 'two' }), undefined);
  });

  it('that is damaged in any byte, cut off anywhere, or longer, is not used', () => {
    const bytes = encodeMemory(memory, key);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = damaged[at]! ^ 0x10;
      assert.equal(decodeMemory(damaged, key), undefined, `byte ${at}`);
      assert.equal(decodeMemory(bytes.subarray(0, at), key), undefined, `cut at ${at}`);
    }
    assert.equal(decodeMemory(Buffer.concat([bytes, Buffer.from('x')]), key), undefined);
  });
});

describe('kept hovers', () => {
  it('are read as they were written', () => {
    assert.deepEqual(decodeKept(encodeKept(hovers, key), key), hovers);
  });

  it('of another tree or other code are not used', () => {
    const bytes = encodeKept(hovers, key);
    assert.equal(decodeKept(bytes, { ...key, root: '/other' }), undefined);
    assert.equal(decodeKept(bytes, { ...key, code: 'two' }), undefined);
    assert.equal(decodeKept(encodeMemory(memory, key), key), undefined);
  });

  it('that are damaged in any byte, cut off anywhere, or longer, are not used', () => {
    const bytes = encodeKept(hovers, key);
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes);
      damaged[at] = damaged[at]! ^ 0x10;
      assert.equal(decodeKept(damaged, key), undefined, `byte ${at}`);
      assert.equal(decodeKept(bytes.subarray(0, at), key), undefined, `cut at ${at}`);
    }
    assert.equal(decodeKept(Buffer.concat([bytes, Buffer.from('x')]), key), undefined);
  });
});

describe('an entry', () => {
  it('is another one when the file is, and tells that there is none', (context) => {
    later(context);
    const path = join(makeFolder({ 'a.c': 'one', 'b.c': 'one', 'folder/c.c': '' }), 'a.c');
    const happen: (() => void)[] = [
      () => writeFileSync(path, 'two'),
      () => writeFileSync(path, 'longer'),
      () => renameSync(path.replace('a.c', 'b.c'), path),
      () => rmSync(path),
    ];
    const entries = [entryAt(path)];
    for (const each of happen) {
      each();
      entries.push(entryAt(path));
    }
    assert.equal(new Set(entries).size, happen.length + 1, String(entries));
    assert.equal(entries.at(-1), 'absent');
  });

  it('is not told of what is no file, or changed just now', (context) => {
    const root = makeFolder({ 'a.c': '', 'folder/c.c': '' });
    symlinkSync('a.c', join(root, 'link.c'));
    assert.equal(entryAt(join(root, 'a.c')), undefined);
    later(context);
    assert.equal(typeof entryAt(join(root, 'a.c')), 'number');
    for (const name of ['link.c', 'folder']) assert.equal(entryAt(join(root, name)), undefined, name);
  });
});

describe('a stamp', () => {
  it('stays while a file stays, and changes with whatever happens to it', (context) => {
    later(context);
    const root = makeFolder({ 'a.c': 'one', 'b.c': 'one' });
    const path = join(root, 'a.c');
    const stamps = [stampOf(path)];
    assert.equal(stampOf(path), stamps[0]);
    assert.notEqual(stampOf(join(root, 'b.c')), stamps[0]);
    const happen: (() => void)[] = [
      () => writeFileSync(path, 'two'),
      () => writeFileSync(path, 'longer'),
      () => utimesSync(path, 1, 1),
      () => renameSync(join(root, 'b.c'), path),
    ];
    for (const each of happen) {
      each();
      stamps.push(stampOf(path));
    }
    assert.equal(new Set(stamps).size, happen.length + 1, String(stamps));
    assert.ok(stamps.every(Number.isSafeInteger));
    rmSync(path);
    assert.equal(stampOf(path), undefined);
  });

  it('is not given to a file that changed just now, or in the future', (context) => {
    const path = join(makeFolder({ 'a.c': '' }), 'a.c');
    assert.equal(stampOf(path), undefined);
    context.mock.method(Date, 'now', () => 0);
    assert.equal(stampOf(path), undefined);
  });

  it('is found among many', () => {
    const stamps = Stamps.of([5, 1, 3]);
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 6].filter((stamp) => stamps.has(stamp)),
      [1, 3, 5],
    );
    assert.equal(Stamps.of([]).has(1), false);
  });
});

describe('a store', () => {
  it('keeps a memory for each tree, and forgets', () => {
    const store = new MemoryStore(join(makeFolder({}), 'new/folder'), 'one');
    assert.equal(store.read('/tree'), undefined);
    assert.equal(store.write('/tree', memory), undefined);
    assert.equal(store.write('/other', { ...memory, names: [] }), undefined);
    assert.deepEqual(store.read('/tree'), memory);
    assert.deepEqual(store.read('/other')?.names, []);
    store.forget('/tree');
    store.forget('/never');
    assert.equal(store.read('/tree'), undefined);
  });

  it('keeps hovers beside it, and forgets them with it', () => {
    const store = new MemoryStore(makeFolder({}), 'one');
    store.write('/tree', memory);
    assert.equal(store.readHovers('/tree'), undefined);
    assert.equal(store.writeHovers('/tree', hovers), undefined);
    assert.deepEqual(store.readHovers('/tree'), hovers);
    assert.deepEqual(store.read('/tree'), memory);
    store.forget('/tree');
    assert.equal(store.readHovers('/tree'), undefined);
  });

  it('has no hovers of other code, although the facts are still good', () => {
    const folder = makeFolder({});
    const store = new MemoryStore(folder, { facts: 'one', answers: 'one' });
    store.write('/tree', memory);
    store.writeHovers('/tree', hovers);
    const next = new MemoryStore(folder, { facts: 'one', answers: 'two' });
    assert.deepEqual(next.read('/tree'), memory);
    assert.equal(next.readHovers('/tree'), undefined);
  });

  it('of other code has none', () => {
    const folder = makeFolder({});
    new MemoryStore(folder, 'one').write('/tree', memory);
    assert.equal(new MemoryStore(folder, 'two').read('/tree'), undefined);
  });

  it('that cannot be written to says so and leaves what was there', async () => {
    const folder = makeFolder({});
    new MemoryStore(folder, 'one').write('/tree', memory);
    const file = join(folder, readdirSync(folder)[0]!);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file');
    assert.match(new MemoryStore(folder, 'one').write('/tree', memory) ?? '', /EEXIST|ENOTDIR/);
    rmSync(folder);
    mkdirSync(folder, { mode: 0o555 });
    await asUnprivileged(async () => assert.match(new MemoryStore(folder, 'one').write('/tree', memory) ?? '', /permission denied/));
    assert.ok(file.startsWith(folder));
    assert.deepEqual(readdirSync(folder), []);
  });

  it('takes away what was given up, and what was used the longest ago when there is too much', () => {
    const folder = makeFolder({ 'old.tree.1.aa.tmp': 'x', 'new.tree.2.bb.tmp': 'x', 'someone-elses.txt': 'x' });
    utimesSync(join(folder, 'old.tree.1.aa.tmp'), 1, 1);
    const store = new MemoryStore(folder, 'one', { largest: 4000, all: 5000 });
    assert.equal(store.writeHovers('/old', { ...hovers, given: 'x'.repeat(1600) }), undefined);
    for (const name of readdirSync(folder)) if (name.endsWith('.hovers')) utimesSync(join(folder, name), 1, 1);
    const sized = (bytes: number): TreeMemory => ({ ...memory, nothing: new Float64Array(bytes / 8) });
    for (const [index, tree] of ['/a', '/b', '/c'].entries()) {
      assert.equal(store.write(tree, sized(1600)), undefined);
      for (const name of readdirSync(folder)) if (name.endsWith('.tree')) utimesSync(join(folder, name), index + 1, index + 1);
    }
    store.read('/a');
    assert.equal(store.write('/d', sized(1600)), undefined);
    const kept = ['/a', '/b', '/c', '/d'].filter((tree) => store.read(tree));
    assert.ok(kept.includes('/a') && kept.includes('/d') && kept.length < 4, kept.join());
    assert.match(store.write('/e', sized(8000)) ?? '', /not kept/);
    assert.match(store.writeHovers('/e', { ...hovers, given: 'x'.repeat(8000) }) ?? '', /not kept/);
    const others = readdirSync(folder).filter((name) => !name.endsWith('.tree'));
    assert.deepEqual(others.sort(), ['new.tree.2.bb.tmp', 'someone-elses.txt']);
  });
});

const files = {
  'plain.c': 'int x;\n',
  'ops.c': 'static const struct dma_buf_ops my_ops = { .release = my_release };\n',
  'wrapper.c':
    'struct dma_buf_attachment *my_attach(struct dma_buf *b, struct device *d) { return my_dma_buf_fits(b) ? dma_buf_attach(b, d) : NULL; }\n',
  'shares.c': 'bool my_dma_buf_fits(void *b) { return true; }\n',
  'alone.c': 'int sg_dma_buf_size;\n',
  // Uses what is there only later, and is a neighbour only then.
  'early.c': 'int e(void) { return other_attach(b, d) != 0; }\n',
  'hidden.c': 'static const struct dma_buf_ops hidden_ops;\n',
  '.gitignore': 'hidden.c\n',
  '.git/HEAD': '',
  'user.c': 'int f(void) { return my_attach(b, d) != 0; }\n',
};

describe('known facts', () => {
  it('are those of the text that was noted, and of no other', () => {
    const known = new KnownFacts();
    const names = (text: string) => known.collect('a.c', text, parser).functions.map(({ name }) => name);
    known.note('a.c', 'int f(void) { }', { facts: JSON.stringify({ ...collectFacts('a.c', 'int noted(void) { }', parser) }) });
    assert.deepEqual(names('int g(void) { }'), ['g']);
    assert.deepEqual(names('int f(void) { }'), ['noted']);
    assert.deepEqual(names('int f(void) { }'), ['f'], 'they are given once');
  });
});

describe('a tree that was read before', () => {
  const open = (root: string, store: MemoryStore | undefined): Promise<Tree> =>
    openTree(root, { parser, excludes: [], gitignore: 'repository', store });
  const answers = ({ project }: Tree) => ({
    files: project.files(),
    importers: project.importers(),
    exporters: project.exporters(),
    cells: project.matrix().cells,
    findings: project.findings(),
  });

  it('is read again without its files, and comes to the same', async (context) => {
    later(context);
    const root = makeFolder(files);
    const store = new MemoryStore(makeFolder({}), 'one');
    const first = await open(root, store);
    const second = await open(root, store);
    assert.deepEqual(answers(second), answers(first));
    assert.deepEqual(answers(first), answers(await open(root, undefined)));
    assert.equal(second.statistics.rounds, 0, 'the names that were searched for are known');
    assert.ok(second.statistics.bytes < first.statistics.bytes, `${second.statistics.bytes} of ${first.statistics.bytes} bytes`);
  });

  it('has the facts of what belongs to it, and of nothing that only looks like it', async (context) => {
    later(context);
    const root = makeFolder(files);
    const store = new MemoryStore(makeFolder({}), 'one');
    const kept = () => [...(store.read(root)?.files.keys() ?? [])].sort();
    const belong = (await open(root, store)).project.files();
    assert.deepEqual(belong, ['ops.c', 'shares.c', 'user.c', 'wrapper.c']);
    assert.deepEqual(kept(), belong);
    writeFileSync(join(root, 'user.c'), `${files['user.c']}int sg_dma_buf_size;\n`);
    assert.deepEqual((await open(root, store)).project.files(), ['alone.c', ...belong]);
    assert.deepEqual(kept(), ['alone.c', ...belong]);
  });

  it('is read right whatever has changed meanwhile', async (context) => {
    later(context);
    const root = makeFolder(files);
    const store = new MemoryStore(makeFolder({}), 'one');
    await open(root, store);
    const changes: (() => void)[] = [
      () => writeFileSync(join(root, 'plain.c'), 'int g(void) { return my_attach(b, d) == 0; }\n'),
      () => writeFileSync(join(root, 'plain.c'), 'int x;\n'),
      () => writeFileSync(join(root, 'new.c'), files['ops.c']),
      () => rmSync(join(root, 'user.c')),
      () => writeFileSync(join(root, 'ops.c'), `${files['ops.c']}int sg_dma_buf_size;\n`),
      () => writeFileSync(join(root, 'ops.c'), files['ops.c']),
      () => writeFileSync(join(root, 'wrapper.c'), files['wrapper.c'].replace('my_attach', 'other_attach')),
      () => writeFileSync(join(root, 'user.c'), 'int f(void) { return other_attach(b, d) != 0; }\n'),
      () => renameSync(join(root, 'ops.c'), join(root, 'moved.c')),
      () => rmSync(join(root, '.gitignore')),
      () => writeFileSync(join(root, '.gitignore'), 'new.c\n'),
      () => rmSync(join(root, '.gitignore')),
    ];
    for (const [index, change] of changes.entries()) {
      change();
      assert.deepEqual(answers(await open(root, store)), answers(await open(root, undefined)), `change ${index}`);
    }
  });

  it('keeps nothing of a part of it', async () => {
    const root = makeFolder({ 'a/ops.c': files['ops.c'], 'b/ops.c': files['ops.c'] });
    const folder = makeFolder({});
    await openTree(root, { parser, excludes: [], gitignore: 'repository', starts: ['a'], store: new MemoryStore(folder, 'one') });
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is not written down again when nothing has changed', async (context) => {
    later(context);
    const root = makeFolder(files);
    const folder = makeFolder({});
    const store = new MemoryStore(folder, 'one');
    await open(root, store);
    const written = () => readdirSync(folder).map((name) => readFileSync(join(folder, name)).length);
    const before = written();
    const write = context.mock.method(store, 'write');
    await open(root, store);
    assert.equal(write.mock.callCount(), 0);
    assert.deepEqual(written(), before);
  });

  it('goes on when nothing can be kept, and says so', async () => {
    const root = makeFolder(files);
    const { problems, project } = await open(root, new MemoryStore(join(root, 'plain.c'), 'one'));
    assert.match(problems[0]?.message ?? '', /not kept for the next time/);
    assert.equal(project.files().length, 4);
  });
});
