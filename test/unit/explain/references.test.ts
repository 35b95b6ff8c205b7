/** Which uses of a name mean the same thing, as C sees it. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Project } from '../../../engine/project.ts';
import { LineIndex } from '../../../engine/syntax/lines.ts';
import { smallProject } from '../../support/small-project.ts';

const HEADER = `#include <linux/dma-buf-mapping.h>
struct dma_buf_attachment *hold(struct dma_buf *dmabuf, struct device *dev, const struct dma_buf_attach_ops *ops);
extern const struct memops mem_ops;
`;
const CORE = `#include <hold.h>
struct dma_buf_attachment *hold(struct dma_buf *dmabuf, struct device *dev, const struct dma_buf_attach_ops *ops)
{
	/* hold is told here, and "hold" */
	return dma_buf_sgt_dynamic_attach(dmabuf, dev, ops, NULL);
}
EXPORT_SYMBOL_GPL(hold);
static int held(struct dma_buf *dmabuf, struct device *dev) { return IS_ERR(dma_buf_sgt_attach(dmabuf, dev)); }
const struct memops mem_ops = { .attach = held, .hold = hold };
`;
const USER = `#include <hold.h>
static const struct dma_buf_attach_ops my_ops = { .allow_peer2peer = true };
void reg(struct dma_buf *dmabuf, struct device *dev) { hold(dmabuf, dev, &my_ops); }
void init(struct queue *q) { q->hold = 1; q->ops = &mem_ops; }
`;
const STRANGER = `static void hold(int a) { }
static const struct dma_buf_attach_ops my_ops;
void other(int hold_count) { hold(hold_count); }
void local(void) { int hold = 0; hold++; use(&my_ops); }
`;
const files = { 'include/hold.h': HEADER, 'core/hold.c': CORE, 'drivers/a.c': USER, 'drivers/b.c': STRANGER };

/** A place, as the piece of text that begins there; where to ask; what is found, as file and line. */
const cases: { name: string; file: keyof typeof files; at: string; found: string[] }[] = [
  {
    name: 'a wrapper, from its call: declaration, definition, export, table entry and calls',
    file: 'drivers/a.c',
    at: 'hold(dmabuf',
    found: ['core/hold.c:1', 'core/hold.c:6', 'core/hold.c:8', 'drivers/a.c:2', 'include/hold.h:1'],
  },
  { name: 'ops of one file only', file: 'drivers/a.c', at: 'my_ops =', found: ['drivers/a.c:1', 'drivers/a.c:2'] },
  { name: 'a table of functions', file: 'core/hold.c', at: 'mem_ops =', found: ['core/hold.c:8', 'drivers/a.c:3', 'include/hold.h:2'] },
  { name: 'an importer that a table holds', file: 'core/hold.c', at: 'held(', found: ['core/hold.c:7', 'core/hold.c:8'] },
  { name: 'a function of another file with the same name is not ours', file: 'drivers/b.c', at: 'hold(int', found: [] },
  { name: 'nor is a local', file: 'drivers/b.c', at: 'hold++', found: [] },
  { name: 'nor a member', file: 'drivers/a.c', at: 'hold = 1', found: [] },
  { name: 'nor a function that has nothing to do with it', file: 'drivers/a.c', at: 'init(', found: [] },
];

describe('references', () => {
  let project: Project;
  before(async () => {
    project = await smallProject(
      Object.entries(files).map(([path, text]) => ({ path, text })),
      [],
    );
  });

  for (const { name, file, at, found } of cases) {
    it(name, () => {
      const position = new LineIndex(files[file]).position(files[file].indexOf(at));
      assert.deepEqual(
        project.references(file, position).map((location) => `${location.file}:${location.range.start.line}`),
        found,
      );
    });
  }

  it('of an attach function are its calls in the whole tree', () => {
    const position = new LineIndex(CORE).position(CORE.indexOf('dma_buf_sgt_attach('));
    const found = project.references('core/hold.c', position).map((location) => location.file);
    assert.ok(found.includes('core/hold.c') && found.some((file) => file.startsWith('drivers/dma-buf/')));
  });

  it('and definition goes from the call of a wrapper to the wrapper', () => {
    const position = new LineIndex(USER).position(USER.indexOf('hold(dmabuf'));
    assert.deepEqual(
      project.definition('drivers/a.c', position).map((location) => `${location.file}:${location.range.start.line}`),
      ['core/hold.c:1'],
    );
  });
});
