import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { definition } from '../../../engine/explain/definition.ts';
import type { HandMade } from '../../support/hand-made.ts';
import { sampleTree } from './sources.ts';

/** Mark of a name → mark of its definition. */
const targets: Record<string, string> = {
  typeDeclared: 'type',
  typeInMaker: 'type',
  typeInEntry: 'type',
  made: 'nestedMaker',
  askedMade: 'importerMaker',
  simpleName: 'simple',
  exporterMaker: 'exporterMaker',
  opsUse: 'ops',
  use: 'list',
  attach: 'attachDefined',
  matchNamed: 'typeMatch',
  callback: 'callbackDefined',
  release: 'releaseDefined',
  inArgument: 'expOps',
  inExpOps: 'mapDefined',
  coreElsewhere: 'coreDefined',
};

const silent = [
  'inComment',
  'inString',
  'sameMember',
  'memberInCore',
  'parameter',
  'unrelated',
  'local',
  'localUse',
  'localInEntry',
  'shadowed',
  'single',
  'member',
  'oldAttach',
];

describe('definition', () => {
  let tree: HandMade;
  before(async () => {
    tree = await sampleTree();
  });

  for (const [mark, target] of Object.entries(targets)) {
    it(`goes from ${mark} to ${target}`, () => {
      const { file, start } = tree.at(mark);
      assert.deepEqual(definition(tree.analysis, file, start), [tree.analysis.location(tree.at(target))]);
    });
  }

  for (const mark of silent) {
    it(`leaves ${mark} to others`, () => {
      const { file, start } = tree.at(mark);
      assert.deepEqual(definition(tree.analysis, file, start), []);
    });
  }

  it('answers just behind a name', () => {
    const { file, end } = tree.at('attach');
    assert.deepEqual(definition(tree.analysis, file, end), [tree.analysis.location(tree.at('attachDefined'))]);
  });

  it('gives nothing in a file that is not known', () => {
    assert.deepEqual(definition(tree.analysis, 'no/such.c', 3), []);
  });
});
