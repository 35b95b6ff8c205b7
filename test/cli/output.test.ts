import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ExporterInfo, Finding, ImporterInfo, Location, Outcome } from '@dmabuf-mapping/engine';
import { check } from '../../cli/commands/check.ts';
import { explain } from '../../cli/commands/explain.ts';
import { list } from '../../cli/commands/list.ts';
import { matrix } from '../../cli/commands/matrix.ts';
import { UsageError } from '../../cli/io.ts';
import { fakeSession } from './harness.ts';

function at(file: string, line: number, character: number, length = 4): Location {
  return { file, range: { start: { line, character }, end: { line, character: character + length } } };
}

function importer(name: string, file = 'imp.c'): ImporterInfo {
  return { id: `${file}:${name}`, name, function: name, callee: 'dma_buf_attach', location: at(file, 9, 4) };
}

function exporter(name: string, file = 'exp.c'): ExporterInfo {
  return { id: `${file}:${name}`, name, match: 'legacy', location: at(file, 0, 0) };
}

const sgt: Outcome = { kind: 'matched', type: 'SGT', exporterEntry: 0, importerEntry: 0, conditions: [] };
const refused: Outcome = { kind: 'error', errno: 'EINVAL', where: at('core.c', 4, 1), conditions: ['!p2p'] };
const unclear: Outcome = { kind: 'matched', type: 'PAL', exporterEntry: 1, importerEntry: 0, p2p: 'yes', conditions: ['p2p'] };

function pairs(
  importers: ImporterInfo[],
  exporters: ExporterInfo[],
  outcomes: (importer: string, exporter: string) => Outcome[],
): Parameters<typeof fakeSession>[0] {
  return {
    importers: () => importers,
    exporters: () => exporters,
    matrix: () => ({
      importers: importers.map(({ id }) => id),
      exporters: exporters.map(({ id }) => id),
      cells: importers.flatMap((one) =>
        exporters.map((other) => ({ importer: one.id, exporter: other.id, outcomes: outcomes(one.name, other.name) })),
      ),
      coverage: { decided: importers.length * exporters.length, pairs: importers.length * exporters.length },
    }),
  };
}

describe('list', () => {
  const callback = { name: 'pick', location: at('exp.c', 2, 4) };
  const exporters = [exporter('a_ops'), { ...exporter('long_name_ops'), match: 'callback' as const, callback }];

  it('writes places from 1 as JSON', () => {
    const { session, written } = fakeSession({ exporters: () => exporters }, { format: 'json' });
    list('exporters', session);
    assert.deepEqual(JSON.parse(written.stdout), {
      exporters: [
        { id: 'exp.c:a_ops', name: 'a_ops', file: 'exp.c', line: 1, column: 1, match: 'legacy' },
        {
          id: 'exp.c:long_name_ops',
          name: 'long_name_ops',
          file: 'exp.c',
          line: 1,
          column: 1,
          match: 'callback',
          callback: { name: 'pick', file: 'exp.c', line: 3, column: 5 },
        },
      ],
    });
  });

  it('writes importers and types as JSON', () => {
    const type = { id: 't', name: 'dma_buf_mapping_sgt_type', label: 'SGT', location: at('t.c', 1, 2) };
    const { session, written } = fakeSession({ importers: () => [importer('probe')], types: () => [type] }, { format: 'json' });
    list('importers', session);
    const importers = [
      { id: 'imp.c:probe', name: 'probe', file: 'imp.c', line: 10, column: 5, function: 'probe', callee: 'dma_buf_attach' },
    ];
    assert.deepEqual(JSON.parse(written.stdout), { importers });
    written.stdout = '';
    list('types', session);
    const types = [{ id: 't', name: 'dma_buf_mapping_sgt_type', label: 'SGT', file: 't.c', line: 2, column: 3 }];
    assert.deepEqual(JSON.parse(written.stdout), { types });
  });

  it('aligns columns for people', () => {
    const { session, written } = fakeSession({ exporters: () => exporters });
    list('exporters', session);
    assert.equal(
      written.stdout,
      [
        'EXPORTER       MATCH          PLACE',
        'a_ops          legacy         exp.c:1:1',
        'long_name_ops  callback pick  exp.c:1:1',
        '',
      ].join('\n'),
    );
  });

  it('shows subsystem and module where some are known', () => {
    const known = exporters.map((each, index) => (index === 0 ? { ...each, subsystem: 'drm/cam', module: 'cam' } : each));
    const { session, written } = fakeSession({ exporters: () => known });
    list('exporters', session);
    assert.deepEqual(written.stdout.split('\n'), [
      'EXPORTER       MATCH          SUBSYSTEM  MODULE  PLACE',
      'a_ops          legacy         drm/cam    cam     exp.c:1:1',
      'long_name_ops  callback pick  -          -       exp.c:1:1',
      '',
    ]);
  });

  it('says on standard error why there is nothing', () => {
    const { session, written } = fakeSession({});
    list('importers', session);
    assert.deepEqual(written, { stdout: '', stderr: 'No importers in /tree: 3 source files looked at.\n' });
  });
});

