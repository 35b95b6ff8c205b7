/** Whatever happens to the disk, at whatever moment: reading goes on, and the next reading is right. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { MemoryStore, openTree, type Tree } from '@dmabuf-mapping/workspace';
import { type DiskCall, withDiskCalls } from '../support/disk-calls.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { sharedParser } from '../support/small-project.ts';

const parser = await sharedParser();
afterEach(removeFolders);

const OPS = 'static const struct dma_buf_ops my_ops = { .release = my_release };\n';
const files = {
  'plain.c': 'int x;\n',
  'lib/ops.c': OPS,
  'wrapper.c': 'struct dma_buf_attachment *my_attach(struct dma_buf *b, struct device *d) { return dma_buf_attach(b, d); }\n',
  'lib/user.c': 'int f(void) { return my_attach(b, d) != 0; }\n',
  'lib/Makefile': 'obj-m += ops.o user.o\n',
  'lib/.gitignore': 'out/\n',
  'lib/out/made.c': OPS,
  '.git/HEAD': '',
};
const CHANGED = { 'plain.c': 'int g(void) { return my_attach(b, d) == 0; }\n', 'lib/ops.c': 'int nothing;\n' };

/** Files count as settled at once, as they do two seconds after the last change. */
function later(context: TestContext, milliseconds = 3000): { offset: number } {
  const now = Date.now;
  const clock = { offset: milliseconds };
  context.mock.method(Date, 'now', () => now.call(Date) + clock.offset);
  return clock;
}

const open = (root: string, folder?: string): Promise<Tree> =>
  openTree(root, {
    parser,
    excludes: [],
    gitignore: 'repository',
    store: folder === undefined ? undefined : new MemoryStore(folder, 'one'),
  });

const answers = ({ project }: Tree) => ({
  files: project.files(),
  importers: project.importers(),
  exporters: project.exporters(),
  modules: project.files().map((file) => project.buildFiles().includes(file)),
});

/** What the memory in a folder comes to is what is there without one. */
async function isRight(root: string, folder: string, what: string): Promise<void> {
  assert.deepEqual(answers(await open(root, folder)), answers(await open(root)), what);
}

