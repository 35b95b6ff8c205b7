/** `textDocument/publishDiagnostics`, for clients that do not pull. */
import { debounce } from '../debounce.ts';
import { isUndecided, workspaceReports } from '../reports.ts';
import type { Session } from '../session.ts';

const DELAY_MS = 50;

export function activate(session: Session): void {
  /** What the client shows, by URI, to send only what differs. */
  const shown = new Map<string, string>();

  const publish = async () => {
    const reports = await workspaceReports(session);
    for (const uri of shown.keys()) if (!reports.has(uri) && !isUndecided(session, uri)) reports.set(uri, []);
    for (const [uri, diagnostics] of reports) {
      const text = JSON.stringify(diagnostics);
      if (text === (shown.get(uri) ?? '[]')) continue;
      if (diagnostics.length > 0) shown.set(uri, text);
      else shown.delete(uri);
      const version = session.documents.sync.get(uri)?.version;
      await session.connection.sendDiagnostics(version === undefined ? { uri, diagnostics } : { uri, version, diagnostics });
    }
  };

  const soon = debounce(DELAY_MS, publish, (error) => session.failures.report('diagnostics', error));
  session.changed.event(soon.schedule);
  session.closed.event(soon.dispose);
}
