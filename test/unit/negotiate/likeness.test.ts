/** Sides that say the same in other names negotiate once; what is told of each pair is what it would be if there were no other. */
import assert from 'node:assert/strict';
import { before, describe, it, mock } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../../engine/answers.ts';
import { Machine } from '../../../engine/evaluate/machine.ts';
import { Project } from '../../../engine/project.ts';
import type { CParser } from '../../../engine/syntax/contract.ts';
import { lexFragment } from '../../../engine/syntax/tokens.ts';
import { exporterText, importerText } from '../../support/generated-sides.ts';
import { slice } from '../../support/longer.ts';
import { sharedParser } from '../../support/small-project.ts';

type Files = Readonly<Record<string, string>>;

describe('sides that are alike', () => {
  let parser: CParser;
  before(async () => {
    parser = await sharedParser();
  });

  const projectOf = (files: Files): Project => {
    const project = new Project(parser);
    for (const [file, text] of Object.entries(files)) project.setFile(file, text);
    return project;
  };

  /** Every pair, but for those of the model. */
  const cells = (project: Project): Cell[] => {
    const own = (sides: { id: string; builtIn?: true }[]) => sides.filter(({ builtIn }) => !builtIn);
    return own(project.importers()).flatMap(({ id }) => own(project.exporters()).map((exporter) => project.cell(id, exporter.id)));
  };

  /** Every pair as it is where there is nothing but its files. */
  const alone = (files: Files, pairs: readonly Cell[]): Cell[] =>
    pairs.map(({ importer, exporter }) => {
      const own = new Set([importer, exporter].map((id) => id.split(':')[0]!));
      const project = projectOf(Object.fromEntries(Object.entries(files).filter(([file]) => own.has(file) || file.endsWith('.h'))));
      return project.cell(importer, exporter);
    });

  /** How much code is run for an answer. */
  const runs = (answer: () => unknown): number => {
    const explore = mock.method(Machine.prototype, 'explore');
    try {
      answer();
      return explore.mock.callCount();
    } finally {
      explore.mock.restore();
    }
  };

  const drivers = (count: number, kind: (number: number) => number): Record<string, string> => {
    const files: Record<string, string> = {};
    for (let number = 0; number < count; number++) {
      files[`drivers/imp${number}.c`] = importerText(number, kind(number));
      // Places are not the same in those that are alike.
      files[`drivers/exp${number}.c`] =
        `${'\n'.repeat(number)}${exporterText(number, kind(number)).replace(/\n\t/g, `\n/* ${number} */\t`)}`;
    }
    return files;
  };

  const three = (number: number) => [5, 3, 14][number % 3]!;

  it('come to what each of them comes to alone, in its own places', () => {
    const files = drivers(6, three);
    const found = cells(projectOf(files));
    assert.equal(found.length, 36);
    assert.deepEqual(found, alone(files, found));
  });

  it('negotiate once', () => {
    const counts = [6, 12].map((count) => {
      const project = projectOf(drivers(count, three));
      project.importers();
      project.exporters();
      const first = runs(() => project.matrixModel());
      assert.equal(
        runs(() => cells(project)),
        0,
      );
      return first;
    });
    assert.equal(counts[0], counts[1]);
  });

  it('leave a class alone, and come to another, when a list changes', () => {
    const files = drivers(9, three);
    const project = projectOf(files);
    project.matrixModel();
    project.setFile('drivers/imp4.c', importerText(4, 5));
    project.importers();
    assert.equal(
      runs(() => project.matrixModel()),
      0,
    );
    project.setFile('drivers/imp4.c', importerText(4, 9));
    project.importers();
    const anew = runs(() => project.matrixModel());
    assert.ok(anew > 0 && anew < 16, `${anew} runs for one class`);
    const now = { ...files, 'drivers/imp4.c': importerText(4, 9) };
    const of = (all: Cell[]) => all.filter(({ importer }) => importer.includes('imp4'));
    assert.deepEqual(of(cells(project)), of(alone(now, of(cells(project)))));
  });

  describe('are not taken for alike', () => {
    const differences: Record<string, [from: string, to: string]> = {
      'with another constructor': ['DMA_BUF_IMAPPING_SGT(priv->dev, true)', 'DMA_BUF_IMAPPING_SGT(priv->dev, false)'],
      'with another condition': ['if (priv->pal)', 'if (!priv->pal)'],
      'with a member of another name': ['if (priv->pal)', 'if (priv->ready)'],
      'with another length': ['dmabuf, m, n,', 'dmabuf, m, 1,'],
      'with a function of its own in place of an unknown one': ['if (priv->pal)', 'if (imp1_moved)'],
      'with a macro that comes later': ['if (priv->pal)', 'if (LATER)'],
      'with a branch that may not be compiled': ['\tsize_t n = 0;', '#ifdef CONFIG_ONE\n\tsize_t n = 0;\n#else\n\tsize_t n = 1;\n#endif'],
    };
    for (const [what, [from, to]] of Object.entries(differences)) {
      it(what, () => {
        const later = '\n#define LATER 0\n';
        const files = {
          'drivers/imp0.c': importerText(0, 7) + later,
          'drivers/imp1.c': importerText(1, 7).replace(from, () => to) + later,
          'drivers/exp0.c': exporterText(0, 15),
        };
        assert.notEqual(files['drivers/imp1.c'], importerText(1, 7) + later);
        const found = cells(projectOf(files));
        assert.deepEqual(found, alone(files, found));
      });
    }
  });

  it('are not taken for alike with another function that a macro of others calls', () => {
    const withHelper = (number: number, ready: string) =>
      importerText(number, 7)
        .replace('#include <linux/dma-buf.h>', '#include "shared.h"\nstatic bool helper(void)\n{\n\treturn $;\n}\n'.replace('$', ready))
        .replace('if (priv->pal)', 'if (ASKS_A_HELPER())');
    const files = {
      'drivers/shared.h': '#define ASKS_A_HELPER() helper()\n/* dma_buf */\n',
      'drivers/imp0.c': withHelper(0, 'true'),
      'drivers/imp1.c': withHelper(1, 'false'),
      'drivers/exp0.c': exporterText(0, 15),
    };
    const found = cells(projectOf(files));
    assert.deepEqual(found, alone(files, found));
    assert.notDeepEqual(found[0]!.outcomes, found[1]!.outcomes);
  });

  it('are not taken for alike where a macro of others means something else', () => {
    const including = (number: number, header: string) =>
      importerText(number, 7)
        .replace('#include <linux/dma-buf.h>', `#include "shared.h"\n#include "${header}"`)
        .replace('if (priv->pal)', 'if (ASKS_A_HELPER())');
    const helper = (ready: string) => `/* dma_buf */\nstatic inline bool helper(void)\n{\n\treturn ${ready};\n}\n`;
    const files = {
      'drivers/shared.h': '#define ASKS_A_HELPER() helper()\n/* dma_buf */\n',
      'drivers/one.h': helper('true'),
      'drivers/other.h': helper('false'),
      'drivers/imp0.c': including(0, 'one.h'),
      'drivers/imp1.c': including(1, 'other.h'),
      'drivers/exp0.c': exporterText(0, 15),
    };
    const found = cells(projectOf(files));
    assert.deepEqual(found, alone(files, found));
    assert.notDeepEqual(found[0]!.outcomes, found[1]!.outcomes);
  });

  it('are told by their own names in conditions', () => {
    const asking = (text: string, name: string) =>
      text
        .replace('if (priv->pal)', `if (${name}_ready(priv))`)
        .replace(`static int ${name}_import`, `static bool ${name}_ready(struct ${name} *priv);\n$&`);
    const files = {
      'drivers/imp0.c': asking(importerText(0, 7), 'imp0'),
      'drivers/imp1.c': asking(importerText(1, 7), 'imp1'),
      'drivers/exp0.c': exporterText(0, 15),
    };
    const found = cells(projectOf(files));
    assert.match(JSON.stringify(found[1]), /imp1_ready/);
    assert.deepEqual(found, alone(files, found));
  });

  it('are what they are alone, whatever is changed in one of them', () => {
    const kinds = fc.constantFrom(3, 7, 13, 15);
    const spots = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('delete', 'double', 'replace')), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(kinds, fc.boolean(), spots, (kind, exporting, changes) => {
        const files = drivers(2, () => kind);
        const project = projectOf(files);
        cells(project);
        const file = exporting ? 'drivers/exp1.c' : 'drivers/imp1.c';
        files[file] = changes.reduce((text, change) => changed(text, change), files[file]!);
        project.setFile(file, files[file]!);
        const found = cells(project);
        assert.deepEqual(found, alone(files, found));
      }),
      slice(40),
    );
  });
});

/** The text with one token gone, twice, or another of its tokens in its place. */
function changed(text: string, [at, other, how]: [number, number, string]): string {
  const { tokens } = lexFragment(text);
  const token = (number: number) => [tokens.starts[number % tokens.count]!, tokens.ends[number % tokens.count]!] as const;
  const [start, end] = token(at);
  const word = text.slice(...token(how === 'double' ? at : other));
  const instead = how === 'delete' ? '' : how === 'double' ? `${word} ${word}` : word;
  return text.slice(0, start) + instead + text.slice(end);
}
