import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { asUnprivileged, makeFolder, removeFolders } from '../support/folders.ts';
import { program, runHere, runProcess } from './harness.ts';

const exporter = (name: string): string => `
#include <linux/dma-buf.h>
static struct sg_table *${name}_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}
static void ${name}_release(struct dma_buf *buf)
{
}
static const struct dma_buf_ops ${name}_ops = {
	.map_dma_buf = ${name}_map,
	.release = ${name}_release,
};
`;

const importer = (name: string): string => `
#include <linux/dma-buf.h>
int ${name}_import(struct device *dev, struct dma_buf *buf)
{
	struct dma_buf_attachment *attach;

	attach = dma_buf_attach(buf, dev);
	return PTR_ERR_OR_ZERO(attach);
}
`;

const minikernel = fileURLToPath(new URL('../fixtures/minikernel', import.meta.url));
const small = { 'drivers/cam.c': exporter('cam'), 'drivers/gpu/sink.c': importer('sink') };
const kernel = { ...small, 'include/linux/dma-buf.h': '/* struct dma_buf */\n' };

afterEach(removeFolders);

describe('answers', () => {
  it('lists exporters and importers of a tree', async () => {
    const root = makeFolder(small);
    const exporters = await runHere(['list', 'exporters', '--format', 'json', root], '/');
    assert.deepEqual([exporters.code, exporters.stderr], [0, '']);
    const [{ id, ...only }, ...others] = JSON.parse(exporters.stdout).exporters;
    assert.equal(typeof id, 'string');
    assert.deepEqual(only, { name: 'cam_ops', file: 'drivers/cam.c', line: 10, column: 33, match: 'legacy' });
    assert.deepEqual(others, []);

    const importers = await runHere(['list', 'importers', '--format', 'json'], root);
    assert.deepEqual([importers.code, importers.stderr], [0, '']);
    const [sink] = JSON.parse(importers.stdout).importers;
    delete sink.id;
    const place = { file: 'drivers/gpu/sink.c', line: 7, column: 11, subsystem: 'gpu' };
    assert.deepEqual(sink, { name: 'sink_import', ...place, function: 'sink_import', callee: 'dma_buf_attach' });
  });

  it('tells modules, and lists by subsystem and module', async () => {
    const root = makeFolder({
      ...small,
      'drivers/gpu/Makefile': 'obj-$(CONFIG_SINK) += sinkmod.o\nsinkmod-y := sink.o\n',
      'drivers/Makefile': 'obj-y += cam.o\n',
    });
    const names = async (...options: string[]) => {
      const { stdout } = await runHere(['list', 'importers', '--format', 'json', ...options], root);
      return JSON.parse(stdout).importers.map(({ name, module, config }: Record<string, unknown>) => [name, module, config]);
    };
    const sink = [['sink_import', 'sinkmod', ['CONFIG_SINK']]];
    assert.deepEqual(await names(), sink);
    assert.deepEqual(await names('--module', 'sinkmod', '--subsystem', 'gpu'), sink);
    assert.deepEqual(await names('--module', 'vmlinux'), []);
    assert.deepEqual(await names('--subsystem', 'gp'), []);
    const { stdout } = await runHere(['matrix', '--format', 'json', '--module', 'vmlinux'], root);
    assert.equal(JSON.parse(stdout).cells.length, 1);
  });

  it('negotiates and explains the pair', async () => {
    const root = makeFolder(small);
    const { code, stdout, stderr } = await runHere(['matrix', '--format', 'json'], root);
    assert.deepEqual([code, stderr], [0, '']);
    const { importers, exporters, cells } = JSON.parse(stdout);
    assert.equal(cells.length, 1);
    assert.deepEqual([cells[0].importer, cells[0].exporter], [importers[0], exporters[0]]);
    assert.deepEqual(
      cells[0].outcomes.map(({ kind, type }: { kind: string; type: string }) => [kind, type]),
      [['matched', 'SGT']],
    );
    const explained = await runHere(['explain', 'sink', 'cam', '--format', 'json', '--root', root], '/');
    assert.deepEqual([explained.code, explained.stderr], [0, '']);
    const { runs } = JSON.parse(explained.stdout);
    assert.deepEqual(runs[0].outcome, cells[0].outcomes[0]);
  });

  it('reads the whole kernel and reports about the named part', async () => {
    const root = makeFolder(kernel);
    const { stdout } = await runHere(['matrix', '--format', 'json', 'drivers/gpu'], root);
    assert.equal(JSON.parse(stdout).cells.length, 1);
    const listed = await runHere(['list', 'exporters', '--format', 'json', '.'], join(root, 'drivers/gpu'));
    assert.deepEqual(JSON.parse(listed.stdout), { exporters: [] });
  });

  it('exits with 1 if check finds something, with 0 if not', async () => {
    const clean = await runHere(['check', '--format', 'json'], makeFolder(small));
    assert.deepEqual([clean.code, JSON.parse(clean.stdout)], [0, { findings: [] }]);
    const found = await runHere(['check', '--format', 'json', 'drivers/broken/list_length.c'], minikernel);
    const { findings } = JSON.parse(found.stdout);
    assert.equal(found.code, 1);
    assert.deepEqual(
      findings.map(({ rule, severity, file }: Record<string, unknown>) => [rule, severity, file]),
      [['list-length', 'error', 'drivers/broken/list_length.c']],
    );
  });

  it('answers the same every time', async () => {
    const names = ['m', 'b', 'z', 'a', 'k'];
    const root = makeFolder(Object.fromEntries(names.map((name) => [`${name}/${name}.c`, exporter(name) + importer(name)])));
    for (const command of [
      ['list', 'exporters'],
      ['list', 'importers'],
      ['matrix', '--format', 'json'],
    ]) {
      const first = await runHere(command, root);
      const second = await runHere(command, root);
      assert.equal(first.stdout, second.stdout);
      assert.notEqual(first.stdout, '');
    }
  });

  it('reads a named file although .gitignore hides it', async () => {
    const root = makeFolder({ '.gitignore': 'cam.c\n', 'cam.c': exporter('cam'), 'other.c': exporter('other'), '.git/config': '' });
    const { stdout } = await runHere(['list', 'exporters', '--format', 'json', 'cam.c'], root);
    assert.deepEqual(
      JSON.parse(stdout).exporters.map(({ name }: { name: string }) => name),
      ['cam_ops'],
    );
  });
});