describe('matrix', () => {
  it('writes every pair as JSON', () => {
    const { session, written } = fakeSession(
      pairs([importer('i')], [exporter('e')], () => [unclear, refused]),
      { format: 'json' },
    );
    matrix(session);
    assert.deepEqual(JSON.parse(written.stdout), {
      importers: ['imp.c:i'],
      exporters: ['exp.c:e'],
      cells: [
        {
          importer: 'imp.c:i',
          exporter: 'exp.c:e',
          outcomes: [
            { kind: 'matched', type: 'PAL', exporterEntry: 1, importerEntry: 0, p2p: 'yes', conditions: ['p2p'] },
            { kind: 'error', errno: 'EINVAL', conditions: ['!p2p'], where: { file: 'core.c', line: 5, column: 2 } },
          ],
        },
      ],
      coverage: { decided: 1, pairs: 1 },
    });
  });

  it('puts importers with equal rows and exporters with equal outcomes together', () => {
    const importers = [importer('one'), importer('two'), importer('three'), importer('one', 'other.c')];
    const exporters = [exporter('a'), exporter('b'), exporter('c')];
    const { session, written } = fakeSession(
      pairs(importers, exporters, (name, ops) => (name === 'three' && ops === 'b' ? [refused] : [sgt])),
    );
    matrix(session);
    assert.equal(
      written.stdout,
      [
        '4 importers × 3 exporters',
        '',
        'one (imp.c), two, one (other.c)',
        '  SGT',
        '      a, b, c',
        '',
        'three',
        '  SGT',
        '      a, c',
        '  EINVAL when !p2p',
        '      b',
        '',
        '12 of 12 pairs decided exactly',
        '',
      ].join('\n'),
    );
  });

  it('writes each outcome on a line of its own, and long ones on several', () => {
    const long: Outcome = { ...sgt, conditions: Array.from({ length: 8 }, (_, index) => `some_flag_${index}`) };
    const { session, written } = fakeSession(pairs([importer('i')], [exporter('e')], () => [{ ...refused, conditions: ['late'] }, long]));
    matrix({ ...session, io: { ...session.io, stdout: { ...session.io.stdout, columns: 80 } } });
    assert.equal(
      written.stdout,
      [
        '1 importer × 1 exporter',
        '',
        'i',
        '  EINVAL when late;',
        '  SGT when some_flag_0 and some_flag_1 and some_flag_2 and some_flag_3 and',
        '      some_flag_4 and some_flag_5 and some_flag_6 and some_flag_7',
        '      e',
        '',
        '1 of 1 pair decided exactly',
        '',
      ].join('\n'),
    );
  });

  it('shows the pairs that touch the selected paths', () => {
    const importers = [importer('here', 'here/i.c'), importer('there', 'there/i.c')];
    const exporters = [exporter('near', 'here/e.c'), exporter('far', 'there/e.c')];
    const { session, written } = fakeSession(
      pairs(importers, exporters, () => [sgt]),
      { format: 'json' },
    );
    matrix({ ...session, isChosen: ({ location }) => location.file.startsWith('here/i') });
    const { cells, coverage, ...sides } = JSON.parse(written.stdout);
    assert.deepEqual(sides, { importers: ['here/i.c:here'], exporters: ['here/e.c:near', 'there/e.c:far'] });
    assert.deepEqual(coverage, { decided: 2, pairs: 2 });
    assert.deepEqual(
      cells.map((cell: { exporter: string }) => cell.exporter),
      ['here/e.c:near', 'there/e.c:far'],
    );
  });

  it('counts the pairs with an outcome that could not be followed', () => {
    const lost: Outcome = { kind: 'unknown', reason: 'a loop', conditions: ['late'] };
    const { session, written } = fakeSession(
      pairs([importer('i')], [exporter('a'), exporter('b')], (_, ops) => (ops === 'a' ? [sgt, lost] : [sgt])),
    );
    matrix(session);
    assert.equal(written.stdout.split('\n').at(-2), '1 of 2 pairs decided exactly');
  });

  it('says which side is missing', () => {
    const { session, written } = fakeSession(pairs([importer('i')], [], () => []));
    matrix(session);
    assert.match(written.stderr, /^No exporters in \/tree/);
  });
});

