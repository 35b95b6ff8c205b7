import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '../../../engine/answers.ts';
import { outcomeLine, summary, summaryMarkdown } from '../../../engine/explain/outcome.ts';

const sgt = (...conditions: string[]): Outcome => ({ kind: 'matched', type: 'SGT', conditions });
const p2p = (...conditions: string[]): Outcome => ({ kind: 'matched', type: 'SGT', p2p: 'yes', conditions });
const pal = (...conditions: string[]): Outcome => ({ kind: 'matched', type: 'PAL', conditions });
const error = (errno: string, ...conditions: string[]): Outcome => ({ kind: 'error', errno, conditions });
const distance = 'pci_p2pdma_distance(exp->sgt_data.exporting_p2p_device, imp->sgt_data.importing_dma_device, true)';

const lines: [string, Outcome[], string][] = [
  ['one match', [sgt()], 'SGT'],
  ['the core finds nothing', [error('EINVAL')], 'no match (EINVAL)'],
  ['a callback refuses', [error('ENODEV')], 'fails (ENODEV)'],
  ['an errno the code does not say', [error('unknown errno', 'x'), sgt('!x')], 'an errno that is not known when x; otherwise SGT'],
  [
    'a comparison and its opposite',
    [p2p(`${distance} >= 0`), sgt(`${distance} < 0`)],
    'SGT, P2P when pci_p2pdma_distance(...) >= 0; otherwise SGT',
  ],
  ['a call and its negation', [error('EINVAL', '!f(x)'), pal('f(x)')], 'EINVAL when !f(x); otherwise PAL'],
  ['the opposite of an error', [sgt('a'), error('EINVAL', '!a')], 'SGT when a; otherwise no match (EINVAL)'],
  ['zero is false', [sgt('ret == 0'), error('EIO', 'ret')], 'SGT when ret == 0; otherwise fails (EIO)'],
  ['NULL is false', [sgt('p != NULL'), pal('!p')], 'SGT when p != NULL; otherwise PAL'],
  ['unrelated conditions are no complement', [sgt('a'), pal('b')], 'SGT when a; PAL when b'],
  ['an overlap is no complement', [sgt('a'), pal('!a or b')], 'SGT when a; PAL when !a or b'],
  ['a gap is no complement', [sgt('a'), pal('!a', 'b')], 'SGT when a; PAL when !a and b'],
  [
    'three that are a partition',
    [p2p('a'), sgt('!a', 'b'), error('EINVAL', '!a', '!b')],
    'SGT, P2P when a; SGT when !a and b; otherwise no match (EINVAL)',
  ],
  ['three with a gap', [p2p('a'), sgt('!a', 'b'), pal('!b')], 'SGT, P2P when a; SGT when !a and b; PAL when !b'],
  ['a conjunction against an alternative', [sgt('a', 'b'), pal('!a or !b')], 'SGT when a and b; otherwise PAL'],
  ['an alternative first', [sgt('!a or !b'), pal('a', 'b')], 'SGT when !a or !b; otherwise PAL'],
  ['alternatives beside other conditions', [sgt('c', 'a or b'), pal('x')], 'SGT when c and (a or b); PAL when x'],
  ['equal outcomes on several paths become one', [sgt('a'), sgt('!a')], 'SGT'],
  ['equal outcomes lose what does not matter', [sgt('a', 'b'), sgt('a', '!b'), pal('!a')], 'SGT when a; otherwise PAL'],
  ['equal outcomes on unrelated paths', [sgt('a', 'b'), sgt('c'), pal('d')], 'SGT when c or (a and b); PAL when d'],
  ['a path that contradicts itself adds nothing', [sgt('a', '!a'), sgt('b'), pal('!b')], 'SGT when b; otherwise PAL'],
  ['two that are both always possible', [sgt(), pal()], 'SGT; or PAL'],
  ['one always possible beside a conditional one', [sgt(), pal('x')], 'SGT; or PAL when x'],
  ['a defect', [{ kind: 'defect', defect: 'uninitialized', conditions: [] }], 'defect: reads an entry nobody initialised'],
  [
    'a conditional defect',
    [{ kind: 'defect', defect: 'uninitialized', conditions: ['!a'] }, sgt('a')],
    'defect: reads an entry nobody initialised when !a; otherwise SGT',
  ],
  ['a NULL callback', [{ kind: 'defect', defect: 'null-call', conditions: [] }], 'defect: calls a function pointer that is NULL'],
  ['not decided', [{ kind: 'unknown', reason: 'loop bound reached', conditions: [] }], 'not decided: loop bound reached'],
  [
    'not decided on one path',
    [{ kind: 'unknown', reason: 'loop bound reached', conditions: ['a'] }, sgt('!a')],
    'not decided (loop bound reached) when a; otherwise SGT',
  ],
  ['no outcome at all', [], 'not decided: nothing was simulated'],
  [
    'too many conditions to be sure',
    [sgt('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'), pal('!a or !b or !c or !d or !e or !f or !g or !h or !i or !j or !k')],
    'SGT when a and b and c and d and e and f and g and h and i and j and k; PAL when !a or !b or !c or !d or !e or !f or !g or !h or !i or !j or !k',
  ],
  [
    'shortened conditions that would look alike stay long',
    [sgt(`check_capability(${'a'.repeat(40)})`), pal(`check_capability(${'b'.repeat(40)})`)],
    `SGT when check_capability(${'a'.repeat(40)}); PAL when check_capability(${'b'.repeat(40)})`,
  ],
  ['a long condition without calls', [sgt(`${'a'.repeat(50)} == ${'b'.repeat(50)}`)], `SGT when ${'a'.repeat(40)}…${'b'.repeat(23)}`],
  ['an arrow is no comparison', [sgt('!p->x'), pal('p->x')], 'SGT when !p->x; otherwise PAL'],
  ['an alternative inside a string is none', [sgt('s == " or "', 'b'), pal('x')], 'SGT when s == " or " and b; PAL when x'],
  ['what all alternatives share comes first', [sgt('a', 'b'), sgt('a', 'c'), pal('x')], 'SGT when a and (b or c); PAL when x'],
  [
    'a configuration is on or off',
    [sgt('CONFIG_X=y'), sgt('CONFIG_X!=y', 'b'), pal('CONFIG_X!=y', '!b')],
    'SGT when CONFIG_X=y or b; otherwise PAL',
  ],
  [
    'what is built in is enabled',
    [sgt('IS_ENABLED(CONFIG_X)'), sgt('CONFIG_X=y', 'a'), pal('!IS_ENABLED(CONFIG_X)')],
    'SGT when IS_ENABLED(CONFIG_X); otherwise PAL',
  ],
  [
    'one thing has one number',
    [sgt('n == 1'), pal('n != 1', 'n == 2'), error('EIO', 'n != 1', 'n != 2')],
    'SGT when n == 1; PAL when n == 2; otherwise fails (EIO)',
  ],
  ['numbers say nothing', [sgt('a', '-1 >= 0'), sgt('b', '-1 < 0'), pal('!b')], 'SGT when b; otherwise PAL'],
  ['alternatives with several parts', [sgt('(a and b) or (a and !b)'), pal('!a')], 'SGT when a; otherwise PAL'],
  ['a condition that is only seen negated', [sgt('!a', 'b'), pal('a or !b')], 'SGT when !a and b; otherwise PAL'],
  ['the negation of a comparison', [sgt('!(a == b)', 'c'), pal('!(a == b)', '!c'), sgt('a == b')], 'SGT when a == b or c; otherwise PAL'],
  [
    'too long for a row',
    [
      sgt('first_question', 'second_question', 'third_question', 'fourth_question'),
      pal(`${'x'.repeat(20)} or ${'y'.repeat(40)}`),
      error('EIO', `${'u'.repeat(40)} or ${'z'.repeat(40)} or ${'v'.repeat(40)}`),
    ],
    'SGT; PAL; or EIO, depending on first_question, second_question, third_question and 6 more conditions',
  ],
  ['marks inside a string do not count', [sgt('f(" or )")'), pal('!f(" or )")')], 'SGT when f(" or )"); otherwise PAL'],
];

