import { type ClientCapabilities, DiagnosticTag } from 'vscode-languageserver';

/** What the other side can do, as plain answers. */
export interface ClientAbilities {
  workspaceFolders: boolean;
  configuration: boolean;
  configurationChanges: boolean;
  pullDiagnostics: boolean;
  refreshDiagnostics: boolean;
  relatedInformation: boolean;
  codeDescription: boolean;
  /** Shows what has no effect faded. */
  fading: boolean;
  watchFiles: boolean;
  relativePatterns: boolean;
  resolveEdits: boolean;
  versionedEdits: boolean;
  /** Shows edits under headings, and asks before it makes those that want to be asked. */
  annotatedEdits: boolean;
  /** Takes an outline as a tree. */
  symbolTrees: boolean;
  /** Asks what would be renamed before it asks for the new name. */
  prepareRename: boolean;
  markdownHover: boolean;
  refreshHints: boolean;
  refreshLenses: boolean;
  refreshTokens: boolean;
  registerTokens: boolean;
  /** Commands that it runs when a lens names them; told as `experimental.commands`. */
  commands: ReadonlySet<unknown>;
  /** Completions may have placeholders. */
  snippets: boolean;
  markdownCompletion: boolean;
  markdownSignature: boolean;
}

/** Never throws, whatever a client says of itself. */
export function abilitiesOf(client: ClientCapabilities | null | undefined): ClientAbilities {
  const { workspace, textDocument, experimental } = client ?? {};
  const action = textDocument?.codeAction;
  const diagnostics = textDocument?.diagnostic ?? textDocument?.publishDiagnostics;
  return {
    workspaceFolders: workspace?.workspaceFolders === true,
    configuration: workspace?.configuration === true,
    configurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: diagnostics?.relatedInformation === true,
    codeDescription: diagnostics?.codeDescriptionSupport === true,
    fading: lists(diagnostics?.tagSupport?.valueSet, DiagnosticTag.Unnecessary),
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    resolveEdits: action?.dataSupport === true && lists(action.resolveSupport?.properties, 'edit'),
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    annotatedEdits: workspace?.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.changeAnnotationSupport !== undefined,
    symbolTrees: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    prepareRename: textDocument?.rename?.prepareSupport === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    markdownCompletion: lists(textDocument?.completion?.completionItem?.documentationFormat, 'markdown'),
    markdownSignature: lists(textDocument?.signatureHelp?.signatureInformation?.documentationFormat, 'markdown'),
    markdownHover: lists(textDocument?.hover?.contentFormat, 'markdown'),
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    refreshTokens: workspace?.semanticTokens?.refreshSupport === true,
    registerTokens: textDocument?.semanticTokens?.dynamicRegistration === true,
    commands: new Set(Array.isArray(experimental?.commands) ? experimental.commands : []),
  };
}

function lists(list: unknown, item: unknown): boolean {
  return Array.isArray(list) && list.includes(item);
}