describe('usage', () => {
  it('tells its version and how to use it', async () => {
    const version = await runHere(['--version'], '/');
    assert.deepEqual([version.code, version.stderr], [0, '']);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
    const help = await runHere(['--help'], '/');
    assert.deepEqual([help.code, help.stderr], [0, '']);
    for (const word of ['list', 'matrix', 'explain', 'check', 'Exit codes']) assert.match(help.stdout, new RegExp(word));
  });

  for (const [argv, message] of [
    [[], /Usage: dmabuf-mapping/],
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['list'], /missing required argument 'what'/],
    [['list', 'drivers'], /types, exporters, importers/],
    [['check', '--format', 'yaml'], /text, json/],
    [['check', '--frob'], /unknown option '--frob'/],
    [['explain', 'one'], /missing required argument 'exporter'/],
    [['check', 'nope.c'], /^dmabuf-mapping: no such file or folder: nope\.c\n$/],
    [['matrix', '/nope/nope'], /^dmabuf-mapping: no such file or folder: \/nope\/nope\n$/],
    [['check', '--root', 'nope'], /no such file or folder: nope/],
    [['check', '--root', 'x.c'], /not a folder: x\.c/],
    [['check', '--root', 'sub', 'x.c'], /x\.c lies outside of the root sub/],
    [['explain', 'a', 'b'], /no importer is called a/],
  ] as const) {
    it(`refuses "${argv.join(' ')}" with code 2 and says why`, async () => {
      const { code, stdout, stderr } = await runHere(argv, makeFolder({ 'x.c': '', 'sub/y.c': '' }));
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
    });
  }

  it('gives code 3 and a request to report for what must not happen', async () => {
    const stdout = {
      isTerminal: false,
      write: () => {
        throw new Error('out of luck');
      },
    };
    const { code, stderr } = await runHere(['list', 'types', '--format', 'json'], makeFolder({}), { stdout });
    assert.equal(code, 3);
    assert.match(stderr, /internal error, please report it: Error: out of luck/);
  });

  it('colours only where it should', async () => {
    const root = makeFolder(small);
    const colored = '\u001b[';
    let terminal = '';
    const stdout = {
      isTerminal: true,
      write: (text: string | Uint8Array) => {
        terminal += text;
      },
    };
    const command = ['list', 'exporters'];
    assert.equal((await runHere(command, root)).stdout.includes(colored), false);
    assert.equal((await runHere([...command, '--color', 'always'], root)).stdout.includes(colored), true);
    await runHere(command, root, { stdout });
    assert.equal(terminal.includes(colored), true);
    terminal = '';
    await runHere(command, root, { stdout, environment: { NO_COLOR: '1' } });
    assert.equal(terminal.includes(colored), false);
    assert.notEqual(terminal, '');
  });

  it('says what it read if asked', async () => {
    const { stderr } = await runHere(['list', 'exporters', '--verbose'], makeFolder(small));
    assert.match(stderr, /2 source files, .* 2 files indexed/);
  });
});

