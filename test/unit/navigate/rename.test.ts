/** Renaming: what changes, and what is refused with which words. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Project } from '../../../engine/project.ts';
import { LineIndex } from '../../../engine/syntax/lines.ts';
import { smallProject } from '../../support/small-project.ts';
import { type NavigationTree, navigationTree } from './tree.ts';

/** `file:line` of every edit; comments have a `?`. */
function edited(project: Project, spot: ReturnType<NavigationTree['spot']>, newName: string): string[] {
  const result = project.navigation.rename(...spot, newName);
  if ('refusal' in result) return [result.refusal];
  return result.edits.map(({ file, range, comment }) => `${file.split('/').at(-1)}:${range.start.line}${comment ? '?' : ''}`);
}

const changes: [mark: string, edits: string[]][] = [
  ['type', ['link.c:9', 'link.c:10', 'link.h:2', 'link.h:6', 'link.h:8', 'link.h:1?']],
  ['importerMaker', ['link.h:4', 'net.c:3']],
  ['made', ['bo.c:6', 'link.h:8']],
  ['listUse', ['bo.c:6', 'bo.c:8', 'bo.c:8', 'bo.c:5?']],
  ['ops', ['bo.c:10', 'bo.c:11', 'bo.c:13']],
  ['expOpsUse', ['bo.c:2', 'bo.c:6']],
  ['callbackNamed', ['bo.c:3', 'bo.c:10']],
  ['matchNamed', ['link.c:1', 'link.c:9']],
];

const refusals: [mark: string, newName: string, words: RegExp][] = [
  ['stranger', 'any', /^"stranger" is not renamed here: only mapping types/],
  ['holdCalled', 'any', /^"link_hold" is not renamed here/],
  ['holdAttaches', 'any', /is a function of the DMA-buf core/],
  ['type', '2nd', /^"2nd" is no identifier of C\.$/],
  ['type', 'while', /^"while" is no identifier of C\.$/],
  ['type', 'bo_ops', /^"bo_ops" is taken/],
  ['list', 'args', /^"args" is taken: drivers\/link\/bo\.c:/],
  ['ops', 'bo_match', /^"bo_match" is taken: drivers\/link\/bo\.c:4\.$/],
  ['ops', 'dma_buf_mapping_sgt_type', /^"dma_buf_mapping_sgt_type" is taken/],
];

describe('renaming', () => {
  let tree: NavigationTree;
  before(async () => {
    tree = await navigationTree();
  });

  for (const [mark, edits] of changes) {
    it(`changes every use of what ${mark} means`, () => {
      assert.deepEqual(edited(tree.project, tree.spot(mark), 'quite_new').sort(), edits.sort());
      const target = tree.project.navigation.renameTarget(...tree.spot(mark));
      assert.ok(target && 'name' in target);
    });
  }

  for (const [mark, newName, words] of refusals) {
    it(`of ${mark} to ${newName} is refused`, () => assert.match(edited(tree.project, tree.spot(mark), newName).join(), words));
  }

  it('to the same name changes nothing', () => assert.deepEqual(edited(tree.project, tree.spot('ops'), 'bo_ops'), []));

  it('is not offered where there is no name', () => {
    assert.equal(tree.project.navigation.renameTarget('drivers/link/bo.c', { line: 8, character: 2 }), undefined, 'a keyword');
    assert.equal(tree.project.navigation.renameTarget('drivers/link/bo.c', { line: 9, character: 0 }), undefined);
    assert.equal(tree.project.navigation.renameTarget('no/such/file.c', { line: 0, character: 0 }), undefined);
  });

  it('knows whether other files may see the name', () => {
    const external = (mark: string) => {
      const target = tree.project.navigation.renameTarget(...tree.spot(mark));
      return target && 'external' in target && target.external;
    };
    assert.deepEqual(['type', 'ops', 'list', 'importerMaker'].map(external), [true, false, false, false]);
  });
});

const OPS = 'const struct dma_buf_ops shared_ops = { .release = one_release };\n';

describe('renaming what is not certain', () => {
  const ask = async (files: Record<string, string>, file: string, at: string) => {
    const project = await smallProject(
      Object.entries(files).map(([path, text]) => ({ path, text: `#include <linux/dma-buf-mapping.h>\n${text}` })),
      [],
    );
    const text = project.text(file)!;
    return edited(project, [file, new LineIndex(text).position(text.indexOf(at))], 'quite_new').join();
  };

  it('is refused where several files define the name', async () => {
    const files = {
      'drivers/a/one.c': OPS,
      'drivers/a/two.c': OPS,
      'drivers/a/user.c': 'extern const struct dma_buf_ops shared_ops;\nvoid f(void) { use(&shared_ops); }\n',
    };
    assert.match(await ask(files, 'drivers/a/user.c', 'shared_ops);'), /is defined in drivers\/a\/one\.c and drivers\/a\/two\.c/);
  });

  it('changes both definitions of two #if branches', async () => {
    const files = { 'drivers/a/one.c': `#ifdef CONFIG_A\nstatic ${OPS}#else\nstatic ${OPS}#endif\nvoid f(void) { use(&shared_ops); }\n` };
    assert.equal(await ask(files, 'drivers/a/one.c', 'shared_ops);'), 'one.c:2,one.c:4,one.c:6');
  });
});