describe('summary', () => {
  for (const [name, outcomes, expected] of lines) {
    it(name, () => assert.equal(summary(outcomes), expected));
  }
  it('keeps to one line without control characters', () => {
    assert.equal(summary([sgt('a\n\u001b[31m\u202eb')]), 'SGT when a \ufffd[31m\ufffdb');
  });
});

describe('summaryMarkdown', () => {
  const cases: [string, Outcome[], string][] = [
    ['conditions are code', [p2p('f(x) >= 0'), sgt('f(x) < 0')], 'SGT, P2P when `f(x) >= 0`; otherwise SGT'],
    ['each part is its own span', [sgt('c', 'a or b'), pal('x')], 'SGT when `c` and (`a` or `b`); PAL when `x`'],
    ['a label that is no word is code', [{ kind: 'matched', type: '[x](y)', conditions: [] }], '`[x](y)`'],
    ['a backtick in a condition does not end the span', [sgt('a`b'), pal('c')], 'SGT when ``a`b``; PAL when `c`'],
    ['a reason is code', [{ kind: 'unknown', reason: '<b>', conditions: [] }], 'not decided: `<b>`'],
  ];
  for (const [name, outcomes, expected] of cases) {
    it(name, () => assert.equal(summaryMarkdown(outcomes), expected));
  }
});

describe('outcomeLine', () => {
  it('gives one outcome with its conditions', () => {
    assert.equal(outcomeLine(p2p('a', 'b')), 'SGT, P2P when a and b');
  });
  it('names a refusal', () => {
    assert.equal(outcomeLine(error('EPERM')), 'fails (EPERM)');
  });
});
