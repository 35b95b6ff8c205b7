import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, Outcome } from '../../../engine/answers.ts';
import { attachmentTree } from '../../../engine/explain/tree.ts';
import { handMade, type Sketch } from '../../support/hand-made.ts';

const sgt: Outcome[] = [{ kind: 'matched', type: 'SGT', conditions: [] }];
const pal: Outcome[] = [{ kind: 'matched', type: 'PAL', conditions: [] }];
const none: Outcome[] = [{ kind: 'error', errno: 'EINVAL', conditions: [] }];
const either: Outcome[] = [
  { kind: 'matched', type: 'SGT', conditions: ['a'] },
  { kind: 'matched', type: 'PAL', conditions: ['!a'] },
];
const sometimes: Outcome[] = [
  { kind: 'matched', type: 'SGT', conditions: ['a'] },
  { kind: 'error', errno: 'EINVAL', conditions: ['!a'] },
];
const defect: Outcome[] = [{ kind: 'defect', defect: 'null-call', conditions: [] }];
const unknown: Outcome[] = [{ kind: 'unknown', reason: 'too deep', conditions: [] }];
const p2p: Outcome[] = [
  { kind: 'matched', type: 'SGT', p2p: 'yes', conditions: ['a'] },
  { kind: 'matched', type: 'SGT', p2p: 'no', conditions: ['!a'] },
];

const source = (exporters: number): string =>
  `static void other(void) { }\nint importer(void *b)\n{\n\treturn dma_buf_attach(b, 0);\n}\n${Array.from({ length: exporters }, (_, at) => `const struct dma_buf_ops e${at} = { };\n`).join('')}`;

async function treeOf(cells: Outcome[][], findings: Finding[] = []) {
  const sketch: Sketch = {
    exporters: cells.map((_, at) => ({ name: `e${at}`, match: 'legacy' })),
    importers: [{ function: 'importer' }],
    cell: (_, exporter) => cells[Number(exporter.slice(1))] ?? [],
  };
  const { analysis } = await handMade({ 'a.c': source(cells.length) }, sketch);
  return attachmentTree(analysis, { files: 4, findings });
}

const rows: [Outcome[][], string][] = [
  [[sgt], 'SGT with 1 of 1 exporter'],
  [[sgt, sgt, none], 'SGT with 2 of 3 exporters'],
  [[sgt, sgt, sometimes], 'SGT with 3 of 3 exporters · 1 conditional'],
  [[sgt, p2p], 'SGT with 2 of 2 exporters'],
  [[pal, sgt, either, sgt], 'SGT with 3, PAL with 2 of 4 exporters · 1 conditional'],
  [[none], 'no match with the only exporter'],
  [[none, none], 'no match with any of 2 exporters'],
  [[none, unknown], 'no certain match with 2 exporters · 1 not decided'],
  [[sgt, unknown, defect, defect], 'SGT with 1 of 4 exporters · 2 defects · 1 not decided'],
  [[], 'no exporter in this tree'],
];

const finding = (line: number, file = 'a.c'): Finding => ({
  rule: 'r',
  severity: 'error',
  location: { file, range: { start: { line, character: 1 }, end: { line, character: 2 } } },
  message: '',
  related: [],
  fixes: [],
});

describe('attachmentTree', () => {
  for (const [cells, line] of rows) {
    it(line, async () => assert.equal((await treeOf(cells)).importers[0]?.summary, line));
  }

  it('holds every pair with its line, and counts', async () => {
    const tree = await treeOf([sgt, sometimes, unknown], [finding(3), finding(0)]);
    assert.deepEqual(
      tree.importers[0]?.exporters.slice(0, 2).map(({ exporter, outcomes, summary }) => [exporter.id, outcomes, summary]),
      [
        ['e0', sgt, 'SGT'],
        ['e1', sometimes, 'SGT when a; otherwise no match (EINVAL)'],
      ],
    );
    assert.deepEqual(tree.counts, { files: 4, importers: 1, exporters: 3, types: 0, findings: 2, coverage: { decided: 2, pairs: 3 } });
    assert.equal(tree.empty, undefined);
  });

  it('puts what works first and what never works last', async () => {
    const tree = await treeOf([none, defect, sometimes, unknown, sgt]);
    assert.deepEqual(
      tree.importers[0]?.exporters.map(({ exporter }) => exporter.id),
      ['e4', 'e2', 'e1', 'e3', 'e0'],
    );
  });

  it("counts the findings in the importer's function as its problems", async () => {
    const tree = await treeOf([sgt], [finding(0), finding(1), finding(3), finding(5), finding(3, 'b.c')]);
    assert.equal(tree.importers[0]?.problems, 2);
  });

  it('counts the findings in lists that other files hold', async () => {
    const { analysis } = await handMade(
      { 'a.c': source(0), 'list.h': '\n[|/*call*/int|] list = [|/*entry*/{ 0 }|];\n\nint other;\n' },
      { importers: [{ function: 'importer', asks: [{ call: 'call', entries: [{ origin: 'entry' }] }] }] },
    );
    const inEntry: Finding = { ...finding(1, 'list.h') };
    inEntry.location = analysis.location({ file: 'list.h', start: 12, end: 13 });
    const tree = attachmentTree(analysis, { files: 2, findings: [inEntry, finding(3, 'list.h'), finding(3)] });
    assert.equal(tree.importers[0]?.problems, 2);
  });

  const empties: [string, Record<string, string>, Sketch, number, string][] = [
    [
      'no file at all',
      {},
      {},
      0,
      'No C file here mentions dma_buf. Open a Linux kernel tree, or the folder of a driver that shares memory through DMA-buf.',
    ],
    [
      'files that take no part',
      {},
      {},
      1,
      '1 file mentions dma_buf, but none attaches to a buffer or defines a struct dma_buf_ops. Open the folder that holds the drivers.',
    ],
    [
      'exporters only',
      { 'a.c': 'const struct dma_buf_ops e0 = { };\n' },
      { exporters: [{ name: 'e0', match: 'legacy' }] },
      2,
      '1 exporter was found, but no attach call such as dma_buf_mapping_attach(). Add the folder that holds the importers.',
    ],
  ];
  for (const [name, sources, sketch, files, text] of empties) {
    it(`says why there is nothing: ${name}`, async () => {
      const { analysis } = await handMade(sources, sketch);
      assert.equal(attachmentTree(analysis, { files, findings: [] }).empty, text);
    });
  }
});
