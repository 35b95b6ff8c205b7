import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '../../../engine/answers.ts';
import { entryFields } from '../../../engine/explain/offer.ts';
import { importerNoun, tally, tallyMarkdown } from '../../../engine/explain/tally.ts';

const plain: Outcome[] = [{ kind: 'matched', type: 'SGT', p2p: 'no', conditions: [] }];
const always: Outcome[] = [{ kind: 'matched', type: 'SGT', p2p: 'yes', conditions: [] }];
const when = (condition: string): Outcome[] => [
  { kind: 'matched', type: 'SGT', p2p: 'yes', conditions: [condition] },
  { kind: 'matched', type: 'SGT', p2p: 'no', conditions: [`!${condition}`] },
];

const lines: [Outcome[][], string][] = [
  [[plain, plain], 'SGT with 2 of 2 importers'],
  [[always, plain], 'SGT with 2 of 2 importers; P2P with 1'],
  [[when('a'), when('a')], 'SGT with 2 of 2 importers; P2P when `a`'],
  [[when('a'), plain], 'SGT with 2 of 2 importers; P2P with 1 when `a`'],
  [[when('a'), when('b')], 'SGT with 2 of 2 importers; P2P under conditions'],
  [[when('a'), when('b'), plain], 'SGT with 3 of 3 importers; P2P with 2 under conditions'],
  [[always, when('a')], 'SGT with 2 of 2 importers; P2P with 1, and with 1 more when `a`'],
  [[always, when('a'), when('b')], 'SGT with 3 of 3 importers; P2P with 1, and with 2 more under conditions'],
];

describe('tallyMarkdown', () => {
  for (const [cells, line] of lines) {
    it(line, () => {
      const pairs = cells.map((outcomes, item) => ({ item, outcomes }));
      assert.equal(tallyMarkdown(tally(pairs), importerNoun), line);
    });
  }
});

describe('entryFields', () => {
  it('gives every value that paths set, and only what is a constant', () => {
    const entry = (fields: Record<string, string>) => ({ index: 0, type: { known: false, why: 'null' }, expOps: 'null', fields }) as const;
    const fields = entryFields([entry({ 'x.a': 'ONE', 'x.dev': 'priv->dev', b: '1' }), entry({ 'x.a': 'TWO', c: 'true' })], 2);
    assert.deepEqual(fields, ['`a = ONE` or `TWO`', '`b = 1`']);
  });
});
