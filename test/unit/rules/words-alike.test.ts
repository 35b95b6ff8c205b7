import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestWord } from '../../../engine/rules/words-alike.ts';

const ids = ['list-length', 'wrong-side', 'missing-name'];

for (const [word, meant] of [
  ['list-lenght', 'list-length'],
  ['listlength', 'list-length'],
  ['wrongside', 'wrong-side'],
  ['missing', undefined],
  ['', undefined],
] as const) {
  test(`"${word}" ${meant ? `means ${meant}` : 'means nothing known'}`, () => assert.equal(nearestWord(word, ids), meant));
}
