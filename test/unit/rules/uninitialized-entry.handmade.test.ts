import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings } from '../../../engine/rules/run.ts';
import { type HandmadeOffer, handmade } from '../../support/handmade.ts';

const text = `#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>

static int box_match(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (IS_ENABLED(CONFIG_BOX))
		m[n++] = DMA_BUF_EMAPPING_PAL(&pal);
	if (far(args))
		m[n++] = DMA_BUF_EMAPPING_SGT(&sgt);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
}
static const struct dma_buf_ops box_ops = { .match_mapping = box_match };
`;

const list: HandmadeOffer = {
  call: 'dma_buf_match_mapping(args, m, ARRAY_SIZE(m))',
  list: 'm',
  length: 'ARRAY_SIZE(m)',
  declared: { before: 'dma_buf_mapping_match ', name: 'm' },
  elements: 2,
  count: 2,
  entries: [],
};
const sgt = { type: 'dma_buf_mapping_sgt_type' };
const missing = { why: 'uninitialized' } as const;

async function messages(offers: HandmadeOffer[]): Promise<string[]> {
  const found = findings(await handmade({ text, exporters: { box_ops: offers } }), { assuming: false });
  return found.map(({ rule, message }) => `${rule}: ${message}`);
}

const cases: [name: string, offers: HandmadeOffer[], expected: string | undefined][] = [
  ['one path', [{ ...list, entries: [sgt, missing] }], '`m[1]` is read uninitialized: `ARRAY_SIZE(m)` is 2 but only 1 entry is set'],
  [
    'one path with conditions',
    [{ ...list, entries: [sgt, missing], conditions: ['!IS_ENABLED(CONFIG_BOX)', 'far(args)'] }],
    '`m[1]` is read uninitialized when `IS_ENABLED(CONFIG_BOX)` is off and `far(args)`: `ARRAY_SIZE(m)` is 2 but only 1 entry is set',
  ],
  [
    'several paths share an entry and give one finding',
    [
      { ...list, entries: [sgt, sgt], conditions: ['IS_ENABLED(CONFIG_BOX)', 'far(args)'] },
      { ...list, entries: [sgt, missing], conditions: ['IS_ENABLED(CONFIG_BOX)', '!far(args)'] },
      { ...list, entries: [missing, missing], conditions: ['!IS_ENABLED(CONFIG_BOX)', '!far(args)'] },
    ],
    '`m[1]` is read uninitialized when `!far(args)`: `ARRAY_SIZE(m)` is 2 but only 0 to 1 entry is set',
  ],
  [
    'paths that miss different entries',
    [
      { ...list, entries: [sgt, missing], conditions: ['far(args)'] },
      { ...list, entries: [missing, sgt], conditions: ['!far(args)'] },
    ],
    '`m[0]` or `m[1]` is read uninitialized: `ARRAY_SIZE(m)` is 2 but only 1 entry is set',
  ],
  ['nothing is set', [{ ...list, entries: [missing, missing] }], '`m[0]` is read uninitialized: `ARRAY_SIZE(m)` is 2 but no entry is set'],
  ['the length covers less', [{ ...list, count: 1, entries: [sgt, missing] }], undefined],
  ['the length is not known', [{ call: list.call, length: 'ARRAY_SIZE(m)', elements: 2, entries: [sgt, missing] }], undefined],
  ['an entry that is not known', [{ ...list, entries: [sgt, { why: 'unknown' }] }], undefined],
  ['an entry that is zero', [{ ...list, entries: [sgt, { why: 'null' }] }], undefined],
];

for (const [name, offers, expected] of cases) {
  test(`uninitialized-entry: ${name}`, async () => {
    assert.deepEqual(await messages(offers), expected === undefined ? [] : [`uninitialized-entry: ${expected}`]);
  });
}

test('uninitialized-entry: the fix passes the counter', async () => {
  const [finding] = findings(await handmade({ text, exporters: { box_ops: [{ ...list, entries: [sgt, missing] }] } }), { assuming: false });
  assert.deepEqual(
    finding?.fixes.map(({ title, safe, edits }) => [title, safe, edits.map(({ newText }) => newText)]),
    [['Pass the counter `n` as the length', true, ['n']]],
  );
  assert.deepEqual(finding?.fixes[0]?.edits[0]?.range, finding?.location.range);
});
