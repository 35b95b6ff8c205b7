import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Finder, type SoughtWord, WordFinder } from '@dmabuf-mapping/engine';
import { finderCode } from '../../scripts/finder.mjs';

const room = 4096;

function put(finder: Finder, text: string): number {
  const bytes = Buffer.from(text);
  finder.room.set(bytes);
  return bytes.length;
}

const alone = (word: string): SoughtWord => ({ word, stands: 'alone' });
const anywhere = (word: string): SoughtWord => ({ word, stands: 'anywhere' });

/** Words, a text, and whether one of the words is found in it. */
const cases: [words: SoughtWord[], text: string, found: boolean][] = [
  [[anywhere('dma_buf')], 'x dma_buf y', true],
  [[anywhere('dma_buf')], 'my_dma_buffer', true],
  [[anywhere('dma_buf')], 'dma_bu', false],
  [[anywhere('dma_buf')], '', false],
  [[alone('helper')], 'helper', true],
  [[alone('helper')], 'helper2 my_helper helpers 9helper', false],
  [[alone('helper')], 'helper2 my_helper (helper)', true],
  [[alone('abc')], 'abc', true],
  [[alone('abc'), alone('abcd')], ' abcd', true],
  [[], 'anything', false],
];

describe('the finder of words', () => {
  it('is made from its source', async () => {
    const path = join(import.meta.dirname, '../../engine/prefilter/finder-code.ts');
    assert.equal(readFileSync(path, 'utf8'), await finderCode(), 'run: node scripts/finder.mjs');
  });

  for (const [words, text, found] of cases) {
    it(`${found ? 'finds' : 'does not find'} ${words.map(({ word, stands }) => `${word} ${stands}`).join(', ') || 'no word'} in "${text}"`, () => {
      const finder = new Finder(words, room);
      const length = put(finder, text);
      assert.equal(finder.finds(length), found);
    });
  }

  it('finds a word at every distance from the borders, and nothing that was there before', () => {
    const finder = new Finder([alone('needle')], room);
    for (let before = 0; before < 40; before++) {
      for (let after = 0; after < 20; after++) {
        const text = `${' '.repeat(before)}needle${' '.repeat(after)}`;
        const length = put(finder, text);
        assert.ok(finder.finds(length), `${before} before, ${after} after`);
        assert.ok(!finder.finds(before + 5), 'the last letter is not there any more');
      }
    }
  });

  it('fills all the room it has', () => {
    const finder = new Finder([alone('needle')], room);
    assert.ok(finder.finds(put(finder, `${' '.repeat(room - 6)}needle`)));
  });

  it('finds what the plain search finds', () => {
    let seed = 7;
    const draw = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    const text = (length: number) => Array.from({ length }, () => 'ab_ \u00fc'[draw(5)]).join('');
    let hits = 0;
    for (let turn = 0; turn < 400; turn++) {
      const words = Array.from({ length: 6 + draw(40) }, () => text(3 + draw(2))).filter((word) => /^\w+$/.test(word));
      const finder = new Finder(words.map(alone), room);
      const plain = new WordFinder(words);
      for (let each = 0; each < 5; each++) {
        const sample = text(draw(120));
        const found = plain.finds(Buffer.from(sample));
        if (found) hits++;
        assert.equal(finder.finds(put(finder, sample)), found, JSON.stringify({ words, sample }));
      }
    }
    assert.ok(hits > 200 && hits < 1800, `${hits} of 2000`);
  });

  it('refuses words that it would never find', () => {
    assert.throws(() => new Finder([alone('ab')], room), /no word to be found: ab/);
    assert.throws(() => new Finder([alone('a-b-c')], room), RangeError);
  });
});
