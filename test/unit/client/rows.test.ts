import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { headline, iconOf, type Row, type RowIcon, rowsOf } from '../../../client/rows.ts';
import { type ViewState, viewState } from '../../../client/view-state.ts';
import type { Location, Outcome, RootAttachments } from '../../../engine/index.ts';

const at = (file: string, line: number): Location => ({ file, range: { start: { line, character: 2 }, end: { line, character: 5 } } });
const matched: Outcome = { kind: 'matched', type: 'SGT', conditions: [] };
const refused: Outcome = { kind: 'error', errno: 'EINVAL', conditions: [] };
const when = (outcome: Outcome, ...conditions: string[]): Outcome => ({ ...outcome, conditions });

function root(name: string, outcomes: Outcome[], importers = ['imp']): RootAttachments {
  const exporter = { id: 'e', name: 'exp_ops', match: 'single' as const, location: at('e.c', 9) };
  return {
    uri: `file:///${name}`,
    name,
    state: 'ready',
    tree: {
      counts: { files: 2, importers: importers.length, exporters: 1, types: 1, findings: 0 },
      importers: importers.map((id) => ({
        importer: { id, name: id, function: id, callee: 'dma_buf_sgt_attach', location: at('i.c', 4) },
        summary: 'SGT with 1 of 1 exporters',
        problems: 0,
        exporters: [{ exporter, outcomes, summary: 'SGT' }],
      })),
    },
  };
}

/** Every row with those below it. */
function flat(rows: Row[], depth = 0): string[] {
  return rows.flatMap((row) => [
    `${'  '.repeat(depth)}${row.icon}: ${row.label} (${row.description}) -> ${row.target ? `${row.target.location.file}:${row.target.location.range.start.line}` : '-'}`,
    ...flat(row.children(), depth + 1),
  ]);
}

function ids(rows: Row[]): string[] {
  return rows.flatMap((row) => [row.id, ...ids(row.children())]);
}

describe('rows of the attachments view', () => {
  test('one folder shows importers, exporters, outcomes', () => {
    const where = at('core.c', 30);
    assert.deepEqual(flat(rowsOf([root('tree', [when({ ...matched, p2p: 'yes', where }, 'a > 0', 'b'), when(refused, 'a <= 0')])])), [
      'importer: imp (SGT with 1 of 1 exporters) -> i.c:4',
      '  conditional: exp_ops (SGT) -> e.c:9',
      '    matched: SGT, P2P (when a > 0 and b) -> core.c:30',
      '    error: -EINVAL (when a <= 0) -> e.c:9',
    ]);
  });

  test('importers that reach one attach call through a wrapper stand below it, with what they hand over', () => {
    const tree = root('tree', [matched], ['a_reg', 'other', 'b_reg']);
    for (const { importer } of tree.tree.importers.filter(({ importer: { id } }) => id !== 'other')) {
      importer.site = { function: 'umem_get', location: at('umem.c', 7) };
      importer.via = [
        { function: importer.id, location: importer.location },
        { function: 'umem_get', location: at('umem.c', 7) },
      ];
      importer.parameters = `${importer.id}_ops`;
      importer.tables = [{ name: 'verbs.reg', location: at('v.c', 1), users: [] }];
    }
    const [site, other] = rowsOf([tree]);
    assert.deepEqual(
      [site, ...site!.children(), other].map((row) => `${row?.kind}: ${row?.label} (${row?.description})`),
      [
        'site: umem_get (reached by 2 importers)',
        'importer: a_reg (a_reg_ops · SGT with 1 of 1 exporters)',
        'importer: b_reg (b_reg_ops · SGT with 1 of 1 exporters)',
        'importer: other (SGT with 1 of 1 exporters)',
      ],
    );
    assert.equal(
      site!.children()[0]?.tooltip.split('\n').slice(0, 3).join('; '),
      'a_reg() calls dma_buf_sgt_attach() through umem_get(); importer ops: a_reg_ops; called through verbs.reg',
    );
    assert.deepEqual(site?.target?.location, at('umem.c', 7));
  });

  test('a stand-in is named as built in, and a click opens the text that is its place', () => {
    const tree = root('tree', [matched]);
    const [importer] = tree.tree.importers;
    const exporter = { id: 'built-in:x', name: 'built-in: x', match: 'callback' as const, location: at('model:stand-ins.c', 7) };
    importer!.exporters = [{ exporter, outcomes: [matched], summary: 'SGT' }];
    const [pair] = rowsOf([tree])[0]!.children();
    assert.equal(pair?.tooltip, 'built-in: x\nbuilt in\nSGT');
    assert.deepEqual(pair?.target?.location, exporter.location);
  });

  test('where sides belong is told behind the summary and in the tooltip', () => {
    const one = root('tree', [matched]);
    const [entry] = one.tree.importers;
    Object.assign(entry!.importer, { subsystem: 'drm/imp', module: 'imp', config: ['CONFIG_IMP', 'CONFIG_PART'] });
    Object.assign(entry!.exporters[0]!.exporter, { subsystem: 'net', module: 'vmlinux' });
    const [row] = rowsOf([one]);
    assert.equal(row?.description, 'SGT with 1 of 1 exporters · drm/imp');
    assert.deepEqual(row?.tooltip.split('\n')[2], 'module imp, CONFIG_IMP and CONFIG_PART');
    const [pair] = row.children();
    assert.equal(pair?.description, 'SGT · net');
    assert.deepEqual(pair?.tooltip.split('\n'), ['exp_ops', 'e.c:10', 'built into the kernel', 'SGT']);
  });

  test('several folders are rows of their own, and empty ones are left out', () => {
    const rows = rowsOf([root('one', [matched]), root('two', [matched]), root('none', [], [])]);
    assert.deepEqual(
      rows.map(({ kind, label, description }) => [kind, label, description]),
      [
        ['root', 'one', '1 × 1'],
        ['root', 'two', '1 × 1'],
      ],
    );
    const all = ids(rows);
    assert.equal(new Set(all).size, all.length, 'ids are unique over folders');
  });

  test('nothing to show is no row', () => {
    assert.deepEqual(rowsOf([]), []);
    assert.deepEqual(rowsOf([root('none', [], [])]), []);
  });

  test('ids stay when outcomes, summaries and neighbours change', () => {
    const before = ids(rowsOf([root('tree', [matched], ['b'])]));
    const after = ids(rowsOf([root('tree', [refused, matched], ['a', 'b'])]));
    for (const id of before) assert.ok(after.includes(id), id);
  });

  test('a pair knows what to explain', () => {
    const [pair] = rowsOf([root('tree', [matched])])[0]!.children();
    assert.deepEqual(pair?.pair, { root: 'file:///tree', importer: 'imp', exporter: 'e' });
  });
});

