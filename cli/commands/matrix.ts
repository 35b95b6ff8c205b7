/** `matrix`: what comes out for each pair of importer and exporter. */
import { basename } from 'node:path';
import {
  type Cell,
  coverageOf,
  type MatrixChoice,
  type MatrixModel,
  matrixCsv,
  matrixMarkdown,
  matrixModel,
  matrixSteps,
  matrixSvg,
  type Outcome,
  summary,
} from '@dmabuf-mapping/engine';
import { matrixPage } from '@dmabuf-mapping/workspace';
import { matrixToJson } from '../json.ts';
import { createNamer } from '../names.ts';
import { type CommonOptions, type Session, tellEmpty, writeJson } from '../session.ts';
import { count } from '../style.ts';
import { paintOutcomes } from '../words.ts';

export const matrixFormats = ['text', 'json', 'html', 'svg', 'csv', 'markdown'] as const;

export interface MatrixOptions extends CommonOptions {
  /** Where places lead in a page. */
  links?: string;
}

/** Writes every pair of which at least one side lies in the selected paths, subsystem and module. */
export function matrix(session: Session, { links }: Pick<MatrixOptions, 'links'> = {}): void {
  const { project, isChosen, options } = session;
  const sides = new Set([...project.importers(), ...project.exporters()].filter(isChosen).map(({ id }) => id));
  const chosen = (id: string): boolean => sides.has(id);
  const all = project.matrix();
  const cells = all.cells.filter(({ importer, exporter }) => chosen(importer) || chosen(exporter));
  const shown = new Set(cells.flatMap(({ importer, exporter }) => [importer, exporter]));
  const importers = all.importers.filter((id) => shown.has(id) || chosen(id));
  const exporters = all.exporters.filter((id) => shown.has(id) || chosen(id));
  if (options.format === 'json') writeJson(session, matrixToJson({ importers, exporters, cells, coverage: coverageOf(cells) }));
  else if (options.format !== 'text') {
    const [shownImporters, shownExporters] = [new Set(importers), new Set(exporters)];
    const model = matrixModel({
      importers: project.importers().filter(({ id }) => shownImporters.has(id)),
      exporters: project.exporters().filter(({ id }) => shownExporters.has(id)),
      cells,
    });
    session.io.stdout.write(drawn(session, model, links));
  } else if (cells.length > 0)
    session.io.stdout.write(formatMatrix(session, cells, { importers: importers.length, exporters: exporters.length }));
  if (cells.length === 0) tellEmpty(session, missingSide(importers, exporters));
}

/** In classes: sides that come to the same are told once. */
const everything: MatrixChoice = { importers: {}, exporters: {}, pins: new Map() };

/** Classes of pairs that a page explains: each takes some milliseconds. */
const EXPLAINED = 1_000;

function drawn({ options, given, root, project }: Session, model: MatrixModel, links: string | undefined): string {
  switch (options.format) {
    case 'csv':
      return matrixCsv(model, everything);
    case 'svg':
      return matrixSvg(model, everything, given.assumptions);
    case 'markdown':
      return matrixMarkdown(model, everything, given.assumptions);
    default: {
      const steps = matrixSteps(model, { explain: (importer, exporter) => project.explain(importer, exporter), most: EXPLAINED });
      return matrixPage({ name: basename(root), model, given, ...(links !== undefined && { links }), ...(steps && { steps }) });
    }
  }
}

function missingSide(importers: readonly string[], exporters: readonly string[]): string {
  if (importers.length > 0) return 'exporters';
  return exporters.length > 0 ? 'importers' : 'importers or exporters';
}

/** Importers with equal rows stand together; in a row, exporters with the same outcome do. */
function formatMatrix(session: Session, cells: readonly Cell[], counts: { importers: number; exporters: number }): string {
  const { project, style, io } = session;
  const importerName = createNamer(project.importers());
  const exporterName = createNamer(project.exporters());
  const width = Math.max(60, io.stdout.columns ?? 120);
  const rows = new Map<string, Map<string, { outcomes: Outcome[]; exporters: string[] }>>();
  for (const { importer, exporter, outcomes } of cells) {
    const row = rows.get(importer) ?? new Map();
    rows.set(importer, row);
    const words = summary(outcomes);
    const entry = row.get(words) ?? { outcomes, exporters: [] };
    row.set(words, entry);
    entry.exporters.push(exporterName(exporter));
  }
  const groups = new Map<string, { importers: string[]; row: Map<string, { outcomes: Outcome[]; exporters: string[] }> }>();
  for (const [importer, row] of rows) {
    const key = JSON.stringify([...row].map(([words, { exporters }]) => [words, exporters]));
    const group = groups.get(key) ?? { importers: [], row };
    groups.set(key, group);
    group.importers.push(importerName(importer));
  }
  const parts = [`${count(counts.importers, 'importer')} × ${count(counts.exporters, 'exporter')}\n`];
  for (const { importers, row } of groups.values()) {
    parts.push(`\n${wrap(importers, '', width).map(style.bold).join('\n')}\n`);
    for (const [words, { outcomes, exporters }] of row) {
      for (const line of wrapWords(words, width)) parts.push(`  ${paintOutcomes(outcomes, line, style)}\n`);
      parts.push(`${wrap(exporters, '      ', width).join('\n')}\n`);
    }
  }
  const { decided, pairs } = coverageOf(cells);
  parts.push(`\n${style.bold(`${decided} of ${count(pairs, 'pair')} decided exactly`)}\n`);
  return parts.join('');
}

/** Names separated by commas, in lines of at most `width` where names allow it. */
function wrap(names: readonly string[], indent: string, width: number): string[] {
  const lines: string[] = [];
  let line = indent;
  names.forEach((name, index) => {
    const piece = index === names.length - 1 ? name : `${name}, `;
    if (line.length > indent.length && line.length + piece.trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += piece;
  });
  return [...lines, line];
}

/** One outcome per line, and long ones over several lines, of which the later ones stand further in. */
function wrapWords(text: string, width: number): string[] {
  return text.split(/(?<=;) /).flatMap((outcome) => {
    const lines: string[] = [];
    let line = '';
    for (const word of outcome.split(' ')) {
      if (line !== '' && line.length + 1 + word.length > width - 2) {
        lines.push(line);
        line = `    ${word}`;
      } else line += line === '' ? word : ` ${word}`;
    }
    return [...lines, line];
  });
}
