import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { collectFacts, type FileFacts } from '@dmabuf-mapping/engine';
import { loadParser, type ScanOptions, scan } from '@dmabuf-mapping/workspace';
import { Readers } from '../../workspace/scan/readers.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';

const parser = await loadParser();
const collect = (file: string, text: string) => collectFacts(file, text, parser);

/** A tree that is large enough for threads, in which every seventh file matters. */
function largeTree(): string {
  const files: Record<string, string> = {};
  for (let index = 0; index < 3000; index++) {
    const text = index % 7 === 0 ? `static const struct dma_buf_ops ops_${index};\n` : `int f${index};\n`;
    files[`folder${Math.floor(index / 50)}/f${index}.c`] = text;
  }
  return makeFolder(files);
}

async function reading(root: string, options: Partial<ScanOptions>): Promise<{ files: string[]; facts: FileFacts[] }> {
  const files: string[] = [];
  const facts: FileFacts[] = [];
  await scan(
    root,
    { excludes: [], gitignore: 'repository', collect, ...options },
    {
      onFile: (file, _text, { facts: known }) => {
        files.push(file);
        if (known !== undefined) facts.push(typeof known === 'string' ? JSON.parse(known) : known);
      },
    },
  );
  return { files, facts };
}

afterEach(removeFolders);

describe('threads that read', () => {
  it('give the files, the order and the facts of one thread', async () => {
    const root = largeTree();
    const alone = await reading(root, {});
    assert.equal(alone.files.length, Math.ceil(3000 / 7));
    assert.deepEqual(await reading(root, { threads: 2 }), alone);
    assert.deepEqual(await reading(root, { threads: 2, meanwhile: 'waits' }), alone);
  });

  it('stop when reading is cancelled', async () => {
    const { cancelled } = await scan(
      largeTree(),
      { excludes: [], gitignore: 'repository', threads: 1, meanwhile: 'waits' },
      { onFile: () => undefined, isCancelled: () => true },
    );
    assert.equal(cancelled, true);
  });

  for (const [name, code] of [
    ['fail at their first batch', "require('node:worker_threads').parentPort.on('message', () => { throw new Error('on purpose'); });"],
    ['fail at once', 'throw new Error();'],
    ['are not there', undefined],
  ] as const) {
    it(`lose nothing when they ${name}`, async () => {
      const root = makeFolder({});
      const path = join(root, 'reader.cjs');
      if (code !== undefined) writeFileSync(path, code);
      const here: string[] = [];
      const task = { search: { words: 'dma-buf', names: [] }, yields: 'texts' } as const;
      const readers = new Readers(
        2,
        task,
        {
          read: (batch) => {
            here.push(...batch.map(({ folder }) => folder));
            return { hits: [], nothing: [], bytes: 1 };
          },
          collect: (texts) => texts.map(({ file }) => file),
        },
        path,
      );
      const results = await Promise.all(
        ['a', 'b', 'c', 'd'].map((folder) => readers.read([{ folder, absolute: `/${folder}`, names: [] }])),
      );
      assert.deepEqual(here.sort(), ['a', 'b', 'c', 'd']);
      assert.equal(results.length, 4);
      await readers.room();
      assert.equal(readers.areThere, false);
    });
  }
});
