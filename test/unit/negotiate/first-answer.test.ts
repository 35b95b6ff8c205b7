/** What the first answer about a tree is made from: of most code, what is declared says enough. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Project } from '../../../engine/project.ts';
import { sharedParser } from '../../support/small-project.ts';

const IMPORTERS = `struct drv *shared_import(struct device *dev, struct dma_buf *dmabuf)
{
	int in_shared_import = check(dev);

	return wrap(dma_buf_attach(dmabuf, dev), in_shared_import);
}
EXPORT_SYMBOL(shared_import);

static int own_import(struct device *dev, struct dma_buf *dmabuf)
{
	int in_own_import = check(dev);

	return keep(dma_buf_attach(dmabuf, dev), in_own_import);
}

struct drv *lone_import(struct device *dev, struct dma_buf *dmabuf)
{
	int in_lone_import = check(dev);

	return wrap(dma_buf_attach(dmabuf, dev), in_lone_import);
}
`;
const CALLER = `struct drv *other_import(struct dma_buf *dmabuf)
{
	int in_other_import = 0;

	return shared_import(other_device(in_other_import), dmabuf);
}
`;
const EXPORTER = `struct dma_buf *export_with(const struct dma_buf_ops *ops)
{
	struct dma_buf_export_info in_export_with = { .ops = ops };

	return dma_buf_export(&in_export_with);
}
EXPORT_SYMBOL(export_with);
`;
const USER = `static const struct dma_buf_ops user_ops = { .map_dma_buf = user_map };

struct dma_buf *user_export(void)
{
	int in_user_export = 0;

	use(in_user_export);
	return export_with(&user_ops);
}
`;

/** A project, and which of the locals that are named after their functions its parser has read since this was asked last. */
async function watched(): Promise<{ project: Project; read: () => string[] }> {
  const parser = await sharedParser();
  let texts = '';
  const watching = {
    parse: (text: string) => {
      texts += text;
      return parser.parse(text);
    },
  };
  const project = new Project(watching);
  const files = { 'lib/importers.c': IMPORTERS, 'drivers/caller.c': CALLER, 'lib/exporter.c': EXPORTER, 'drivers/user.c': USER };
  for (const [file, text] of Object.entries(files)) project.setFile(file, text);
  const read = () => {
    const words = [...new Set(texts.match(/\bin_\w+/g))].sort();
    texts = '';
    return words;
  };
  read();
  return { project, read };
}

const placeOf = (text: string, call: string, word: string) => {
  const lines = text.slice(0, text.indexOf(word, text.indexOf(call))).split('\n');
  return { line: lines.length - 1, character: lines.at(-1)!.length };
};

describe('the first hover', () => {
  it('of an attach call reads the functions on ways to it, and no more', async () => {
    const { project, read } = await watched();
    const hover = project.hover('lib/importers.c', placeOf(IMPORTERS, 'own_import', 'dma_buf_attach'));
    assert.match(hover?.markdown ?? '', /^SGT with 1 of 1 exporter/);
    assert.deepEqual(read(), ['in_other_import', 'in_own_import', 'in_shared_import']);
  });

  it('leaves out nobody: what was not read for it is read when somebody asks', async () => {
    const { project, read } = await watched();
    project.hover('lib/importers.c', placeOf(IMPORTERS, 'own_import', 'dma_buf_attach'));
    read();
    assert.deepEqual(
      project.exporters().flatMap(({ exportedBy }) => exportedBy?.map((site) => site.function)),
      ['user_export'],
    );
    assert.deepEqual(read(), ['in_export_with', 'in_user_export']);
    assert.deepEqual(
      project.sought().filter((name) => name.endsWith('_import')),
      ['lone_import', 'other_import', 'shared_import'],
    );
    assert.deepEqual(read(), ['in_lone_import']);
  });
});
