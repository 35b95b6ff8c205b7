/** A folder with several source trees: they are read apart and told by the folder each lies in. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { runHere } from './harness.ts';

afterEach(removeFolders);

const exporter = (name: string): string => `
static struct sg_table *map(struct dma_buf_attachment *attach, enum dma_data_direction dir) { return helper(attach); }
static const struct dma_buf_ops ${name}_ops = { .map_dma_buf = map };
`;
const importer = (name: string): string => `
struct dma_buf_attachment *${name}_import(struct device *dev, struct dma_buf *buf) { return dma_buf_attach(buf, dev); }
`;
const tree = (folder: string, name: string): Record<string, string> => ({
  [`${folder}/include/linux/dma-buf.h`]: '/* struct dma_buf */\n',
  [`${folder}/drivers/${name}.c`]: exporter(name) + importer(name),
});
const two = { ...tree('old', 'one'), ...tree('new/linux', 'two') };

async function json(argv: string[], root: string) {
  const { code, stdout, stderr } = await runHere([...argv, '--format', 'json'], root);
  assert.deepEqual([code, stderr], [0, '']);
  return JSON.parse(stdout);
}

test('lists everything, with paths from the folder that was named', async () => {
  const root = makeFolder(two);
  const { importers } = await json(['list', 'importers'], root);
  assert.deepEqual(
    importers.map(({ id, file }: { id: string; file: string }) => [id, file]),
    [
      ['new/linux/drivers/two.c:two_import', 'new/linux/drivers/two.c'],
      ['old/drivers/one.c:one_import', 'old/drivers/one.c'],
    ],
  );
});

test('pairs nothing across trees', async () => {
  const root = makeFolder(two);
  const { cells, coverage } = await json(['matrix'], root);
  assert.deepEqual(
    cells.map(({ importer, exporter: other }: { importer: string; exporter: string }) => [importer, other]),
    [
      ['new/linux/drivers/two.c:two_import', 'new/linux/drivers/two.c:two_ops'],
      ['old/drivers/one.c:one_import', 'old/drivers/one.c:one_ops'],
    ],
  );
  assert.equal(coverage.pairs, 2);
});

test('reads what lies in no tree as a tree too', async () => {
  const root = makeFolder({ ...tree('linux', 'one'), 'module/x.c': importer('x') });
  const { importers } = await json(['list', 'importers'], root);
  assert.deepEqual(
    importers.filter(({ id }: { id: string }) => !id.includes('built-in')).map(({ file }: { file: string }) => file),
    ['module/x.c', 'linux/drivers/one.c'],
  );
  assert.deepEqual((await json(['list', 'importers', 'linux'], root)).importers.length, 1);
});

test('explains a pair of one tree, and says why there is none of two', async () => {
  const root = makeFolder(two);
  const explained = await json(['explain', 'one_import', 'one_ops'], root);
  assert.equal(explained.importer.file, 'old/drivers/one.c');
  const { code, stderr } = await runHere(['explain', 'one_import', 'two_ops'], root);
  assert.equal(code, 2);
  assert.match(stderr, /one_import and two_ops lie in different source trees/);
});

test('reads the trees of several paths whole, and reports about the paths', async () => {
  const root = makeFolder({ ...two, 'old/sound/other.c': exporter('other') });
  const { exporters } = await json(['list', 'exporters', 'old/drivers', 'new/linux/drivers'], root);
  assert.deepEqual(
    exporters.map(({ name }: { name: string }) => name),
    ['two_ops', 'one_ops'],
  );
});

test('includes what build rules hide', async () => {
  const root = makeFolder({ '.git/HEAD': '', '.gitignore': 'made/\n', 'made/x.c': importer('x'), 'y.c': importer('y') });
  const names = async (...argv: string[]) =>
    (await json(['list', 'importers', ...argv], root)).importers
      .map(({ name }: { name: string }) => name)
      .filter((name: string) => !/built/.test(name));
  assert.deepEqual(await names(), ['y_import']);
  assert.deepEqual(await names('--include', 'made/'), ['x_import', 'y_import']);
});
