import type { RootState } from '@dmabuf-mapping/engine';
import type { WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { Folder } from './folder.ts';
import { grant } from './granting.ts';
import { patternsOf } from './patterns.ts';
import type { Session } from './session.ts';
import { show } from './sync.ts';

/** Time between two progress messages. */
const PROGRESS_MS = 100;

/**
 * When answers first count with what a reading has found, and then after twice the time, and so on. Whoever asks again and again while a tree is read would have
 * answers for all of it made anew for each file, on the processor that the reading needs.
 */
const FIRST_RELEASE_MS = 500;

/** How long answers of the last time are trusted to be all that is asked for, before the tree is recalled. */
const GRACE_MS = 100;

/** Reads folders in the background, one after the other, with a progress that the user can cancel. */
export class Indexer {
  readonly #running = new Map<Folder, AbortController>();
  #queue: Promise<void> = Promise.resolve();
  #remembering: Promise<void> = Promise.resolve();
  #paused = false;
  /** Folders to be read when reading goes on. */
  readonly #held = new Set<Folder>();

  get paused(): boolean {
    return this.#paused;
  }

  /** Gives up what is under way, and keeps what was known. From now on folders that are to be read wait for `resume`. */
  pause(session: Session): void {
    this.#paused = true;
    for (const folder of [...this.#running.keys()]) {
      this.stop(folder);
      if (folder.state !== 'ready') this.#hold(folder);
    }
    session.changed.fire();
  }

  resume(session: Session): void {
    if (!this.#paused) return;
    this.#paused = false;
    const held = [...this.#held];
    this.#held.clear();
    for (const folder of held) void this.start(session, folder);
    session.changed.fire();
  }

  #hold(folder: Folder): void {
    this.#held.add(folder);
    if (folder.state !== 'ready') folder.state = 'cancelled';
  }

  /** Reads the folder (again). A run for the same folder that is under way is given up. Never rejects. */
  start(session: Session, folder: Folder): Promise<void> {
    this.stop(folder);
    if (this.#paused) {
      this.#hold(folder);
      return Promise.resolve();
    }
    const abort = new AbortController();
    this.#running.set(folder, abort);
    folder.state = 'waiting';
    folder.kept = folder.scanned === 0 ? session.host.keeping?.read(folder.root.path) : undefined;
    if (!folder.kept) folder.prepare();
    const done = this.#queue.then(() => this.#run(session, folder, abort));
    this.#queue = done;
    return done;
  }

  /** Looks for files that use these names, and lets those in that belong to the project. A reading of the folder comes first. Never rejects. */
  search(session: Session, folder: Folder, names: readonly string[]): Promise<void> {
    if (this.#paused || this.#running.has(folder)) return Promise.resolve();
    const abort = new AbortController();
    this.#running.set(folder, abort);
    const done = this.#queue.then(() => this.#search(session, folder, names, abort));
    this.#queue = done;
    return done;
  }

  stop(folder: Folder): void {
    this.#held.delete(folder);
    this.#running.get(folder)?.abort();
    this.#running.delete(folder);
    folder.kept = undefined;
  }

  stopAll(): void {
    for (const folder of [...this.#running.keys()]) this.stop(folder);
  }

  async #run(session: Session, folder: Folder, abort: AbortController): Promise<void> {
    if (abort.signal.aborted) return;
    const first = folder.scanned === 0;
    folder.state = 'indexing';
    session.changed.fire();
    const progress = new Progress(session, folder, abort);
    let state: RootState = 'ready';
    try {
      if (folder.kept) await folder.asked(GRACE_MS);
      abort.signal.throwIfAborted();
      // The parser is compiled by other threads, while this one recalls.
      folder.prepare();
      // Whoever waits for the first answers would share the processor with the reading.
      if (first && (await recall(session, folder, abort.signal))) await session.failures.calm.settled(abort.signal);
      await read(session, folder, abort.signal, progress);
    } catch (error) {
      state = abort.signal.aborted ? 'cancelled' : 'failed';
      if (state === 'failed') session.failures.report(`Reading ${folder.root.path}`, error);
    }
    progress.done();
    if (this.#running.get(folder) !== abort) return;
    this.#running.delete(folder);
    folder.state = state;
    folder.kept = undefined;
    session.changed.fire();
    // Folders that are to be read do not wait for it.
    if (state === 'ready') void this.remembered(() => this.#remember(session, folder));
  }

  /** Settles when what is being kept for the next start is kept, with what is to be kept besides. Never rejects. */
  remembered(more: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    this.#remembering = this.#remembering.then(more, more);
    return this.#remembering;
  }

  /** Keeps what is known of the folder for the next start, once all names have been searched for. */
  async #remember(session: Session, folder: Folder): Promise<void> {
    await session.keeper.keep(session, folder);
    const recalled = await folder.toRemember().catch(() => undefined);
    const problem = recalled && !this.#running.has(folder) ? session.host.remember(folder.root.path, recalled) : undefined;
    if (problem !== undefined)
      session.connection.console.warn(`${folder.root.name}: what was read is not kept for the next time: ${problem}`);
  }

  async #search(session: Session, folder: Folder, names: readonly string[], abort: AbortController): Promise<void> {
    if (abort.signal.aborted) return;
    const start = performance.now();
    folder.beginSearch(names);
    for (const document of session.documents.all()) show(session, document);
    try {
      const known = await folder.files();
      await session.host.scan(folder.root.path, {
        look: 'new',
        names,
        knows: (file) => known.has(file),
        patterns: patternsOf(session, folder),
        signal: abort.signal,
        found: (file, text) => offer(session, folder, file, text),
        progress: () => {},
      });
      abort.signal.throwIfAborted();
      await folder.settle(abort.signal);
      session.connection.console.info(
        `${folder.root.name}: users of ${names.length} names searched for in ${Math.round(performance.now() - start)} ms`,
      );
    } catch (error) {
      // What failed is not tried again before the folder is read again: it would fail forever.
      if (abort.signal.aborted) folder.abandonSearch(names);
      else session.failures.report(`Searching ${folder.root.path}`, error);
    }
    if (this.#running.get(folder) === abort) this.#running.delete(folder);
    session.changed.fire();
    if (!abort.signal.aborted) void this.remembered(() => this.#remember(session, folder));
  }
}

/** What an editor shows of a file comes before what is on disk. */
function offer(session: Session, folder: Folder, file: string, text: string): void {
  if (!session.documents.get(folder, file)) folder.set(file, () => text);
}

/** Progress in the client, if it shows any. Reading never waits for it. */
class Progress {
  readonly #reporter: Promise<WorkDoneProgressServerReporter | undefined>;
  #shown: WorkDoneProgressServerReporter | undefined;
  #said = 0;

  constructor(session: Session, folder: Folder, abort: AbortController) {
    this.#reporter = session.connection.window.createWorkDoneProgress().then(
      (reporter) => {
        reporter.token.onCancellationRequested(() => abort.abort());
        reporter.begin('DMA-BUF mappings', undefined, `reading ${folder.root.name}`, true);
        this.#shown = reporter;
        return reporter;
      },
      () => undefined,
    );
  }

  report(message: () => string): void {
    const now = performance.now();
    if (!this.#shown || now - this.#said < PROGRESS_MS) return;
    this.#said = now;
    this.#shown.report(message());
  }

  done(): void {
    void this.#reporter.then((reporter) => reporter?.done());
  }
}

/** Has answers ready that are right if nothing has changed since the folder was last read, which `read` finds out. False if nothing was kept. */
async function recall(session: Session, folder: Folder, signal: AbortSignal): Promise<boolean> {
  const start = performance.now();
  const files: [file: string, text: string][] = [];
  grant(session, folder);
  const recalled = session.host.recall(folder.root.path, patternsOf(session, folder), (file, text) => files.push([file, text]));
  if (recalled === undefined) return false;
  folder.recall(recalled);
  for (const [file, text] of files) offer(session, folder, file, text);
  for (const document of session.documents.all()) show(session, document);
  await folder.settle(signal);
  folder.state = 'ready';
  folder.kept = undefined;
  session.connection.console.info(`${folder.root.name}: ${files.length} files recalled in ${Math.round(performance.now() - start)} ms`);
  session.changed.fire();
  return true;
}

async function read(session: Session, folder: Folder, signal: AbortSignal, progress: Progress): Promise<void> {
  const start = performance.now();
  const found = new Set<string>();
  grant(session, folder);
  folder.rebuildAll();
  let release = start + FIRST_RELEASE_MS;
  const scanned = session.host.scan(folder.root.path, {
    look: 'all',
    names: folder.searched,
    knows: () => false,
    patterns: patternsOf(session, folder),
    signal,
    found: (file, text) => {
      found.add(file);
      if (!session.documents.get(folder, file)) folder.hold(file, () => text);
    },
    progress: (seen) => {
      progress.report(() => `${seen} files looked at, ${found.size} with DMA-BUF code`);
      const now = performance.now();
      if (now < release) return;
      folder.release();
      release = now + (now - start);
    },
  });
  const { seen, problems, trees } = await scanned.finally(() => folder.release());
  signal.throwIfAborted();
  folder.scanned = seen;
  folder.problems = problems;
  for (const { file, message } of problems) session.connection.console.warn(`${folder.root.name}/${file} ${message}`);
  folder.durations.scan = performance.now() - start;
  session.nested.fire(session.folders.nest(folder, trees));
  folder.confirm();
  await folder.settle(signal);
  for (const file of await folder.files()) {
    if (!found.has(file) && (folder.isForeign(file) || !session.documents.get(folder, file))) folder.remove(file);
  }
  session.connection.console.info(
    `${folder.root.name}: ${found.size} of ${folder.scanned} files in ${Math.round(performance.now() - start)} ms`,
  );
}
