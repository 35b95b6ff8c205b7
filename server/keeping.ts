/** Has hovers ready for the next start: where people hover first, when nobody waits for anything. */
import { type Folder, turn } from './folder.ts';
import type { Answers, Entry, Keeping, KeptHovers } from './host.ts';
import { givenOf } from './kept-hovers.ts';
import type { Session } from './session.ts';

/** How long a piece of it may keep a request waiting that has just come. */
const SLICE_MS = 10;

/** Something has come up. */
class Disturbed extends Error {}

export class Keeper {
  /** Revisions whose answers are kept. */
  readonly #kept = new WeakMap<Folder, number>();
  #running: Promise<void> = Promise.resolve();
  #changes = 0;

  /** To be called once, before anything is kept. */
  watch(session: Session): void {
    session.changed.event(() => this.#changes++);
    session.closed.event(() => this.#changes++);
  }

  /** Keeps what is worth it of every folder, if nobody waits. Never rejects. */
  async keepAll(session: Session): Promise<void> {
    for (const folder of session.folders.workspace()) await this.keep(session, folder);
  }

  /**
   * Keeps hovers of a folder that is read to the end, unless they are kept already or a file is not on disk as it is known here. Given up as soon as
   * somebody asks for something or changes anything. Never rejects.
   */
  keep(session: Session, folder: Folder): Promise<void> {
    this.#running = this.#running.then(() => this.#try(session, folder));
    return this.#running;
  }

  async #try(session: Session, folder: Folder): Promise<void> {
    const { keeping } = session.host;
    const { calm } = session.failures;
    if (!keeping || !calm.isNow) return;
    const { begun } = calm;
    const changes = this.#changes;
    const pause = pauses(() => {
      if (calm.begun !== begun || this.#changes !== changes) throw new Disturbed();
    });
    try {
      if ((await folder.toRemember()) === undefined) return;
      const { revision } = folder;
      if (this.#kept.get(folder) === revision) return;
      const kept = await hoversOf(session, folder, keeping, pause);
      keeping.keepCode();
      if (kept === undefined || folder.revision !== revision) return;
      const problem = kept === 'already' ? undefined : keeping.write(folder.root.path, kept);
      this.#kept.set(folder, revision);
      if (problem !== undefined) session.connection.console.warn(`${folder.root.name}: answers are not kept for the next time: ${problem}`);
    } catch (error) {
      if (!(error instanceof Disturbed)) session.failures.report('keeping answers', error);
    }
  }
}

/** Lets requests come in from time to time, and then throws if `check` does. */
function pauses(check: () => void): () => Promise<void> {
  let start = performance.now();
  return async () => {
    if (performance.now() - start < SLICE_MS) return;
    await turn();
    check();
    start = performance.now();
  };
}

/** Undefined if files are not on disk as they are known here. */
async function hoversOf(
  session: Session,
  folder: Folder,
  keeping: Keeping,
  pause: () => Promise<void>,
): Promise<KeptHovers | 'already' | undefined> {
  const root = folder.root.path;
  const { sources, build } = await folder.texts();
  const entries = new Map<string, Entry>();
  const all = [...sources, ...build];
  // What is open is the likeliest to differ.
  const isOpen = ([file]: [string, unknown]) => session.documents.get(folder, file) !== undefined;
  // Before the answers are made: what is written from here on shows in the entries.
  for (const [file, text] of [...all.filter(isOpen), ...all.filter((each) => !isOpen(each))]) {
    const entry = keeping.entryOf(root, file, text);
    if (entry === undefined) return undefined;
    entries.set(file, entry);
    await pause();
  }
  const hashes = new Map<string, string>();
  for (const [file, text] of sources) {
    hashes.set(file, keeping.hashOf(text));
    await pause();
  }
  const names = folder.searched;
  const given = givenOf(session, folder, keeping);
  if (isSame(keeping.read(root), { given, names, entries, hashes })) return 'already';
  const files = new Map<string, { hash: string; hovers: string }>();
  for (const [file, hash] of hashes) files.set(file, { hash, hovers: await hoversIn(folder, file, pause) });
  return { given, names, entries, files };
}

async function hoversIn(folder: Folder, file: string, pause: () => Promise<void>): Promise<string> {
  const ask = async <T>(question: (project: Answers) => T): Promise<T> => {
    await pause();
    return folder.ask(question);
  };
  const hovers: object[] = [];
  for (const place of await ask((project) => project.hoverPlaces(file))) {
    const hover = await ask((project) => project.hover(file, place));
    if (hover) hovers.push(hover);
  }
  return JSON.stringify(hovers);
}

function isSame(
  before: KeptHovers | undefined,
  { given, names, entries, hashes }: Omit<KeptHovers, 'files'> & { hashes: ReadonlyMap<string, string> },
): boolean {
  return (
    before !== undefined &&
    before.given === given &&
    before.names.join() === names.join() &&
    before.entries.size === entries.size &&
    [...entries].every(([file, entry]) => before.entries.get(file) === entry) &&
    [...hashes].every(([file, hash]) => before.files.get(file)?.hash === hash)
  );
}
