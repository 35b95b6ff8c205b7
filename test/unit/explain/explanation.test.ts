import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Explanation, Location } from '../../../engine/answers.ts';
import { explanationText } from '../../../engine/explain/explanation.ts';

const at = (file: string, line: number): Location => ({ file, range: { start: { line, character: 0 }, end: { line, character: 1 } } });

const explanation: Explanation = {
  importer: { id: 'i', name: 'net_import', function: 'net_import', callee: 'dma_buf_mapping_attach', location: at('net/a.c', 9) },
  exporter: { id: 'e', name: 'bo_ops', match: 'callback', location: at('drivers/bo.c', 19) },
  runs: [
    {
      outcome: {
        kind: 'matched',
        type: 'SGT',
        p2p: 'yes',
        exporterEntry: 0,
        importerEntry: 1,
        fields: { 'sgt_data.device': 'pdev' },
        conditions: ['ok(pdev)'],
      },
      summary: 'ignored',
      steps: [
        { kind: 'attach', text: 'net_import() attaches', location: at('net/a.c', 9), depth: 0 },
        { kind: 'compare', text: 'SGT and SGT', depth: 1 },
        { kind: 'condition', text: 'ok(pdev)\n\u001b[2J', location: at('map.h', 2), depth: 2 },
      ],
    },
    {
      outcome: { kind: 'error', errno: 'ENODEV', reason: 'bo_match() returns it', where: at('drivers/bo.c', 4), conditions: ['!ok(pdev)'] },
      summary: 'ignored',
      steps: [],
    },
  ],
};

describe('explanationText', () => {
  it('tells every run, with lines from 1', () => {
    assert.equal(
      explanationText(explanation),
      `importer  net_import, dma_buf_mapping_attach()  [net/a.c:10]
exporter  bo_ops  [drivers/bo.c:20]
outcome   SGT, P2P when ok(pdev); otherwise fails (ENODEV)

1. SGT, P2P when ok(pdev)
  exporter entry 0 with importer entry 1
  map_type.sgt_data.device = pdev

  net_import() attaches  [net/a.c:10]
    SGT and SGT
      ok(pdev) \ufffd[2J  [map.h:3]

2. ENODEV when !ok(pdev)
  bo_match() returns it
  decided at drivers/bo.c:5
`,
    );
  });

  it('does not number a single run', () => {
    const single = {
      ...explanation,
      runs: [{ outcome: { kind: 'unknown' as const, reason: 'too deep', conditions: [] }, summary: '', steps: [] }],
    };
    assert.equal(explanationText(single).split('\n')[4], 'not decided: too deep');
  });
});
