/** The engine against the compiled miniature kernel, whose outcomes are in expected.json: it has to tell each of them, and no other. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Outcome } from '../../engine/answers.ts';
import { Project } from '../../engine/project.ts';
import { type ExpectedPair, outcomesOf, TURNED_AWAY } from '../support/expected-pairs.ts';
import { minikernel, sources } from '../support/minikernel.ts';
import { sharedParser } from '../support/small-project.ts';

const expected: { pairs: ExpectedPair[] } = JSON.parse(readFileSync(join(minikernel, 'expected.json'), 'utf8'));
/** As people call an importer: by the function that brings the parameters. */
const named = ({ importer, caller }: ExpectedPair): string => caller ?? importer;
const importers = [...new Set(expected.pairs.map(named))];

describe('the engine on the miniature kernel', () => {
  /** By importer and exporter, the outcomes as texts. */
  const told = new Map<string, Set<string>>();
  before(async () => {
    const project = new Project(await sharedParser());
    for (const file of sources(minikernel, ['.c', '.h'])) project.setFile(relative(minikernel, file), readFileSync(file, 'utf8'));
    const names = new Map([...project.importers(), ...project.exporters()].map(({ id, name }) => [id, name]));
    for (const { importer, exporter, outcomes } of project.matrix().cells) {
      told.set(`${names.get(importer)} × ${names.get(exporter)}`, new Set(outcomes.map(textOf)));
    }
  });

  it('knows every pair, and no other', () => {
    const pairs = new Set(expected.pairs.map((pair) => `${named(pair)} × ${pair.exporter}`));
    assert.deepEqual([...told.keys()].sort(), [...pairs].sort());
  });

  for (const importer of importers) {
    it(`tells what ${importer} comes to with each exporter`, () => {
      const real = new Map<string, Set<string>>();
      for (const pair of expected.pairs.filter((other) => named(other) === importer)) {
        const key = `${importer} × ${pair.exporter}`;
        real.set(key, new Set([...(real.get(key) ?? []), ...outcomesOf(pair.outcome)]));
      }
      // The engine answers for the attach call itself, whatever its function asks before.
      for (const [key, outcomes] of real) if (outcomes.has(TURNED_AWAY)) real.delete(key);
      const lines = (all: Map<string, Set<string>>) =>
        [...real.keys()].map((key) => `${key}: ${[...(all.get(key) ?? [])].sort().join(', ')}`);
      assert.deepEqual(lines(told), lines(real));
    });
  }
});

function textOf({ kind, type, exporterEntry, importerEntry, p2p, errno, defect, reason }: Outcome): string {
  if (kind === 'matched') return `matched ${type} ${exporterEntry}/${importerEntry}${p2p === 'yes' ? ' with P2P' : ''}`;
  return `${kind} ${errno ?? defect ?? reason}`;
}
