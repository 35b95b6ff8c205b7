import type { AttachmentTree, RootState } from '@dmabuf-mapping/engine';
import type { Answers, Host } from './host.ts';

export interface FolderRoot {
  uri: string;
  path: string;
  name: string;
}

/** How long a batch of texts may keep other requests waiting. */
const SLICE_MS = 15;

/**
 * One workspace folder and its project. Texts are handed over when somebody asks, so that a burst of edits costs one parse,
 * and every answer is for the newest text.
 */
export class Folder {
  readonly root: FolderRoot;
  /** Holds open documents that lie in no workspace folder; never scanned. */
  readonly loose: boolean;
  state: RootState = 'waiting';
  /** Files that the last scan looked at. */
  scanned = 0;
  /** What the last scan could not read. */
  problems: { file: string; message: string }[] = [];
  readonly durations = { scan: 0, parse: 0, answer: 0 };
  /** As last answered. */
  lastTree: AttachmentTree | undefined;
  #revision = 0;
  readonly #host: Host;
  readonly #project: Promise<Answers>;
  readonly #pending = new Map<string, (() => string) | undefined>();

  constructor(root: FolderRoot, host: Host, options: { loose: boolean }) {
    this.root = root;
    this.loose = options.loose;
    this.#host = host;
    this.#project = host.createProject();
    this.#project.catch(() => {
      this.state = 'failed';
    });
  }

  /** Counts the texts that changed what the project knows. */
  get revision(): number {
    return this.#revision;
  }

  set(file: string, read: () => string): void {
    this.#pending.set(file, read);
  }

  remove(file: string): void {
    this.#pending.set(file, undefined);
  }

  /** Asks the project about the newest texts. Rejects when there is no parser or the question throws. */
  async ask<T>(question: (project: Answers) => T): Promise<T> {
    const project = await this.#project;
    for (const [file, read] of this.#pending) this.#apply(project, file, read);
    const start = performance.now();
    try {
      return question(project);
    } finally {
      this.durations.answer = performance.now() - start;
    }
  }

  /** Hands over all pending texts in slices, so that requests get their turn between them. Rejects when the signal aborts. */
  async settle(signal: AbortSignal): Promise<void> {
    const project = await this.#project;
    let busy = 0;
    let start = performance.now();
    for (const [file, read] of this.#pending) {
      this.#apply(project, file, read);
      const spent = performance.now() - start;
      if (spent < SLICE_MS) continue;
      busy += spent;
      await turn();
      signal.throwIfAborted();
      start = performance.now();
    }
    this.durations.parse = busy + performance.now() - start;
  }

  #apply(project: Answers, file: string, read: (() => string) | undefined): void {
    this.#pending.delete(file);
    if (!read) {
      if (!project.has(file)) return;
      project.removeFile(file);
    } else {
      const text = read();
      if (!project.has(file) && !this.#host.mayMatter(text)) return;
      project.setFile(file, text);
    }
    this.#revision++;
  }
}

/** Lets messages that wait, such as a cancellation, be handled first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
