/** `textDocument/inlayHint`, `textDocument/codeLens`, `textDocument/semanticTokens/full`, and their refresh requests. */
import type { FileAnnotations, InlayNote, LensNote } from '@dmabuf-mapping/engine';
import {
  type CodeLens,
  CodeLensRefreshRequest,
  type InlayHint,
  InlayHintKind,
  type Range,
  type SemanticTokens,
  type SemanticTokensOptions,
  SemanticTokensRegistrationType,
} from 'vscode-languageserver';
import { COUNTERPARTS } from '../commands.ts';
import { debounce } from '../debounce.ts';
import { encodeTokens, LEGEND } from '../semantic-tokens.ts';
import { guarded, type Session } from '../session.ts';
import type { Shown } from '../settings.ts';
import { Snapshots } from '../snapshots.ts';

export const TOKENS: SemanticTokensOptions = { legend: LEGEND, full: true };

const DELAY_MS = 200;

const NONE: FileAnnotations = { hints: [], lenses: [], words: [] };

const PARTS: Record<Shown, (annotations: FileAnnotations) => unknown> = {
  inlayHints: ({ hints }) => hints,
  codeLens: ({ lenses }) => lenses,
  semanticTokens: ({ words }) => words,
};

interface DocumentParams {
  textDocument: { uri: string };
}

export function activate(session: Session): void {
  const { connection, failures } = session;
  const snapshots = new Snapshots(session);
  const told = new Told(session, snapshots);

  /** What is to be shown of a document, by its folder's settings. */
  const wanted = async (uri: string, kind: Shown) => {
    const snapshot = await snapshots.of(uri);
    if (!snapshot) return { annotations: NONE, root: '' };
    const { folder, version } = snapshot;
    const annotations = session.settings.of(folder).show[kind] ? snapshot.annotations : NONE;
    told.note(kind, uri, version, annotations);
    return { annotations, root: folder.root.uri };
  };

  connection.languages.inlayHint.on(
    guarded<DocumentParams & { range: Range }, InlayHint[], InlayHint[]>(failures, 'inlay hints', [], async ({ textDocument, range }) => {
      const { annotations } = await wanted(textDocument.uri, 'inlayHints');
      return annotations.hints.filter(({ position }) => within(position.line, range)).map(toHint);
    }),
  );
  connection.onCodeLens(
    guarded<DocumentParams, CodeLens[], CodeLens[]>(failures, 'code lenses', [], async ({ textDocument }) => {
      const { annotations, root } = await wanted(textDocument.uri, 'codeLens');
      const command = session.abilities.commands.has(COUNTERPARTS) ? COUNTERPARTS : '';
      return annotations.lenses.map((lens) => toLens(lens, root, command));
    }),
  );
  connection.languages.semanticTokens.on(
    guarded<DocumentParams, SemanticTokens, SemanticTokens>(failures, 'semantic tokens', { data: [] }, async ({ textDocument }) => {
      const { annotations } = await wanted(textDocument.uri, 'semanticTokens');
      return { data: encodeTokens(annotations.words) };
    }),
  );
  session.documents.sync.onDidClose(({ document }) => {
    snapshots.forget(document.uri);
    told.forget(document.uri);
  });
  const soon = debounce(
    DELAY_MS,
    () => told.refresh(),
    (error) => failures.report('annotations', error),
  );
  session.changed.event(soon.schedule);
  session.closed.event(soon.dispose);
}

/** For clients that can be told later: they may choose for which documents. */
export async function register(session: Session): Promise<void> {
  if (session.abilities.registerTokens)
    await session.connection.client.register(SemanticTokensRegistrationType.type, { documentSelector: null, ...TOKENS });
}

/** What the client has been told, so that it is asked to look again only when that is no longer so. */
class Told {
  readonly #session: Session;
  readonly #snapshots: Snapshots;
  readonly #answers: Record<Shown, Map<string, { version: number | undefined; text: string }>> = {
    inlayHints: new Map(),
    codeLens: new Map(),
    semanticTokens: new Map(),
  };

  constructor(session: Session, snapshots: Snapshots) {
    this.#session = session;
    this.#snapshots = snapshots;
  }

  note(kind: Shown, uri: string, version: number | undefined, annotations: FileAnnotations): void {
    this.#answers[kind].set(uri, { version, text: JSON.stringify(PARTS[kind](annotations)) });
  }

  forget(uri: string): void {
    for (const answers of Object.values(this.#answers)) answers.delete(uri);
  }

  /** Rejects when the engine throws. */
  async refresh(): Promise<void> {
    const { abilities, connection } = this.#session;
    // A client that refuses to refresh asks by itself.
    const refuse = () => undefined;
    if (abilities.refreshHints && (await this.#changed('inlayHints'))) void connection.languages.inlayHint.refresh().catch(refuse);
    if (abilities.refreshLenses && (await this.#changed('codeLens')))
      void connection.sendRequest(CodeLensRefreshRequest.type).catch(refuse);
    if (abilities.refreshTokens && (await this.#changed('semanticTokens')))
      void connection.languages.semanticTokens.refresh().catch(refuse);
  }

  /** Whether some document would be answered otherwise now. What changed is forgotten: the client asks again, or does not show it. */
  async #changed(kind: Shown): Promise<boolean> {
    let changed = false;
    for (const [uri, { version, text }] of [...this.#answers[kind]]) {
      const snapshot = await this.#snapshots.of(uri);
      // Of a text that was edited the client asks by itself.
      if (!snapshot || snapshot.version !== version) continue;
      const annotations = this.#session.settings.of(snapshot.folder).show[kind] ? snapshot.annotations : NONE;
      if (JSON.stringify(PARTS[kind](annotations)) === text) continue;
      this.#answers[kind].delete(uri);
      changed = true;
    }
    return changed;
  }
}

function within(line: number, { start, end }: Range): boolean {
  return start.line <= line && line <= end.line;
}

function toHint({ position, label, side, tooltip }: InlayNote): InlayHint {
  return side === 'after'
    ? { position, label, tooltip, kind: InlayHintKind.Type, paddingLeft: true }
    : { position, label, tooltip, kind: InlayHintKind.Parameter, paddingRight: true };
}

function toLens({ range, title, of, ids }: LensNote, root: string, command: string): CodeLens {
  return { range, command: { title, command, ...(command !== '' && { arguments: [{ root, of, ids }] }) } };
}
