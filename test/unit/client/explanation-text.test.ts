import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explanationText } from '../../../client/explanation-text.ts';
import type { Location } from '../../../engine/index.ts';

const at = (file: string, line: number): Location => ({ file, range: { start: { line, character: 0 }, end: { line, character: 1 } } });

test('a negotiation as text, with a link for every place', () => {
  const { text, links } = explanationText({
    importer: { id: 'i', name: 'cam', function: 'cam_attach', callee: 'dma_buf_sgt_attach', location: at('cam.c', 6) },
    exporter: { id: 'e', name: 'heap_ops', match: 'single', location: at('heap.c', 0) },
    runs: [
      {
        outcome: { kind: 'matched', type: 'SGT', conditions: ['a > 0'] },
        summary: 'The first entry is taken.',
        steps: [
          { kind: 'attach', text: 'cam attaches', location: at('cam.c', 6), depth: 0 },
          { kind: 'match', text: 'SGT fits', depth: 1 },
        ],
      },
      { outcome: { kind: 'error', errno: 'EINVAL', conditions: [] }, summary: 'Nothing fits.', steps: [] },
    ],
  });
  assert.equal(
    text,
    `# cam attaches to heap_ops

- importer: cam_attach() calls dma_buf_sgt_attach()  cam.c:7
- exporter: heap_ops  heap.c:1

## SGT

The first entry is taken.

- when a > 0

- cam attaches  cam.c:7
  - SGT fits

## -EINVAL

Nothing fits.
`,
  );
  const lines = text.split('\n');
  assert.deepEqual(
    links.map(({ line, start, end }) => lines[line]!.slice(start, end)),
    ['cam.c:7', 'heap.c:1', 'cam.c:7'],
  );
});
