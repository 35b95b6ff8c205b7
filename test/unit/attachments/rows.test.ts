import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Outcome } from '../../../engine/answers.ts';
import type { Attachments } from '../../../engine/attachments/attachments.ts';
import type { TreeRow, TreeView } from '../../../engine/tree-answers.ts';
import { rowLines } from '../../support/rows.ts';
import { attachments, defect, either, finding, none, p2p, pal, sgt, sometimes, unknown } from './sides.ts';

const lines = (tree: Attachments, view: TreeView, depth = 1, path: string[] = []) =>
  rowLines((...asked) => tree.rows(...asked), view, depth, path);
const paths = (tree: Attachments, view: TreeView, path: string[] = []): string[] =>
  tree.rows(view, path).flatMap((row) => [row.path.join(' / '), ...(row.leaf ? [] : paths(tree, view, row.path))]);

describe('a side says in a few words what comes out', () => {
  const cases: [Outcome[][], string][] = [
    [[sgt], '1 of 1 · SGT'],
    [[sgt, sgt, none], '2 of 3 · SGT'],
    [[sgt, sgt, sometimes], '3 of 3 · SGT · 1 conditional'],
    [[sgt, p2p], '2 of 2 · SGT'],
    [[pal, sgt, either, sgt], '4 of 4 · SGT 3, PAL 2 · 1 conditional'],
    [[none, none], '0 of 2 · no match'],
    [[none, unknown], '0 of 2 · 1 not decided'],
    [[sgt, unknown, defect, defect], '1 of 4 · SGT · 2 defects · 1 not decided'],
    [[], 'no counterpart'],
  ];
  for (const [row, words] of cases) {
    it(words, async () => assert.deepEqual(await lines(await attachments([row]), { by: 'importer' }), [`i0 (${words})`]));
  }
});