describe('check', () => {
  const finding: Finding = {
    rule: 'list-length',
    severity: 'error',
    location: at('x.c', 1, 2, 10),
    message: 'the length is 3, the list has 2 entries',
    related: [{ location: at('y.c', 3, 0), message: 'the list' }],
    fixes: [
      { title: 'Use ARRAY_SIZE', safe: true, edits: [] },
      { title: 'Guess', safe: false, edits: [] },
    ],
  };

  it('writes findings as JSON', () => {
    const { session, written } = fakeSession({ findings: () => [finding] }, { format: 'json' });
    assert.equal(check(session), 1);
    assert.deepEqual(JSON.parse(written.stdout), {
      findings: [
        {
          rule: 'list-length',
          severity: 'error',
          file: 'x.c',
          line: 2,
          column: 3,
          endLine: 2,
          endColumn: 13,
          message: 'the length is 3, the list has 2 entries',
          related: [{ file: 'y.c', line: 4, column: 1, endLine: 4, endColumn: 5, message: 'the list' }],
          fixes: [
            { title: 'Use ARRAY_SIZE', safe: true },
            { title: 'Guess', safe: false },
          ],
        },
      ],
    });
  });

  it('writes findings for people, with a sum at the end', () => {
    const { session, written } = fakeSession({ findings: () => [finding, { ...finding, severity: 'warning', related: [], fixes: [] }] });
    assert.equal(check(session), 2);
    assert.equal(
      written.stdout,
      [
        'x.c:2:3: error: the length is 3, the list has 2 entries [list-length]',
        '    y.c:4:1: the list',
        '    fix: Use ARRAY_SIZE',
        '    fix (needs a look): Guess',
        'x.c:2:3: warning: the length is 3, the list has 2 entries [list-length]',
        '1 error, 1 warning in 1 file',
        '',
      ].join('\n'),
    );
  });

  it('says that there is nothing, unless asked to be quiet', () => {
    const loud = fakeSession({});
    assert.equal(check(loud.session), 0);
    assert.equal(loud.written.stdout, 'No findings in 1 file with DMA-buf code.\n');
    const quiet = fakeSession({}, { quiet: true });
    assert.equal(check(quiet.session), 0);
    assert.deepEqual(quiet.written, { stdout: '', stderr: '' });
  });

  it('counts only what lies in the selected paths', () => {
    const { session, written } = fakeSession({ findings: () => [finding] });
    assert.equal(check({ ...session, isSelected: (file) => file !== 'x.c' }), 0);
    assert.doesNotMatch(written.stdout, /list-length/);
  });
});

