/** The surroundings of the page: the editor's panel, or a browser that shows a file. */
import type { MatrixSide } from '../engine/answers.ts';
import type { FromPage, Shown, ToPage } from './messages.ts';

export interface Host {
  /** The editor can open places, explain pairs and keep answers. */
  isEditor: boolean;
  post: (message: FromPage) => void;
  listen: (hear: (message: ToPage) => void) => void;
  /** Kept while the panel is hidden or the window is closed. */
  state: { load: () => unknown; save: (state: object) => void };
}

interface EditorApi {
  postMessage: (message: FromPage) => void;
  getState: () => unknown;
  setState: (state: object) => void;
}

declare const acquireVsCodeApi: undefined | (() => EditorApi);

export function findHost(): Host {
  if (typeof acquireVsCodeApi === 'undefined') return fileHost();
  const api = acquireVsCodeApi();
  return {
    isEditor: true,
    post: (message) => api.postMessage(message),
    listen: (hear) => window.addEventListener('message', (event: MessageEvent<ToPage>) => hear(event.data)),
    state: { load: () => api.getState(), save: (state) => api.setState(state) },
  };
}

const TYPES = { markdown: ['text/markdown', 'md'], csv: ['text/csv', 'csv'], svg: ['image/svg+xml', 'svg'] } as const;

/** Data stands in the file itself; what is exported becomes a download. */
function fileHost(): Host {
  const hearers: ((message: ToPage) => void)[] = [];
  const shown = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as Shown | null;
  const tell = (message: ToPage) => {
    for (const hear of hearers) hear(message);
  };
  const answer = (message: FromPage) => {
    if (message.kind === 'ready') tell(shown ? { kind: 'show', shown } : { kind: 'nothing', why: 'This file holds no matrix.' });
    else if (message.kind === 'explain' && shown) tell(explanationIn(shown, message));
    else if (message.kind === 'export' && message.format !== 'html') {
      const [type, extension] = TYPES[message.format];
      download(new Blob([message.text], { type }), `dma-buf-matrix.${extension}`);
    }
  };
  return {
    isEditor: false,
    post: answer,
    listen: (hear) => hearers.push(hear),
    state: { load: () => undefined, save: () => {} },
  };
}

/** What the file knows of a pair: how the first pair of its class negotiates. */
function explanationIn({ model, steps }: Shown, { importer, exporter }: { importer: string; exporter: string }): ToPage {
  const classOf = (classes: number[][], sides: MatrixSide[], id: string) =>
    classes.findIndex((own) => own.some((side) => sides[side]!.id === id));
  const row = classOf(model.rows, model.importers, importer);
  const column = classOf(model.columns, model.exporters, exporter);
  const runs = steps?.runs[row]?.[column]?.map(({ summary, steps: own }) => ({ summary, steps: own.map((step) => steps.steps[step]!) }));
  const [from, to] = [model.importers[model.rows[row]?.[0] ?? -1], model.exporters[model.columns[column]?.[0] ?? -1]];
  const other = from && to && (from.id !== importer || to.id !== exporter) ? { example: `${from.name} × ${to.name}` } : {};
  return { kind: 'explanation', importer, exporter, runs: runs ?? null, ...other };
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
