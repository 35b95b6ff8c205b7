/** The JSON shapes that docs/cli.md promises: lines and columns from 1, absent members left out. */
import type {
  Belonging,
  Explanation,
  ExporterInfo,
  ExportSite,
  Finding,
  ImporterInfo,
  Location,
  MappingTypeInfo,
  Matrix,
  Outcome,
} from '@dmabuf-mapping/engine';

export interface Place {
  file: string;
  line: number;
  column: number;
}

interface Extent extends Place {
  endLine: number;
  endColumn: number;
}

export function placeOf(location: Location): Place {
  const { line, character } = location.range.start;
  return { file: location.file, line: line + 1, column: character + 1 };
}

function extentOf(location: Location): Extent {
  const { line, character } = location.range.end;
  return { ...placeOf(location), endLine: line + 1, endColumn: character + 1 };
}

/** What is built in has no place in the tree. */
function whereOf({ builtIn, location }: { builtIn?: true; location: Location }): Place | { builtIn: true } {
  return builtIn ? { builtIn } : placeOf(location);
}

function belongingOf({ subsystem, module, config }: Belonging): Belonging {
  return { ...(subsystem && { subsystem }), ...(module && { module }), ...(config && { config }) };
}

export function typeToJson(type: MappingTypeInfo): object {
  return { id: type.id, name: type.name, label: type.label, ...whereOf(type), ...belongingOf(type) };
}

function exportToJson({ function: name, how, location, via, copied, ...rest }: ExportSite): object {
  return { function: name, how, ...placeOf(location), ...(via && { via }), ...(copied && { copied }), ...belongingOf(rest) };
}

export function exporterToJson(exporter: ExporterInfo): object {
  const { id, name, match, callback } = exporter;
  const called = callback && !exporter.builtIn && { callback: { name: callback.name, ...placeOf(callback.location) } };
  const exported = exporter.exportedBy && { exportedBy: exporter.exportedBy.map(exportToJson) };
  return { id, name, ...whereOf(exporter), match, ...called, ...belongingOf(exporter), ...exported };
}

export function importerToJson(importer: ImporterInfo): object {
  const { id, name, callee, site, via, parameters, insteadOf, tables } = importer;
  const calls = (step: { function: string; location: Location }) => ({ function: step.function, ...placeOf(step.location) });
  return {
    id,
    name,
    ...whereOf(importer),
    function: importer.function,
    callee,
    ...belongingOf(importer),
    ...(parameters !== undefined && { parameters }),
    ...(insteadOf !== undefined && { insteadOf }),
    ...(site && { site: calls(site) }),
    ...(via && { via: via.map(calls) }),
    ...(tables && { tables: tables.map((table) => ({ name: table.name, ...placeOf(table.location), users: table.users })) }),
  };
}

export function matrixToJson(matrix: Matrix): object {
  return {
    importers: matrix.importers,
    exporters: matrix.exporters,
    cells: matrix.cells.map(({ importer, exporter, outcomes }) => ({ importer, exporter, outcomes: outcomes.map(outcomeToJson) })),
    coverage: matrix.coverage,
  };
}

export function explanationToJson({ importer, exporter, runs }: Explanation): object {
  return {
    importer: importerToJson(importer),
    exporter: exporterToJson(exporter),
    runs: runs.map(({ outcome, summary, steps }) => ({
      outcome: outcomeToJson(outcome),
      summary,
      steps: steps.map(({ kind, text, depth, location }) => ({ kind, text, depth, ...(location && placeOf(location)) })),
    })),
  };
}

export function findingToJson({ rule, severity, location, message, related, fixes }: Finding): object {
  return {
    rule,
    severity,
    ...extentOf(location),
    message,
    related: related.map((other) => ({ ...extentOf(other.location), message: other.message })),
    fixes: fixes.map(({ title, safe }) => ({ title, safe })),
  };
}

function outcomeToJson({ where, ...outcome }: Outcome): object {
  return { ...outcome, ...(where && { where: placeOf(where) }) };
}
