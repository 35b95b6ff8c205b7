/** Who reads what a scan comes across: this thread, others, or both; whoever it is, results come in the order of the files. */

import type { FileFacts } from '@dmabuf-mapping/engine';
import type { Remembered } from '../cache/record.ts';
import type { Verdict } from '../ignore-rules.ts';
import { type BatchResult, type Collect, completed, type Lacking, type Listed, lackingIn, readBatch } from './batch.ts';
import { Readers } from './readers.ts';
import { SourceReader } from './source.ts';
import { forTriggers, type Search } from './wanted.ts';

/** Files read at a time: here, so that it does not take long; elsewhere, so that it is worth the message. */
const filesHere = 16;
export const batchFiles = 64;
/** Trees with fewer files are read before a thread has started. */
const fewFiles = 1024;

export interface HandsOptions {
  /** What makes a file a hit; trigger words if absent. */
  search?: Search;
  /** Hits come with their facts, collected like this; threads have a parser of their own. */
  collect?: Collect;
  /** What was known of the tree before. */
  remembered?: Remembered;
  /** Threads that help with large trees; none if absent. */
  threads?: number;
  /** What this thread does while others read; `reads` if absent. */
  meanwhile?: 'reads' | 'waits';
}

/** Files of a folder, and what rules say about the folder. */
export interface Part extends Listed {
  verdict: Verdict;
}

type Take = (batch: readonly Part[], result: BatchResult) => void;

/** Takes parts and gives results, in order. To be disposed of. */
export class Hands {
  readonly #options: HandsOptions;
  readonly #take: Take;
  readonly #readHere: (batch: readonly Listed[]) => BatchResult;
  readonly #collectHere: (texts: readonly Lacking[]) => FileFacts[];
  #batch: Part[] = [];
  #batched = 0;
  #given = 0;
  #readers: Readers | undefined;
  /** What was begun and not taken, oldest first; without a result while a thread is at it. */
  readonly #begun: { batch: readonly Part[]; result?: BatchResult }[] = [];
  /** The last thread's batch to come back wakes who waits for all. */
  #wake: () => void = () => undefined;

  constructor(options: HandsOptions, take: Take) {
    this.#options = options;
    this.#take = take;
    let reader: SourceReader | undefined;
    this.#readHere = (batch) => {
      reader ??= new SourceReader(options.search ?? forTriggers);
      return readBatch(batch, { reader, collect: options.collect && 'later', remembered: options.remembered });
    };
    this.#collectHere = (texts) => texts.flatMap(({ file, text }) => options.collect?.(file, text) ?? []);
  }

  /** Settles when there is time for more. */
  async give(part: Part): Promise<void> {
    this.#batch.push(part);
    this.#batched += part.names.length;
    if (this.#batched >= (this.#given < fewFiles ? filesHere : batchFiles)) await this.#begin();
  }

  /** Settles when all is read and taken, or as soon as `goOn` says no; asked whenever something has come back. */
  async finish(goOn: () => Promise<boolean>): Promise<void> {
    if (this.#batched > 0) await this.#begin();
    while (this.#begun.length > 0 && (await goOn())) {
      if (this.#begun[0]?.result === undefined)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      this.#settle();
    }
  }

  dispose(): void {
    this.#readers?.dispose();
  }

  async #begin(): Promise<void> {
    const batch = this.#batch;
    this.#given += this.#batched;
    this.#batch = [];
    this.#batched = 0;
    const begun: { batch: readonly Part[]; result?: BatchResult } = { batch };
    this.#begun.push(begun);
    const readers = this.#given > fewFiles ? this.#threads() : undefined;
    if (readers?.areThere && this.#options.meanwhile === 'waits') await readers.room();
    if (readers?.hasRoom) void readers.read(batch).then((result) => this.#complete(begun, result, readers));
    else this.#complete(begun, this.#readHere(batch), readers);
    this.#settle();
  }

  /** Facts are collected by threads that have done so before, if there are any. */
  #complete(begun: { result?: BatchResult }, result: BatchResult, readers: Readers | undefined): void {
    const lacking = lackingIn(result);
    const finish = (facts: readonly (FileFacts | string)[]): void => {
      begun.result = lacking.length === 0 ? result : completed(result, facts);
      this.#wake();
    };
    if (lacking.length > 0 && readers?.collect) void readers.factsOf(lacking).then(finish);
    else finish(this.#collectHere(lacking));
  }

  #threads(): Readers {
    const { threads = 0, search = forTriggers, collect, remembered } = this.#options;
    const here = { read: this.#readHere, collect: this.#collectHere };
    this.#readers ??= new Readers(threads, { search, yields: collect ? 'facts' : 'texts', remembered }, here);
    return this.#readers;
  }

  #settle(): void {
    for (let [first] = this.#begun; first?.result !== undefined; [first] = this.#begun) {
      this.#begun.shift();
      this.#take(first.batch, first.result);
    }
  }
}