describe('the tree', () => {
  const tree = () =>
    attachments(
      [
        [sgt, none, either],
        [sgt, defect, sometimes],
        [none, none, unknown],
      ],
      [finding(2, 'a.c', 'Wrong `x`.'), finding(0, 'c.c', 'Odd.')],
      {
        homes: {
          i0: { subsystem: 'net' },
          i1: { subsystem: 'net', module: 'nettle' },
          e0: { subsystem: 'drm/one' },
          e1: {},
          e2: { subsystem: 'drm/two' },
        },
      },
    );

  it('by importer: problems first, then names; below them findings, then pairs by what comes out', async () => {
    assert.deepEqual(await lines(await tree(), { by: 'importer' }, 2), [
      'i1 (2 of 3 · SGT · 1 conditional · 1 defect · net)',
      '  e1 (defect: calls a function pointer that is NULL)',
      '  e0 (SGT · drm/one)',
      '  e2 (SGT when a | b; otherwise no match (EINVAL) · drm/two)',
      'i2 (0 of 3 · 1 not decided · 1 problem)',
      '  Wrong x. (r · a.c:3)',
      '  e2 (not decided: too deep · drm/two)',
      '  e0 (no match (EINVAL) · drm/one)',
      '  e1 (no match (EINVAL))',
      'i0 (2 of 3 · SGT 2, PAL 1 · 1 conditional · net)',
      '  e0 (SGT · drm/one)',
      '  e2 (SGT when a; otherwise PAL · drm/two)',
      '  e1 (no match (EINVAL))',
    ]);
  });

  it('by exporter', async () => {
    assert.deepEqual(await lines(await tree(), { by: 'exporter' }, 2), [
      'e1 (0 of 3 · 1 defect)',
      '  i1 (defect: calls a function pointer that is NULL · net)',
      '  i0 (no match (EINVAL) · net)',
      '  i2 (no match (EINVAL))',
      'e0 (2 of 3 · SGT · drm/one)',
      '  i0 (SGT · net)',
      '  i1 (SGT · net)',
      '  i2 (no match (EINVAL))',
      'e2 (2 of 3 · SGT 2, PAL 1 · 2 conditional · 1 not decided · drm/two)',
      '  i0 (SGT when a; otherwise PAL · net)',
      '  i1 (SGT when a | b; otherwise no match (EINVAL) · net)',
      '  i2 (not decided: too deep)',
    ]);
  });

  it('by mapping type: only the pairs that may come to it', async () => {
    assert.deepEqual(await lines(await tree(), { by: 'type' }, 3), [
      'PAL (1 of 9 pairs · 1 importer)',
      '  i0 (1 of 3 · net)',
      '    e2 (SGT when a; otherwise PAL · drm/two)',
      'SGT (4 of 9 pairs · 2 importers)',
      '  i1 (2 of 3 · net)',
      '    e0 (SGT · drm/one)',
      '    e2 (SGT when a | b; otherwise no match (EINVAL) · drm/two)',
      '  i0 (2 of 3 · net)',
      '    e0 (SGT · drm/one)',
      '    e2 (SGT when a; otherwise PAL · drm/two)',
      'No mapping type (5 of 9 pairs · 3 importers)',
      '  i1 (1 of 3 · net)',
      '    e1 (defect: calls a function pointer that is NULL)',
      '  i2 (3 of 3)',
      '    e2 (not decided: too deep · drm/two)',
      '    e0 (no match (EINVAL) · drm/one)',
      '    e1 (no match (EINVAL))',
      '  i0 (1 of 3 · net)',
      '    e1 (no match (EINVAL))',
    ]);
  });

  it('by subsystem: importers and exporters', async () => {
    assert.deepEqual(await lines(await tree(), { by: 'subsystem' }, 2), [
      'net (2 importers)',
      '  i1 (2 of 3 · SGT · 1 conditional · 1 defect)',
      '  i0 (2 of 3 · SGT 2, PAL 1 · 1 conditional)',
      'No subsystem (1 importer · 1 exporter)',
      '  e1 (0 of 3 · 1 defect)',
      '  i2 (0 of 3 · 1 not decided · 1 problem)',
      'drm/one (1 exporter)',
      '  e0 (2 of 3 · SGT)',
      'drm/two (1 exporter)',
      '  e2 (2 of 3 · SGT 2, PAL 1 · 2 conditional · 1 not decided)',
    ]);
  });

  it('by outcome: the worst first', async () => {
    assert.deepEqual(await lines(await tree(), { by: 'outcome' }), [
      'Defect (1 of 9 pairs · 1 importer)',
      'Not decided (1 of 9 pairs · 1 importer)',
      'No match (3 of 9 pairs · 2 importers)',
      'Matches, depending on conditions (2 of 9 pairs · 2 importers)',
      'Matches always alike (2 of 9 pairs · 2 importers)',
    ]);
  });

  it('of problems only: findings and defects, and what lies at no side', async () => {
    const view = { only: 'problems' } as const;
    const own = ['i1 (2 of 3 · SGT · 1 conditional · 1 defect · net)', '  e1 (defect: calls a function pointer that is NULL)'];
    assert.deepEqual(await lines(await tree(), { by: 'importer', ...view }, 2), [
      ...own,
      'i2 (0 of 3 · 1 not decided · 1 problem)',
      '  Wrong x. (r · a.c:3)',
      'Elsewhere (1 problem)',
      '  Odd. (r · c.c:1)',
    ]);
    assert.deepEqual(await lines(await tree(), { by: 'exporter', ...view }, 2), [
      'e1 (0 of 3 · 1 defect)',
      '  i1 (defect: calls a function pointer that is NULL · net)',
      'Elsewhere (2 problems)',
      '  Odd. (r · c.c:1)',
      '  Wrong x. (r · a.c:3)',
    ]);
    assert.deepEqual(await lines(await tree(), { by: 'outcome', ...view }), [
      'Defect (1 of 9 pairs · 1 importer)',
      'Elsewhere (2 problems)',
    ]);
    assert.deepEqual(await lines(await attachments([[sgt]]), { by: 'importer', ...view }), []);
  });

  const filters: [string, string[]][] = [
    [
      'i0',
      [
        'i0 (2 of 3 · SGT 2, PAL 1 · 1 conditional · net)',
        '  e0 (SGT · drm/one)',
        '  e2 (SGT when a; otherwise PAL · drm/two)',
        '  e1 (no match (EINVAL))',
      ],
    ],
    ['NETTLE drm/two', ['i1 (1 of 1 · SGT · 1 conditional · net)', '  e2 (SGT when a | b; otherwise no match (EINVAL) · drm/two)']],
    ['pal', ['i0 (1 of 1 · SGT 1, PAL 1 · 1 conditional · net)', '  e2 (SGT when a; otherwise PAL · drm/two)']],
    ['wrong', ['i2 (no counterpart · 1 problem)', '  Wrong x. (r · a.c:3)']],
    ['pal nettle', []],
  ];
  for (const [filter, expected] of filters) {
    it(`filtered by ${filter}`, async () => assert.deepEqual(await lines(await tree(), { by: 'importer', filter }, 2), expected));
  }

  it('tells an outcome by its conditions', async () => {
    assert.deepEqual(await lines(await tree(), { by: 'importer' }, 1, ['importer:i1', 'exporter:e2']), [
      'SGT (when a | b)',
      'no match (EINVAL) (when !(a | b))',
    ]);
  });

  it('has every row once', async () => {
    for (const by of ['importer', 'exporter', 'type', 'subsystem', 'outcome'] as const) {
      const all = paths(await tree(), { by });
      assert.equal(new Set(all).size, all.length);
    }
  });

  it('keeps the paths of rows when lines move, and under a filter', async () => {
    const moved = await attachments([[sgt]], [finding(0, 'a.c', 'Wrong.')]);
    const view = { by: 'importer' } as const;
    assert.deepEqual(paths(moved, view), [
      'importer:i0',
      'importer:i0 / finding:0 r a.c',
      'importer:i0 / exporter:e0',
      'importer:i0 / exporter:e0 / outcome:0',
    ]);
    assert.deepEqual(paths(moved, { by: 'importer', filter: 'i0 e0' }), [
      'importer:i0',
      'importer:i0 / exporter:e0',
      'importer:i0 / exporter:e0 / outcome:0',
    ]);
  });

  for (const path of [
    ['importer:gone'],
    ['importer:i0', 'exporter:gone'],
    ['site:gone'],
    ['group:gone'],
    ['nonsense'],
    ['page:3.1'],
    ['importer:i0', 'exporter:e0', 'outcome:0'],
  ]) {
    it(`has nothing under ${path.join(' / ')}`, async () => assert.deepEqual((await tree()).rows({ by: 'importer' }, path), []));
  }
});

