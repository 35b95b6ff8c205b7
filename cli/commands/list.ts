/** `list`: what the tree declares. */
import { exporterToJson, importerToJson, typeToJson } from '../json.ts';
import { type Session, tellEmpty, writeJson } from '../session.ts';
import { formatTable } from '../style.ts';
import { formatHome } from '../words.ts';

export const listed = ['types', 'exporters', 'importers'] as const;

/** Writes all mapping types, exporters or importers in the selected paths. */
export function list(what: (typeof listed)[number], session: Session): void {
  const { json, head, rows } = collect(what, session);
  if (session.options.format === 'json') writeJson(session, { [what]: json });
  else if (rows.length > 0) session.io.stdout.write(formatTable(head, rows, session.style));
  if (rows.length === 0) tellEmpty(session, what === 'types' ? 'mapping types' : what);
}

function collect(what: (typeof listed)[number], { project, isSelected }: Session): { json: object[]; head: string[]; rows: string[][] } {
  const selected = <T extends { location: { file: string } }>(all: readonly T[]): T[] =>
    all.filter(({ location }) => isSelected(location.file));
  switch (what) {
    case 'types': {
      const types = selected(project.types());
      return {
        json: types.map(typeToJson),
        head: ['TYPE', 'LABEL', 'PLACE'],
        rows: types.map((type) => [type.name, type.label, formatHome(type)]),
      };
    }
    case 'exporters': {
      const exporters = selected(project.exporters());
      return {
        json: exporters.map(exporterToJson),
        head: ['EXPORTER', 'MATCH', 'PLACE'],
        rows: exporters.map((exporter) => {
          const { name, match, callback } = exporter;
          return [name, callback ? `${match} ${callback.name}` : match, formatHome(exporter)];
        }),
      };
    }
    case 'importers': {
      const importers = selected(project.importers());
      return {
        json: importers.map(importerToJson),
        head: ['IMPORTER', 'CALLS', 'PLACE'],
        rows: importers.map((importer) => [importer.name, importer.callee, formatHome(importer)]),
      };
    }
  }
}
