/** One well-formed request of each kind, on the miniature kernel, and every way to spoil its params. */

import type { RawClient } from './raw-client.ts';

/** The file that the requests are about, the line of its attach call, and where the call's name begins there. */
export const FILE = 'drivers/media/common/vbq/vbq_dma.c';
const position = { line: 24, character: 12 };
const range = { start: { line: 0, character: 0 }, end: { line: 40, character: 0 } };

/** Params by method; `root` is the URI of the miniature kernel. */
export function everyRequest(root: string): Record<string, unknown> {
  const uri = `${root}/${FILE}`;
  const textDocument = { uri };
  const place = { textDocument, position };
  const view = { by: 'importer', filter: 'vbq' };
  const item = {
    name: 'vbq_dma_attach_dmabuf',
    kind: 12,
    uri,
    range,
    selectionRange: { start: { line: 12, character: 27 }, end: { line: 12, character: 48 } },
  };
  return {
    'textDocument/hover': place,
    'textDocument/definition': place,
    'textDocument/declaration': place,
    'textDocument/implementation': place,
    'textDocument/documentHighlight': place,
    'textDocument/references': { ...place, context: { includeDeclaration: true } },
    'textDocument/documentSymbol': { textDocument },
    'workspace/symbol': { query: 'vbq' },
    'textDocument/documentLink': { textDocument },
    'textDocument/prepareCallHierarchy': place,
    'callHierarchy/incomingCalls': { item },
    'callHierarchy/outgoingCalls': { item },
    'textDocument/prepareRename': place,
    'textDocument/rename': { ...place, newName: 'my_attach' },
    'textDocument/completion': place,
    'completionItem/resolve': { label: 'DMA_BUF_EXP_SGT', data: { uri, label: 'DMA_BUF_EXP_SGT' } },
    'textDocument/signatureHelp': place,
    'textDocument/codeAction': { textDocument, range, context: { diagnostics: [], only: ['quickfix'] } },
    'codeAction/resolve': { title: 'Mend', data: { uri, rule: 'list-length', line: 1, character: 1, title: 'Mend' } },
    'textDocument/inlayHint': { textDocument, range },
    'textDocument/codeLens': { textDocument },
    'textDocument/semanticTokens/full': { textDocument },
    'textDocument/diagnostic': { textDocument, previousResultId: '0' },
    'workspace/diagnostic': { previousResultIds: [] },
    'dmabuf/attachments': { root },
    'dmabuf/matrix': { root },
    'dmabuf/questions': { root },
    'dmabuf/status': {},
    'dmabuf/explain': { root, importer: 'x', exporter: 'y' },
    'dmabuf/rows': { root, view, path: [] },
    'dmabuf/rowDetail': { root, path: ['importer:x'] },
    'dmabuf/rowMarkdown': { root, view, path: [] },
    'dmabuf/reveal': { ...place, view, otherViews: true },
    'dmabuf/takesPart': { textDocument },
    'dmabuf/sides': { root, of: 'importer', search: 'vbq' },
    'dmabuf/counterparts': { root, of: 'importer', ids: ['x'], search: '' },
    'dmabuf/matrixPage': { root: 'file:///elsewhere' },
    'dmabuf/addMappingType': { ...place, name: 'mine' },
    'dmabuf/builtInText': { file: 'model:core.c' },
    'dmabuf/pause': { paused: false },
    'dmabuf/refresh': { root: 'file:///elsewhere' },
  };
}

/** Notifications that say nothing new. */
export function everyNotification(root: string): Record<string, unknown> {
  const uri = `${root}/unopened.c`;
  return {
    'textDocument/didChange': { textDocument: { uri, version: 3 }, contentChanges: [{ range, text: 'x' }] },
    'textDocument/didSave': { textDocument: { uri } },
    'textDocument/didClose': { textDocument: { uri } },
    'workspace/didChangeWatchedFiles': { changes: [{ uri, type: 3 }] },
    'workspace/didChangeConfiguration': { settings: {} },
    'workspace/didChangeWorkspaceFolders': { event: { added: [], removed: [] } },
    'window/workDoneProgress/cancel': { token: 'nobody' },
    '$/setTrace': { value: 'off' },
    '$/cancelRequest': { id: 'nobody' },
  };
}

/** The answers to requests, by method, with what changes from time to time left out. */
export async function everyAnswer(client: RawClient, requests: Record<string, unknown>): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const [method, params] of Object.entries(requests)) {
    const { result, error } = await client.request(method, params);
    const text = JSON.stringify(result)?.replaceAll(/"(resultId|version)":("\d+"|\d+|null),?/g, '');
    answers[method] = method === 'dmabuf/status' ? 'status' : (error?.code ?? text);
  }
  return answers;
}

const WRONG: readonly unknown[] = [null, 7, -1, 1.5, 1e300, true, '', 'x', [], [null], {}, { uri: null }];

/** Every params that come of replacing one value in these, at any depth, by a wrong one, or of leaving it out. */
export function spoilt(params: unknown): unknown[] {
  const all: unknown[] = [...WRONG];
  if (typeof params !== 'object' || params === null) return all;
  for (const [name, value] of Object.entries(params)) {
    const put = (inner: unknown) => (Array.isArray(params) ? params.with(Number(name), inner) : { ...params, [name]: inner });
    if (!Array.isArray(params)) all.push(Object.fromEntries(Object.entries(params).filter(([other]) => other !== name)));
    for (const inner of spoilt(value)) all.push(put(inner));
  }
  return all;
}
