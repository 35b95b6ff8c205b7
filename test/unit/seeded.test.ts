/** A slice of what `npm run seed` does: a few defects and look-alikes of each rule. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints } from '../seeded/compiled.ts';
import { described } from '../seeded/judge.ts';
import { sow } from '../seeded/seeding.ts';
import { seeds } from '../seeded/seeds.ts';

const CASES = 3;
/** One program in so many is compiled. */
const COMPILED = 5;

test('rules find seeded defects, and nothing in what looks like them', async () => {
  const { rows, failures, cases } = await sow({ seeds, cases: CASES, seed: 20260401 });
  const words = failures.flatMap(({ case: each, found, surplus }) => [
    ...(each.kind === 'defect' && !found ? [`${each.name} (${each.what}): missed`] : []),
    ...surplus.map((finding) => `${each.name} (${each.what}): ${described(finding)}`),
  ]);
  assert.deepEqual(words, []);
  assert.deepEqual(
    rows.filter(({ found, lookAlikes }) => found !== CASES || lookAlikes !== CASES),
    [],
  );
  assert.deepEqual(complaints(cases.filter((_, index) => index % COMPILED === 0)), []);
});