describe('importers that reach one attach call', () => {
  it('stand below it, with what they hand over', async () => {
    const tree = await attachments([[sgt], [sgt], [none]], [finding(1)], {});
    const location = tree.rows({ by: 'importer' }, [])[0]!.location!;
    const site = { function: 'umem_get', location: { ...location, file: 'umem.c' } };
    const handing = await attachments([[sgt], [sgt], [none]], [finding(1)], {
      homes: { i0: { site, parameters: 'i0_ops' } as object, i1: { site, parameters: 'i1_ops' } as object },
    });
    assert.deepEqual(await lines(handing, { by: 'importer' }, 2), [
      'umem_get (reached by 2 importers · dma_buf_attach())',
      '  i1 (i1_ops · 1 of 1 · SGT · 1 problem)',
      '  i0 (i0_ops · 1 of 1 · SGT)',
      'i2 (0 of 1 · no match)',
      '  e0 (no match (EINVAL))',
    ]);
    const chain = handing.chain({ by: 'importer' }, [{ of: 'importer', id: 'i0' }]);
    assert.deepEqual(
      chain?.map(({ label }) => label),
      ['umem_get', 'i0'],
    );
    const all = handing.chain({ by: 'importer' }, [
      { of: 'importer', id: 'i0' },
      { of: 'importer', id: 'i1' },
    ]);
    assert.deepEqual(
      all?.map(({ label }) => label),
      ['umem_get'],
      'the call that both reach',
    );
  });
});

