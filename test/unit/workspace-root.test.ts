import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { isSelected, resolveRoot } from '@dmabuf-mapping/workspace';
import { makeFolder, removeFolders } from '../support/folders.ts';

afterEach(removeFolders);

describe('resolveRoot', () => {
  const kernel = (): string => makeFolder({ 'include/linux/dma-buf.h': '', 'drivers/gpu/x.c': '', 'drivers/y.c': '' });

  it('takes the folder itself outside of a kernel', () => {
    const root = makeFolder({ 'a/x.c': '' });
    const selection = { root, starts: [''], paths: [], files: [] };
    assert.deepEqual(resolveRoot([root], { directory: '/' }), { kind: 'selection', selection });
    assert.deepEqual(resolveRoot([], { directory: root }), { kind: 'selection', selection });
    assert.deepEqual(resolveRoot(['.'], { directory: root }), { kind: 'selection', selection });
  });

  it('takes the whole kernel and selects the path, from any place inside', () => {
    const root = kernel();
    for (const [path, directory] of [
      ['drivers/gpu', root],
      ['gpu', join(root, 'drivers')],
      ['.', join(root, 'drivers/gpu')],
    ] as const) {
      const selection = { root, starts: [''], paths: ['drivers/gpu'], files: [] };
      assert.deepEqual(resolveRoot([path], { directory }), { kind: 'selection', selection });
    }
    const selection = { root, starts: [''], paths: ['drivers/y.c', 'drivers/gpu'], files: ['drivers/y.c'] };
    assert.deepEqual(resolveRoot(['drivers/y.c', 'drivers/gpu/'], { directory: root }), { kind: 'selection', selection });
  });

  it('knows a kernel by its MAINTAINERS and Kbuild too', () => {
    const root = makeFolder({ MAINTAINERS: '', Kbuild: '', 'mm/x.c': '' });
    const selection = { root, starts: [''], paths: ['mm'], files: [] };
    assert.deepEqual(resolveRoot(['mm'], { directory: root }), { kind: 'selection', selection });
  });

  it('takes the folder of a single file', () => {
    const root = makeFolder({ 'driver.c': '' });
    const selection = { root, starts: [''], paths: ['driver.c'], files: ['driver.c'] };
    assert.deepEqual(resolveRoot(['driver.c'], { directory: root }), { kind: 'selection', selection });
  });

  it('reads only the named parts of a common parent', () => {
    const root = makeFolder({ 'a/x.c': '', 'b/deep/y.c': '', 'c/z.c': '' });
    const selection = { root, starts: ['a', 'b'], paths: ['a', 'b/deep', 'b'], files: [] };
    assert.deepEqual(resolveRoot(['a', 'b/deep', 'b'], { directory: root }), { kind: 'selection', selection });
  });

  it('takes the whole of each kernel where paths lie in several', () => {
    const root = makeFolder({
      'a/include/linux/dma-buf.h': '',
      'a/drivers/x.c': '',
      'b/include/linux/dma-buf.h': '',
      'b/drivers/y.c': '',
      'c/z.c': '',
    });
    const selection = { root, starts: ['a', 'b', 'c'], paths: ['a/drivers', 'b/drivers', 'c'], files: [] };
    assert.deepEqual(resolveRoot(['a/drivers', 'b/drivers', 'c'], { directory: root }), { kind: 'selection', selection });
  });

  it('obeys a root that the user names', () => {
    const root = kernel();
    const selection = { root: join(root, 'drivers'), starts: [''], paths: ['gpu'], files: [] };
    assert.deepEqual(resolveRoot(['drivers/gpu'], { directory: root, root: 'drivers' }), { kind: 'selection', selection });
    assert.deepEqual(resolveRoot(['include'], { directory: root, root: 'drivers' }), { kind: 'outside', path: 'include' });
    assert.deepEqual(resolveRoot([], { directory: root, root: 'drivers/y.c' }), { kind: 'not-a-folder', path: 'drivers/y.c' });
    assert.deepEqual(resolveRoot([], { directory: root, root: 'nope' }), { kind: 'missing', path: 'nope' });
  });

  it('names the path that is missing', () => {
    const root = makeFolder({ 'x.c': '' });
    assert.deepEqual(resolveRoot(['x.c', 'nope/y.c'], { directory: root }), { kind: 'missing', path: 'nope/y.c' });
  });

  it('follows a link that the user names', () => {
    const root = makeFolder({ 'real/x.c': '' });
    symlinkSync('real', join(root, 'link'));
    symlinkSync('itself', join(root, 'itself'));
    const selection = { root: join(root, 'real'), starts: [''], paths: [], files: [] };
    assert.deepEqual(resolveRoot(['link'], { directory: root }), { kind: 'selection', selection });
    assert.deepEqual(resolveRoot(['itself'], { directory: root }), { kind: 'missing', path: 'itself' });
  });
});

describe('isSelected', () => {
  it('means the path itself and what is below, by whole segments', () => {
    assert.equal(isSelected('drivers/gpu/x.c', ['drivers/gpu']), true);
    assert.equal(isSelected('drivers/gpu2/x.c', ['drivers/gpu']), false);
    assert.equal(isSelected('x.c', ['x.c']), true);
    assert.equal(isSelected('x.c', []), true);
    assert.equal(isSelected('x.c', ['']), true);
  });
});
