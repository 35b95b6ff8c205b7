import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { forUsers, IgnoreRules, liesInForeign, type Problem, type ScanOptions, scan } from '@dmabuf-mapping/workspace';
import { asUnprivileged, makeFolder, removeFolders } from '../support/folders.ts';

const relevant = 'struct dma_buf_ops ops;\n';
const everything: ScanOptions = { excludes: [], gitignore: 'repository' };

async function found(root: string, options: Partial<ScanOptions> = {}): Promise<{ files: string[]; problems: Problem[] }> {
  const files: string[] = [];
  const { problems } = await scan(root, { ...everything, ...options }, { onFile: (file) => files.push(file) });
  return { files, problems };
}

afterEach(removeFolders);

describe('scan', () => {
  it('finds .c and .h files that may matter, in the order of folders and names', async () => {
    const root = makeFolder({
      'z.c': relevant,
      'a.h': relevant,
      'a/deep/x.c': relevant,
      'a/b.c': relevant,
      'plain.c': 'int main(void) { return 0; }\n',
      'notes.txt': relevant,
      'x.cc': relevant,
      'node_modules/p/x.c': relevant,
      '.git/x.c': relevant,
    });
    assert.deepEqual(await found(root), { files: ['a.h', 'z.c', 'a/b.c', 'a/deep/x.c'], problems: [] });
  });

  it('finds files that only have upper case', async () => {
    assert.deepEqual((await found(makeFolder({ 'list.h': '#define LIST { DMA_BUF_IMAPPING_SGT() }\n' }))).files, ['list.h']);
  });

  it('finds the users of names, and passes over what is known', async () => {
    const chunk = 256 * 1024;
    const root = makeFolder({
      'cut.c': `${' '.repeat(chunk - 5)}my_helper();`,
      'known.c': 'my_helper();',
      'longer.c': 'my_helper_two(); not_my_helper();',
      'table.c': 'x = &my_table;',
      'trigger.c': relevant,
      'binary.c': '\0my_helper();',
    });
    const options = { search: forUsers(['my_helper', 'my_table']), skips: (file: string) => file === 'known.c' };
    assert.deepEqual(await found(root, options), { files: ['cut.c', 'table.c'], problems: [] });
  });

  it('looks only below the folders it is told to start from', async () => {
    const root = makeFolder({ 'a/x.c': relevant, 'b/y.c': relevant, 'c/z.c': relevant });
    assert.deepEqual((await found(root, { starts: ['a', 'c', 'a'] })).files, ['a/x.c', 'c/z.c']);
  });

  it('hands over text as an editor shows it', async () => {
    const root = makeFolder({});
    writeFileSync(join(root, 'bom.c'), `\u{feff}${relevant}`);
    writeFileSync(join(root, 'latin1.c'), Buffer.from(`/* M\u00fcller */ ${relevant}`, 'latin1'));
    writeFileSync(join(root, 'utf8.c'), `/* M\u00fcller \u{1f600} */ ${relevant}`);
    const texts: Record<string, string> = {};
    await scan(root, everything, {
      onFile: (file, text) => {
        texts[file] = text;
      },
    });
    assert.deepEqual(texts, {
      'bom.c': relevant,
      'latin1.c': `/* M\u00fcller */ ${relevant}`,
      'utf8.c': `/* M\u00fcller \u{1f600} */ ${relevant}`,
    });
  });

  it('finds the trigger wherever it lies against the borders of its read buffer', async () => {
    const chunk = 256 * 1024;
    const offsets = [chunk - 12, chunk - 3, chunk - 1, chunk, chunk + 1, 2 * chunk - 8, 2 * chunk];
    const files = Object.fromEntries(offsets.map((offset, index) => [`f${index}.c`, ' '.repeat(offset) + relevant]));
    assert.deepEqual((await found(makeFolder(files))).files, Object.keys(files));
  });

  it('hands over whole texts that are larger than its read buffer', async () => {
    const text = relevant + 'x'.repeat(700_000);
    const lengths: number[] = [];
    await scan(makeFolder({ 'a.c': text }), everything, { onFile: (_, read) => lengths.push(read.length) });
    assert.deepEqual(lengths, [text.length]);
  });

  it('stops when it is cancelled', async () => {
    const root = makeFolder(Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`d${index % 50}/f${index}.c`, relevant])));
    let files = 0;
    const result = await scan(root, everything, {
      // Long enough that a breath is due after the first file.
      onFile: () => {
        files++;
        const end = performance.now() + 30;
        while (performance.now() < end);
      },
      isCancelled: () => true,
    });
    assert.equal(result.cancelled, true);
    assert.ok(files > 0 && files < 100, `${files} of 3000`);
  });
});

