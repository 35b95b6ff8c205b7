import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timings } from '../../../server/timings.ts';

test('median, 95 % and longest of the last 500 of each kind', () => {
  const timings = new Timings();
  timings.note('hover', 9000);
  for (let turn = 1; turn <= 500; turn++) timings.note('hover', turn);
  timings.note('definition', 7);
  assert.deepEqual(timings.all(), [
    { kind: 'definition', count: 1, median: 7, p95: 7, max: 7 },
    { kind: 'hover', count: 501, median: 250, p95: 475, max: 500 },
  ]);
});
