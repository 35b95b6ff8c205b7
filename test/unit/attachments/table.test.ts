import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pairTable } from '../../../engine/attachments/table.ts';
import { handMade, type Sketch } from '../../support/hand-made.ts';
import { attachments, defect, finding, none, sgt, sometimes, unknown } from './sides.ts';

describe('the table of pairs', () => {
  it('counts', async () => {
    const { overview } = await attachments([[sgt, sometimes, unknown]], [finding(3), { ...finding(0), severity: 'hint' }]);
    assert.deepEqual(overview, {
      counts: { files: 4, importers: 1, exporters: 3, types: 0, findings: 2, problems: 1, coverage: { decided: 2, pairs: 3 } },
    });
  });

  it('says when the tree is of the old interface', async () => {
    assert.equal((await attachments([[sgt]], [], { converted: false })).overview.oldInterface, true);
  });

  it('keeps a finding with the importer in whose function it lies, and others with nobody', async () => {
    const { analysis } = await handMade(
      { 'a.c': 'static void other(void) { }\nint importer(void *b)\n{\n\treturn dma_buf_attach(b, 0);\n}\n' },
      { importers: [{ function: 'importer' }] },
    );
    const findings = [finding(0), finding(1), finding(3), finding(5), finding(3, 'b.c')];
    const table = pairTable(analysis, { files: 1, findings });
    assert.deepEqual(table.importers[0]?.findings, [findings[1], findings[2]]);
    assert.deepEqual(table.elsewhere, [findings[0], findings[3], findings[4]]);
  });

  it('keeps a finding with those who hand over the list, and with the type or ops, in which it lies', async () => {
    const { analysis } = await handMade(
      {
        'a.c': 'int importer(void *b)\n{\n\treturn dma_buf_attach(b, 0);\n}\n',
        'b.c':
          'int match(void)\n{\n\treturn 0;\n}\nstruct dma_buf_mapping_type t = {\n\t.match = match,\n};\nconst struct dma_buf_ops e = {\n\t0,\n};\n',
        'list.h': '\n[|/*call*/int|] list = [|/*entry*/{ 0 }|];\n\nint other;\n',
      },
      {
        importers: [{ function: 'importer', asks: [{ call: 'call', entries: [{ origin: 'entry' }] }] }],
        exporters: [{ name: 'e', match: 'callback', callback: 'match' }],
        types: [{ name: 't', label: 'T', match: 'match' }],
      },
    );
    const inEntry = { ...finding(1, 'list.h'), location: analysis.location({ file: 'list.h', start: 12, end: 13 }) };
    const [inMatch, inType, inOps, nowhere] = [finding(2, 'b.c'), finding(5, 'b.c'), finding(8, 'b.c'), finding(3, 'list.h')];
    const table = pairTable(analysis, { files: 3, findings: [inEntry, inMatch, inType, inOps, nowhere] });
    assert.deepEqual(table.importers[0]?.findings, [inEntry]);
    assert.deepEqual(table.types[0]?.findings, [inType, inMatch]);
    assert.deepEqual(table.exporters[0]?.findings, [inOps, inMatch]);
    assert.deepEqual(table.elsewhere, [nowhere]);
  });

  it('looks once at exporters without a matcher of their own', async () => {
    const asked: string[] = [];
    const { analysis } = await handMade(
      {
        'a.c': 'int importer(void *b)\n{\n\treturn dma_buf_attach(b, 0);\n}\n',
        'b.c': 'const struct dma_buf_ops e0 = { };\nconst struct dma_buf_ops e1 = { };\nconst struct dma_buf_ops e2 = { };\n',
      },
      {
        importers: [{ function: 'importer' }],
        exporters: [
          { name: 'e0', match: 'legacy' },
          { name: 'e1', match: 'callback' },
          { name: 'e2', match: 'legacy' },
        ],
        cell: (_, exporter) => {
          asked.push(exporter);
          return exporter === 'e1' ? defect : sgt;
        },
      },
    );
    const table = pairTable(analysis, { files: 2, findings: [] });
    assert.deepEqual(asked, ['e0', 'e1']);
    assert.deepEqual(
      table.exporters.map((_, index) => table.results[table.cells[0]![table.columns[index]!]!]!.kind),
      ['matched', 'defect', 'matched'],
    );
    assert.deepEqual(table.overview.counts.coverage, { decided: 3, pairs: 3 });
  });

  it('tells as dependent only what reads differently', async () => {
    const twice = [
      { ...sgt[0]!, exporterEntry: 0, conditions: ['a'] },
      { ...sgt[0]!, exporterEntry: 1, conditions: ['!a'] },
    ];
    const tree = await attachments([[twice, sometimes, none]]);
    const pairs = tree.rows({ by: 'importer' }, ['importer:i0']);
    assert.deepEqual(
      pairs.map(({ label, icon }) => `${label} ${icon}`),
      ['e0 matched', 'e1 conditional', 'e2 error'],
    );
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
    [
      'importers only',
      { 'a.c': 'int importer(void *b)\n{\n\treturn dma_buf_attach(b, 0);\n}\n' },
      { importers: [{ function: 'importer' }] },
      2,
      '1 importer was found, but no struct dma_buf_ops. Add the folder that holds the exporters.',
    ],
  ];
  for (const [name, sources, sketch, files, text] of empties) {
    it(`says why there is nothing: ${name}`, async () => {
      const { analysis } = await handMade(sources, sketch);
      assert.equal(pairTable(analysis, { files, findings: [] }).overview.empty, text);
    });
  }
});