describe('many rows', () => {
  const many = (count: number) =>
    attachments(
      Array.from({ length: count }, (_, at) => [at % 3 === 0 ? none : sgt]),
      [finding(7)],
    );
  const view = { by: 'importer' } as const;

  it('up to 200 are one level', async () => assert.equal((await many(200)).rows(view, []).length, 200));

  it('more stand in pages, problems in one of their own', async () => {
    const tree = await many(1000);
    const pages = tree.rows(view, []);
    assert.deepEqual(
      pages.slice(0, 3).map(({ kind, label, description }) => [kind, label, description]),
      [
        ['page', 'i7', '1 · with problems'],
        ['page', 'i0 … i188', '100'],
        ['page', 'i189 … i278', '100'],
      ],
    );
    const all = pages.flatMap(({ path }) => tree.rows(view, path));
    assert.equal(new Set(all.map(({ label }) => label)).size, 1000);
    assert.ok(all.every(({ path }) => path.length === 1));
  });

  it('of one side too, and pages hold pairs that come to alike', async () => {
    const tree = await many(1000);
    const pages = tree.rows({ by: 'exporter' }, ['exporter:e0']);
    for (const { path } of pages) {
      const icons = new Set(tree.rows({ by: 'exporter' }, path).map(({ icon }) => icon));
      assert.equal(icons.size, 1);
    }
  });

  it('a row is found behind its pages', async () => {
    const tree = await many(1000);
    const chain = tree.chain(view, [{ of: 'importer', id: 'i500' }])!;
    assert.deepEqual(
      chain.map(({ kind, label }) => `${kind} ${label}`),
      ['page i459 … i548', 'importer i500'],
    );
    const open = (rows: TreeRow[]) => rows.find(({ path }) => path.join() === chain[0]!.path.join());
    assert.deepEqual(open(tree.rows(view, [])), chain[0]);
    assert.ok(tree.rows(view, chain[0]!.path).some(({ label }) => label === 'i500'));
  });
});

describe('a row for a side', () => {
  const shown: [TreeView, 'importer' | 'exporter', string, string[] | undefined][] = [
    [{ by: 'importer' }, 'importer', 'i1', ['i1']],
    [{ by: 'importer' }, 'exporter', 'e1', undefined],
    [{ by: 'exporter' }, 'exporter', 'e1', ['e1']],
    [{ by: 'subsystem' }, 'exporter', 'e1', ['No subsystem', 'e1']],
    [{ by: 'type' }, 'importer', 'i1', ['PAL', 'i1']],
    [{ by: 'outcome' }, 'importer', 'i0', ['No match', 'i0']],
    [{ by: 'importer', filter: 'i0 nothing' }, 'importer', 'i0', undefined],
    [{ by: 'importer' }, 'importer', 'gone', undefined],
  ];
  for (const [view, of, id, labels] of shown) {
    it(`${of} ${id} in ${JSON.stringify(view)}`, async () => {
      const tree = await attachments([
        [sgt, none],
        [pal, pal],
      ]);
      assert.deepEqual(
        tree.chain(view, [{ of, id }])?.map(({ label }) => label),
        labels,
      );
    });
  }
});

describe('counterparts', () => {
  it('of a side, with what comes out, by words', async () => {
    const tree = await attachments([
      [sgt, none],
      [pal, pal],
    ]);
    const told = (search?: string) =>
      tree
        .counterparts({ of: 'importer', ids: ['i0', 'gone', 'i1'] }, search)
        .map(({ name, counterparts, more }) => [name, ...counterparts.map(({ label, description }) => `${label} ${description}`), more]);
    assert.deepEqual(told(), [
      ['i0', 'e0 SGT', 'e1 no match (EINVAL)', 0],
      ['i1', 'e0 PAL', 'e1 PAL', 0],
    ]);
    assert.deepEqual(told('no match'), [
      ['i0', 'e1 no match (EINVAL)', 0],
      ['i1', 0],
    ]);
  });

  it('are told up to a number, as sides are', async () => {
    const tree = await attachments(Array.from({ length: 400 }, () => [sgt]));
    const [group] = tree.counterparts({ of: 'exporter', ids: ['e0'] });
    assert.deepEqual([group?.counterparts.length, group?.more], [300, 100]);
    const { sides, more } = tree.sides('importer', '');
    assert.deepEqual([sides.length, more], [300, 100]);
    assert.deepEqual(
      tree.sides('importer', 'a.c i399').sides.map(({ name }) => name),
      ['i399'],
    );
  });
});
