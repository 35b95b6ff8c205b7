/** Folders without the core: the built-in model brings types and counterparts, and nobody takes them for drivers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from '../../../engine/project.ts';
import { EXPORTER, IMPORTER, OLD_INTERFACE, PRIVATE_TYPE } from '../../support/out-of-tree.ts';
import { rowLines } from '../../support/rows.ts';
import { sharedFiles, sharedParser } from '../../support/small-project.ts';

async function project(files: Record<string, string>): Promise<Project> {
  const made = new Project(await sharedParser());
  for (const [file, text] of Object.entries(files)) made.setFile(file, text);
  return made;
}

/** The tree as lines; what is built in begins so. */
function lines(from: Project): Promise<string[]> {
  return rowLines((view, path) => from.attachments().rows(view, path), { by: 'importer' }, 2);
}

const typesOf = (from: Project) => from.types().map(({ name, builtIn }) => `${name}${builtIn ? ' (built in)' : ''}`);

test('an importer alone meets three exporters, and the types it asks for are built in', async () => {
  const alone = await project({ 'gear.c': IMPORTER });
  assert.deepEqual(await lines(alone), [
    'gear_import (3 of 3 (built in) · SGT 2, PAL 1 · 2 conditional)',
    '  built-in: plain SGT exporter (SGT, P2P)',
    '  built-in: PAL exporter (PAL when pal; otherwise no match (EINVAL))',
    '  built-in: SGT exporter that needs P2P (SGT, P2P when pci_p2pdma_distance(...) >= 0; otherwise no match (EINVAL))',
  ]);
  assert.deepEqual(typesOf(alone), ['dma_buf_mapping_sgt_type (built in)', 'dma_buf_mapping_pal_type (built in)']);
  const { importers, exporters, coverage } = alone.attachments().overview.counts;
  assert.deepEqual({ importers, exporters, coverage }, { importers: 1, exporters: 0, coverage: { decided: 3, pairs: 3 } });
});

test('an exporter alone meets three importers', async () => {
  const alone = await project({ 'gear.c': EXPORTER });
  assert.deepEqual(await lines(alone), [
    'built-in: PAL importer (0 of 1 · no match)',
    '  gear_dmabuf_ops (no match (EINVAL))',
    'built-in: plain SGT importer (1 of 1 · SGT)',
    '  gear_dmabuf_ops (SGT)',
    'built-in: SGT importer that accepts P2P (1 of 1 · SGT)',
    '  gear_dmabuf_ops (SGT, P2P)',
  ]);
  assert.deepEqual(typesOf(alone), ['dma_buf_mapping_sgt_type (built in)']);
  assert.deepEqual(alone.findings(), []);
});

test('where both sides are there, stand-ins meet drivers but not each other', async () => {
  const both = await project({ 'gear.c': EXPORTER, 'wheel.c': IMPORTER });
  const { importers, exporters, cells, coverage } = both.matrix();
  assert.deepEqual([importers.length, exporters.length, cells.length], [4, 4, 7]);
  assert.deepEqual(coverage, { decided: 7, pairs: 7 });
  assert.ok(cells.every(({ importer, exporter }) => !(importer.startsWith('built-in:') && exporter.startsWith('built-in:'))));
  assert.equal((await lines(both))[0], 'gear_import (4 of 4 (3 built in) · SGT 3, PAL 1 · 2 conditional)');
});

test('a private type matches no stand-in, which is no finding: its counterpart is in another folder', async () => {
  const alone = await project({ 'gear.c': PRIVATE_TYPE });
  assert.equal((await lines(alone))[0], 'gear_link_attach (0 of 3 (built in) · no match)');
  assert.deepEqual(typesOf(alone), ['gear_link_type']);
  assert.deepEqual(alone.findings(), []);
});

test('a module of the old interface is read as SGT and meets nobody who is built in', async () => {
  const old = await project({ 'gear.c': OLD_INTERFACE });
  assert.deepEqual(await lines(old), ['gear_import (1 of 1 · SGT)', '  gear_dmabuf_ops (SGT)']);
  assert.deepEqual(typesOf(old), []);
});

test('a folder that only calls an attach helper of the new interface has counterparts', async () => {
  const text = 'struct dma_buf_attachment *gear_get(struct dma_buf *buf, struct device *dev) { return dma_buf_sgt_attach(buf, dev); }\n';
  const alone = await project({ 'gear.c': text });
  assert.equal((await lines(alone))[0], 'gear_get (1 of 3 (built in) · SGT)');
  assert.deepEqual(typesOf(alone), ['dma_buf_mapping_sgt_type (built in)']);
});

test('a tree with its own core has no stand-ins, from the moment it has', async () => {
  const growing = await project({ 'gear.c': IMPORTER });
  assert.equal(growing.exporters().length, 3);
  for (const { path, text } of sharedFiles()) growing.setFile(path, text);
  assert.deepEqual([growing.exporters().length, growing.types().filter(({ builtIn }) => builtIn).length], [0, 0]);
  for (const { path } of sharedFiles()) growing.removeFile(path);
  assert.equal(growing.exporters().length, 3);
});

test('headers of the interface without the core are not the core', async () => {
  const alone = await project({ 'gear.c': IMPORTER, ...headers() });
  assert.deepEqual(
    (await lines(alone)).slice(1).map((line) => line.slice(0, line.indexOf(' when'))),
    (await lines(await project({ 'gear.c': IMPORTER }))).slice(1).map((line) => line.slice(0, line.indexOf(' when'))),
  );
});

function headers(): Record<string, string> {
  return Object.fromEntries(sharedFiles().flatMap(({ path, text }) => (path.endsWith('.h') ? [[path, text]] : [])));
}

test('explanations and hovers name stand-ins and link to none', async () => {
  const alone = await project({ 'gear.c': IMPORTER });
  const explanation = alone.explain('gear.c:gear_import', 'built-in:sgt-p2p-exporter');
  assert.deepEqual(
    explanation?.runs.map(({ outcome }) => outcome.kind),
    ['matched', 'matched', 'error'],
  );
  assert.equal(explanation?.exporter.builtIn, true);
  const places = explanation?.runs.flatMap(({ outcome, steps }) => [outcome.where, ...steps.map(({ location }) => location)]);
  assert.deepEqual([...new Set(places?.map((place) => place?.file))].sort(), ['gear.c', undefined]);

  const line = IMPORTER.split('\n').findIndex((text) => text.includes('dma_buf_mapping_attach'));
  const hover = alone.hover('gear.c', { line, character: 12 })?.markdown ?? '';
  assert.match(hover, /^SGT with 2, PAL with 1 of 3 exporters \\\(built in\\\)/);
  assert.match(hover, /1 exporter, built-in: PAL exporter$/m);
  assert.doesNotMatch(hover, /model/);
  assert.deepEqual(alone.definition('gear.c', { line: 8, character: 20 }), []);
});