describe('explain', () => {
  const importers = [importer('probe'), importer('attach_one'), importer('attach_two'), importer('twin'), importer('twin', 'other.c')];
  const exporters = [exporter('a_ops')];
  const answers = {
    ...pairs(importers, exporters, () => [sgt]),
    explain: (one: string, other: string) => ({
      importer: importers.find(({ id }) => id === one)!,
      exporter: exporters.find(({ id }) => id === other)!,
      runs: [
        {
          outcome: sgt,
          summary: 'both sides know SGT',
          steps: [
            { kind: 'attach' as const, text: 'attach to the buffer', location: at('imp.c', 9, 4), depth: 0 },
            { kind: 'compare' as const, text: 'SGT with SGT', depth: 1 },
          ],
        },
      ],
    }),
  };

  it('writes steps as JSON', () => {
    const { session, written } = fakeSession(answers, { format: 'json' });
    explain('probe', 'a_ops', session);
    const { runs, importer: one, exporter: other } = JSON.parse(written.stdout);
    assert.deepEqual([one.id, other.id], ['imp.c:probe', 'exp.c:a_ops']);
    assert.deepEqual(runs, [
      {
        outcome: sgt,
        summary: 'both sides know SGT',
        steps: [
          { kind: 'attach', text: 'attach to the buffer', depth: 0, file: 'imp.c', line: 10, column: 5 },
          { kind: 'compare', text: 'SGT with SGT', depth: 1 },
        ],
      },
    ]);
  });

  it('writes steps for people', () => {
    const { session, written } = fakeSession(answers);
    explain('probe', 'a_ops', session);
    assert.equal(
      written.stdout,
      [
        'importer  probe  imp.c:10:5  calls dma_buf_attach',
        'exporter  a_ops  exp.c:1:1  match: legacy',
        '',
        'SGT',
        '   both sides know SGT',
        '   attach   attach to the buffer  imp.c:10:5',
        '   compare    SGT with SGT',
        '',
      ].join('\n'),
    );
  });

  it('says first what is assumed', () => {
    const { session, written } = fakeSession(answers);
    explain('probe', 'a_ops', { ...session, given: { assumptions: ['CONFIG_X=y', '!busy()'], configuration: '.config' } });
    assert.deepEqual(written.stdout.split('\n').slice(0, 4), [
      'assumed   CONFIG_X=y',
      'assumed   !busy()',
      'assumed   CONFIG_ symbols as in .config',
      'importer  probe  imp.c:10:5  calls dma_buf_attach',
    ]);
  });

  for (const [words, id] of [
    ['imp.c:probe', 'imp.c:probe'],
    ['prob', 'imp.c:probe'],
    ['attach_t', 'imp.c:attach_two'],
    ['other.c', 'other.c:twin'],
  ] as const) {
    it(`takes ${words} for ${id}`, () => {
      const { session, written } = fakeSession(answers, { format: 'json' });
      explain(words, 'a', session);
      assert.equal(JSON.parse(written.stdout).importer.id, id);
    });
  }

  for (const [words, message] of [
    ['attach', /stands for 2 importers.*imp\.c:attach_one.*imp\.c:attach_two/s],
    ['twin', /stands for 2 importers.*imp\.c:twin.*other\.c:twin/s],
    ['robe', /no importer begins with robe.*imp\.c:probe/s],
    ['nobody', /no importer is called nobody.*list importers/s],
  ] as const) {
    it(`refuses ${words} with help`, () => {
      const { session } = fakeSession(answers);
      assert.throws(
        () => explain(words, 'a_ops', session),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  it('names the side that the tree does not have', () => {
    const { session } = fakeSession({});
    assert.throws(() => explain('a', 'b', session), /no importer is called a: this tree has no importers/);
  });
});
