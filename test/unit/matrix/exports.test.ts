import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { matrixCsv } from '../../../engine/matrix/csv.ts';
import { matrixMarkdown } from '../../../engine/matrix/markdown.ts';
import { matrixSvg } from '../../../engine/matrix/svg.ts';
import type { MatrixChoice } from '../../../engine/matrix/view.ts';
import { pinsOf } from '../../../engine/matrix/what-if.ts';
import { failed, matched, modelOf, p2p } from '../../support/matrix.ts';

const all: MatrixChoice = { importers: {}, exporters: {}, pins: new Map() };
const model = modelOf(['drm/x.c:x_ops', 'drm/y.c:y_ops', 'media/c.c:cam_ops'], {
  'drm/x.c:imp': [[matched('SGT')], [matched('SGT')], [p2p('SGT', 'f("a", 1) | 2'), failed('EINVAL', '!(f("a", 1) | 2)')]],
});

/** Names and conditions that mean something to whoever reads the file. */
const hostile = modelOf(['a.c:</script><img src=x>&"|*_'], { '=1+1.c:@evil': [[matched('=T<x>', '"]|<b>'), failed('EINVAL', 'x\u202e')]] });

describe('the matrix as CSV', () => {
  it('has a line for each pair', () => {
    assert.deepEqual(matrixCsv(model, all).split('\r\n'), [
      'importer,importer place,importer subsystem,exporter,exporter place,exporter subsystem,outcomes,words',
      'imp,drm/x.c:7,drm,x_ops,drm/x.c:7,drm,S,SGT',
      'imp,drm/x.c:7,drm,y_ops,drm/y.c:7,drm,S,SGT',
      'imp,drm/x.c:7,drm,cam_ops,media/c.c:7,media,S+ –,"SGT, P2P when f(""a"", 1) | 2; otherwise no match (EINVAL)"',
      '',
    ]);
  });

  it('has what the filters and answers leave', () => {
    const pins = pinsOf(model, ['f("a", 1) | 2']);
    assert.deepEqual(
      matrixCsv(model, { ...all, pins, outcome: 'p2p' })
        .split('\r\n')
        .slice(1, -1),
      ['imp,drm/x.c:7,drm,cam_ops,media/c.c:7,media,S+,"SGT, P2P"'],
    );
  });

  it('hands no formula to a spreadsheet', () => {
    const [, line = ''] = matrixCsv(hostile, all).split('\r\n');
    assert.match(line, /^'@evil,'=1\+1\.c:7,,/);
    assert.doesNotMatch(line, /,=/);
  });
});

describe('the matrix as Markdown', () => {
  it('has a table of classes, and says what its marks mean', () => {
    assert.equal(
      matrixMarkdown(model, all, ['CONFIG_X=y']),
      [
        '# DMA-buf matrix: 1 importer × 3 exporters',
        '',
        'Assumed: `CONFIG_X=y`',
        '',
        '| importer | x_ops and 1 more | cam_ops |',
        '| --- | :-: | :-: |',
        '| imp | S | S+/– 1 |',
        '',
        '## Outcomes',
        '',
        '- S: SGT',
        '- S+: SGT, P2P',
        '- –: no match \\(EINVAL\\)',
        '- 1: SGT, P2P when f\\("a", 1\\) \\| 2; otherwise no match \\(EINVAL\\)',
        '',
        '## Importers',
        '',
        '- imp (drm/x.c:7)',
        '',
        '## Exporters',
        '',
        '- x_ops (drm/x.c:7), y_ops (drm/y.c:7)',
        '- cam_ops (media/c.c:7)',
        '',
      ].join('\n'),
    );
  });

  it('lets no text of a source become HTML or a column', () => {
    const text = matrixMarkdown(hostile, all, []);
    assert.doesNotMatch(text, /<|\u202e/);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    assert.deepEqual(
      rows.map((row) => row.replaceAll('\\|', '').split('|').length),
      [4, 4, 4],
    );
  });

  it('says that no pair is left', () => {
    assert.match(matrixMarkdown(model, { ...all, outcome: 'defect' }, []), /No pair\.\n$/);
  });
});

describe('the matrix as SVG', () => {
  it('draws each class once and hatches what depends', () => {
    const text = matrixSvg(model, all, []);
    assert.equal(text.match(/<g>/g)?.length, 2);
    assert.equal(text.match(/fill="url\(#hatch\)"/g)?.length, 1);
    assert.match(text, /imp × cam_ops: SGT, P2P when f\(&#34;a&#34;, 1\) \| 2/);
  });

  it('is one well-formed element whatever the sources say', () => {
    const text = matrixSvg(hostile, all, ['<x>']);
    const names = [...text.matchAll(/<(\/?)([^\s/>]+)[^>]*?(\/?)>/g)];
    const open: string[] = [];
    for (const [, closes, name, alone] of names) {
      if (closes) assert.equal(open.pop(), name);
      else if (!alone) open.push(name!);
    }
    assert.deepEqual(open, []);
    assert.deepEqual([...new Set(names.map(([, , name]) => name))].sort(), ['defs', 'g', 'pattern', 'rect', 'svg', 'text', 'title']);
  });
});
