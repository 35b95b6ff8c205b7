/** Public face of the language server. */
import { CodeActionKind, Emitter, type InitializeParams, type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import { Calm } from './calm.ts';
import { abilitiesOf } from './client-abilities.ts';
import { debounce, settlesWithin } from './debounce.ts';
import * as annotations from './features/annotations.ts';
import * as assumptions from './features/assumptions.ts';
import * as attachmentRows from './features/attachment-rows.ts';
import * as attachments from './features/attachments.ts';
import * as authoring from './features/authoring.ts';
import * as builtIn from './features/built-in.ts';
import * as callHierarchy from './features/call-hierarchy.ts';
import * as codeActions from './features/code-actions.ts';
import * as definition from './features/definition.ts';
import * as hover from './features/hover.ts';
import * as matrix from './features/matrix.ts';
import * as names from './features/names.ts';
import * as pullDiagnostics from './features/pull-diagnostics.ts';
import * as pushDiagnostics from './features/push-diagnostics.ts';
import * as readiness from './features/readiness.ts';
import * as references from './features/references.ts';
import * as rename from './features/rename.ts';
import * as status from './features/status.ts';
import * as symbols from './features/symbols.ts';
import * as watching from './features/watching.ts';
import { type Folder, turn } from './folder.ts';
import { Folders } from './folders.ts';
import { TURNS } from './garbage.ts';
import { answerRefused } from './gate.ts';
import { grant } from './granting.ts';
import type { Host } from './host.ts';
import { Indexer } from './indexing.ts';
import { Keeper } from './keeping.ts';
import { OpenDocuments } from './open-documents.ts';
import { Rest } from './rest.ts';
import { type Connection, Failures, type Session } from './session.ts';
import { type SettingsChange, SettingsStore } from './settings.ts';
import * as sync from './sync.ts';
import { VERSION } from './version.ts';

export { gatedConnection } from './gate.ts';
export type { Answers, Host, ScanOptions } from './host.ts';
export type { Connection } from './session.ts';

/** How long nothing may change before the tree is searched for new names: a name that is being typed is many names. */
const SEARCH_MS = 500;
/** How long a client may take to tell its settings before its folders are read without them. */
const PATIENCE_MS = 3000;

/**
 * Serves one client on `connection` until it closes, and starts listening on it. Nothing that a client sends makes it throw.
 */
export function startServer(connection: Connection, host: Host): void {
  const rest = new Rest((pause) => {
    if (pause === 'long') void restLong(session);
    else {
      host.collect(pause);
      void session.keeper.keepAll(session);
    }
  });
  const failures = new Failures((message) => connection.console.error(message), new Calm(rest));
  const session: Session = {
    connection,
    host,
    failures,
    documents: new OpenDocuments(),
    folders: new Folders(host),
    settings: new SettingsStore(connection),
    indexer: new Indexer(),
    keeper: new Keeper(),
    changed: new Emitter<void>(),
    nested: new Emitter(),
    closed: new Emitter<void>(),
    abilities: abilitiesOf({}),
  };
  const watchers = new watching.Watchers();

  answerRefused(connection);
  sync.activate(session);
  hover.activate(session);
  annotations.activate(session);
  definition.activate(session);
  references.activate(session);
  names.activate(session);
  symbols.activate(session);
  callHierarchy.activate(session);
  rename.activate(session);
  authoring.activate(session);
  codeActions.activate(session);
  attachments.activate(session);
  attachmentRows.activate(session);
  matrix.activate(session);
  assumptions.activate(session);
  builtIn.activate(session);
  status.activate(session);
  watching.activate(session);
  readiness.activate(session);
  searchWhenSought(session);
  session.changed.event(() => rest.stir());
  session.keeper.watch(session);
  session.closed.event(() => rest.dispose());

  connection.onInitialize((params) => {
    session.abilities = abilitiesOf(params.capabilities);
    session.settings.push(params.initializationOptions);
    for (const { uri, name } of rootsOf(params)) session.folders.add(uri, name);
    if (session.abilities.pullDiagnostics) pullDiagnostics.activate(session);
    else pushDiagnostics.activate(session);
    return { capabilities: capabilitiesOf(session), serverInfo: { name: 'dmabuf-mapping', version: VERSION } };
  });

  /** Asks the client; what it refuses to tell stays as it was. */
  const load = async (folders: Folder[]): Promise<[Folder, SettingsChange][]> => {
    const unknown = (error: unknown) => failures.report('settings', error);
    await session.settings.loadCommon().catch(unknown);
    const changes = await Promise.all(folders.map((folder) => session.settings.load(folder).catch(unknown)));
    return folders.flatMap((folder, index) => {
      const change = changes[index];
      return change ? [[folder, change] satisfies [Folder, SettingsChange]] : [];
    });
  };

  const heed = async (changes: [Folder, SettingsChange][]) => {
    const current = new Set(session.folders.workspace());
    for (const [folder, { patternsChanged }] of changes) {
      if (patternsChanged && current.has(folder)) void session.indexer.start(session, folder);
    }
    for (const folder of session.folders.all()) grant(session, folder);
    session.changed.fire();
    if (changes.some(([, { configChanged }]) => configChanged)) await watchers.update(session);
  };

  const open = async (folders: Folder[]) => {
    const loading = load(folders);
    const inTime = await settlesWithin(loading, PATIENCE_MS);
    // Documents may have been opened before their settings were known.
    for (const folder of session.folders.all()) grant(session, folder);
    session.changed.fire();
    for (const folder of folders) void session.indexer.start(session, folder);
    if (!inTime) loading.then(heed).catch((error) => failures.report('settings', error));
    await watchers.update(session);
  };

  const forget = (folder: Folder) => {
    session.indexer.stop(folder);
    session.settings.forget(folder);
  };

  session.nested.event(({ added, removed }) => {
    if (added.length + removed.length === 0) return;
    for (const folder of removed) forget(folder);
    sync.rehome(session);
    open(added).catch((error) => failures.report('starting', error));
  });

  const reloadSettings = async () => heed(await load(session.folders.workspace()));

  connection.onInitialized(() => {
    const report = (error: unknown) => failures.report('starting', error);
    if (session.abilities.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) {
          for (const folder of session.folders.remove(uri)) forget(folder);
        }
        const folders = added.map(({ uri, name }) => session.folders.add(uri, name)).filter((folder) => folder !== undefined);
        sync.rehome(session);
        session.changed.fire();
        open(folders).catch(report);
      });
    }
    session.settings.start(session.abilities, () => void reloadSettings().catch(report)).catch(report);
    annotations.register(session).catch(report);
    open(session.folders.workspace()).catch(report);
  });

  connection.onShutdown(async () => {
    session.indexer.stopAll();
    session.closed.fire();
    await session.indexer.remembered();
  });

  session.documents.sync.listen(connection);
  connection.listen();
}

