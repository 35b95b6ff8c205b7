import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MatrixChoice, matrixView, subsystemsOf } from '../../../engine/matrix/view.ts';
import { pinsOf } from '../../../engine/matrix/what-if.ts';
import { failed, matched, modelOf, p2p } from '../../support/matrix.ts';

const sgt = [matched('SGT')];
const open = [p2p('SGT', 'q'), failed('EINVAL', '!q')];
const no = [failed('EINVAL')];
const pal = [matched('PAL')];

const model = modelOf(['drm/x/a.c:xa_ops', 'drm/y/b.c:yb_ops', 'media/c.c:cam_ops'], {
  'drm/x/i.c:x_import': [sgt, sgt, no],
  'drm/y/i.c:y_import': [sgt, sgt, no],
  'vfio/v.c:v_attach': [open, open, pal],
  'net/n.c:n_bind': [no, no, no],
});

const all: MatrixChoice = { importers: {}, exporters: {}, pins: new Map() };

function shown(choice: Partial<MatrixChoice>): { rows: string[]; columns: string[]; pairs: number } {
  const { rows, columns, pairs } = matrixView(model, { ...all, ...choice });
  const name = (sides: typeof model.importers) => (line: (typeof rows)[number]) => {
    const names = line.sides.map((side) => sides[side]!.name).join('+');
    return line.role === 'single' ? names : `${line.role} ${names}`;
  };
  return { rows: rows.map(name(model.importers)), columns: columns.map(name(model.exporters)), pairs };
}

describe('the view of a matrix', () => {
  it('shows classes, and members of those that are open', () => {
    assert.deepEqual(shown({}), {
      rows: ['closed x_import+y_import', 'v_attach', 'n_bind'],
      columns: ['closed xa_ops+yb_ops', 'cam_ops'],
      pairs: 12,
    });
    assert.deepEqual(shown({ importers: { open: new Set(['drm/x/i.c:x_import']) } }).rows, [
      'open x_import+y_import',
      'member x_import',
      'member y_import',
      'v_attach',
      'n_bind',
    ]);
  });

  it('filters by words in name, path and subsystem', () => {
    assert.deepEqual(shown({ importers: { text: 'IMPORT drm/y' } }).rows, ['y_import']);
    assert.deepEqual(shown({ exporters: { text: 'cam' } }), {
      rows: ['closed x_import+y_import', 'v_attach', 'n_bind'],
      columns: ['cam_ops'],
      pairs: 4,
    });
    assert.deepEqual(shown({ importers: { text: 'zebra' } }), { rows: [], columns: [], pairs: 0 });
  });

  it('filters by a subsystem and those below it', () => {
    assert.deepEqual(shown({ importers: { subsystem: 'drm' } }).rows, ['closed x_import+y_import']);
    assert.deepEqual(shown({ importers: { subsystem: 'drm/x' } }).rows, ['x_import']);
    assert.deepEqual(shown({ importers: { subsystem: 'dr' } }).rows, []);
  });

  it('knows a class by its first member whatever the filters leave', () => {
    const importers = { text: 'import', open: new Set(['drm/x/i.c:x_import']) };
    assert.equal(shown({ importers }).rows[0], 'open x_import+y_import');
  });

  it('shows rows and columns that have a pair with the type or outcome', () => {
    assert.deepEqual(shown({ type: 'PAL' }), { rows: ['v_attach'], columns: ['cam_ops'], pairs: 1 });
    assert.deepEqual(shown({ outcome: 'depends' }), { rows: ['v_attach'], columns: ['closed xa_ops+yb_ops'], pairs: 2 });
    assert.deepEqual(shown({ outcome: 'works' }).rows, ['closed x_import+y_import', 'v_attach']);
    assert.deepEqual(shown({ outcome: 'never' }).rows, ['closed x_import+y_import', 'n_bind']);
    assert.deepEqual(shown({ outcome: 'p2p' }).rows, ['v_attach']);
    assert.deepEqual(shown({ outcome: 'defect' }).rows, []);
    assert.deepEqual(shown({ outcome: 'unknown' }).rows, []);
  });

  it('filters what is left after an answer', () => {
    const pins = pinsOf(model, ['!q']);
    assert.deepEqual(shown({ outcome: 'depends', pins }).rows, []);
    assert.deepEqual(shown({ outcome: 'p2p', pins }).rows, []);
  });

  it('lists subsystems with those above them', () => {
    assert.deepEqual(subsystemsOf(model.importers), ['drm', 'drm/x', 'drm/y', 'net', 'vfio']);
  });
});
