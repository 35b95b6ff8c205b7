/** Matrices that a test writes down. */
import type { Cell, ExporterInfo, ImporterInfo, MatrixModel, Outcome } from '../../engine/answers.ts';
import { matrixModel } from '../../engine/matrix/model.ts';

const range = { start: { line: 6, character: 0 }, end: { line: 6, character: 1 } };

/** A side by its path and name, such as `drm/a.c:a_ops`; the first folder is its subsystem. */
function side(id: string): { id: string; name: string; location: { file: string; range: typeof range }; subsystem?: string } {
  const [file = '', name = ''] = id.split(':');
  const subsystem = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : undefined;
  return { id, name, location: { file, range }, ...(subsystem !== undefined && { subsystem }) };
}

export function importer(id: string): ImporterInfo {
  return { ...side(id), function: side(id).name, callee: 'dma_buf_mapping_attach' };
}

export function exporter(id: string): ExporterInfo {
  return { ...side(id), match: 'callback' };
}

export function matched(type: string, ...conditions: string[]): Outcome {
  return { kind: 'matched', type, conditions };
}

export function p2p(type: string, ...conditions: string[]): Outcome {
  return { ...matched(type, ...conditions), p2p: 'yes' };
}

export function failed(errno: string, ...conditions: string[]): Outcome {
  return { kind: 'error', errno, conditions };
}

/** The model of a table: a row for each importer, with the outcomes for each exporter; undefined where two never meet. */
export function modelOf(exporters: readonly string[], rows: Readonly<Record<string, readonly (Outcome[] | undefined)[]>>): MatrixModel {
  const cells = Object.entries(rows).flatMap(([from, row]) =>
    row.flatMap((outcomes, index): Cell[] => (outcomes ? [{ importer: from, exporter: exporters[index]!, outcomes }] : [])),
  );
  return matrixModel({ importers: Object.keys(rows).map(importer), exporters: exporters.map(exporter), cells });
}
