import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Say, statusDetail, statusText } from '../../../client/status-text.ts';
import type { Given, RootAttachments } from '../../../engine/index.ts';

function root(sides: [importers: number, exporters: number], given?: Given, decided?: number): RootAttachments {
  const [importers, exporters] = sides;
  const coverage = decided === undefined ? {} : { coverage: { decided, pairs: importers * exporters } };
  return {
    uri: 'file:///tree',
    name: 'tree',
    state: 'ready',
    tree: { counts: { files: 1, importers, exporters, types: 1, findings: 0, problems: 0, ...coverage } },
    ...(given && { given }),
  };
}

const nothing: RootAttachments = { ...root([0, 0], { assumptions: ['a'], configuration: '.config' }, 0) };
nothing.tree.empty = 'Nothing here.';

const english: Say = (message, ...given) => message.replace(/\{(\d)\}/g, (_, index) => String(given[index]));

describe('the status item', () => {
  type Shown = [Parameters<typeof statusText>[1], RootAttachments[], 'paused'?];
  const cases: [string, Shown, text: string, detail: string][] = [
    ['on its way', ['starting', []], 'DMA-BUF: starting', ''],
    ['without a server', ['failed', []], 'DMA-BUF: the server is not running', ''],
    ['while the first reading goes on', ['ready', [{ ...root([0, 0]), state: 'indexing' }]], 'DMA-BUF: reading the workspace', ''],
    ['while reading goes on again', ['ready', [{ ...root([1, 2]), state: 'indexing' }]], 'DMA-BUF: 1 importer × 2 exporters', ''],
    ['paused', ['ready', [root([1, 2])], 'paused'], 'DMA-BUF: 1 importer × 2 exporters · paused', ''],
    ['counts', ['ready', [root([1, 2])]], 'DMA-BUF: 1 importer × 2 exporters', ''],
    [
      'tells of one assumption',
      ['ready', [root([2, 1], { assumptions: ['a'] }, 1)]],
      'DMA-BUF: 2 importers × 1 exporter · 1 assumption',
      '1 of 2 pairs decided exactly',
    ],
    [
      'of several folders counts an assumption once',
      ['ready', [root([2, 3], { assumptions: ['a', 'b'] }, 6), root([1, 1], { assumptions: ['b'], configuration: '.config' }, 0)]],
      'DMA-BUF: 3 importers × 4 exporters · 2 assumptions',
      '6 of 7 pairs decided exactly · CONFIG_ symbols as in .config',
    ],
    ['says why there is nothing', ['ready', [nothing]], 'DMA-BUF: 0 importers × 0 exporters · 1 assumption', 'Nothing here.'],
  ];
  for (const [name, given, text, detail] of cases) {
    test(name, () => assert.deepEqual([statusText(english, ...given), statusDetail(english, given[1])], [text, detail]));
  }
});
