/** Threads that read batches of files for one scan. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { BatchResult, Listed } from './batch.ts';
import type { WorkerTask } from './worker.ts';

/** Batches that a thread has to have before it, so that it never waits for the next. */
const queueLength = 24;

/** Bundles are CommonJS and have the thread's code beside them; sources are modules. */
const readerCode =
  typeof __dirname === 'string' ? join(__dirname, 'reader.js') : join(dirname(fileURLToPath(import.meta.url)), 'worker.ts');

/** How many threads are worth while besides this one, which reads or waits: more than a few wait for the disk. */
export function readingThreads(meanwhile: 'reads' | 'waits'): number {
  const processors = availableParallelism() - (meanwhile === 'reads' ? 1 : 0);
  return Math.max(1, Math.min(processors, 4));
}

interface Assignment {
  batch: readonly Listed[];
  done: (result: BatchResult) => void;
}

interface Reader {
  thread: Worker;
  /** Answered in the order in which they were given. */
  queue: Assignment[];
}

/** `readHere` does what threads cannot: all of it where none starts, and what a thread that ended had left. To be disposed of. */
export class Readers {
  readonly #readers: Reader[] = [];
  readonly #readHere: (batch: readonly Listed[]) => BatchResult;
  #waiting: (() => void)[] = [];

  /** `code` is the file that threads run. */
  constructor(threads: number, task: WorkerTask, readHere: (batch: readonly Listed[]) => BatchResult, code = readerCode) {
    this.#readHere = readHere;
    for (let count = 0; count < threads; count++) this.#start(task, code);
  }

  /** Whether `read` would start at once, or next. */
  get hasRoom(): boolean {
    return this.#readers.some(({ queue }) => queue.length < queueLength);
  }

  /** Whether a thread is there at all. */
  get areThere(): boolean {
    return this.#readers.length > 0;
  }

  /** Settles when there is room for a batch, or no thread is left. */
  async room(): Promise<void> {
    while (this.areThere && !this.hasRoom) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Reads a batch in the thread with the shortest queue. Never rejects; never settles after `dispose`. */
  read(batch: readonly Listed[]): Promise<BatchResult> {
    const [reader] = this.#readers.toSorted((a, b) => a.queue.length - b.queue.length);
    if (reader === undefined) return Promise.resolve(this.#readHere(batch));
    return new Promise((done) => {
      reader.queue.push({ batch, done });
      reader.thread.postMessage(batch);
    });
  }

  /** Ends the threads, whatever they are at. */
  dispose(): void {
    for (const { thread, queue } of this.#readers.splice(0)) {
      queue.length = 0;
      void thread.terminate();
    }
  }

  #start(task: WorkerTask, code: string): void {
    let thread: Worker;
    try {
      thread = new Worker(code, { workerData: task });
    } catch {
      return;
    }
    const reader: Reader = { thread, queue: [] };
    this.#readers.push(reader);
    thread.on('message', (result: BatchResult) => {
      reader.queue.shift()?.done(result);
      this.#wake();
    });
    // A thread that fails ends; `exit` follows. Without a listener the error would end the process.
    thread.on('error', () => undefined);
    thread.on('exit', () => this.#lose(reader));
  }

  #lose(reader: Reader): void {
    const at = this.#readers.indexOf(reader);
    if (at >= 0) this.#readers.splice(at, 1);
    for (const { batch, done } of reader.queue.splice(0)) done(this.#readHere(batch));
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }
}
