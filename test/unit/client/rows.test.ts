import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contextOf, folderRow, type Row, rowOf, spoken } from '../../../client/rows.ts';
import { type Shown, type ViewState, viewState } from '../../../client/view-state.ts';
import type { RootAttachments, RootState, TreeRow } from '../../../engine/index.ts';

const location = { file: 'a.c', range: { start: { line: 3, character: 0 }, end: { line: 3, character: 1 } } };

function root(name: string, importers: number, exporters: number, state: RootState = 'ready'): RootAttachments {
  const counts = { files: 2, importers, exporters, types: 1, findings: 0, problems: 0 };
  return { uri: `file:///${name}`, name, state, tree: { counts } };
}

const pair: TreeRow = {
  path: ['importer:a.c:cam', 'exporter:b.c:heap'],
  kind: 'pair',
  label: 'heap',
  description: 'SGT when a; otherwise no match (EINVAL) · dma-buf/heaps',
  icon: 'conditional',
  location,
  pair: { importer: 'a.c:cam', exporter: 'b.c:heap' },
};
const finding: TreeRow = {
  path: ['finding:x'],
  kind: 'finding',
  label: 'Wrong.',
  description: 'r · a.c:4',
  icon: 'error',
  problem: true,
  leaf: true,
};
const importer: TreeRow = {
  path: ['importer:a.c:cam'],
  kind: 'importer',
  label: 'cam',
  description: '1 of 2 · SGT',
  icon: 'importer',
  problem: true,
};

describe('rows of the attachments view', () => {
  test('ids tell folders and groupings apart', () => {
    const ids = [
      rowOf('file:///a', { by: 'importer' }, pair),
      rowOf('file:///b', { by: 'importer' }, pair),
      rowOf('file:///a', { by: 'type' }, pair),
      folderRow(root('a', 1, 1)),
    ].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  test('ids are the same under a filter', () => {
    assert.equal(rowOf('file:///a', { by: 'type', filter: 'x', only: 'problems' }, pair).id, rowOf('file:///a', { by: 'type' }, pair).id);
  });

  test('a pair leads to its place and its explanation', () => {
    const row = rowOf('file:///a', { by: 'importer' }, pair);
    assert.deepEqual(row.target, { root: 'file:///a', location });
    assert.deepEqual(row.pair, { root: 'file:///a', importer: 'a.c:cam', exporter: 'b.c:heap' });
    assert.equal(contextOf(row), 'pair place explained');
    assert.equal(contextOf(folderRow(root('a', 1, 1))), 'root');
  });

  const said: [Row, string][] = [
    [rowOf('', { by: 'importer' }, pair), 'heap, SGT when a; otherwise no match (EINVAL), dma-buf/heaps'],
    [rowOf('', { by: 'importer' }, finding), 'error, Wrong., r, a.c:4'],
    [rowOf('', { by: 'importer' }, importer), 'importer, cam, 1 of 2, SGT, has problems'],
    [folderRow(root('linux', 3, 4)), 'folder, linux, 3 × 4'],
  ];
  for (const [row, text] of said) test(`a screen reader says: ${text}`, () => assert.equal(spoken(row), text));
});

describe('what the view says when it has no rows', () => {
  const usual: Shown = { phase: 'ready', roots: [root('a', 0, 0)], folders: 1, paused: false, view: { by: 'importer' }, rows: 0 };
  const cases: [ViewState, Partial<Shown>][] = [
    ['noFolder', { folders: 0, roots: [] }],
    ['ready', { folders: 0, roots: [root('loose', 1, 1)], rows: 1 }],
    ['indexing', { phase: 'starting', roots: [] }],
    ['indexing', { roots: [root('a', 0, 0, 'indexing')] }],
    ['paused', { roots: [root('a', 0, 0, 'waiting')], paused: true }],
    ['ready', { roots: [root('a', 1, 1, 'indexing')], rows: 1 }],
    ['empty', {}],
    ['noImporters', { roots: [root('a', 0, 1)] }],
    ['noExporters', { roots: [root('a', 1, 0)], view: { by: 'exporter' } }],
    ['oldInterface', { roots: [{ ...root('a', 0, 1), tree: { ...root('a', 0, 1).tree, oldInterface: true } }] }],
    ['filtered', { roots: [root('a', 1, 1)], view: { by: 'importer', filter: 'x', only: 'problems' } }],
    ['noProblems', { roots: [root('a', 1, 1)], view: { by: 'importer', only: 'problems' } }],
    ['empty', { view: { by: 'importer', filter: 'x' } }],
    ['cancelled', { roots: [root('a', 0, 0, 'cancelled')] }],
    ['failed', { roots: [root('a', 0, 0, 'failed')] }],
    ['failed', { phase: 'failed', rows: 3 }],
  ];
  for (const [state, given] of cases) {
    test(`${state} for ${JSON.stringify(given).slice(0, 90)}`, () => assert.equal(viewState({ ...usual, ...given }), state));
  }
});
