import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counterpartsOf } from '../../../client/counterpart-choices.ts';
import type { RootAttachments } from '../../../engine/index.ts';

const location = (file: string) => ({ file, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } } });
const exporter = (name: string) => ({ id: name, name, match: 'single' as const, location: location(`${name}.c`) });
const importer = (name: string) => ({ id: name, name, function: name, callee: 'dma_buf_sgt_attach', location: location(`${name}.c`) });
const pair = (name: string) => ({
  exporter: exporter(name),
  outcomes: [{ kind: 'matched' as const, type: 'SGT', conditions: [] }],
  summary: `SGT with ${name}`,
});

const roots = [
  {
    uri: 'file:///tree',
    name: 'tree',
    state: 'ready',
    tree: {
      importers: [
        { importer: importer('cam'), summary: '', problems: 0, exporters: [pair('heap'), pair('gpu')] },
        { importer: importer('net'), summary: '', problems: 0, exporters: [pair('heap')] },
      ],
      counts: { files: 0, importers: 2, exporters: 2, types: 1, findings: 0 },
    },
  },
] satisfies RootAttachments[];

const shown = (of: 'importer' | 'exporter', ...ids: string[]) =>
  counterpartsOf(roots, { root: 'file:///tree', of, ids }).map(({ name, choices }) => [
    name,
    ...choices.map(({ label, description, detail, icon, pair }) => [label, description, detail, icon, `${pair.importer} ${pair.exporter}`]),
  ]);

test('an importer leads to its exporters', () => {
  assert.deepEqual(shown('importer', 'cam'), [
    [undefined, ['heap', 'heap.c', 'SGT with heap', 'matched', 'cam heap'], ['gpu', 'gpu.c', 'SGT with gpu', 'matched', 'cam gpu']],
  ]);
});

test('an exporter leads to its importers', () => {
  assert.deepEqual(shown('exporter', 'heap'), [
    [undefined, ['cam', 'cam.c', 'SGT with heap', 'matched', 'cam heap'], ['net', 'net.c', 'SGT with heap', 'matched', 'net heap']],
  ]);
});

test('several sides are groups, and those that are gone are none', () => {
  assert.deepEqual(
    shown('importer', 'cam', 'gone', 'net').map(([name, ...choices]) => [name, choices.length]),
    [
      ['cam', 2],
      ['net', 1],
    ],
  );
  assert.deepEqual(counterpartsOf(roots, { root: 'file:///elsewhere', of: 'importer', ids: ['cam'] }), []);
});
