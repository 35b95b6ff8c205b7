import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { detached } from '../../engine/text/detached.ts';

test('a detached piece is the same text, and does not keep the text that it was taken from', () => {
  setFlagsFromString('--expose-gc');
  const held = (): number => {
    runInNewContext('gc()');
    return process.memoryUsage().heapUsed;
  };
  const before = held();
  const pieces = Array.from({ length: 200 }, (_, at) => detached(`${at} `.repeat(100_000).slice(3, 53)));
  assert.ok(held() - before < 10_000_000, 'all texts together have more than 60 MB');
  for (const [at, piece] of pieces.entries()) assert.equal(piece, `${at} `.repeat(100).slice(3, 53));
  assert.equal(detached(''), '');
});
