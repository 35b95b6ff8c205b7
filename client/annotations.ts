/** What the client says of inlay hints, code lenses and semantic colours before the server starts. */
import * as vscode from 'vscode';
import type { Middleware, StaticFeature } from 'vscode-languageclient/node';
import { DOCUMENTS } from './documents.ts';

/** Commands of the client that the server may name in lenses and hovers. */
export const COMMANDS = ['dmabufMapping.pickCounterpart'];

/** Tells the server of them. */
export const KNOWN_COMMANDS: StaticFeature = {
  fillClientCapabilities: (capabilities) => {
    capabilities.experimental = { ...capabilities.experimental, commands: COMMANDS };
  },
  initialize: () => undefined,
  getState: () => ({ kind: 'static' }),
  clear: () => undefined,
};

/** Fits less well than what a C extension registers. */
const WEAKEST = [{ language: '*' }];

/**
 * VS Code takes the semantic colours of one provider alone, the best that fits. Ours know a few words of a file, so any other goes first: registered
 * for every language they fit worst, and answer only where the server looks.
 */
export const ADDITIVE: Middleware = {
  handleRegisterCapability: async ({ registrations }, next) => {
    const weakened = registrations.map((registration) =>
      registration.method === 'textDocument/semanticTokens'
        ? { ...registration, registerOptions: { ...registration.registerOptions, documentSelector: WEAKEST } }
        : registration,
    );
    await next({ registrations: weakened }, new vscode.CancellationTokenSource().token);
  },
  provideDocumentSemanticTokens: (document, token, next) =>
    vscode.languages.match(DOCUMENTS, document) > 0 ? next(document, token) : null,
};
