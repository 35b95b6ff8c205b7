import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { collectFacts } from '../../../engine/facts/collect.ts';
import { builtInText, MODEL_FILES, modelFacts } from '../../../engine/negotiate/model.ts';
import { modelFactsCode } from '../../../scripts/model-facts.mjs';
import { realParser } from '../../support/c-parser.ts';

test('the facts of the model are made from its text', async () => {
  const path = join(import.meta.dirname, '../../../engine/negotiate/model-facts.ts');
  assert.equal(readFileSync(path, 'utf8'), await modelFactsCode(), 'run: node --import tsx scripts/model-facts.mjs');
});

test('they are what is read from the text of each file, in the order of the files', async () => {
  const parser = await realParser();
  const read = MODEL_FILES.map(({ file }) => collectFacts(file, builtInText(file) ?? '', parser));
  parser.dispose();
  assert.deepEqual(JSON.parse(JSON.stringify(read)), modelFacts());
});
