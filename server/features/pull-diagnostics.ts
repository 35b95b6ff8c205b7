/** `textDocument/diagnostic` and `workspace/diagnostic`, for clients that pull. */
import {
  type CancellationToken,
  type Diagnostic,
  type DocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import { debounce } from '../debounce.ts';
import { turn } from '../folder.ts';
import { documentReport, isUndecided, workspaceReports } from '../reports.ts';
import { guarded, type Session } from '../session.ts';

const DELAY_MS = 50;
/** What an answer may take to be worth giving at once, even if the next edit makes another. */
const CHEAP_MS = 15;

interface WorkspacePull {
  /** Result ids by URI, as the client last got them. */
  previous: Map<string, string>;
  streams: boolean;
}

export function activate(session: Session): void {
  const ids = new ResultIds();
  let pulled = false;
  let lastChange = Number.NEGATIVE_INFINITY;
  session.changed.event(() => {
    lastChange = performance.now();
  });
  let lastCost = 0;
  /** Waits out a burst of edits, if answers are dear: for each edit the client gives up its request and sends another. */
  const quiet = async (token: CancellationToken) => {
    const rest = lastCost < CHEAP_MS ? 0 : lastChange + DELAY_MS - performance.now();
    await (rest > 0 ? new Promise((resolve) => setTimeout(resolve, rest)) : turn());
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  };

  const refresh = () => (session.abilities.refreshDiagnostics ? session.connection.languages.diagnostics.refresh() : undefined);
  // A client that refuses to refresh asks by itself.
  const soon = debounce(DELAY_MS, refresh, () => undefined);
  session.changed.event(soon.schedule);
  session.closed.event(soon.dispose);

  session.connection.languages.diagnostics.on(
    guarded<{ textDocument: { uri: string }; previousResultId?: string }, DocumentDiagnosticReport, DocumentDiagnosticReport>(
      session.failures,
      'document diagnostics',
      { kind: 'full', items: [] },
      async ({ textDocument, previousResultId }, token) => {
        await quiet(token);
        const start = performance.now();
        const items = await documentReport(session, textDocument.uri);
        lastCost = performance.now() - start;
        if (!items) return previousResultId === undefined ? { kind: 'full', items: [] } : { kind: 'unchanged', resultId: previousResultId };
        const resultId = ids.of(textDocument.uri, items);
        return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
      },
    ),
  );

  const workspace = async (previous: Map<string, string>) => {
    const reports = await workspaceReports(session);
    for (const uri of previous.keys()) if (!reports.has(uri) && !isUndecided(session, uri)) reports.set(uri, []);
    return [...reports].map(([uri, items]): WorkspaceDocumentDiagnosticReport => {
      const resultId = ids.of(uri, items);
      const version = session.documents.sync.get(uri)?.version ?? null;
      return previous.get(uri) === resultId
        ? { kind: 'unchanged', uri, version, resultId }
        : { kind: 'full', uri, version, resultId, items };
    });
  };

  const report = guarded<WorkspacePull, WorkspaceDiagnosticReport, WorkspaceDiagnosticReport>(
    session.failures,
    'workspace diagnostics',
    { items: [] },
    async ({ previous, streams }, token) => {
      let items = await workspace(previous);
      // A client that streams asks again as soon as it is answered: let it wait for news instead of polling.
      while (pulled && streams && items.every(({ kind }) => kind === 'unchanged')) {
        if (!(await change(session, token))) break;
        items = await workspace(previous);
      }
      pulled = true;
      return { items };
    },
  );
  session.connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, _progress, stream) => {
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    return report({ previous, streams: stream !== undefined }, token);
  });
}

/** Waits for a change, a pause after it included; false when there is no use in waiting any more. */
function change(session: Session, token: CancellationToken): Promise<boolean> {
  return new Promise((resolve) => {
    const soon = debounce(
      DELAY_MS,
      () => finish(true),
      () => finish(false),
    );
    const finish = (changed: boolean) => {
      soon.dispose();
      for (const listener of listeners) listener.dispose();
      resolve(changed);
    };
    const listeners = [
      session.changed.event(soon.schedule),
      session.closed.event(() => finish(false)),
      token.onCancellationRequested(() => finish(false)),
    ];
    if (token.isCancellationRequested) finish(false);
  });
}

/** One id per distinct report of a file. */
class ResultIds {
  readonly #last = new Map<string, { text: string; id: string }>();
  #count = 0;

  of(uri: string, items: Diagnostic[]): string {
    const text = JSON.stringify(items);
    const last = this.#last.get(uri);
    if (last?.text === text) return last.id;
    const id = String(++this.#count);
    this.#last.set(uri, { text, id });
    return id;
  }
}
