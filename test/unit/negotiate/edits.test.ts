/** After any edit, a project answers as one that was given the texts as they are now. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Project } from '../../../engine/project.ts';
import { packer } from '../../../workspace/packer.ts';
import { slice } from '../../support/longer.ts';
import { pairSource } from '../../support/pair.ts';
import { answersOf } from '../../support/project-answers.ts';
import { otherPlace, variants } from '../../support/scoped-tree.ts';
import { sharedFiles, sharedParser, smallProject } from '../../support/small-project.ts';

const minikernel = fileURLToPath(new URL('../../fixtures/minikernel/', import.meta.url));
const FOLDERS = ['drivers/accel/orbit', 'drivers/gpu/drm/lichen', 'drivers/infiniband/core', 'drivers/broken'];

function startingTexts(): Map<string, string> {
  const texts = new Map(sharedFiles().map(({ path, text }) => [path, text]));
  for (const folder of FOLDERS) {
    for (const name of readdirSync(join(minikernel, folder))) {
      if (/\.[ch]$/.test(name)) texts.set(`${folder}/${name}`, readFileSync(join(minikernel, folder, name), 'utf8'));
    }
  }
  return texts;
}

interface Edit {
  file: number;
  line: number;
  kind: 'delete' | 'duplicate' | 'move' | 'remove file' | 'restore file' | 'rename word';
}

function edited(texts: Map<string, string>, original: Map<string, string>, edit: Edit): { file: string; text: string | undefined } {
  const files = [...original.keys()];
  const file = files[edit.file % files.length]!;
  const text = texts.get(file);
  if (text === undefined || edit.kind === 'restore file') return { file, text: original.get(file) };
  if (edit.kind === 'remove file') return { file, text: undefined };
  const lines = text.split('\n');
  const at = edit.line % lines.length;
  const line = lines[at]!;
  if (edit.kind === 'delete') lines.splice(at, 1);
  else if (edit.kind === 'duplicate') lines.splice(at, 0, line);
  else if (edit.kind === 'move') lines.unshift(lines.splice(at, 1)[0]!);
  else lines[at] = line.replace(/\b[a-z]\w{4,}\b/, (word) => `${word}_x`);
  return { file, text: lines.join('\n') };
}

test('edits end in the same answers as a fresh start', async () => {
  const parser = await sharedParser();
  const original = startingTexts();
  const edit = fc.record({
    file: fc.nat(1000),
    line: fc.nat(1000),
    kind: fc.constantFrom<Edit['kind'][]>(
      'delete',
      'duplicate',
      'move',
      'remove file',
      'restore file',
      'rename word',
      'rename word',
      'delete',
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 3, maxLength: 8 }), (edits) => {
      const texts = new Map(original);
      const project = new Project(parser, { packer });
      for (const [file, text] of texts) project.setFile(file, text);
      answersOf(project);
      for (const each of edits) {
        if (each.line % 3 === 0) project.rest(() => false);
        const { file, text } = edited(texts, original, each);
        if (text === undefined) {
          texts.delete(file);
          project.removeFile(file);
        } else {
          texts.set(file, text);
          if (each.line % 2 === 0) project.prepare(file);
          project.setFile(file, text);
        }
        const fresh = new Project(parser);
        for (const [name, current] of texts) fresh.setFile(name, current);
        assert.deepEqual(answersOf(project), answersOf(fresh));
      }
    }),
    slice(10),
  );
});

/** Chooses a file's text, its place, or that it is not there; `and` more edits come before anybody asks. */
interface Choice {
  file: number;
  to: number | 'gone';
  moved: boolean;
  and: boolean;
}

test('choices of texts and places that say the same names end in the same answers as a fresh start, in any order', async () => {
  const parser = await sharedParser();
  const files = Object.entries(variants);
  const choice: fc.Arbitrary<Choice> = fc.record({
    file: fc.nat(100),
    to: fc.oneof({ weight: 12, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.constant<'gone'>('gone') }),
    // Moving a file forgets everything; what counts most is what an edit in place does not forget.
    moved: fc.nat(11).map((each) => each === 0),
    and: fc.boolean(),
  });
  // A few files at a time, so that edits meet.
  const edited = fc.shuffledSubarray(files, { minLength: 2, maxLength: 3 });
  const property = fc.property(edited, fc.array(choice, { minLength: 6, maxLength: 14 }), (some, choices) => {
    const texts = new Map(sharedFiles().map(({ path, text }) => [path, text]));
    for (const [file, [first]] of files) texts.set(file, first!);
    const project = new Project(parser);
    for (const [file, text] of texts) project.setFile(file, text);
    answersOf(project);
    for (const { file, to, moved, and } of choices) {
      const [name, all] = some[file % some.length]!;
      const place = moved ? otherPlace(name) : name;
      for (const other of [name, otherPlace(name)]) {
        if ((to === 'gone' || other !== place) && texts.delete(other)) project.removeFile(other);
      }
      if (to !== 'gone') {
        texts.set(place, all[to % all.length]!);
        project.setFile(place, texts.get(place)!);
      }
      if (and) continue;
      const fresh = new Project(parser);
      for (const [each, text] of [...texts].reverse()) fresh.setFile(each, text);
      assert.deepEqual(answersOf(project), answersOf(fresh));
    }
  });
  fc.assert(property, slice(4));
});

test('each text of a file instead of each other one, or of none, ends in the same answers as a fresh start', async () => {
  const parser = await sharedParser();
  const start = new Map(sharedFiles().map(({ path, text }) => [path, text]));
  for (const [file, [first]] of Object.entries(variants)) start.set(file, first!);
  const opened = () => {
    const project = new Project(parser);
    for (const [file, text] of start) project.setFile(file, text);
    return project;
  };
  const give = (project: Project, file: string, text: string | undefined) => {
    if (text === undefined) project.removeFile(file);
    else project.setFile(file, text);
  };
  const project = opened();
  for (const [file, texts] of Object.entries(variants)) {
    const all = [...texts, undefined];
    const fresh = all.map((text) => {
      const other = opened();
      give(other, file, text);
      return answersOf(other);
    });
    for (const from of all) {
      for (const [to, text] of all.entries()) {
        if (text === from) continue;
        give(project, file, from);
        answersOf(project);
        give(project, file, text);
        assert.deepEqual(answersOf(project), fresh[to], `${file}: from ${from} to ${text}`);
      }
    }
    project.setFile(file, texts[0]!);
  }
});

test('a function that another file begins to define, and ceases to define, counts', async () => {
  const text = pairSource({
    before: 'int helper(void);\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return helper() ? -EIO : dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
  });
  const project = await smallProject(
    [
      { path: 'drivers/pair.c', text },
      { path: 'drivers/other.c', text: 'int dma_buf_other;\n' },
    ],
    [],
  );
  const kinds = () =>
    project.cell('drivers/pair.c:importer', 'drivers/pair.c:exporter_ops').outcomes.map(({ kind, errno }) => errno ?? kind);
  assert.deepEqual(kinds(), ['matched', 'EIO']);
  project.setFile('drivers/other.c', 'int dma_buf_other;\nint helper(void) { return 1; }\n');
  assert.deepEqual(kinds(), ['EIO']);
  project.setFile('drivers/other.c', 'int dma_buf_other;\nint helper(void) { return 0; }\n');
  assert.deepEqual(kinds(), ['matched']);
  project.setFile('drivers/other.c', 'int dma_buf_other;\n');
  assert.deepEqual(kinds(), ['matched', 'EIO']);
});