describe('bad input', () => {
  for (const command of [['list', 'types'], ['list', 'exporters'], ['list', 'importers'], ['matrix'], ['check']]) {
    it(`${command.join(' ')}: an empty folder gets a message and code 0`, async () => {
      const root = makeFolder({});
      const { code, stderr } = await runHere(command, root);
      assert.equal(code, 0);
      assert.match(stderr, /it has no \.c or \.h file/);
      const json = await runHere([...command, '--format', 'json', '--quiet'], root);
      assert.deepEqual([json.code, json.stderr], [0, '']);
      const { coverage, ...lists } = JSON.parse(json.stdout);
      for (const answers of Object.values(lists)) assert.deepEqual(answers, []);
      assert.deepEqual(coverage, command[0] === 'matrix' ? { decided: 0, pairs: 0 } : undefined);
    });
  }

  it('answers about the rest of a tree that has everything wrong', async () => {
    const root = makeFolder(small);
    writeFileSync(join(root, 'drivers/binary.c'), Buffer.from([0, 1, 2, ...Buffer.from(exporter('binary'))]));
    writeFileSync(join(root, 'drivers/huge.c'), exporter('huge'));
    truncateSync(join(root, 'drivers/huge.c'), 50 * 1024 * 1024);
    writeFileSync(join(root, 'drivers/latin.c'), Buffer.from(`/* \u00e9 */${exporter('latin')}`, 'latin1'));
    symlinkSync('.', join(root, 'drivers/loop'));
    execFileSync('mkfifo', [join(root, 'drivers/pipe.c')]);
    const { code, stdout, stderr } = await runHere(['list', 'exporters', '--format', 'json'], root);
    assert.equal(code, 0);
    assert.deepEqual(
      JSON.parse(stdout).exporters.map(({ name }: { name: string }) => name),
      ['cam_ops', 'latin_ops'],
    );
    assert.match(stderr, /^dmabuf-mapping: drivers\/huge\.c: is left out: 50 MB, and only files up to 8 MB are analysed; .*\n$/);
  });

  it('tells of an unreadable file in one line', async () => {
    const root = makeFolder({ ...small, 'secret.c': exporter('secret') }, { unreadable: ['secret.c'] });
    // The parser's files may lie where only the super user can read, so that they are read before.
    const { loadParser, openTree } = await import('@dmabuf-mapping/workspace');
    const parser = await loadParser();
    const { project, problems } = await asUnprivileged(() => openTree(root, { parser, excludes: [], gitignore: 'repository' }));
    assert.deepEqual(project.files(), ['drivers/cam.c', 'drivers/gpu/sink.c']);
    assert.equal(problems.length, 1);
  });

  it('tells why a named file is not analysed', async () => {
    const root = makeFolder({ 'notes.txt': 'dma_buf_attach' });
    const { code, stderr } = await runHere(['check', 'notes.txt'], root);
    assert.equal(code, 0);
    assert.match(stderr, /^dmabuf-mapping: notes\.txt: is left out: only \.c and \.h files are analysed\n/);
  });
});

describe('as a process', () => {
  const [node, ...start] = program;

  it('gives its exit code and writes nothing else to standard output', async () => {
    const root = makeFolder(small);
    const { code, stdout, stderr } = await runProcess(node, [...start, 'list', 'exporters', '--format', 'json', root]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.equal(JSON.parse(stdout).exporters.length, 1);
    const missing = await runProcess(node, [...start, 'check', '/nope']);
    assert.deepEqual([missing.code, missing.stdout, missing.stderr], [2, '', 'dmabuf-mapping: no such file or folder: /nope\n']);
  });

  it('writes all of a large answer to a slow reader, and is quiet when the reader leaves', async () => {
    const root = makeFolder({ 'many.c': Array.from({ length: 2000 }, (_, index) => exporter(`cam${index}`)).join('') });
    const command = [node, ...start, 'list', 'exporters', '--format', 'json', root].map((word) => `'${word}'`).join(' ');
    const slow = await runProcess('bash', ['-c', `set -o pipefail; ${command} | (sleep 1; cat)`]);
    assert.deepEqual([slow.code, slow.stderr], [0, '']);
    assert.equal(JSON.parse(slow.stdout).exporters.length, 2000);
    const early = await runProcess('bash', ['-c', `${command} | head -n 1; echo "\${PIPESTATUS[0]}"`]);
    assert.deepEqual(early, { code: 0, stdout: '{\n0\n', stderr: '' });
  });
});
