/** What the params of each message have to look like: no more than what is made of them here and in the protocol library. */

/** Whether a value has the shape. Never throws. */
export type Shape = (value: unknown) => boolean;

const anything: Shape = () => true;
const text: Shape = (value) => typeof value === 'string';
const flag: Shape = (value) => typeof value === 'boolean';
const integer: Shape = (value) => Number.isInteger(value);
const count: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const id: Shape = (value) => text(value) || integer(value);

function oneOf(...allowed: unknown[]): Shape {
  return (value) => allowed.includes(value);
}

function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

function optional(shape: Shape): Shape {
  return (value) => value === undefined || shape(value);
}

/** Where `null` means the same as nothing. */
function nullable(shape: Shape): Shape {
  return (value) => value === null || value === undefined || shape(value);
}

/** Other members may be there. */
function record(members: Record<string, Shape>): Shape {
  const entries = Object.entries(members);
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    entries.every(([name, shape]) => shape((value as Record<string, unknown>)[name]));
}

const position = record({ line: count, character: count });
const range = record({ start: position, end: position });
const textDocument = record({ uri: text });
const side = oneOf('importer', 'exporter');
const view = record({
  by: oneOf('importer', 'exporter', 'type', 'subsystem', 'outcome'),
  filter: optional(text),
  only: optional(oneOf('problems')),
});
const folder = record({ uri: text, name: text });

const inDocument = record({ textDocument });
const atPosition = record({ textDocument, position });
const chosenRoot = nullable(record({ root: optional(text) }));
const callItem = record({ item: record({ uri: text, selectionRange: range }) });

/** Params by request. Every request that is answered is here. */
export const REQUESTS: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    initialize: record({
      capabilities: nullable(record({})),
      processId: nullable(integer),
      rootUri: nullable(text),
      workspaceFolders: nullable(listOf(folder)),
    }),
    shutdown: anything,
    'textDocument/hover': atPosition,
    'textDocument/definition': atPosition,
    'textDocument/declaration': atPosition,
    'textDocument/implementation': atPosition,
    'textDocument/documentHighlight': atPosition,
    'textDocument/references': record({ textDocument, position, context: record({ includeDeclaration: nullable(flag) }) }),
    'textDocument/documentSymbol': inDocument,
    'workspace/symbol': record({ query: text }),
    'textDocument/documentLink': inDocument,
    'textDocument/prepareCallHierarchy': atPosition,
    'callHierarchy/incomingCalls': callItem,
    'callHierarchy/outgoingCalls': callItem,
    'textDocument/prepareRename': atPosition,
    'textDocument/rename': record({ textDocument, position, newName: text }),
    'textDocument/completion': atPosition,
    'completionItem/resolve': record({ label: text, data: nullable(record({ uri: text, label: text })) }),
    'textDocument/signatureHelp': atPosition,
    'textDocument/codeAction': record({
      textDocument,
      range,
      context: record({ diagnostics: listOf(record({ range })), only: nullable(listOf(text)) }),
    }),
    'codeAction/resolve': record({
      title: text,
      data: nullable(record({ uri: text, rule: optional(text), line: optional(count), character: optional(count), title: optional(text) })),
    }),
    'textDocument/inlayHint': record({ textDocument, range }),
    'textDocument/codeLens': inDocument,
    'textDocument/semanticTokens/full': inDocument,
    'textDocument/diagnostic': record({ textDocument, previousResultId: nullable(text) }),
    'workspace/diagnostic': record({ previousResultIds: listOf(record({ uri: text, value: text })), partialResultToken: nullable(id) }),
    'dmabuf/attachments': chosenRoot,
    'dmabuf/refresh': chosenRoot,
    'dmabuf/matrix': chosenRoot,
    'dmabuf/questions': chosenRoot,
    'dmabuf/status': nullable(record({})),
    'dmabuf/pause': nullable(record({ paused: optional(flag) })),
    'dmabuf/explain': record({ root: text, importer: text, exporter: text }),
    'dmabuf/rows': record({ root: text, view, path: optional(listOf(text)) }),
    'dmabuf/rowDetail': record({ root: text, path: optional(listOf(text)) }),
    'dmabuf/rowMarkdown': record({ root: text, view, path: optional(listOf(text)) }),
    'dmabuf/reveal': record({ textDocument, position, view, otherViews: optional(flag) }),
    'dmabuf/takesPart': inDocument,
    'dmabuf/sides': record({ root: text, of: side, search: optional(text) }),
    'dmabuf/counterparts': record({ root: text, of: side, ids: listOf(text), search: optional(text) }),
    'dmabuf/matrixPage': record({ root: text }),
    'dmabuf/addMappingType': record({ textDocument, position, name: text }),
    'dmabuf/builtInText': record({ file: text }),
  }),
);

/** Params by notification, for those that are heeded. */
export const NOTIFICATIONS: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    initialized: anything,
    exit: anything,
    'textDocument/didOpen': record({ textDocument: record({ uri: text, languageId: nullable(text), version: integer, text }) }),
    'textDocument/didChange': record({
      textDocument: record({ uri: text, version: integer }),
      contentChanges: listOf(record({ text, range: optional(range) })),
    }),
    'textDocument/didSave': inDocument,
    'textDocument/didClose': inDocument,
    'workspace/didChangeWatchedFiles': record({ changes: listOf(record({ uri: text, type: count })) }),
    'workspace/didChangeConfiguration': record({}),
    'workspace/didChangeWorkspaceFolders': record({ event: record({ added: listOf(folder), removed: listOf(folder) }) }),
    'window/workDoneProgress/cancel': record({ token: id }),
    '$/setTrace': record({ value: text }),
    '$/cancelRequest': record({ id }),
  }),
);

/** Whether the params of a message, by name or as a list of one, are of a form. */
export function fits(shape: Shape | undefined, params: unknown): boolean {
  if (shape === undefined) return true;
  if (!Array.isArray(params)) return shape(params);
  return params.length <= 1 && shape(params[0]);
}
