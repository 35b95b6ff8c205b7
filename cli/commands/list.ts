/** `list`: what the tree declares. */
import type { ImporterInfo } from '@dmabuf-mapping/engine';
import { exporterToJson, importerToJson, typeToJson } from '../json.ts';
import { type Session, tellEmpty, writeJson } from '../session.ts';
import { count, formatTable } from '../style.ts';
import { formatBelonging, formatExports, formatHome } from '../words.ts';

export const listed = ['types', 'exporters', 'importers'] as const;

/** Calls from the importer's own function to the attach function, and the tables through which the importer is called. */
function pathOf({ via, callee, insteadOf, tables }: ImporterInfo): string {
  const calls = [...(via ?? []).slice(1).map((step) => step.function), callee].join(' > ');
  const ways = (tables ?? []).map(({ name, users }) => (users.length === 0 ? name : `${name} (used by ${count(users.length, 'file')})`));
  return [calls, ...(insteadOf ? [`where ${insteadOf} is NULL`] : []), ...(ways.length > 0 ? [`through ${ways.join(', ')}`] : [])].join(
    ', ',
  );
}

/** Writes all mapping types, exporters or importers in the selected paths. */
export function list(what: (typeof listed)[number], session: Session): void {
  const { json, head, rows } = collect(what, session);
  if (session.options.format === 'json') writeJson(session, { [what]: json });
  else if (rows.length > 0) session.io.stdout.write(formatKnown(head, rows, session));
  if (rows.length === 0) tellEmpty(session, what === 'types' ? 'mapping types' : what);
}

/** Columns in which no row says anything are left out. */
function formatKnown(head: string[], rows: string[][], { style }: Session): string {
  const said = head.map((_, column) => rows.some((row) => row[column] !== '-'));
  const kept = (cells: string[]): string[] => cells.filter((_, column) => said[column]);
  return formatTable(kept(head), rows.map(kept), style);
}

function collect(what: (typeof listed)[number], { project, isChosen }: Session): { json: object[]; head: string[]; rows: string[][] } {
  const selected = <T extends { location: { file: string } }>(all: readonly T[]): T[] => all.filter(isChosen);
  switch (what) {
    case 'types': {
      const types = selected(project.types());
      return {
        json: types.map(typeToJson),
        head: ['TYPE', 'LABEL', 'SUBSYSTEM', 'MODULE', 'PLACE'],
        rows: types.map((type) => [type.name, type.label, ...formatBelonging(type), formatHome(type)]),
      };
    }
    case 'exporters': {
      const exporters = selected(project.exporters());
      return {
        json: exporters.map(exporterToJson),
        head: ['EXPORTER', 'MATCH', 'SUBSYSTEM', 'MODULE', 'PLACE', 'EXPORTED BY'],
        rows: exporters.map((exporter) => {
          const { name, match, callback } = exporter;
          return [
            name,
            callback ? `${match} ${callback.name}` : match,
            ...formatBelonging(exporter),
            formatHome(exporter),
            formatExports(exporter),
          ];
        }),
      };
    }
    case 'importers': {
      const importers = selected(project.importers());
      return {
        json: importers.map(importerToJson),
        head: ['IMPORTER', 'OPS', 'SUBSYSTEM', 'MODULE', 'PLACE', 'CALLS'],
        rows: importers.map((importer) => [
          importer.name,
          importer.parameters ?? '-',
          ...formatBelonging(importer),
          formatHome(importer),
          pathOf(importer),
        ]),
      };
    }
  }
}
