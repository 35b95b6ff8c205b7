/** What V8 is told: in a runtime that fixes its flags at the start, to set one would end the process. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import v8 from 'node:v8';
import { boundGarbage, collector } from '../../../server/garbage.ts';

for (const [runtime, versions, told] of [
  ['Node', { ...process.versions }, true],
  ['Electron', { ...process.versions, electron: '39.0.0' }, false],
] as const) {
  test(`in ${runtime}, V8 is ${told ? '' : 'not '}told what to do`, (context) => {
    const flags: string[] = [];
    context.mock.method(v8, 'setFlagsFromString', (flag: string) => flags.push(flag));
    boundGarbage(versions);
    collector(versions)('short');
    assert.equal(flags.length > 0, told, flags.join());
  });
}

test('where V8 takes no flags, garbage is collected if the process was started so that it can be', (context) => {
  let collected = 0;
  const before = globalThis.gc;
  context.after(() => {
    Object.assign(globalThis, { gc: before });
  });
  Object.assign(globalThis, { gc: () => collected++ });
  // Less is not worth the time.
  const held = Array.from({ length: 3_000_000 }, (_, index) => index);
  const collect = collector({ ...process.versions, electron: '39.0.0' });
  collect('short');
  collect('long');
  assert.equal(collected, 2);
  assert.ok(held.length > 0);
});
