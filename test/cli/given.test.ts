/** What the user gives for granted, on the miniature kernel: assumptions and a kernel configuration. */
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { type Result, runHere } from './harness.ts';

const minikernel = fileURLToPath(new URL('../fixtures/minikernel', import.meta.url));
const pair = ['explain', 'iommufd_map_dmabuf', 'vcam_buf_ops'];

afterEach(removeFolders);

/** A copy of the miniature kernel with a `.config` of its own, if there is one. */
function kernel(config?: string): string {
  const root = makeFolder({});
  cpSync(minikernel, root, { recursive: true });
  if (config !== undefined) writeFileSync(join(root, '.config'), config);
  return root;
}

/** The outcomes of the pair: types or kinds, with a question mark where they depend on something. */
function outcomes({ stdout }: Result): string[] {
  const { runs } = JSON.parse(stdout) as { runs: { outcome: { kind: string; type?: string; conditions: string[] } }[] };
  return runs.map(({ outcome: { kind, type, conditions } }) => `${type ?? kind}${conditions.length > 0 ? '?' : ''}`);
}

describe('a question', () => {
  const open = ['PAL?', 'error?'];
  const cases: { config?: string; options: string[]; gives: string[] }[] = [
    { options: [], gives: open },
    { options: ['--assume', 'CONFIG_VCAM_PHYS=y'], gives: ['PAL'] },
    { options: ['--assume', 'other() > 3', '--assume', '!IS_ENABLED(CONFIG_VCAM_PHYS)'], gives: ['error'] },
    { config: 'CONFIG_VCAM_PHYS=y\n', options: [], gives: ['PAL'] },
    { config: '# CONFIG_VCAM_PHYS is not set\n', options: [], gives: ['error'] },
    { config: 'CONFIG_VCAM_PHYS=y\n', options: ['--no-config'], gives: open },
    { config: 'CONFIG_VCAM_PHYS=y\n', options: ['--assume', 'CONFIG_VCAM_PHYS=n'], gives: ['error'] },
    { config: 'CONFIG_VCAM_PHYS=y\n', options: ['--config', 'sub/other.config'], gives: ['error'] },
  ];
  for (const { config, options, gives } of cases) {
    const words = [...options, ...(config === undefined ? [] : [`in a tree with ${JSON.stringify(config)}`])].join(' ');
    it(`${words || 'that nobody answers'}: ${gives.join(', ')}`, async () => {
      const root = kernel(config);
      cpSync(join(makeFolder({ 'other.config': 'CONFIG_OTHER=y\n' }), 'other.config'), join(root, 'sub/other.config'));
      const result = await runHere([...pair, '--format', 'json', ...options], root);
      assert.deepEqual([result.code, result.stderr], [0, '']);
      assert.deepEqual(outcomes(result), gives);
    });
  }

  it('that is answered changes matrix and check as well', async () => {
    const given = ['--assume', 'CONFIG_VCAM_PHYS=y'];
    for (const command of [['matrix'], ['check', '--format', 'json', '.']]) {
      const [before, after] = [await runHere(command, minikernel), await runHere([...command, ...given], minikernel)];
      assert.equal(before.code, after.code);
      if (command[0] === 'matrix') assert.notEqual(before.stdout, after.stdout);
      assert.doesNotMatch(after.stdout, /CONFIG_VCAM_PHYS/);
    }
  });

  it('is not what list asks', async () => {
    assert.equal((await runHere(['list', 'types', '--assume', 'x'], minikernel)).code, 2);
    const { code, stderr } = await runHere(['list', 'types', '--verbose'], kernel('CONFIG_X=y\n'));
    assert.equal(code, 0);
    assert.doesNotMatch(stderr, /\.config/);
  });
});

describe('what is given', () => {
  it('is told first by explain, and by --verbose', async () => {
    const root = kernel('CONFIG_VCAM_PHYS=y\n');
    const { stdout, stderr } = await runHere([...pair, '--verbose', '--assume', 'busy()'], root);
    assert.match(stdout, /^assumed {3}busy\(\)\nassumed {3}CONFIG_ symbols as in \.config\nimporter /);
    assert.match(stderr, /\/\.config decides CONFIG_ symbols; --no-config leaves them open\n/);
  });

  it('has to be understood', async () => {
    for (const [options, message] of [
      [
        ['--assume', '= 3'],
        /^dmabuf-mapping: assumption not understood: = 3; .*\n.*CONFIG_NAME=y.*\n.*!f\(\.\.\.\)\n.*f\(\.\.\.\) >= 0\n$/,
      ],
      [['--assume', 'busy()', '--assume', 'f() == NOBODY', '--assume', 'f() =='], /not understood: f\(\) == NOBODY, f\(\) ==;/],
      [['--config', 'nope'], /^dmabuf-mapping: nope does not exist; name a kernel \.config\n$/],
      [['--config', 'Makefile'], /^dmabuf-mapping: Makefile is not a kernel configuration: /],
      [['--config', 'drivers'], /^dmabuf-mapping: drivers is not a file; /],
    ] as const) {
      const { code, stdout, stderr } = await runHere(['matrix', ...options], minikernel);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
    }
  });

  it('by the tree itself is left out with a message if it cannot be used', async () => {
    const root = kernel('[core]\n');
    const result = await runHere([...pair, '--format', 'json'], root);
    assert.equal(result.code, 0);
    assert.match(result.stderr, /^dmabuf-mapping: \.config: is not a kernel configuration: .*\n$/);
    assert.equal(outcomes(result).length, 2);
    assert.equal((await runHere([...pair, '--no-config'], root)).stderr, '');
  });
});
