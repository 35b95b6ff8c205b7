import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Explanation } from '../../../engine/answers.ts';
import { matrixSteps } from '../../../engine/matrix/steps.ts';
import { exporter, failed, importer, matched, modelOf } from '../../support/matrix.ts';

const model = modelOf(['x:a', 'x:b'], {
  'i:1': [[matched('SGT')], undefined],
  'i:2': [[matched('SGT')], undefined],
  'i:3': [[failed('EINVAL')], undefined],
});

describe('the steps in a file', () => {
  it('are those of the first pair of each class, each step once', () => {
    const asked: string[] = [];
    const explain = (from: string, to: string): Explanation => {
      asked.push(`${from} × ${to}`);
      const outcome = matched('SGT');
      const steps = [
        { kind: 'offer' as const, text: 'the same', depth: 0 },
        { kind: 'result' as const, text: from, depth: 1, location: importer(from).location },
      ];
      return { importer: importer(from), exporter: exporter(to), runs: [{ outcome, summary: 'SGT', steps }] };
    };
    assert.deepEqual(matrixSteps(model, { explain, most: 4 }), {
      steps: [
        { text: 'the same', depth: 0 },
        { text: 'i:1', depth: 1, location: importer('i:1').location },
        { text: 'i:3', depth: 1, location: importer('i:3').location },
      ],
      runs: [
        [[{ summary: 'SGT', steps: [0, 1] }], []],
        [[{ summary: 'SGT', steps: [0, 2] }], []],
      ],
    });
    assert.deepEqual(asked, ['i:1 × x:a', 'i:3 × x:a']);
  });

  it('are left out where there are too many classes', () => {
    assert.equal(matrixSteps(model, { explain: () => undefined, most: 3 }), undefined);
  });
});
