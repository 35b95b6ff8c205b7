import type { Finding } from '@dmabuf-mapping/engine';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { SOURCE, toDiagnostic } from './convert.ts';
import type { Folder } from './folder.ts';
import { PROJECT_FILE } from './granting.ts';
import type { Session } from './session.ts';

/** More than this in one file helps nobody. */
const MOST_PER_FILE = 200;

/** Diagnostics of every file of the workspace that has any, by the URI the client uses; folders that are being read are left out. */
export async function workspaceReports(session: Session): Promise<Map<string, Diagnostic[]>> {
  const reports = new Map<string, Diagnostic[]>();
  for (const folder of session.folders.all()) {
    if (folder.state !== 'ready') continue;
    const own = projectFileReport(folder);
    if (own.length > 0) reports.set(session.documents.uri(folder, PROJECT_FILE), own);
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

/** Diagnostics of one document; undefined while nothing can be said. */
export async function documentReport(session: Session, uri: string): Promise<Diagnostic[] | undefined> {
  if (isUndecided(session, uri)) return undefined;
  const place = session.folders.locate(uri);
  const list: Diagnostic[] = [];
  if (place?.folder.state !== 'ready') return list;
  if (place.file === PROJECT_FILE) return projectFileReport(place.folder);
  for (const finding of await place.folder.ask((project) => project.findings(place.file))) add(session, place.folder, finding, list);
  return list;
}

/** Whether the file's folder is being read: half a tree looks as if counterparts were missing, so what was said before stands. */
export function isUndecided(session: Session, uri: string): boolean {
  const state = session.folders.locate(uri)?.folder.state;
  return state === 'waiting' || state === 'indexing';
}

function add(session: Session, folder: Folder, finding: Finding, list: Diagnostic[]): void {
  if (list.length < MOST_PER_FILE) list.push(toDiagnostic(session, folder, finding));
}

/** What is wrong with the folder's own file of settings. */
function projectFileReport({ granted: { projectFile } }: Folder): Diagnostic[] {
  return projectFile.problems.map(({ range, message }) => ({ range, severity: DiagnosticSeverity.Warning, source: SOURCE, message }));
}
