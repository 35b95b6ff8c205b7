/** Between a source and the rows about it: what is at a place, and what a row tells of its place. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Project } from '../../../engine/project.ts';
import { smallProject } from '../../support/small-project.ts';

const importer = `#include <linux/dma-buf-mapping.h>

int first(struct dma_buf *buf, struct device *dev)
{
	struct dma_buf_mapping_match list[] = {
		DMA_BUF_IMAPPING_SGT(dev, false),
	};

	return PTR_ERR_OR_ZERO(dma_buf_mapping_attach(buf, list, ARRAY_SIZE(list), NULL, NULL));
}

int stranger(void)
{
	return 0;
}
`;

const exporter = `#include <linux/dma-buf-mapping.h>

static const struct dma_buf_mapping_sgt_exp_ops sgt_ops = { .map_dma_buf = map };

static int choose(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match list[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };

	return dma_buf_match_mapping(args, list, ARRAY_SIZE(list));
}

static const struct dma_buf_ops heap_ops = {
	.match_mapping = choose,
	.release = release,
};

struct dma_buf *export(struct heap *heap)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.ops = &heap_ops;
	return dma_buf_export(&info);
}
`;

const files = [
  { path: 'i.c', text: importer },
  { path: 'e.c', text: exporter },
];
const project = (): Promise<Project> => smallProject(files, []);

function place(text: string, at: string) {
  const before = text.slice(0, text.indexOf(at)).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

describe('sides at a place', () => {
  const cases: [file: string, text: string, at: string, sides: string[]][] = [
    ['i.c', importer, 'dma_buf_mapping_attach', ['importer i.c:first']],
    ['i.c', importer, 'list[]', ['importer i.c:first']],
    ['i.c', importer, 'DMA_BUF_IMAPPING_SGT', ['importer i.c:first']],
    ['i.c', importer, 'return PTR', ['importer i.c:first']],
    ['i.c', importer, 'return 0', []],
    ['e.c', exporter, 'heap_ops = {', ['exporter e.c:heap_ops']],
    ['e.c', exporter, '.release', ['exporter e.c:heap_ops']],
    ['e.c', exporter, 'ARRAY_SIZE(list)', ['exporter e.c:heap_ops']],
    ['e.c', exporter, 'DEFINE_DMA_BUF', ['exporter e.c:heap_ops']],
    ['gone.c', exporter, '#include', []],
  ];
  for (const [file, text, at, sides] of cases) {
    it(`${file}, before ${at}`, async () => {
      const found = (await project()).sidesAt(file, place(text, at));
      assert.deepEqual(
        found.map(({ of, id }) => `${of} ${id}`),
        sides,
      );
    });
  }
});

describe('what a row tells at length', () => {
  const cases: [string[], RegExp | undefined][] = [
    [['importer:i.c:first'], /^\*\*\[first\]\(dmabuf-open:i\.c#9\)\*\*\n\nSGT with 1 of 1 exporter/],
    [['page:1.0', 'exporter:e.c:heap_ops'], /^\*\*\[heap_ops\]\(dmabuf-open:e\.c#12\)\*\*\n\nSGT with 1 of 1 importer/],
    [['importer:i.c:first', 'exporter:e.c:heap_ops'], /^\*\*\[first\].* with \*\*\[heap_ops\].*\n\nSGT\n\n- SGT, always/],
    [['exporter:e.c:heap_ops', 'importer:i.c:first', 'outcome:0'], /\n\n- SGT, always/],
    [['group:SGT'], /^\*\*\[dma_buf_mapping_sgt_type\]/],
    [['group:net'], undefined],
    [['importer:gone'], undefined],
    [['importer:i.c:first', 'finding:0 r a.c'], undefined],
  ];
  for (const [path, says] of cases) {
    it(path.join(' / '), async () => {
      const detail = (await project()).rowDetail(path);
      if (says) assert.match(detail ?? '', says);
      else assert.equal(detail, undefined);
    });
  }
});
