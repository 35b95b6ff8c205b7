/** Files by their words: whatever was added, no file with a word is missing, and files without it are few. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TakeWord, WordFiles } from '../../engine/index/word-files.ts';

const files = Array.from({ length: 40 }, (_, number) => `drivers/${number}.c`);
/** A file has the words whose number it divides. */
const wordsOf = (number: number): string[] =>
  Array.from({ length: 100 }, (_, word) => word + 1)
    .filter((word) => word % (number + 1) === 0)
    .map((word) => `word_${word}`);
/** Told as stretches of one text. */
const telling =
  (words: readonly string[]) =>
  (take: TakeWord): void => {
    const text = `,${words.join(',')},`;
    for (const word of words) {
      const start = text.indexOf(`,${word},`) + 1;
      take(text, start, start + word.length);
    }
  };
const holders = (word: number) => files.filter((_, number) => word % (number + 1) === 0);

test('answers the files that had a word at the start', () => {
  const words = new WordFiles(files.map((file, number) => [file, telling([...wordsOf(number), ...wordsOf(number)])]));
  for (let word = 1; word <= 100; word++) assert.deepEqual([...words.with(`word_${word}`)], holders(word), `word_${word}`);
  assert.deepEqual([...words.with('word_101')], []);
  assert.deepEqual([...words.with('')], []);
});

test('answers the files that got a word later, too', () => {
  const words = new WordFiles(files.slice(0, 20).map((file, number) => [file, telling(wordsOf(number))]));
  for (const [number, file] of files.entries()) for (const word of wordsOf(number)) words.add(file, word);
  for (let word = 1; word <= 100; word++) assert.deepEqual([...words.with(`word_${word}`)].sort(), holders(word).sort(), `word_${word}`);
});

test('is worn out by what is new, and not by what it has', () => {
  const words = new WordFiles([['a.c', telling(['one', 'two'])]]);
  for (let time = 0; time < 5000; time++) words.add('a.c', 'one');
  assert.equal(words.isWornOut, false);
  for (let time = 0; time < 2000; time++) words.add('a.c', `typed_${time}`);
  assert.equal(words.isWornOut, true);
});