describe('scan of bad input', () => {
  it('does not follow symbolic links, so that loops end', async () => {
    const root = makeFolder({ 'a/x.c': relevant });
    symlinkSync('..', join(root, 'a/loop'));
    symlinkSync('x.c', join(root, 'a/link.c'));
    symlinkSync('nowhere.c', join(root, 'a/dangling.c'));
    assert.deepEqual(await found(root), { files: ['a/x.c'], problems: [] });
  });

  it('passes over pipes and folders named .c without opening them', async () => {
    const root = makeFolder({ 'folder.c/x.c': relevant });
    execFileSync('mkfifo', [join(root, 'pipe.c')]);
    const result = await scan(root, everything, { onFile: () => {} });
    assert.deepEqual([result.files, result.hits, result.problems], [1, 1, []]);
  });

  it('passes over binaries in silence', async () => {
    const root = makeFolder({ 'x.c': relevant });
    writeFileSync(join(root, 'binary.c'), Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]), Buffer.from(relevant)]));
    assert.deepEqual(await found(root), { files: ['x.c'], problems: [] });
  });

  it('tells of a file that is text only at its start', async () => {
    const root = makeFolder({ 'x.c': `${relevant}${' '.repeat(10_000)}\0` });
    const { files, problems } = await found(root);
    assert.deepEqual(files, []);
    assert.deepEqual(
      problems.map(({ file, message }) => [file, /not text/.test(message)]),
      [['x.c', true]],
    );
  });

  it('tells of a file over the size limit only if it would matter', async () => {
    const root = makeFolder({
      'huge.c': ' '.repeat(9 * 1024 * 1024) + relevant,
      'registers.h': ' '.repeat(9 * 1024 * 1024),
      'x.c': relevant,
    });
    const { files, problems } = await found(root);
    assert.deepEqual(files, ['x.c']);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.file, 'huge.c');
    assert.match(problems[0]?.message ?? '', /up to 8 MB/);
  });

  it('tells of files and folders it may not read, and goes on', async () => {
    const root = makeFolder(
      { 'a/secret.c': relevant, 'closed/y.c': relevant, 'open/z.c': relevant },
      { unreadable: ['a/secret.c', 'closed'] },
    );
    const { files, problems } = await asUnprivileged(() => found(root));
    assert.deepEqual(files, ['open/z.c']);
    assert.deepEqual(
      problems.map(({ file, message }) => [file, /permission denied/.test(message)]),
      [
        ['a/secret.c', true],
        ['closed', true],
      ],
    );
  });

  it('has nothing to say about a folder that is gone', async () => {
    const root = makeFolder({});
    rmSync(root, { recursive: true });
    assert.deepEqual(await found(root), { files: [], problems: [] });
  });
});

