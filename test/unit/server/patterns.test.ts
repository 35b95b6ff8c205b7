import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternsBelow } from '@dmabuf-mapping/workspace';
import { hiddenByEditor } from '../../../server/patterns.ts';

for (const [value, patterns] of [
  [{ '**/.git': true, '**/*.o': false, out: true }, ['**/.git', '/out']],
  [
    { '**/*.{o,ko}': true, 'drivers/{a,b}/{x,y}.c': true },
    ['**/*.o', '**/*.ko', '/drivers/a/x.c', '/drivers/a/y.c', '/drivers/b/x.c', '/drivers/b/y.c'],
  ],
  [{ '**/*.c': { when: '$(basename).y' }, '': true }, []],
  [{ 'a{b': true, '{}': true }, ['/a{b']],
  [undefined, []],
  ['nonsense', []],
  [null, []],
] as const) {
  test(`hides ${JSON.stringify(value)}`, () => assert.deepEqual(hiddenByEditor(value), patterns));
}

for (const [pattern, expected] of [
  ['out', ['out']],
  ['out/', ['out/']],
  ['**/x/y', ['**/x/y']],
  ['linux/out', ['/out']],
  ['/linux/drivers/a/', ['/drivers/a/']],
  ['!linux/out', ['!/out']],
  ['other/out', []],
  ['/out/x', []],
] as const) {
  test(`reads ${pattern} from an inner folder`, () => assert.deepEqual(patternsBelow('linux', [pattern]), expected));
}
