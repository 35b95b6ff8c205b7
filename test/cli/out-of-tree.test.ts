/** What the command line says of a driver alone in a folder. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { IMPORTER, PRIVATE_TYPE } from '../support/out-of-tree.ts';
import { runHere } from './harness.ts';

afterEach(removeFolders);

describe('a driver alone in a folder', () => {
  it('has built-in counterparts in lists and in the matrix', async () => {
    const root = makeFolder({ 'gear.c': IMPORTER });
    const exporters = await runHere(['list', 'exporters', root], '/');
    assert.equal(
      exporters.stdout,
      `EXPORTER                               MATCH                                    PLACE
built-in: plain SGT exporter           callback built_in_sgt_match_mapping      built in
built-in: SGT exporter that needs P2P  callback built_in_sgt_p2p_match_mapping  built in
built-in: PAL exporter                 callback built_in_pal_match_mapping      built in
`,
    );
    const matrix = await runHere(['matrix', root], '/');
    assert.match(matrix.stdout, /^1 importer × 3 exporters\n\ngear_import\n {2}SGT, P2P\n {6}built-in: plain SGT exporter\n/);
  });

  it('has them in JSON, marked and without a place', async () => {
    const root = makeFolder({ 'gear.c': IMPORTER });
    const { stdout } = await runHere(['list', 'exporters', '--format', 'json', root], '/');
    assert.deepEqual(JSON.parse(stdout).exporters[2], {
      id: 'built-in:pal-exporter',
      name: 'built-in: PAL exporter',
      builtIn: true,
      match: 'callback',
    });
    const types = await runHere(['list', 'types', '--format', 'json', root], '/');
    assert.deepEqual(
      JSON.parse(types.stdout).types.map(({ label, builtIn, file }: { label: string; builtIn?: boolean; file?: string }) => [
        label,
        builtIn,
        file,
      ]),
      [
        ['SGT', true, undefined],
        ['PAL', true, undefined],
      ],
    );
    const all = await runHere(['matrix', '--format', 'json', root], '/');
    assert.doesNotMatch(all.stdout, /model:/);
  });

  it('explains a pair with one of them, by id or by name', async () => {
    const root = makeFolder({ 'gear.c': IMPORTER });
    const { code, stdout } = await runHere(['explain', 'gear_import', 'built-in:pal-exporter'], root);
    assert.equal(code, 0);
    assert.match(stdout, /^exporter {2}built-in: PAL exporter {2}built in {2}match_mapping = built_in_pal_match_mapping$/m);
    assert.doesNotMatch(stdout, /model:/);
    assert.deepEqual(await runHere(['explain', 'gear_import', 'built-in: PAL exporter'], root), { code, stdout, stderr: '' });
  });

  it('is not reported for a type that only its own counterpart knows', async () => {
    const root = makeFolder({ 'gear.c': PRIVATE_TYPE });
    const { code, stdout } = await runHere(['check', root], '/');
    assert.deepEqual([code, stdout.includes('gear')], [0, false]);
  });
});