describe('ignore rules', () => {
  const repository = (files: Record<string, string>): string => {
    const root = makeFolder(files);
    mkdirSync(join(root, '.git'));
    return root;
  };

  it('counts only inside a repository', async () => {
    const files = { '.gitignore': 'out/\n', 'out/x.c': relevant, 'y.c': relevant };
    assert.deepEqual((await found(makeFolder(files))).files, ['y.c', 'out/x.c']);
    assert.deepEqual((await found(repository(files))).files, ['y.c']);
    assert.deepEqual((await found(repository(files), { gitignore: 'never' })).files, ['y.c', 'out/x.c']);
  });

  for (const [pattern, expected] of [
    ['x.c', ['y.c', 'out/y.c', 'src/y.c']],
    ['/x.c', ['y.c', 'out/x.c', 'out/y.c', 'src/x.c', 'src/y.c']],
    ['out', ['x.c', 'y.c', 'src/x.c', 'src/y.c']],
    ['out/x.c', ['x.c', 'y.c', 'out/y.c', 'src/x.c', 'src/y.c']],
    ['o?t/', ['x.c', 'y.c', 'src/x.c', 'src/y.c']],
    ['[os]*/', ['x.c', 'y.c']],
    ['s*c/x.*', ['x.c', 'y.c', 'out/x.c', 'out/y.c', 'src/y.c']],
    ['out/**', ['x.c', 'y.c', 'src/x.c', 'src/y.c']],
    ['*.c\n!y.c', ['y.c', 'out/y.c', 'src/y.c']],
    ['OUT', ['x.c', 'y.c', 'out/x.c', 'out/y.c', 'src/x.c', 'src/y.c']],
    ['# out\n#out', ['x.c', 'y.c', 'out/x.c', 'out/y.c', 'src/x.c', 'src/y.c']],
  ] as const) {
    it(`understands ${JSON.stringify(pattern)}, from .gitignore and from settings`, async () => {
      const files = {
        'x.c': relevant,
        'y.c': relevant,
        'out/x.c': relevant,
        'out/y.c': relevant,
        'src/x.c': relevant,
        'src/y.c': relevant,
      };
      assert.deepEqual((await found(repository({ ...files, '.gitignore': `${pattern}\n` }))).files, expected);
      assert.deepEqual((await found(makeFolder(files), { excludes: pattern.split('\n') })).files, expected);
    });
  }

  it('lets the deepest .gitignore decide', async () => {
    const root = repository({
      '.gitignore': '*.c\n',
      'a/.gitignore': '!keep.c\n',
      'a/keep.c': relevant,
      'a/drop.c': relevant,
      'b/.gitignore': 'gone.h\n',
      'b/gone.h': relevant,
      'c/gone.h': relevant,
    });
    assert.deepEqual((await found(root)).files, ['a/keep.c', 'c/gone.h']);
  });

  it('disregards a .gitignore that hides the whole tree, and says so', async () => {
    const root = repository({ '.gitignore': '/*\n!/debian/\n', 'drivers/x.c': relevant });
    const { files, problems } = await found(root);
    assert.deepEqual(files, ['drivers/x.c']);
    assert.deepEqual(
      problems.map(({ file }) => file),
      ['.gitignore'],
    );
    assert.equal((await scan(root, everything, { onFile: () => {} })).disregardsGitignore, true);
    assert.equal((await scan(join(root, 'drivers'), everything, { onFile: () => {} })).disregardsGitignore, false);
  });

  it('stops at a repository inside: only its own rules count there', async () => {
    const root = repository({
      '.gitignore': '*.h\n',
      'a.h': relevant,
      'inner/b.h': relevant,
      'inner/c.c': relevant,
      'inner/.gitignore': 'c.c\n',
      'ignored/.gitignore': '!*\n',
      'ignored/d.c': relevant,
    });
    mkdirSync(join(root, 'inner/.git'));
    writeFileSync(join(root, '.gitignore'), '*.h\nignored/\n');
    assert.deepEqual((await found(root)).files, ['inner/b.h']);
  });

  it('obeys what stands above the opened folder, unless it hides the folder itself', async () => {
    const root = repository({
      '.gitignore': '/src/made/\nout/\n',
      'src/x.c': relevant,
      'src/made/y.c': relevant,
      'src/out/z.c': relevant,
      'out/w.c': relevant,
    });
    assert.deepEqual((await found(join(root, 'src'))).files, ['x.c']);
    assert.deepEqual((await found(join(root, 'out'))).files, ['w.c']);
  });

  it('reads what is included although it is hidden, but not what is excluded', async () => {
    const root = repository({
      '.gitignore': 'out/\n*.made.c\n',
      'x.c': relevant,
      'y.made.c': relevant,
      'out/a.c': relevant,
      'out/gen/b.c': relevant,
      'out/gen/c.c': relevant,
      'hidden/d.c': relevant,
    });
    const all = async (options: Partial<ScanOptions>) => (await found(root, options)).files;
    assert.deepEqual(await all({ hides: ['hidden/'] }), ['x.c']);
    assert.deepEqual(await all({ includes: ['out/gen/'] }), ['x.c', 'hidden/d.c', 'out/gen/b.c', 'out/gen/c.c']);
    assert.deepEqual(await all({ includes: ['/out/gen'], excludes: ['c.c'], hides: ['hidden'] }), ['x.c', 'out/gen/b.c']);
    assert.deepEqual(await all({ includes: ['*.made.c', 'hidden/*.c'], hides: ['hidden'] }), ['x.c', 'y.made.c', 'hidden/d.c']);
  });

  it('says the same about a single path as the walk does', async () => {
    const files = {
      '.gitignore': 'out/\n!out/keep.c\n*.made.c\n',
      'x.c': relevant,
      'y.made.c': relevant,
      'out/keep.c': relevant,
      'out/gen/b.c': relevant,
      'inner/z.made.c': relevant,
      'deep/.gitignore': '!*.made.c\n',
      'deep/w.made.c': relevant,
      'excluded/v.c': relevant,
    };
    const root = repository(files);
    mkdirSync(join(root, 'inner/.git'));
    for (const includes of [[], ['out/gen'], ['*.made.c']]) {
      const options: ScanOptions = { excludes: ['excluded'], includes, gitignore: 'repository' };
      const walked = (await found(root, options)).files;
      const single = Object.keys(files).filter((file) => file.endsWith('.c') && !new IgnoreRules(root, options).ignoresPath(file));
      assert.deepEqual(single.sort(), walked.sort());
    }
  });
});

