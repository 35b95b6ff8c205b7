/** `list`: what the tree declares. */
import { exporterToJson, importerToJson, typeToJson } from '../json.ts';
import { type Session, tellEmpty, writeJson } from '../session.ts';
import { formatTable } from '../style.ts';
import { formatBelonging, formatHome } from '../words.ts';

export const listed = ['types', 'exporters', 'importers'] as const;

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
        head: ['EXPORTER', 'MATCH', 'SUBSYSTEM', 'MODULE', 'PLACE'],
        rows: exporters.map((exporter) => {
          const { name, match, callback } = exporter;
          return [name, callback ? `${match} ${callback.name}` : match, ...formatBelonging(exporter), formatHome(exporter)];
        }),
      };
    }
    case 'importers': {
      const importers = selected(project.importers());
      return {
        json: importers.map(importerToJson),
        head: ['IMPORTER', 'CALLS', 'SUBSYSTEM', 'MODULE', 'PLACE'],
        rows: importers.map((importer) => [importer.name, importer.callee, ...formatBelonging(importer), formatHome(importer)]),
      };
    }
  }
}
