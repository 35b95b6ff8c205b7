/** What counts as a kernel's .config, and what is said about a file that does not. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { findConfiguration, maximumConfigurationBytes, readConfiguration } from '../../workspace/index.ts';
import { asUnprivileged, makeFolder, removeFolders } from '../support/folders.ts';

const TEXT = '# Linux/x86 Kernel Configuration\nCONFIG_PCI_P2PDMA=y\n# CONFIG_IOMMUFD is not set\n';

afterEach(removeFolders);

/** Makes `.config` in a folder; answers what is found there, by name and as the tree's own. */
function look(make: (path: string) => void): { named: string; own: string } {
  const root = makeFolder({});
  const path = join(root, '.config');
  make(path);
  return { named: words(readConfiguration(path)), own: words(findConfiguration(root)) };
}

function words(result: { kind: string; text?: string; message?: string }): string {
  return result.text ?? result.message ?? result.kind;
}

describe('a kernel configuration', () => {
  it('is read whole, by name and as the own one of a tree', () => {
    assert.deepEqual(
      look((path) => writeFileSync(path, TEXT)),
      { named: TEXT, own: TEXT },
    );
  });

  for (const text of ['# CONFIG_A is not set\n', 'CONFIG_A=m', '\ufeffCONFIG_A="x"\r\n# CONFIG_B is not set\r\n']) {
    it(`may be ${JSON.stringify(text)}`, () => {
      const { named, own } = look((path) => writeFileSync(path, text));
      assert.equal(named, text.replace('\ufeff', ''));
      assert.equal(own, named);
    });
  }

  it('may be a link, as kernel builders have it', () => {
    const elsewhere = join(makeFolder({ 'x86.config': TEXT }), 'x86.config');
    assert.deepEqual(
      look((path) => symlinkSync(elsewhere, path)),
      { named: TEXT, own: TEXT },
    );
  });

  it('may be missing in a tree, but not when it is named', () => {
    const { named, own } = look(() => undefined);
    assert.match(named, /^does not exist/);
    assert.equal(own, 'none');
  });

  for (const [what, make] of [
    ['a folder', mkdirSync],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ] as const) {
    it(`cannot be ${what}`, () => {
      const { named, own } = look((path) => void make(path));
      assert.match(named, /^is not a file/);
      assert.equal(own, 'none');
    });
  }

  for (const text of ['', '[core]\n\teditor = vi\n', 'see CONFIG_A=y\n', '#define CONFIG_A 1\n']) {
    it(`cannot be ${JSON.stringify(text)}`, () => {
      const { named, own } = look((path) => writeFileSync(path, text));
      assert.match(named, /^is not a kernel configuration: /);
      assert.equal(own, named);
    });
  }

  it('has a largest size', () => {
    const sized = (bytes: number) =>
      look((path) => {
        writeFileSync(path, TEXT);
        truncateSync(path, bytes);
      });
    assert.match(sized(maximumConfigurationBytes + 1).own, /^is left out: 5 MB, and a kernel \.config has at most 4 MB$/);
    assert.match(sized(50 * 1024 * 1024).named, /^is left out: 50 MB/);
    assert.equal(sized(maximumConfigurationBytes).own.length, maximumConfigurationBytes);
  });

  it('that cannot be read is a problem, not an absence', async () => {
    const root = makeFolder({ '.config': TEXT }, { unreadable: ['.config'] });
    assert.match(words(await asUnprivileged(async () => findConfiguration(root))), /^cannot be read: permission denied/);
  });
});