describe('source trees inside', () => {
  const kernel = (folder: string): Record<string, string> => ({
    [`${folder}include/linux/dma-buf.h`]: relevant,
    [`${folder}drivers/x.c`]: relevant,
  });

  it('are told and not read', async () => {
    const root = makeFolder({
      'own.c': relevant,
      ...kernel('six/'),
      ...kernel('work/seven/'),
      'top/MAINTAINERS': '',
      'top/Kbuild': '',
      'top/mm/x.c': relevant,
    });
    const files: string[] = [];
    const { trees } = await scan(root, everything, { onFile: (file) => files.push(file) });
    assert.deepEqual(files, ['own.c']);
    assert.deepEqual(trees, ['six', 'top', 'work/seven']);
    assert.equal(liesInForeign(root, 'six/drivers/new.c', new IgnoreRules(root, everything)), true);
    assert.equal(liesInForeign(root, 'own.c', new IgnoreRules(root, everything)), false);
  });

  it('are not the tree itself, and not a driver that brings the header along', async () => {
    const root = makeFolder({ ...kernel(''), 'compat/include/linux/dma-buf.h': relevant, 'compat/x.c': relevant });
    assert.deepEqual((await found(root)).files, ['compat/x.c', 'compat/include/linux/dma-buf.h', 'drivers/x.c', 'include/linux/dma-buf.h']);
  });

  it('are what a build puts beside the sources, unless it is included by name', async () => {
    const root = makeFolder({
      ...kernel(''),
      'build/Makefile': '# Automatically generated\nexport KBUILD_OUTPUT = .\ninclude /src/linux/Makefile\n',
      'build/.config': '',
      'build/include/generated/x.h': relevant,
      'linked/Makefile': 'all:\n',
      'linked/x.c': relevant,
      'module/Makefile': 'obj-m += x.o\n',
      'module/.config': '',
      'module/x.c': relevant,
    });
    symlinkSync('..', join(root, 'linked/source'));
    const own = ['drivers/x.c', 'include/linux/dma-buf.h', 'module/x.c'];
    assert.deepEqual(await found(root), { files: own, problems: [] });
    assert.deepEqual((await found(root, { includes: ['build/'] })).files, ['build/include/generated/x.h', ...own]);
    assert.deepEqual((await found(join(root, 'build'))).files, ['include/generated/x.h']);
    assert.equal(liesInForeign(root, 'build/include/generated/x.h', new IgnoreRules(root, everything)), true);
  });
});
