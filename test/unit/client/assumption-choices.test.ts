import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Answer, choicesOf, nameIn, withAnswer } from '../../../client/assumption-choices.ts';
import type { Question, RootQuestions } from '../../../engine/index.ts';

const open: Question = { text: 'f() >= 0', holds: 'f() >= 0', fails: 'f() < 0' };
/** The setting has it with other spaces than the server would. */
const spaced: Question = { ...open, assumed: 'fails', assumption: 'f()<0' };

const root = (name: string, ...questions: Question[]): RootQuestions => ({
  uri: `file:///${name}`,
  name,
  questions,
  given: { assumptions: [] },
});

describe('the answer to a question', () => {
  const cases: [question: Question, setting: string[], answer: Answer][] = [
    [open, [], 'open'],
    [open, ['g()'], 'open'],
    [open, ['g()', 'f() >= 0'], 'holds'],
    [open, ['f() < 0'], 'fails'],
    [spaced, ['f()<0'], 'fails'],
    [spaced, [], 'open'],
    [spaced, ['f() >= 0'], 'holds'],
  ];
  for (const [question, setting, answer] of cases) {
    test(`${JSON.stringify(setting)}${question.assumption ? ' after an assumption' : ''}: ${answer}`, () => {
      const [group] = choicesOf([root('tree', question)], () => setting);
      assert.deepEqual(group, { choices: [{ root: 'file:///tree', question, answer }] });
    });
  }

  test('is that of its folder', () => {
    const groups = choicesOf([root('one', open), root('two', open)], (uri) => (uri === 'file:///two' ? ['f() >= 0'] : []));
    assert.deepEqual(
      groups.map(({ name, choices }) => [name, choices.map(({ answer }) => answer)]),
      [
        ['one', ['open']],
        ['two', ['holds']],
      ],
    );
  });
});

describe('the setting with an answer', () => {
  const cases: [question: Question, setting: string[], answer: Answer, after: string[]][] = [
    [open, [], 'holds', ['f() >= 0']],
    [open, ['g()'], 'fails', ['g()', 'f() < 0']],
    [open, ['f() >= 0', 'g()'], 'fails', ['g()', 'f() < 0']],
    [open, ['f() >= 0', 'g()'], 'open', ['g()']],
    [open, ['f() >= 0'], 'holds', ['f() >= 0']],
    [spaced, ['g()', 'f()<0'], 'holds', ['g()', 'f() >= 0']],
    [spaced, ['f()<0'], 'open', []],
    [open, [], 'open', []],
  ];
  for (const [question, setting, answer, after] of cases) {
    test(`${JSON.stringify(setting)}, ${answer}: ${JSON.stringify(after)}`, () => {
      assert.deepEqual(withAnswer(question, setting, answer), after);
    });
  }
});

describe('the name of a configuration in the settings', () => {
  for (const [folder, file, name] of [
    ['/src/linux', '/src/linux/out/.config', 'out/.config'],
    ['/src/linux/', '/src/linux/.config', '.config'],
    ['/src/linux', '/src/linux-next/.config', 'own'],
    ['/src/linux', '/etc/x86.config', 'own'],
    ['/', '/etc/x86.config', 'etc/x86.config'],
  ] as const) {
    test(`${file} in ${folder}: ${name}`, () => assert.equal(nameIn(folder, file, 'own'), name));
  }
});
