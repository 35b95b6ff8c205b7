import type { Finding } from '@dmabuf-mapping/engine';
import type { Diagnostic } from 'vscode-languageserver';
import { toDiagnostic } from './convert.ts';
import type { Folder } from './folder.ts';
import type { Session } from './session.ts';

/** More than this in one file helps nobody. */
const MOST_PER_FILE = 200;

/** Diagnostics of every file of the workspace that has any, by the URI the client uses. */
export async function workspaceReports(session: Session): Promise<Map<string, Diagnostic[]>> {
  const reports = new Map<string, Diagnostic[]>();
  for (const folder of session.folders.all()) {
    if (!judges(folder)) continue;
    for (const finding of await folder.ask((project) => project.findings())) {
      const uri = session.documents.uri(folder, finding.location.file);
      if (session.folders.locate(uri)?.folder !== folder) continue;
      const list = reports.get(uri) ?? [];
      add(session, folder, finding, list);
      reports.set(uri, list);
    }
  }
  return reports;
}

/** Diagnostics of one document. */
export async function documentReport(session: Session, uri: string): Promise<Diagnostic[]> {
  const place = session.folders.locate(uri);
  const list: Diagnostic[] = [];
  if (!place || !judges(place.folder)) return list;
  for (const finding of await place.folder.ask((project) => project.findings(place.file))) add(session, place.folder, finding, list);
  return list;
}

/** A tree that is half read looks as if counterparts were missing. */
function judges(folder: Folder): boolean {
  return folder.state === 'ready';
}

function add(session: Session, folder: Folder, finding: Finding, list: Diagnostic[]): void {
  const diagnostic = list.length < MOST_PER_FILE ? toDiagnostic(session, folder, finding) : undefined;
  if (diagnostic) list.push(diagnostic);
}
