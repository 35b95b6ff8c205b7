import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { before, describe, it } from 'node:test';
import type { MatrixModel } from '../../../engine/answers.ts';
import { conditionLines, formulaWords, pinsOf, underPins } from '../../../engine/matrix/what-if.ts';
import { Project } from '../../../engine/project.ts';
import { failed, matched, modelOf, p2p } from '../../support/matrix.ts';
import { minikernel, sources } from '../../support/minikernel.ts';
import { sharedParser } from '../../support/small-project.ts';

const model = modelOf(['x:a'], {
  'i:1': [[p2p('SGT', 'a', 'b or (c and d)'), matched('SGT', '!a'), failed('EINVAL', 'a', '!b', '!c or !d')]],
});

/** What is left, as the labels and their conditions. */
function left(...assumptions: string[]): string[] {
  const { outcomes } = underPins(model.results[0]!, pinsOf(model, assumptions));
  return outcomes.map(({ label, when }) => (when ? `${label}: ${formulaWords(when)}` : label));
}

describe('what if', () => {
  it('leaves everything as it is without an answer', () => {
    assert.deepEqual(left(), ['SGT, P2P: a and (b or (c and d))', 'SGT: !a', 'no match (EINVAL): a and !b and (!c or !d)']);
    assert.equal(underPins(model.results[0]!, new Map()).words, model.results[0]!.summary);
  });

  it('takes out outcomes whose conditions fail, and conditions that hold', () => {
    assert.deepEqual(left('a'), ['SGT, P2P: b or (c and d)', 'no match (EINVAL): !b and (!c or !d)']);
    assert.deepEqual(left('a', '!b'), ['SGT, P2P: c and d', 'no match (EINVAL): !c or !d']);
    assert.deepEqual(left('a', '!b', 'c'), ['SGT, P2P: d', 'no match (EINVAL): !d']);
  });

  it('tells an outcome that is left alone without conditions', () => {
    assert.deepEqual(left('!a'), ['SGT']);
    assert.deepEqual(left('a', 'b'), ['SGT, P2P']);
  });

  it('ignores answers that nothing asks about', () => {
    assert.deepEqual(left('zebra'), left());
  });

  it('says so where answers exclude each other', () => {
    const odd = modelOf(['x:a'], { 'i:1': [[matched('SGT', 'x == 1'), failed('EPERM', 'x == 2')]] });
    const shown = underPins(odd.results[0]!, pinsOf(odd, ['x != 1', 'x != 2']));
    assert.deepEqual([shown.outcomes, shown.words], [[], 'the answers exclude each other here']);
  });

  it('has a line for each condition that holds with others', () => {
    assert.deepEqual(conditionLines(model.results[0]!.outcomes[0]!.when), ['a', 'b or (c and d)']);
  });
});

/** Labels of what comes out of each pair. */
function labels(shown: MatrixModel, assumptions: readonly string[]): Map<string, Set<string>> {
  const pins = pinsOf(shown, assumptions);
  const results = shown.results.map((result) => new Set(underPins(result, pins).outcomes.map(({ label }) => label)));
  return new Map(
    shown.rows.flatMap((row, at) =>
      shown.columns.flatMap((column, index) =>
        row.flatMap((from) =>
          column.map((to) => [`${shown.importers[from]!.id} × ${shown.exporters[to]!.id}`, results[shown.cells[at]![index]!]!] as const),
        ),
      ),
    ),
  );
}

describe('what if on the miniature kernel', () => {
  let project: Project;
  before(async () => {
    project = new Project(await sharedParser());
    for (const file of sources(minikernel, ['.c', '.h'])) project.setFile(relative(minikernel, file), readFileSync(file, 'utf8'));
  });

  for (const assumption of ['pci_p2pdma_distance(...) < 0', 'CONFIG_VCAM_PHYS=m', '!IS_ENABLED(CONFIG_PCI_P2PDMA)'])
    it(`keeps all that the engine finds when it assumes ${assumption}`, () => {
      project.assume([]);
      const shown = labels(project.matrixModel(), [assumption]);
      project.assume([assumption]);
      const found = labels(project.matrixModel(), []);
      project.assume([]);
      const lost = [...found].flatMap(([pair, own]) =>
        [...own].filter((label) => !shown.get(pair)?.has(label)).map((label) => `${pair}: ${label}`),
      );
      assert.deepEqual(lost, []);
      assert.equal(found.size, 400);
    });
});
