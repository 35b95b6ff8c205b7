/** Who takes part and who is alike, when files change: as a fresh start would say, at a cost that does not grow with the tree. */
import assert from 'node:assert/strict';
import { before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import { Memo } from '../../../engine/index/memo.ts';
import { Project } from '../../../engine/project.ts';
import type { CParser } from '../../../engine/syntax/contract.ts';
import { exporterText, importerText } from '../../support/generated-sides.ts';
import { slice } from '../../support/longer.ts';
import { sharedParser } from '../../support/small-project.ts';

const HEADER = `#include <linux/dma-buf.h>
struct dma_buf_attachment *first_get(struct device *dev, struct dma_buf *dmabuf, const struct dma_buf_attach_ops *ops);
struct dma_buf_attachment *second_get(struct device *dev, struct dma_buf *dmabuf, const struct dma_buf_attach_ops *ops);
`;

const wrapper = (name: string, linkage: string, ops: string) => `#include "get.h"
${linkage}struct dma_buf_attachment *${name}(struct device *dev, struct dma_buf *dmabuf, const struct dma_buf_attach_ops *ops)
{
	return dma_buf_sgt_dynamic_attach(dmabuf, dev, ${ops}, dev);
}
EXPORT_SYMBOL_GPL(${name});
`;

const user = (...calls: string[]) => `#include "get.h"
static const struct dma_buf_attach_ops user_ops = { .allow_peer2peer = true };
static int user_import(struct device *dev, struct dma_buf *dmabuf)
{
	${calls.map((call) => `if (IS_ERR(${call}))\n\t\treturn -EINVAL;`).join('\n\t')}
	return 0;
}
`;

const first = 'first_get(dev, dmabuf, &user_ops)';
const second = 'second_get(dev, dmabuf, &user_ops)';
const direct = 'dma_buf_sgt_dynamic_attach(dmabuf, dev, &user_ops, dev)';

/** An exporter of the interface as it was. */
const LEGACY = `#include <linux/dma-buf.h>
static struct sg_table *old_map(struct dma_buf_attachment *attach, enum dma_data_direction dir);
static const struct dma_buf_ops old_ops = { .map_dma_buf = old_map };
`;

/** An importer that looks into the file of another. */
const LOOKING = importerText(3).replace('#include <linux/dma-buf.h>', '#include <linux/dma-buf.h>\n#include "exp0.c"');

/** What each file may say; the first is what it says in the beginning. */
const WORLD: Record<string, readonly (string | undefined)[]> = {
  'drivers/imp0.c': [importerText(0, 7), importerText(0, 3), undefined, importerText(0, 7) + exporterText(9, 7)],
  'drivers/imp1.c': [importerText(1, 7), importerText(1, 3), undefined, importerText(1, 7) + importerText(8, 7)],
  'drivers/imp2.c': [importerText(2, 3), importerText(2, 7), undefined],
  'drivers/imp3.c': [importerText(3), LOOKING, undefined],
  'drivers/exp0.c': [exporterText(0, 15), exporterText(0, 3), undefined, LEGACY],
  'drivers/exp1.c': [exporterText(1, 15), exporterText(1, 3), `\n${exporterText(1, 15)}`, undefined],
  'drivers/exp2.c': [LEGACY.replaceAll('old', 'older'), undefined, exporterText(2, 3)],
  'drivers/get.h': [HEADER, undefined],
  'drivers/first.c': [wrapper('first_get', '', 'ops'), wrapper('first_get', 'static ', 'ops'), wrapper('first_get', '', 'NULL'), undefined],
  'lib/second.c': [wrapper('second_get', '', 'ops'), undefined, wrapper('second_get', '', 'ops').replace('second_get', '\nsecond_get')],
  'drivers/user.c': [user(first), user(second), user(direct, first, second), user(), user(direct, first), user(direct), undefined],
  'drivers/other.c': [
    user(second).replaceAll('user', 'other'),
    user(first, second).replaceAll('user', 'other'),
    '#include "get.h"\nstatic int (*const other)() = first_get;\nconst struct other_table { int (*get)(); } other_table = { .get = first_get };\n',
    undefined,
  ],
};

describe('sides that are kept', () => {
  let parser: CParser;
  before(async () => {
    parser = await sharedParser();
  });

  const projectOf = (files: Iterable<readonly [string, string]>): Project => {
    const project = new Project(parser);
    for (const [file, text] of files) project.setFile(file, text);
    return project;
  };

  const told = (project: Project): unknown => {
    const [importers, exporters] = [project.importers(), project.exporters()];
    return {
      ...{ importers, exporters, sought: project.sought(), model: project.matrixModel() },
      cells: importers.flatMap(({ id }) => exporters.map((exporter) => project.cell(id, exporter.id))),
    };
  };

  it('are those of a fresh start, whatever came, went or changed', () => {
    const files = Object.keys(WORLD);
    const change = fc.record({ file: fc.constantFrom(...files), to: fc.nat(20), and: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { minLength: 5, maxLength: 14 }), (changes) => {
        const texts = new Map(files.map((file) => [file, WORLD[file]![0]!]));
        const project = projectOf(texts);
        told(project);
        for (const { file, to, and } of changes) {
          const text = WORLD[file]![to % WORLD[file]!.length];
          if (text === undefined) {
            texts.delete(file);
            project.removeFile(file);
          } else {
            texts.set(file, text);
            project.setFile(file, text);
          }
          if (!and) assert.deepEqual(told(project), told(projectOf([...texts].reverse())));
        }
      }),
      slice(12),
    );
  });

  /** How much is asked for to tell of a pair after one list has changed, in a tree of so many sides. */
  const asked = (sides: number, change: (project: Project) => void): number => {
    const texts = new Map<string, string>();
    for (let number = 0; number < sides; number++) {
      texts.set(`drivers/imp${number}.c`, importerText(number, number % 4));
      texts.set(`drivers/exp${number}.c`, exporterText(number, number % 4));
    }
    const project = projectOf(texts);
    project.matrixModel();
    change(project);
    const counters = (['note', 'get', 'settled', 'gathered'] as const).map((method) => mock.method(Memo.prototype, method));
    try {
      project.cell('drivers/imp5.c:imp5_import', 'drivers/exp6.c:exp6_ops');
      return counters.reduce((sum, counter) => sum + counter.mock.callCount(), 0);
    } finally {
      for (const counter of counters) counter.mock.restore();
    }
  };

  const lists: { of: string; change: (project: Project) => void }[] = [
    { of: 'an importer', change: (project) => project.setFile('drivers/imp5.c', importerText(5, 2)) },
    { of: 'an exporter', change: (project) => project.setFile('drivers/exp6.c', exporterText(6, 1)) },
  ];
  for (const { of, change } of lists) {
    it(`are not asked about when the list of ${of} changes that is not theirs`, () => {
      assert.equal(asked(36, change), asked(12, change));
    });
  }
});
