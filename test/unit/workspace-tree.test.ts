import assert from 'node:assert/strict';
import { afterEach, describe, it, type TestContext } from 'node:test';
import { Project } from '@dmabuf-mapping/engine';
import { mostRounds, openTree } from '@dmabuf-mapping/workspace';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { sharedParser } from '../support/small-project.ts';

afterEach(removeFolders);

/** A project that seeks what its files ask for in the names of functions: `int seek_x(void);` seeks `helper_x`. */
function seeking(test: TestContext): void {
  test.mock.method(Project.prototype, 'sought', function (this: Project) {
    return this.files().flatMap((file) => {
      const names = [...(texts.get(file) ?? '').matchAll(/seek_(\w+)/g)];
      return names.map(([, name]) => `helper_${name}`);
    });
  });
}

const texts = new Map<string, string>();

async function open(files: Record<string, string>) {
  texts.clear();
  for (const [file, text] of Object.entries(files)) texts.set(file, text);
  return openTree(makeFolder(files), { parser: await sharedParser(), excludes: [], gitignore: 'repository' });
}

describe('openTree', () => {
  it('reads what uses what it has read, step by step', async (t) => {
    seeking(t);
    const { project, statistics } = await open({
      'a.c': 'struct dma_buf_ops a; int seek_one(void);',
      'b.c': 'int b(void) { return helper_one() + seek_two(); }',
      'c/c.c': 'int c(void) { return helper_two(); }',
      'd.c': 'int d(void) { return helper_three(); }',
    });
    assert.deepEqual(project.files(), ['a.c', 'b.c', 'c/c.c']);
    assert.deepEqual([statistics.rounds, statistics.hits], [2, 3]);
  });

  it('does not search where nothing is sought', async () => {
    const { statistics } = await open({ 'a.c': 'struct dma_buf_ops a;', 'b.c': 'int b;' });
    assert.deepEqual([statistics.rounds, statistics.hits], [0, 1]);
  });

  it('ends, however long the chain', async (t) => {
    seeking(t);
    const links = Array.from({ length: 2 * mostRounds }, (_, i) => [
      `f${i}.c`,
      `int f${i}(void) { return helper_${i}() + seek_${i + 1}(); }`,
    ]);
    const { statistics } = await open({ ...Object.fromEntries(links), 'a.c': 'struct dma_buf_ops a; int seek_0(void);' });
    assert.deepEqual([statistics.rounds, statistics.hits], [mostRounds, mostRounds + 1]);
  });
});
