import type { ClientCapabilities } from 'vscode-languageserver';

/** What the other side can do, as plain answers. */
export interface ClientAbilities {
  workspaceFolders: boolean;
  configuration: boolean;
  configurationChanges: boolean;
  pullDiagnostics: boolean;
  refreshDiagnostics: boolean;
  relatedInformation: boolean;
  codeDescription: boolean;
  watchFiles: boolean;
  relativePatterns: boolean;
  resolveEdits: boolean;
  versionedEdits: boolean;
  markdownHover: boolean;
}

export function abilitiesOf(client: ClientCapabilities): ClientAbilities {
  const { workspace, textDocument } = client;
  const action = textDocument?.codeAction;
  return {
    workspaceFolders: workspace?.workspaceFolders === true,
    configuration: workspace?.configuration === true,
    configurationChanges: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    pullDiagnostics: textDocument?.diagnostic !== undefined,
    refreshDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: (textDocument?.diagnostic ?? textDocument?.publishDiagnostics)?.relatedInformation === true,
    codeDescription: (textDocument?.diagnostic ?? textDocument?.publishDiagnostics)?.codeDescriptionSupport === true,
    watchFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    relativePatterns: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
    resolveEdits: action?.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
  };
}
