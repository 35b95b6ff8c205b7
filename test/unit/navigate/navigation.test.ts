/** Where names of the interface lead: declarations, implementations, calls, outlines and symbols. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { OutlineItem } from '../../../engine/navigate/outline.ts';
import { type NavigationTree, navigationTree } from './tree.ts';

type Leads = [mark: string, to: string[]];

const declarations: Leads[] = [
  ['type', ['typeDeclared']],
  ['typeInMaker', ['typeDeclared']],
  ['holdCalled', ['holdDeclared']],
  ['hold', ['holdDeclared']],
  ['expOpsUse', ['expOps']],
  ['listUse', ['list']],
  ['stranger', []],
];

const implementations: Leads[] = [
  ['type', ['match', 'finish']],
  ['typeInMaker', ['match', 'finish']],
  ['ops', ['callback']],
  ['expOpsUse', ['map']],
  ['list', []],
  ['stranger', []],
];

const highlights: Leads[] = [
  ['listUse', ['list write', 'listUse read', 'drivers/link/bo.c:8 read']],
  ['expOps', ['expOps write', 'expOpsUse read']],
  ['other', []],
];

describe('names lead to', () => {
  let tree: NavigationTree;
  before(async () => {
    tree = await navigationTree();
  });

  for (const [mark, to] of declarations) {
    it(`declarations, from ${mark}`, () => assert.deepEqual(tree.told(tree.project.navigation.declaration(...tree.spot(mark))), to));
  }
  for (const [mark, to] of implementations) {
    it(`implementations, from ${mark}`, () => assert.deepEqual(tree.told(tree.project.navigation.implementation(...tree.spot(mark))), to));
  }
  for (const [mark, to] of highlights) {
    it(`highlights, from ${mark}`, () => {
      const [file, position] = tree.spot(mark);
      const found = tree.project.navigation.highlights(file, position);
      assert.deepEqual(
        found.map(({ range, kind }) => `${tree.told([{ file, range }])} ${kind}`),
        to,
      );
    });
  }

  it('every function that a member of the core can be', () => {
    const core = 'drivers/dma-buf/dma-buf.c';
    const lines = tree.project.text(core)!.split('\n');
    const line = lines.findIndex((each) => each.includes('->match_mapping('));
    const found = tree.project.navigation.implementation(core, { line, character: lines[line]!.indexOf('match_mapping(') });
    assert.ok(tree.told(found).includes('callback'));
  });
});

describe('calls', () => {
  let tree: NavigationTree;
  before(async () => {
    tree = await navigationTree();
  });

  it('go in from the importer through the wrapper', () => {
    const { navigation } = tree.project;
    for (const mark of ['hold', 'holdCalled']) {
      const items = navigation.callItems(...tree.spot(mark));
      assert.deepEqual(
        items.map(({ name, detail, file }) => [name, detail, file]),
        [['link_hold', 'wrapper', 'drivers/link/link.c']],
      );
    }
    const incoming = navigation.incomingCalls(...tree.spot('hold'));
    assert.deepEqual(
      incoming.map(({ item, ranges }) => [item.name, item.detail, tree.told(ranges.map((range) => ({ file: item.file, range })))]),
      [['net_import', 'importer', ['holdCalled']]],
    );
  });

  it('go out from the importer to the attach function', () => {
    const { navigation } = tree.project;
    const [next] = navigation.outgoingCalls(...tree.spot('importer'));
    assert.equal(next?.item.name, 'link_hold');
    const [last] = navigation.outgoingCalls(...tree.spot('hold'));
    assert.equal(last?.item.name, 'dma_buf_mapping_attach');
    assert.deepEqual(tree.told(last!.ranges.map((range) => ({ file: 'drivers/link/link.c', range }))), ['holdAttaches']);
  });

  it('are none of other functions', () => {
    for (const mark of ['stranger', 'other', 'callback']) assert.deepEqual(tree.project.navigation.callItems(...tree.spot(mark)), [], mark);
  });
});

describe('the outline', () => {
  let tree: NavigationTree;
  before(async () => {
    tree = await navigationTree();
  });
  const told = (items: readonly OutlineItem[]): unknown[] =>
    items.map(({ name, detail, children }) => [`${name}: ${detail}`, ...told(children)]);

  it('has the constructs of the interface and nothing else', () => {
    assert.deepEqual(told(tree.project.navigation.outline('drivers/link/bo.c')), [
      ['bo_exp_ops: struct link_exp_ops'],
      ['bo_match: match_mapping of bo_ops', ['list: match list']],
      ['bo_ops: exporter'],
    ]);
    assert.deepEqual(told(tree.project.navigation.outline('drivers/link/link.c')), [
      ['link_match: match of LINK'],
      ['link_finish: finish_match of LINK'],
      ['link_mapping_type: mapping type LINK'],
      ['link_hold: ', ['dma_buf_mapping_attach(): attach call']],
    ]);
    assert.deepEqual(told(tree.project.navigation.outline('drivers/link/link.h')), [
      ['LINK_IMAPPING: match entry of LINK'],
      ['LINK_EMAPPING: exporter entry of LINK'],
    ]);
    assert.deepEqual(told(tree.project.navigation.outline('drivers/link/net.c')), [
      ['net_import: ', ['entries: match list'], ['link_hold(): leads to dma_buf_mapping_attach()']],
    ]);
    assert.deepEqual(tree.project.navigation.outline('no/such/file.c'), []);
  });

  it('is the same for files that went and came again', () => {
    const { project, files } = tree;
    for (const [file, text] of files) {
      const before = project.navigation.outline(file);
      project.removeFile(file);
      assert.deepEqual(project.navigation.outline(file), []);
      project.setFile(file, text);
      assert.deepEqual(project.navigation.outline(file), before);
    }
  });
});

describe('symbols of the tree', () => {
  const cases: [query: string, first: string[]][] = [
    ['link_mapping', ['type link_mapping_type']],
    ['LMT', ['type link_mapping_type']],
    ['bo_ops', ['exporter bo_ops']],
    ['netimp', ['importer net_import']],
    ['LINK_I', ['constructor LINK_IMAPPING']],
    ['no such name', []],
  ];
  for (const [query, first] of cases) {
    it(`are found by "${query}"`, async () => {
      const { project } = await navigationTree();
      const found = project.navigation.symbols(query).map(({ kind, name }) => `${kind} ${name}`);
      assert.deepEqual(found.slice(0, 1), first);
    });
  }
});

describe('links', () => {
  it('lead from rules in silencing comments, if there are such rules', async () => {
    const tree = await navigationTree();
    const found = tree.project.navigation.ruleLinks('drivers/link/bo.c');
    assert.deepEqual(
      found.map(({ rule, range }) => [rule, ...tree.told([{ file: 'drivers/link/bo.c', range }])]),
      [['impossible-match', 'rule']],
    );
  });
});
