/** `check --fix` and `--diff`, on a disk. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { prepareRewriting, rewrite } from '@dmabuf-mapping/workspace';
import { readFixture } from '../support/fixture-text.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { sharedFiles } from '../support/small-project.ts';
import { program, runHere, runProcess } from './harness.ts';

afterEach(removeFolders);

const importer = (length: string) =>
  readFixture(`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		DMA_BUF_IMAPPING_SGT(dev, false),
	};

	/* Gr\u00f6\u00dfe */
	return dma_buf_mapping_attach(dmabuf, match, ${length}, NULL, NULL);
}
`).files[0]!.text;
const bad = importer('sizeof(match)');
const good = importer('ARRAY_SIZE(match)');
const wrongSide = `#include <linux/dma-buf-mapping.h>
static const struct dma_buf_mapping_sgt_exp_ops box_sgt_ops = {};
static int box_match_mapping(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match match[] = { DMA_BUF_EMAPPING_SGT(&box_sgt_ops) };

	/* dmabuf-mapping: ignore list-length */
	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}
static const struct dma_buf_ops box_ops = { .match_mapping = box_match_mapping };
`;

/** A tree with the headers and core of DMA-buf. */
function tree(files: Record<string, string>): string {
  return makeFolder({ ...Object.fromEntries(sharedFiles().map(({ path, text }) => [path, text])), ...files });
}

/** The same text in other forms that files have. */
const forms: Record<string, (text: string) => Buffer> = {
  'plain.c': (text) => Buffer.from(text),
  'line ends.c': (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  'latin-1.c': (text) => Buffer.from(text, 'latin1'),
  'mark.c': (text) => Buffer.from(`\ufeff${text}`),
  'no-end.c': (text) => Buffer.from(text.slice(0, -1)),
  'gr\u00f6\u00dfe.c': (text) => Buffer.from(text),
};

function treeOfForms(): string {
  const root = tree({ 'drivers/x': '' });
  for (const [name, form] of Object.entries(forms))
    writeFileSync(join(root, 'drivers', name), form(bad.replace('cam_attach', functionOf(name))));
  return root;
}

const functionOf = (name: string) => `f_${Buffer.from(name).toString('hex')}`;

function assertForms(root: string): void {
  for (const [name, form] of Object.entries(forms)) {
    assert.deepEqual(readFileSync(join(root, 'drivers', name)), form(good.replace('cam_attach', functionOf(name))), name);
  }
}

describe('check --fix', () => {
  it('writes the safe fixes, keeps how each file is encoded, and reports what is left', async () => {
    const root = treeOfForms();
    chmodSync(join(root, 'drivers/plain.c'), 0o754);
    const { code, stdout, stderr } = await runHere(['check', '--fix', root], '/');
    assert.equal(stderr, '6 fixes in 6 files applied.\n');
    assert.match(stdout, /^No findings in \d+ files/);
    assert.equal(code, 0);
    assertForms(root);
    assert.equal(statSync(join(root, 'drivers/plain.c')).mode & 0o777, 0o754);
    assert.deepEqual(readdirSync(join(root, 'drivers')).sort(), ['dma-buf', 'x', ...Object.keys(forms)].sort());
    const again = await runHere(['check', '--fix', root], '/');
    assert.deepEqual([again.code, again.stderr], [0, 'There is nothing to fix.\n']);
  });

  it('takes only findings in the selected paths', async () => {
    const root = tree({ 'drivers/one/a.c': bad, 'drivers/two/b.c': bad });
    const { code } = await runHere(['check', '--fix', join(root, 'drivers/one')], '/');
    assert.equal(code, 0);
    assert.deepEqual(
      [readFileSync(join(root, 'drivers/one/a.c'), 'utf8'), readFileSync(join(root, 'drivers/two/b.c'), 'utf8')],
      [good, bad],
    );
  });

  it('leaves fixes that need a look to --unsafe-fixes', async () => {
    const root = tree({ 'drivers/box.c': wrongSide });
    const careful = await runHere(['check', '--fix', root], '/');
    assert.deepEqual([careful.code, careful.stderr], [1, 'There is nothing to fix.\n']);
    const bold = await runHere(['check', '--fix', '--unsafe-fixes', root], '/');
    assert.deepEqual([bold.code, bold.stderr], [0, '1 fix in 1 file applied.\n']);
    assert.equal(readFileSync(join(root, 'drivers/box.c'), 'utf8'), wrongSide.replace(/.*ignore.*\n/, ''));
  });

  it('mends several trees in one folder', async () => {
    const files = {
      ...Object.fromEntries(sharedFiles().map(({ path, text }) => [path, text])),
      'drivers/a.c': bad,
      MAINTAINERS: '',
      Kbuild: '',
    };
    const both = ['one', 'two'].flatMap((folder) => Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text]));
    const root = makeFolder(Object.fromEntries(both));
    const { code, stderr } = await runHere(['check', '--fix', root], '/');
    assert.deepEqual([code, stderr], [0, '2 fixes in 2 files applied.\n']);
    for (const folder of ['one', 'two']) assert.equal(readFileSync(join(root, folder, 'drivers/a.c'), 'utf8'), good);
  });
});

describe('check --diff', () => {
  it('prints a patch that git apply makes the same files of, and writes nothing', async () => {
    const root = treeOfForms();
    const [node, ...start] = program;
    const { code, stderr } = await runProcess(node, [...start, 'check', '--diff', root]);
    assert.deepEqual([code, stderr], [1, '6 fixes in 6 files shown, none applied.\n']);
    assert.deepEqual(readFileSync(join(root, 'drivers/plain.c')), forms['plain.c']!(bad.replace('cam_attach', functionOf('plain.c'))));
    const written: Uint8Array[] = [];
    const stdout = { isTerminal: false, write: (text: string | Uint8Array) => void written.push(Buffer.from(text)) };
    await runHere(['check', '--diff', root], '/', { stdout });
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: root, input: Buffer.concat(written) });
    assertForms(root);
  });

  it('is a dry run of --fix, and clean if there is nothing to say', async () => {
    const root = tree({ 'drivers/a.c': bad });
    const { code, stdout } = await runHere(['check', '--fix', '--diff', '--quiet', root], '/');
    assert.equal(code, 1);
    assert.match(stdout, /^--- a\/drivers\/a\.c\n\+\+\+ b\/drivers\/a\.c\n@@ /);
    assert.equal(readFileSync(join(root, 'drivers/a.c'), 'utf8'), bad);
    const clean = await runHere(['check', '--diff', '--quiet', tree({ 'drivers/a.c': good })], '/');
    assert.deepEqual(clean, { code: 0, stdout: '', stderr: '' });
  });

  for (const [args, says] of [
    [['--unsafe-fixes'], /--unsafe-fixes says which fixes --fix or --diff takes/],
    [['--diff', '--format', 'json'], /--diff prints a patch and nothing else/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, stderr } = await runHere(['check', ...args, makeFolder({})], '/');
      assert.equal(code, 2);
      assert.match(stderr, says);
    });
  }
});

describe('a file that is rewritten', () => {
  const texts = { before: 'a\u00f6', after: 'b\u00f6' };

  it('is left alone if it has changed, lies elsewhere, is a link, or cannot hold the text', () => {
    const root = makeFolder({ 'in/a.c': 'a\u00f6', 'out.c': 'a\u00f6', 'in/latin.c': '' });
    writeFileSync(join(root, 'in/latin.c'), Buffer.from('a\u00f6', 'latin1'));
    execFileSync('ln', ['-s', '../out.c', join(root, 'in/link.c')]);
    const problem = (file: string, { before, after }: typeof texts) => {
      const result = prepareRewriting(join(root, 'in'), file, { before, after });
      return result.kind === 'problem' ? result.message : undefined;
    };
    assert.match(problem('a.c', { ...texts, before: 'other' }) ?? '', /has changed since it was read/);
    assert.match(problem('../out.c', texts) ?? '', /outside of the tree/);
    assert.match(problem('link.c', texts) ?? '', /left alone/);
    assert.match(problem('gone.c', texts) ?? '', /left alone/);
    assert.match(problem('latin.c', { ...texts, after: '\u20ac' }) ?? '', /is not UTF-8/);
    assert.equal(problem('latin.c', texts), undefined);
  });

  it('is as it was if it cannot be written', () => {
    const root = makeFolder({ 'a.c': 'a\u00f6' });
    const result = prepareRewriting(root, 'a.c', texts);
    assert.ok(result.kind === 'ready');
    const other = makeFolder({ 'b.c': '' });
    assert.match(rewrite(other, result.rewriting) ?? '', /could not be written, and is as it was/);
    assert.deepEqual(readdirSync(other), ['b.c']);
    assert.equal(rewrite(root, result.rewriting), undefined);
    assert.equal(readFileSync(join(root, 'a.c'), 'utf8'), 'b\u00f6');
  });
});
