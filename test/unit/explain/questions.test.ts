/** Questions to answer, and the assumptions that answer them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAssumption } from '../../../engine/evaluate/assumptions.ts';
import { answerableQuestions, openQuestions } from '../../../engine/explain/questions.ts';

/** Question, the assumption that it holds, the one that it does not. */
const answers: [question: string, fails: string][] = [
  ['ask_a()', '!ask_a()'],
  ['IS_ENABLED(CONFIG_X)', '!IS_ENABLED(CONFIG_X)'],
  ['CONFIG_X=m', 'CONFIG_X!=m'],
  ['CONFIG_COUNT == 3', 'CONFIG_COUNT != 3'],
  ['pci_p2pdma_distance(...) >= 0', 'pci_p2pdma_distance(...) < 0'],
  ['x->n > -1', 'x->n <= -1'],
  ['container_of(f(...)->priv)->stolen', '!container_of(f(...)->priv)->stolen'],
  ['f(a, b == 1)', '!f(a, b == 1)'],
  ['flags & 4', '!(flags & 4)'],
  [`f${'()'.repeat(60)} x`, `!(f${'()'.repeat(60)} x)`],
];

const opposite = new Map([
  ['==', '!='],
  ['!=', '=='],
  ['>=', '<'],
  ['<', '>='],
  ['>', '<='],
  ['<=', '>'],
]);

describe('the two answers to a question', () => {
  for (const [question, fails] of answers) {
    it(`${question.slice(0, 40)}: ${fails.slice(0, 40)}`, () => {
      assert.deepEqual(answerableQuestions([question], []), [{ text: question, holds: question, fails }]);
    });

    it(`${fails.slice(0, 40)} is understood as the opposite`, () => {
      const [yes, no] = [question, fails].map((text) => parseAssumption(text, () => undefined));
      assert.ok(yes && no);
      assert.deepEqual(no, { ...yes, comparison: opposite.get(yes.comparison) });
    });

    it(`${fails.slice(0, 40)} is found again as the question's answer`, () => {
      for (const [assumption, assumed] of [
        [question, 'holds'],
        [fails, 'fails'],
      ] as const) {
        assert.deepEqual(answerableQuestions([question], [assumption]), [{ text: question, holds: question, fails, assumed, assumption }]);
      }
    });
  }

  it('come whatever the spaces', () => {
    for (const [assumption, question, assumed] of [
      [' f() <0 ', 'f() >= 0', 'fails'],
      ['f()==1', 'f() == 1', 'holds'],
      ['!  f()', 'f()', 'fails'],
      ['CONFIG_X != y', 'CONFIG_X=y', 'fails'],
      ['CONFIG_X == y', 'CONFIG_X=y', 'holds'],
      ['x->busy', 'x->busy', 'holds'],
    ] as const) {
      const [found, ...others] = answerableQuestions([question], [assumption]);
      assert.deepEqual([found?.text, found?.assumed, found?.assumption, others], [question, assumed, assumption, []]);
    }
  });
});

describe('the questions to choose from', () => {
  it('are those with an answer first, each once, then the open ones in their order', () => {
    const questions = answerableQuestions(['often', 'seldom'], ['CONFIG_X=y', '!often', 'often']);
    assert.deepEqual(
      questions.map(({ text, assumed, assumption }) => [text, assumed, assumption]),
      [
        ['CONFIG_X=y', 'holds', 'CONFIG_X=y'],
        ['often', 'holds', 'often'],
        ['seldom', undefined, undefined],
      ],
    );
  });

  it('are asked in the positive, however conditions have it', () => {
    const outcomes = ['!a()', 'b < 0 or c != D', '(d and !(e)) or CONFIG_X!=y', '2 other ways'].map((condition) => ({
      kind: 'matched' as const,
      conditions: [condition],
    }));
    const questions = openQuestions([{ cell: { importer: 'i', exporter: 'e', outcomes }, pairs: 1 }]);
    assert.deepEqual(questions, ['CONFIG_X=y', 'a()', 'b >= 0', 'c == D', 'd', 'e']);
  });
});
