import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { legendOf } from '../../../engine/matrix/words.ts';
import { failed, matched, modelOf, p2p } from '../../support/matrix.ts';

describe('the matrix model', () => {
  it('folds sides that come to the same with all counterparts', () => {
    const sgt = [matched('SGT')];
    const no = [failed('EINVAL')];
    const model = modelOf(['x:a', 'x:b', 'x:c'], { 'i:1': [sgt, no, sgt], 'i:2': [no, no, no], 'i:3': [sgt, no, sgt] });
    assert.deepEqual(model.rows, [[0, 2], [1]]);
    assert.deepEqual(model.columns, [[0, 2], [1]]);
    assert.deepEqual(model.cells, [
      [0, 1],
      [1, 1],
    ]);
    assert.deepEqual(
      model.results.map(({ summary }) => summary),
      ['SGT', 'no match (EINVAL)'],
    );
    assert.deepEqual(model.coverage, { decided: 9, pairs: 9 });
  });

  it('takes results for equal that differ only in places and fields', () => {
    const where = { file: 'a.c', range: { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } } };
    const model = modelOf(['x:a', 'x:b'], {
      'i:1': [[{ ...matched('SGT'), where, fields: { a: 'b' }, exporterEntry: 1 }], [matched('SGT')]],
    });
    assert.deepEqual(model.columns, [[0, 1]]);
  });

  it('keeps pairs apart that never meet', () => {
    const model = modelOf(['x:a', 'x:b'], { 'i:1': [[matched('SGT')], undefined] });
    assert.deepEqual(model.cells, [[0, -1]]);
    assert.deepEqual(model.coverage, { decided: 1, pairs: 1 });
  });

  it('counts what is not decided, and has one kind for it', () => {
    const unknown = (reason: string) => [{ kind: 'unknown' as const, reason, conditions: [] }];
    const model = modelOf(['x:a', 'x:b'], { 'i:1': [unknown('too deep'), unknown('too long')] });
    assert.deepEqual(model.coverage, { decided: 0, pairs: 2 });
    assert.deepEqual(
      model.kinds.map(({ mark, label, pairs }) => [mark, label, pairs]),
      [['?', 'not decided', 2]],
    );
    assert.deepEqual(
      model.results.map(({ outcomes }) => outcomes.map(({ label }) => label)),
      [['not decided: too deep'], ['not decided: too long']],
    );
  });

  it('joins outcomes that read the same under the shortest conditions', () => {
    const model = modelOf(['x:a'], { 'i:1': [[p2p('SGT', 'a', 'b'), p2p('SGT', 'a', '!b'), matched('SGT', '!a')]] });
    assert.deepEqual(
      model.results[0]!.outcomes.map(({ label, when }) => [label, when]),
      [
        ['SGT, P2P', { atom: 'a', question: { switch: 0, holds: [0] } }],
        ['SGT', { atom: '!a', question: { switch: 0, holds: [1] } }],
      ],
    );
    assert.deepEqual(model.switches, [
      {
        text: 'a',
        choices: [
          { label: 'yes', assumption: 'a' },
          { label: 'no', assumption: '!a' },
        ],
        pairs: 1,
      },
    ]);
  });

  it('gives a Kconfig symbol three answers where m and y differ, and two where they do not', () => {
    const model = modelOf(['x:a', 'x:b'], {
      'i:1': [
        [matched('SGT', 'CONFIG_A=y'), failed('EINVAL', 'CONFIG_A!=y')],
        [
          matched('SGT', 'IS_ENABLED(CONFIG_A)', 'IS_ENABLED(CONFIG_B)'),
          failed('EINVAL', '!IS_ENABLED(CONFIG_A) or !IS_ENABLED(CONFIG_B)'),
        ],
      ],
    });
    assert.deepEqual(
      model.switches.map(({ text, choices }) => [text, choices.map(({ assumption }) => assumption)]),
      [
        ['CONFIG_A', ['CONFIG_A=y', 'CONFIG_A=m', 'CONFIG_A=n']],
        ['CONFIG_B', ['IS_ENABLED(CONFIG_B)', '!IS_ENABLED(CONFIG_B)']],
      ],
    );
    const [first, second] = model.results;
    assert.deepEqual(first!.outcomes[1]!.when, { atom: 'CONFIG_A!=y', question: { switch: 0, holds: [1, 2] } });
    assert.deepEqual(second!.outcomes[0]!.when, {
      all: [
        { atom: 'IS_ENABLED(CONFIG_A)', question: { switch: 0, holds: [0, 1] } },
        { atom: 'IS_ENABLED(CONFIG_B)', question: { switch: 1, holds: [0] } },
      ],
    });
  });

  it('leaves conditions open that are only counted', () => {
    const model = modelOf(['x:a'], { 'i:1': [[matched('SGT', 'a', '3 more conditions'), failed('EINVAL', '!a or 2 other ways')]] });
    assert.deepEqual(model.results[0]!.outcomes[0]!.when, {
      all: [{ atom: 'a', question: { switch: 0, holds: [0] } }, { atom: '3 more conditions' }],
    });
    assert.equal(model.switches.length, 1);
  });

  it('gives every kind a mark of its own, types by frequency', () => {
    const model = modelOf(['x:a', 'x:b', 'x:c'], {
      'i:1': [[matched('PAL')], [matched('PAX'), p2p('PAL', 'q')], [matched('EXT')]],
      'i:2': [[matched('PAL')], [failed('EPERM')], [failed('EPIPE')]],
      'i:3': [
        [failed('EINVAL')],
        [{ kind: 'defect', defect: 'null-call', conditions: [] }],
        [{ kind: 'defect', defect: 'uninitialized', conditions: [] }],
      ],
    });
    assert.deepEqual(
      legendOf(model).map(({ mark, labels }) => [mark, labels.length]),
      [
        ['P', 1],
        ['Pa', 1],
        ['P+', 1],
        ['Ex', 1],
        ['Ep', 1],
        ['Ei', 1],
        ['–', 1],
        ['!', 2],
      ],
    );
  });
});
