import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Fix, TextEdit } from '../../../engine/answers.ts';
import { type Mendable, mend, withEdits } from '../../../engine/fixes/mend.ts';
import { LineIndex } from '../../../engine/syntax/lines.ts';
import { readFixture } from '../../support/fixture-text.ts';
import { smallProject } from '../../support/small-project.ts';

/** A project whose findings are the words that `fixes` knows, each with one fix: what takes its place. */
function words(texts: Record<string, string>, fixes: Record<string, string>): Mendable & { texts: Record<string, string> } {
  const files = { ...texts };
  return {
    texts: files,
    text: (file) => files[file],
    setFile: (file, text) => {
      files[file] = text;
    },
    findings: () =>
      Object.entries(files).flatMap(([file, text]) => {
        const lines = new LineIndex(text);
        const pattern = new RegExp(`(?:${Object.keys(fixes).join('|')})`, 'g');
        return [...text.matchAll(pattern)].map(({ 0: word, index }): Finding => {
          const range = { start: lines.position(index), end: lines.position(index + word.length) };
          const fix: Fix = { title: word, safe: word !== 'risky', edits: [{ file, range, newText: fixes[word]! }] };
          return { rule: 'list-length', severity: 'error', location: { file, range }, message: word, related: [], fixes: [fix] };
        });
      }),
  };
}

const safe = (_: Finding, fix: Fix) => fix.safe;

test('fixes of several files apply at once, and the project stays as it was', () => {
  const project = words({ 'b.c': 'x bad y\nbad', 'a.c': 'bad', 'c.c': 'fine' }, { bad: 'good' });
  const { files, applied, edits } = mend(project, safe);
  assert.deepEqual(files, [
    { file: 'a.c', before: 'bad', after: 'good' },
    { file: 'b.c', before: 'x bad y\nbad', after: 'x good y\ngood' },
  ]);
  assert.deepEqual([applied.length, edits?.length], [3, 3]);
  assert.equal(project.texts['a.c'], 'bad');
});

test('what a fix uncovers is mended too, and then there are no edits for the first text', () => {
  const { files, edits, applied } = mend(words({ 'a.c': 'one' }, { one: 'two', two: 'three' }), safe);
  assert.deepEqual([files[0]?.after, edits, applied.map(({ title }) => title)], ['three', undefined, ['one', 'two']]);
});

test('fixes that touch wait for each other', () => {
  const { files, applied, edits } = mend(words({ 'a.c': 'badbad bad' }, { bad: 'good' }), safe);
  assert.deepEqual([files[0]?.after, applied.length, edits], ['goodgood good', 3, undefined]);
});

test('what is not wanted is left alone', () => {
  assert.deepEqual(mend(words({ 'a.c': 'risky' }, { risky: 'x' }), safe).files, []);
  assert.equal(mend(words({ 'a.c': 'risky' }, { risky: 'x' }), () => true).files[0]?.after, 'x');
});

test('fixes that undo each other come to an end', () => {
  assert.ok(mend(words({ 'a.c': 'ping' }, { ping: 'pong', pong: 'ping' }), safe).applied.length <= 10);
});

test('the project is as it was when a question fails half-way', () => {
  const project = words({ 'a.c': 'bad' }, { bad: 'good' });
  let asked = 0;
  const failing: Mendable = {
    ...project,
    findings: () => {
      if (asked++ > 0) throw new Error('broken');
      return project.findings();
    },
  };
  assert.throws(() => mend(failing, safe), /broken/);
  assert.equal(project.texts['a.c'], 'bad');
});

test('an edit of a file that is not there keeps the whole fix back', () => {
  const project = words({ 'a.c': 'bad' }, { bad: 'good' });
  const found = project.findings();
  found[0]!.fixes[0]!.edits.push({ ...found[0]!.fixes[0]!.edits[0]!, file: 'gone.c' });
  assert.deepEqual(mend({ ...project, findings: () => found }, safe).files, []);
});

test('new lines end as those of the text do', () => {
  const at = (line: number, character: number) => ({ line, character });
  const edits: TextEdit[] = [{ file: 'a.c', range: { start: at(1, 0), end: at(1, 0) }, newText: 'new\nlines\r\n' }];
  assert.equal(withEdits('a\r\nb\r\n', edits), 'a\r\nnew\r\nlines\r\nb\r\n');
  assert.equal(withEdits('a\nb\n', edits), 'a\nnew\nlines\nb\n');
});

const FIXTURE = `
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		DMA_BUF_IMAPPING_SGT(dev, false),
	};

	/* dmabuf-mapping: ignore wrong-side -- unused */
	return dma_buf_mapping_attach(dmabuf, match, sizeof(match), NULL, NULL);
}
`;

test('the fixes of a real project mend it, and answers are those from before', async () => {
  const { files } = readFixture(FIXTURE);
  const project = await smallProject(files, []);
  const before = project.findings();
  const { files: mended } = project.mend(safe);
  assert.equal(before.length, 2);
  assert.deepEqual(project.findings(), before);
  assert.equal(mended.length, 1);
  assert.match(mended[0]!.after, /\n\n\treturn dma_buf_mapping_attach\(dmabuf, match, ARRAY_SIZE\(match\), NULL, NULL\);/);
  project.setFile(mended[0]!.file, mended[0]!.after);
  assert.deepEqual(project.findings(), []);
});

test('levels change the severity of findings, leave them out, and do not touch what comments silence', async () => {
  const { files } = readFixture(FIXTURE);
  const project = await smallProject(files, []);
  const levels = () => project.findings().map(({ rule, severity }) => `${rule} ${severity}`);
  project.setLevels((rule, file) => (file.endsWith('.c') && rule === 'list-length' ? 'hint' : undefined));
  assert.deepEqual(levels(), ['unused-directive warning', 'list-length hint']);
  project.setLevels((rule) => (rule === 'list-length' ? 'off' : undefined));
  assert.deepEqual(levels(), ['unused-directive warning']);
  assert.equal(project.attachments().overview.counts.findings, 1);
  assert.equal(project.mend(safe).applied.length, 1);
  project.setLevels(() => undefined);
  assert.deepEqual(levels(), ['unused-directive warning', 'list-length error']);
});

test('the comment that silences a finding silences it, and is not unused', async () => {
  const { files } = readFixture(FIXTURE.replace(/.*ignore.*\n/, ''));
  const project = await smallProject(files, []);
  const [finding] = project.findings();
  const fix = project.ignoreHere(finding!)!;
  const { file, text } = { file: files[0]!.path, text: files[0]!.text };
  project.setFile(file, withEdits(text, fix.edits));
  assert.deepEqual(project.findings(), []);
});