/** Searches folders for what their projects seek, whenever that may have changed. */
function searchWhenSought(session: Session): void {
  const action = async () => {
    for (const folder of session.folders.workspace()) {
      const names = folder.state === 'ready' ? await folder.unsearched() : [];
      if (names.length > 0) await session.indexer.search(session, folder, names);
    }
  };
  const search = debounce(SEARCH_MS, action, (error) => session.failures.report('searching', error));
  session.changed.event(() => search.schedule());
  session.closed.event(() => search.dispose());
}

function capabilitiesOf({ abilities }: Session): ServerCapabilities {
  return {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    hoverProvider: true,
    inlayHintProvider: true,
    codeLensProvider: {},
    ...(!abilities.registerTokens && { semanticTokensProvider: annotations.TOKENS }),
    definitionProvider: true,
    referencesProvider: true,
    declarationProvider: true,
    implementationProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: { label: 'DMA-BUF' },
    workspaceSymbolProvider: true,
    documentLinkProvider: {},
    callHierarchyProvider: true,
    completionProvider: { triggerCharacters: authoring.COMPLETION_TRIGGERS, resolveProvider: true },
    signatureHelpProvider: { triggerCharacters: ['(', ','] },
    renameProvider: abilities.prepareRename ? { prepareProvider: true } : true,
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, codeActions.FIX_ALL],
      resolveProvider: abilities.resolveEdits,
    },
    ...(abilities.pullDiagnostics && {
      diagnosticProvider: { identifier: 'dma-buf', interFileDependencies: true, workspaceDiagnostics: true },
    }),
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

function rootsOf({ workspaceFolders, rootUri }: InitializeParams): { uri: string; name: string }[] {
  if (workspaceFolders) return workspaceFolders;
  return rootUri ? [{ uri: rootUri, name: rootUri.split('/').findLast((part) => part !== '') ?? rootUri }] : [];
}

/** What is worth while if nobody comes for long; given up when somebody does. Never rejects. */
async function restLong({ folders, failures: { calm }, host }: Session): Promise<void> {
  const { begun } = calm;
  await folders.rest();
  for (let turns = 0; turns < TURNS && calm.begun === begun; turns++) {
    host.collect('long');
    await turn();
  }
}
