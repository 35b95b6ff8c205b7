/** The surroundings of the page: the editor's panel, or a browser that shows a file. */
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
  const answer = (message: FromPage) => {
    if (message.kind === 'ready') {
      const shown = JSON.parse(document.getElementById('data')?.textContent ?? 'null') as Shown | null;
      const reply: ToPage = shown ? { kind: 'show', shown } : { kind: 'nothing', why: 'This file holds no matrix.' };
      for (const hear of hearers) hear(reply);
    } else if (message.kind === 'export' && message.format !== 'html') {
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

function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
