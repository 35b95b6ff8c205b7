/** The engine against the C compiler: programs that failed once, and a slice of what `npm run prove` generates. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { compare, Judge, realText } from '../proof/compare.ts';
import { prove } from '../proof/proof.ts';
import { regressions } from '../proof/regressions.ts';
import { realOutcomes } from '../proof/run.ts';

let judge: Judge;
before(async () => {
  judge = await Judge.create();
});

const kept = regressions();

for (const { name, program, runs } of kept) {
  test(`says what this program does: ${name}`, () => {
    const outcomes = judge.outcomes(program);
    for (const { inputs, real } of runs) {
      assert.deepEqual(compare(program, outcomes, real, inputs), { kind: 'right', message: '' });
      assert.deepEqual(compare(program, judge.pinned(program, inputs), real, inputs), { kind: 'right', message: '' }, 'with fixed inputs');
    }
  });
}

test('kept programs do what is written down', () => {
  const found = realOutcomes(kept.map(({ program, runs }) => ({ program, runs: runs.map(({ inputs }) => inputs) })));
  assert.deepEqual(
    found.map((reals) => reals.map(realText)),
    kept.map(({ runs }) => runs.map(({ real }) => realText(real))),
  );
});

test('says what 300 generated programs do', async () => {
  const { programs, failures } = await prove({ cases: 300, seed: 20260301, mostFailures: 3, shrink: true });
  assert.deepEqual(
    failures.map(({ verdict, inputs, program }) => `${verdict.kind}: ${verdict.message}\n${JSON.stringify(inputs)}\n${program.text}`),
    [],
  );
  assert.equal(programs, 300);
});
