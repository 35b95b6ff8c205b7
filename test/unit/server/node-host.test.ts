import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectFacts } from '@dmabuf-mapping/engine';
import { loadParser, MemoryStore } from '@dmabuf-mapping/workspace';
import { nodeHost } from '../../../server/node-host.ts';
import { hashOf } from '../../../workspace/cache/sealed.ts';
import { makeFolder, removeFolders } from '../../support/folders.ts';

const patterns = { exclude: [], include: [], hide: [] };
const text = 'const struct dma_buf_ops ops = { .release = f };\n';

test('facts that were kept ready are let go when the tree is remembered', async (context) => {
  context.after(removeFolders);
  const root = makeFolder({ 'a.c': text });
  const store = new MemoryStore(makeFolder({}), 'one');
  // Not what the text says, to tell who read it.
  const facts = JSON.stringify(collectFacts('a.c', '', await loadParser()));
  store.write(root, { names: [], sought: [], nothing: new Float64Array(), files: new Map([['a.c', { hash: hashOf(text), facts }]]) });
  const host = nodeHost({ store });
  const exportersOf = async (): Promise<number> => {
    const project = await host.createProject();
    project.setFile('a.c', text);
    return project.attachments().overview.counts.exporters;
  };
  const recall = () => assert.ok(host.recall(root, patterns, () => undefined));
  recall();
  assert.equal(await exportersOf(), 0, 'what is remembered counts');
  recall();
  host.remember(root, { names: [], sought: [] });
  assert.equal(await exportersOf(), 1, 'the text is read again');
});
