/** After any edit, a project answers as one that was given the texts as they are now. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { Project } from '../../../engine/project.ts';
import { pairSource } from '../../support/pair.ts';
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

function answers(project: Project): unknown {
  return {
    types: project.types(),
    exporters: project.exporters(),
    importers: project.importers(),
    matrix: project.matrix(),
    findings: project.findings(),
  };
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
      const project = new Project(parser);
      for (const [file, text] of texts) project.setFile(file, text);
      answers(project);
      for (const each of edits) {
        const { file, text } = edited(texts, original, each);
        if (text === undefined) {
          texts.delete(file);
          project.removeFile(file);
        } else {
          texts.set(file, text);
          project.setFile(file, text);
        }
        const fresh = new Project(parser);
        for (const [name, current] of texts) fresh.setFile(name, current);
        assert.deepEqual(answers(project), answers(fresh));
      }
    }),
    { seed: 7, numRuns: 10 },
  );
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
