/** Threads that read batches of files for one scan. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { FileFacts } from '@dmabuf-mapping/engine';
import type { BatchResult, Lacking, Listed } from './batch.ts';
import type { WorkerRequest, WorkerTask } from './worker.ts';

/** Batches that a thread has to have before it, so that it never waits for the next. */
const queueLength = 24;
/** Collecting the facts of so much text takes as long as reading a batch. */
const charactersPerBatch = 12_000;

/** Bundles are CommonJS and have the thread's code beside them; sources are modules. */
const readerCode =
  typeof __dirname === 'string' ? join(__dirname, 'reader.js') : join(dirname(fileURLToPath(import.meta.url)), 'worker.ts');

/** How many threads are worth while besides this one, which reads or waits: more than a few wait for the disk. */
export function readingThreads(meanwhile: 'reads' | 'waits'): number {
  const processors = availableParallelism() - (meanwhile === 'reads' ? 1 : 0);
  return Math.max(1, Math.min(processors, 4));
}

/** What cannot be given to a thread is done here. */
export interface Here {
  read: (batch: readonly Listed[]) => BatchResult;
  collect: (texts: readonly Lacking[]) => (FileFacts | string)[];
}

interface Assignment {
  request: WorkerRequest;
  /** How long it takes, in batches to be read. */
  weight: number;
  done: (answer: unknown) => void;
}

interface Reader {
  thread: Worker;
  collects: boolean;
  /** Answered in the order in which they were given. */
  queue: Assignment[];
  /** Of all that is in the queue. */
  weight: number;
}

/**
 * Threads that read, of which half collect facts: code for that is long, and each thread has to compile it for itself. `here` does what threads cannot: all of
 * it where none starts, and what a thread that ended had left. To be disposed of.
 */
export class Readers {
  readonly #readers: Reader[] = [];
  readonly #here: Here;
  #waiting: (() => void)[] = [];

  /** `code` is the file that threads run. */
  constructor(threads: number, task: WorkerTask, here: Here, code = readerCode) {
    this.#here = here;
    const collectors = task.yields === 'facts' ? Math.ceil(threads / 2) : 0;
    for (let count = 0; count < threads; count++) {
      const collects = count < collectors;
      this.#start({ ...task, yields: collects ? 'facts' : collectors > 0 ? 'lacks' : task.yields }, { code, collects });
    }
  }

  /** Whether `read` would start at once, or next. */
  get hasRoom(): boolean {
    return this.#readers.some(({ weight }) => weight < queueLength);
  }

  /** Whether a thread is there at all. */
  get areThere(): boolean {
    return this.#readers.length > 0;
  }

  /** Whether one of the threads that are there collects facts. */
  get collect(): boolean {
    return this.#readers.some(({ collects }) => collects);
  }

  /** Settles when there is room for a batch, or no thread is left. */
  async room(): Promise<void> {
    while (this.areThere && !this.hasRoom) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Reads a batch in the thread that is done first. Never rejects; never settles after `dispose`. Texts of the result may lack their facts. */
  read(batch: readonly Listed[]): Promise<BatchResult> {
    return this.#assign<BatchResult>({ kind: 'read', batch }, { among: this.#readers, weight: 1 });
  }

  /** The facts of texts, in their order. Never rejects; never settles after `dispose`. */
  factsOf(texts: readonly Lacking[]): Promise<(FileFacts | string)[]> {
    const weight = texts.reduce((sum, { text }) => sum + text.length / charactersPerBatch, 0);
    return this.#assign<(FileFacts | string)[]>(
      { kind: 'collect', texts },
      { among: this.#readers.filter(({ collects }) => collects), weight },
    );
  }

  /** Ends the threads, whatever they are at. */
  dispose(): void {
    for (const { thread, queue } of this.#readers.splice(0)) {
      queue.length = 0;
      void thread.terminate();
    }
  }

  #assign<Answer>(request: WorkerRequest, { among, weight }: { among: readonly Reader[]; weight: number }): Promise<Answer> {
    const [reader] = among.toSorted((a, b) => a.weight - b.weight);
    if (reader === undefined) return Promise.resolve(this.#doHere(request) as Answer);
    return new Promise((done) => {
      reader.queue.push({ request, weight, done: (answer) => done(answer as Answer) });
      reader.weight += weight;
      reader.thread.postMessage(request);
    });
  }

  #doHere(request: WorkerRequest): unknown {
    return request.kind === 'read' ? this.#here.read(request.batch) : this.#here.collect(request.texts);
  }

  #start(task: WorkerTask, { code, collects }: { code: string; collects: boolean }): void {
    let thread: Worker;
    try {
      thread = new Worker(code, { workerData: task });
    } catch {
      return;
    }
    const reader: Reader = { thread, collects, queue: [], weight: 0 };
    this.#readers.push(reader);
    thread.on('message', (answer: unknown) => {
      const assignment = reader.queue.shift();
      reader.weight -= assignment?.weight ?? 0;
      assignment?.done(answer);
      this.#wake();
    });
    // A thread that fails ends; `exit` follows. Without a listener the error would end the process.
    thread.on('error', () => undefined);
    thread.on('exit', () => this.#lose(reader));
  }

  #lose(reader: Reader): void {
    const at = this.#readers.indexOf(reader);
    if (at >= 0) this.#readers.splice(at, 1);
    for (const { request, done } of reader.queue.splice(0)) done(this.#doHere(request));
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
