import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { highlight, readAnnotated } from './annotated.ts';

const fixtures = new URL('fixtures/', import.meta.url);

for (const language of ['source.c', 'source.cpp'] as const) {
  describe(`highlighting in ${language}`, () => {
    for (const name of readdirSync(fixtures).sort()) {
      it(name, async () => {
        const lines = readAnnotated(readFileSync(new URL(name, fixtures), 'utf8'));
        const found = await highlight(
          lines.map(({ text }) => text),
          language,
        );
        const shown = (pieces: (typeof found)[number]) => pieces.map(({ start, text, scopes }) => `${start} ${text}: ${scopes.join(' ')}`);
        assert.deepEqual(
          lines.map(({ line }, index) => ({ line, highlighted: shown(found[index] ?? []) })),
          lines.map(({ line, expected }) => ({ line, highlighted: shown(expected) })),
        );
      });
    }
  });
}

describe('marks of a fixture', () => {
  for (const [what, text] of [
    ['without a scope', 'int x;\n//> ^^'],
    ['without a line', '//> ^^ scope'],
    ['beyond the line', 'int\n//> ^^ scope'],
  ] as const) {
    it(`must not be ${what}`, () => {
      assert.throws(() => readAnnotated(text), /line \d/);
    });
  }
});