function error(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: as if`), { code });
}

describe('the memory of a tree', () => {
  it('is the old one, the new one or none after a failure at any call', async (context) => {
    later(context);
    /** Changes a tree that is remembered, and reads it again with `meddle` between the store and its folder. */
    const attempt = async (meddle: (call: DiskCall) => void) => {
      const [root, folder] = [makeFolder(files), makeFolder({})];
      await open(root, folder);
      for (const [file, text] of Object.entries(CHANGED)) writeFileSync(join(root, file), text);
      return { root, folder, tree: await withDiskCalls(folder, meddle, () => open(root, folder)) };
    };
    let calls = 0;
    await attempt(() => calls++);
    assert.ok(calls > 10, `${calls} calls`);
    for (const code of ['ENOSPC', 'EROFS', 'EACCES']) {
      for (let at = 0; at < calls; at++) {
        const fail = ({ index }: DiskCall) => {
          if (index === at) throw error(code);
        };
        const { root, folder, tree } = await attempt(fail);
        assert.deepEqual(answers(tree), answers(await open(root)), `${code} at ${at}`);
        await isRight(root, folder, `after ${code} at ${at}`);
        removeFolders();
      }
    }
  });

  it('is the old one, the new one or none if the process ends at any call, also in the middle of a write', async (context) => {
    later(context);
    class Ended extends Error {}
    for (let at = 0, calls = 1; at < calls; at++) {
      const [root, folder] = [makeFolder(files), makeFolder({})];
      await open(root, folder);
      const before = join(makeFolder({}), 'copy');
      for (const [file, text] of Object.entries(CHANGED)) writeFileSync(join(root, file), text);
      let reached = false;
      const end = ({ name, path, index }: DiskCall) => {
        reached ||= index === at;
        if (index < at) return;
        // What the disk holds at this moment is what the next process finds.
        if (index === at) cpSync(folder, before, { recursive: true });
        if (index === at && name === 'closeSync' && path.endsWith('.tmp')) truncateSync(join(before, basename(path)), 100);
        throw new Ended();
      };
      await withDiskCalls(folder, end, () => open(root, folder));
      if (reached) calls++;
      await isRight(root, before, `ended at ${at}`);
      await isRight(root, before, `and once more after ${at}`);
      assert.ok(reached || at > 10, `${at} calls`);
      removeFolders();
    }
  });

  it('does not believe a clock that goes backwards, or forwards', async (context) => {
    const clock = later(context);
    const [root, folder] = [makeFolder(files), makeFolder({})];
    for (const [index, offset] of [0, -3_600_000, 3000, 86_400_000, -86_400_000, 3000, 0].entries()) {
      clock.offset = offset;
      await isRight(root, folder, `clock ${offset}`);
      writeFileSync(join(root, 'plain.c'), index % 2 === 0 ? CHANGED['plain.c'] : files['plain.c']);
      writeFileSync(join(root, 'lib/ops.c'), index % 3 === 0 ? CHANGED['lib/ops.c'] : files['lib/ops.c']);
      await isRight(root, folder, `changed at ${offset}`);
    }
  });

  it('that is something else than a file is none', async (context) => {
    later(context);
    const [root, folder] = [makeFolder(files), makeFolder({})];
    await open(root, folder);
    const [name] = readdirSync(folder);
    const path = join(folder, name!);
    const others: Record<string, () => unknown> = {
      pipe: () => execFileSync('mkfifo', [path]),
      folder: () => mkdirSync(join(path, 'inner'), { recursive: true }),
      link: () => symlinkSync('/dev/zero', path),
      loop: () => symlinkSync(path, path),
      empty: () => writeFileSync(path, ''),
    };
    for (const [what, make] of Object.entries(others)) {
      rmSync(path, { recursive: true, force: true });
      make();
      await isRight(root, folder, what);
    }
  });
});

/** Every third call in a usual run; `RUNS=` set, every one. */
const STEP = process.env.RUNS ? 1 : 3;

/** What may happen to a file or folder between any two calls. */
const happenings: Record<string, (path: string) => void> = {
  vanishes: (path) => rmSync(path, { recursive: true, force: true }),
  'becomes empty': (path) => {
    if (lstatSync(path).isFile()) truncateSync(path, 0);
  },
  grows: (path) => {
    if (lstatSync(path).isFile()) writeFileSync(path, `${OPS}int more[] = { ${'1, '.repeat(2_000)} };\n`);
  },
  'becomes a folder': (path) => {
    rmSync(path, { recursive: true });
    mkdirSync(path);
  },
  'becomes a pipe': (path) => {
    rmSync(path, { recursive: true });
    execFileSync('mkfifo', [path]);
  },
  'becomes a link to itself': (path) => {
    rmSync(path, { recursive: true });
    symlinkSync(path, path);
  },
  'is another one': (path) => {
    renameSync(path, `${path}.away`);
    if (lstatSync(`${path}.away`).isFile()) writeFileSync(path, CHANGED['plain.c']);
  },
};

describe('a tree that changes while it is read', () => {
  for (const [what, happen] of Object.entries(happenings)) {
    it(`and something ${what}, at any call, is read right the next time`, { timeout: 300_000 }, async (context) => {
      later(context);
      for (let at = 0, calls = 40; at < calls; at += STEP) {
        const [root, folder] = [makeFolder(files), makeFolder({})];
        if (at % 2 === 0) await open(root, folder);
        let seen = 0;
        const meddle = ({ path, index }: DiskCall) => {
          seen = index + 1;
          if (index === at && path !== root && existsSync(path)) happen(path);
        };
        await withDiskCalls(root, meddle, () => open(root, folder));
        await isRight(root, folder, `at ${at}`);
        calls = Math.max(calls, seen);
        removeFolders();
      }
    });
  }
});

const SHOWN = ['a/shown.c', 'b/shown.c', 'd/shown.c', 'e/shown.c', 'f/shown.c', 'lib/ops.c', 'lib/user.c', 'wrapper.c'];

describe('a tree of strange things', () => {
  it('is read without waiting for any of them, and without leaving it', { timeout: 60_000 }, async () => {
    const outside = makeFolder({ 'secret.c': OPS, Makefile: 'obj-m += ops.o\n', gitignore: '*.c\n' });
    const root = makeFolder({ ...files, '.gitignore': 'nothing\n' });
    const pipes = [
      'pipe.c',
      'pipe.h',
      'a/.gitignore',
      'a/Makefile',
      'a/Kconfig',
      'b/Makefile',
      'b/source',
      'c/MAINTAINERS',
      'c/Kbuild',
      '.dmabuf-mapping.json',
      '.config',
    ];
    for (const pipe of pipes) {
      mkdirSync(join(root, pipe, '..'), { recursive: true });
      execFileSync('mkfifo', [join(root, pipe)]);
    }
    const links: Record<string, string> = {
      'loop.c': join(root, 'loop.c'),
      'up.c': '..',
      up: '..',
      'secret.c': join(outside, 'secret.c'),
      'zero.c': '/dev/zero',
      'endless.c': '/dev/random',
      'd/.gitignore': '/dev/zero',
      'e/.gitignore': join(outside, 'gitignore'),
      'e/Makefile': join(outside, 'Makefile'),
      'f/Makefile': '/dev/zero',
      'dangling.c': 'nowhere.c',
    };
    for (const [link, target] of Object.entries(links)) {
      mkdirSync(join(root, link, '..'), { recursive: true });
      symlinkSync(target, join(root, link));
    }
    mkdirSync(join(root, 'folder.c'));
    // So that the rules and build files of each folder are asked for.
    for (const folder of ['a', 'b', 'c', 'd', 'e', 'f']) writeFileSync(join(root, folder, 'shown.c'), OPS);
    // Whoever may make devices.
    if (process.geteuid?.() === 0) execFileSync('mknod', [join(root, 'device.c'), 'c', '1', '5']);
    const left: string[] = [];
    const watch = ({ name, path }: DiskCall) => {
      if (name === 'openSync' && path.startsWith(outside)) left.push(path);
    };
    const tree = await withDiskCalls('/', watch, () => open(root));
    assert.deepEqual(tree.project.files(), SHOWN);
    assert.deepEqual(left, []);
    assert.deepEqual(tree.problems, []);
  });
});
