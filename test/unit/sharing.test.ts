/** Facts whose parts became one object say what they said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectFacts } from '../../engine/facts/collect.ts';
import { Sharing } from '../../engine/index/sharing.ts';
import { sharedParser } from '../support/small-project.ts';

const SOURCE = `typedef struct dma_buf *buf_t;
struct ops { int (*get)(struct dma_buf *b); struct { u32 a; u32 b[4]; } in; };
static struct dma_buf *one(struct device *dev, struct dma_buf *buf);
static struct dma_buf *two(struct device *dev, struct dma_buf *) { return 0; }
static const struct ops table = { .get = 0 };
`;

test('what is shared is the same, in one file and in others', async () => {
  const parser = await sharedParser();
  const files = ['a.c', 'b.c'].map((file) => collectFacts(file, SOURCE, parser));
  const before = structuredClone(files);
  const sharing = new Sharing();
  for (const facts of files) sharing.share(facts);
  assert.deepEqual(files, before);
  const parameters = files.flatMap(({ functions }) => functions.map((each) => each.parameters[0]));
  assert.equal(parameters.length, 4);
  assert.equal(new Set(parameters).size, 1);
});

test('what is written the same and named otherwise is not shared', async () => {
  const facts = collectFacts('a.c', SOURCE, await sharedParser());
  const [one, two] = facts.functions;
  one!.parameters = [{ name: 'a', text: 'T a' }];
  two!.parameters = [{ text: 'T a' }, { name: 'a', text: 'T a' }];
  const before = structuredClone(facts);
  new Sharing().share(facts);
  assert.deepEqual(facts, before);
});
