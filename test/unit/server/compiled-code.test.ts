/** Code that was compiled at an earlier start: used if it is whole, ours, and of this bundle; else the bundle is compiled as ever. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CompiledCode } from '../../../server/compiled-code.ts';
import { makeFolder, removeFolders } from '../../support/folders.ts';

const CODE = `exports.answer = (times) => require('other') * times;
exports.sibling = require('./sibling.js').name;
exports.file = __filename;
`;

after(removeFolders);

/** Runs the bundle, and tells whether it had to be compiled. */
function run(folder: string, cache: string | undefined, name: string | undefined = 'one'): { code: CompiledCode; compiled: boolean } {
  const path = join(folder, 'bundle.js');
  const code = new CompiledCode(path, cache, name);
  const exports = code.run({ other: () => 7 }) as { answer: (times: number) => number; sibling: string; file: string };
  assert.deepEqual([exports.answer(6), exports.sibling, exports.file], [42, 'sibling', path]);
  return { code, compiled: code.isToBeKept };
}

function kept(): { folder: string; cache: string; file: string } {
  const folder = makeFolder({ 'bundle.js': CODE, 'sibling.js': "exports.name = 'sibling';" });
  const cache = makeFolder({});
  const { code, compiled } = run(folder, cache);
  assert.ok(compiled);
  code.keep();
  assert.deepEqual(readdirSync(cache), ['bundle.code']);
  assert.equal(code.isToBeKept, false);
  return { folder, cache, file: join(cache, 'bundle.code') };
}

test('what was kept is used', () => {
  const { folder, cache } = kept();
  assert.equal(run(folder, cache).compiled, false);
});

test('of another bundle it is not used', () => {
  const { folder, cache } = kept();
  assert.equal(run(folder, cache, 'two').compiled, true);
  const { folder: elsewhere } = kept();
  assert.equal(run(elsewhere, cache).compiled, true);
});

test('damaged or cut off it is not used', () => {
  const { folder, cache, file } = kept();
  const bytes = readFileSync(file);
  for (let at = 0; at < bytes.length; at += 17) {
    const damaged = Buffer.from(bytes);
    damaged[at] = damaged[at]! ^ 1;
    for (const each of [damaged, bytes.subarray(0, at)]) {
      writeFileSync(file, each);
      assert.equal(run(folder, cache).compiled, true, `at ${at}`);
    }
  }
});

test('what others could have written is not run', { skip: process.getuid === undefined }, () => {
  const { folder, cache, file } = kept();
  for (const [path, mode] of [
    [file, 0o622],
    [cache, 0o777],
  ] as const) {
    const before = path === file ? 0o600 : 0o700;
    chmodSync(path, mode);
    const { code, compiled } = run(folder, cache);
    assert.equal(compiled, true);
    if (path === cache) {
      code.keep();
      assert.deepEqual(readdirSync(cache), ['bundle.code']);
    }
    chmodSync(path, before);
    assert.equal(run(folder, cache).compiled, false);
  }
});

test('what somebody else has written is not run', { skip: process.getuid?.() !== 0 }, () => {
  const { folder, cache, file } = kept();
  chownSync(file, 65534, 65534);
  assert.equal(run(folder, cache).compiled, true);
});

test('without a folder, or a name of the code, nothing is kept', () => {
  const { folder } = kept();
  assert.equal(run(folder, undefined).compiled, false);
  const cache = makeFolder({});
  const code = new CompiledCode(join(folder, 'bundle.js'), cache);
  code.run({ other: () => 7 });
  code.keep();
  assert.deepEqual(readdirSync(cache), []);
});

test('a folder that cannot be written to is no trouble', () => {
  const { folder, file } = kept();
  const { code, compiled } = run(folder, join(file, 'below'));
  assert.ok(compiled);
  code.keep();
  assert.equal(run(folder, join(file, 'below')).compiled, true);
});