describe('the icon of a pair', () => {
  const cases: [string, Outcome[], RowIcon][] = [
    ['always the same match', [matched], 'matched'],
    ['a match that depends', [when(matched, 'a')], 'conditional'],
    ['a match or an error', [when(matched, 'a'), when(refused, '!a')], 'conditional'],
    ['only errors, whatever holds', [when(refused, 'a'), when({ ...refused, errno: 'ENODEV' }, '!a')], 'error'],
    ['a defect outweighs a match', [when(matched, 'a'), { kind: 'defect', defect: 'null-call', conditions: ['!a'] }], 'defect'],
    ['something not known', [when(matched, 'a'), { kind: 'unknown', reason: 'a loop', conditions: ['!a'] }], 'unknown'],
    ['no answer at all', [], 'unknown'],
  ];
  for (const [name, outcomes, icon] of cases) test(name, () => assert.equal(iconOf(outcomes), icon));
});

describe('the headline of an outcome', () => {
  const cases: [Outcome, string][] = [
    [{ kind: 'matched', type: 'PAL', conditions: [] }, 'PAL'],
    [{ kind: 'matched', type: 'SGT', p2p: 'no', conditions: [] }, 'SGT'],
    [{ kind: 'error', errno: 'ENODEV', conditions: [] }, '-ENODEV'],
    [{ kind: 'error', errno: 'unknown errno', conditions: [] }, 'unknown errno'],
    [{ kind: 'defect', defect: 'uninitialized', conditions: [] }, 'reads an entry that was never initialised'],
    [{ kind: 'unknown', reason: 'a loop', conditions: [] }, 'unknown'],
  ];
  for (const [outcome, text] of cases) test(text, () => assert.equal(headline(outcome), text));
});

describe('what the view has to show', () => {
  const none = root('none', [], []);
  const cases: [string, Parameters<typeof viewState>, ViewState][] = [
    ['the server is on its way', ['starting', [], 1], 'indexing'],
    ['no folder is open', ['ready', [], 0], 'noFolder'],
    ['a folder is read', ['ready', [{ ...none, state: 'indexing' }], 1], 'indexing'],
    ['one of two folders waits', ['ready', [none, { ...none, state: 'waiting' }], 2], 'indexing'],
    ['a folder has nothing', ['ready', [none], 1], 'empty'],
    ['reading was cancelled', ['ready', [{ ...none, state: 'cancelled' }], 1], 'cancelled'],
    ['a folder cannot be read', ['ready', [{ ...none, state: 'failed' }], 1], 'failed'],
    ['there are attachments, old or new', ['ready', [{ ...root('tree', [matched]), state: 'indexing' }], 1], 'ready'],
    ['the server is gone', ['failed', [], 1], 'failed'],
  ];
  for (const [name, given, state] of cases) test(name, () => assert.equal(viewState(...given), state));
});
