import { type Attachments, KNOWN_HELPERS, mostTurns, Neighbours, type RootState } from '@dmabuf-mapping/engine';
import type { Answers, Host, KeptHovers, Levels, ProjectFileResult, Recalled } from './host.ts';

export interface FolderRoot {
  uri: string;
  path: string;
  name: string;
}

/** What settings decide in a folder: what is taken for granted, and how severe findings are. */
export interface Granted {
  /** Of the editor. */
  severity: Levels;
  /** The tree's own file of settings. */
  projectFile: ProjectFileResult;
  /** Understood or not. */
  assumptions: readonly string[];
  /** The kernel configuration that counts, and its name for people. */
  configuration?: { name: string; text: string };
  /** Why one that should count does not. */
  problem?: { file: string; message: string };
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
  /** The folder in which reading found this one, a source tree of its own. */
  within: Folder | undefined;
  /** Source trees inside, which are read apart: paths below the root. */
  trees: readonly string[] = [];
  state: RootState = 'waiting';
  /** Files that the last scan looked at. */
  scanned = 0;
  /** What the last scan could not read. */
  problems: { file: string; message: string }[] = [];
  readonly durations = { scan: 0, parse: 0, answer: 0 };
  /** Answers of the last time, until there are answers of this time. */
  kept: KeptHovers | undefined;
  /** As last answered. */
  lastTree: Attachments | undefined;
  /** Assumptions that the project did not understand when it was last asked. */
  refused: readonly string[] = [];
  #granted: Granted = {
    assumptions: [],
    severity: {},
    projectFile: { file: { rules: {}, exclude: [], include: [], overrides: [] }, problems: [] },
  };
  #revision = 0;
  /** Revision for which the project was last told what is granted: files define the enumerators that assumptions name. */
  #told = 0;
  readonly #host: Host;
  #created: Promise<Answers> | undefined;
  /** Build files that were looked for, with their texts. */
  readonly #build = new Map<string, string | undefined>();
  #grown = false;
  /** Files that belong here for what they use. */
  #neighbours: Neighbours;
  /** What the project sought when the folder was last read; until it is read again, that is taken to be so still. */
  #recalled: readonly string[] | undefined;
  /** False when what the project seeks may have changed. */
  #planned = false;
  #unsearched: readonly string[] = [];
  /** Where texts have a word that makes them matter. */
  readonly #triggers = new Map<string, number>();
  readonly #pending = new Map<string, (() => string) | undefined>();
  /** Asked so far. */
  #questions = 0;
  /** What a reading that goes on has found, and answers do not count with yet. */
  readonly #held = new Map<string, () => string>();
  /** To be called when somebody asks. */
  #asked: () => void = () => {};

  constructor(root: FolderRoot, host: Host, options: { loose: boolean }) {
    this.root = root;
    this.loose = options.loose;
    this.#host = host;
    this.#neighbours = new Neighbours(KNOWN_HELPERS, { packer: host.packer });
  }

  /** Made when it is needed first: loading the engine's parser takes as long as many an answer. */
  get #project(): Promise<Answers> {
    if (this.#created) return this.#created;
    this.#created = this.#host.createProject();
    this.#created.catch(() => {
      this.state = 'failed';
    });
    return this.#created;
  }

  /** Begins to make ready what answering needs. */
  prepare(): void {
    void this.#project;
  }

  /** Settles when somebody asks the project, but after so many milliseconds at the latest. */
  async asked(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#asked = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#asked = () => {};
  }

  /** Whether a file belongs to a source tree inside, and not to this folder. */
  isForeign(file: string): boolean {
    return this.trees.some((tree) => file.startsWith(`${tree}/`));
  }

  /** Counts what changed the project's answers: texts, and what is taken for granted. */
  get revision(): number {
    return this.#revision;
  }

  get granted(): Granted {
    return this.#granted;
  }

  /** Replaces what is taken for granted, for all answers from now on. */
  grant(granted: Granted): void {
    if (JSON.stringify(granted) === JSON.stringify(this.#granted)) return;
    this.#granted = granted;
    this.#planned = false;
    this.#revision++;
  }

  set(file: string, read: () => string): void {
    this.#held.delete(file);
    this.#pending.set(file, read);
  }

  remove(file: string): void {
    this.#held.delete(file);
    this.#pending.set(file, undefined);
  }

  /** As `set`, but for answers after the next `release`. */
  hold(file: string, read: () => string): void {
    this.#held.set(file, read);
  }

  release(): void {
    for (const [file, read] of this.#held) this.set(file, read);
  }

  /** Looks at a build file again, if it is one that matters. Answers whether it is. */
  rebuild(file: string): boolean {
    if (!this.#build.delete(file)) return false;
    this.#grown = true;
    this.#planned = false;
    return true;
  }

  /** The same for every build file below a folder. */
  rebuildBelow(folder: string): boolean {
    return [...this.#build.keys()].filter((file) => file.startsWith(`${folder}/`) && this.rebuild(file)).length > 0;
  }

  /** Looks at all build files again. */
  rebuildAll(): void {
    this.#build.clear();
    this.#grown = true;
    this.#planned = false;
  }

  /** Asks the project about the newest texts. Rejects when there is no parser or the question throws. */
  async ask<T>(question: (project: Answers) => T): Promise<T> {
    this.#questions++;
    this.#asked();
    const project = await this.#project;
    let turns = 0;
    do for (const [file, read] of this.#pending) this.#apply(project, file, read);
    while (turns++ < mostTurns && this.#plan(project));
    this.#readBuildFiles(project);
    const start = performance.now();
    if (this.#told !== this.#revision) {
      this.#told = this.#revision;
      project.setLevels(this.#host.levelsOf(this.#granted.projectFile.file, this.#granted.severity));
      this.refused = project.assume(this.#granted.assumptions, this.#granted.configuration?.text);
    }
    try {
      return question(project);
    } finally {
      this.durations.answer = performance.now() - start;
    }
  }

  /** Hands over all pending texts in slices, so that requests get their turn between them. Rejects when the signal aborts. */
  async settle(signal: AbortSignal): Promise<void> {
    const project = await this.#project;
    let turns = 0;
    let busy = 0;
    let start = performance.now();
    do {
      for (const [file, read] of this.#pending) {
        this.#apply(project, file, read);
        const spent = performance.now() - start;
        if (spent < SLICE_MS) continue;
        busy += spent;
        await turn();
        signal.throwIfAborted();
        start = performance.now();
      }
    } while (turns++ < mostTurns && this.#plan(project));
    this.durations.parse = busy + performance.now() - start;
  }

  /** Hands over the build files around files that have come since the last time. */
  #readBuildFiles(project: Answers): void {
    if (!this.#grown || this.loose) return;
    this.#grown = false;
    for (const file of project.buildFiles()) {
      if (this.#build.has(file)) continue;
      const text = this.#host.readBuildFile(this.root.path, file);
      this.#build.set(file, text);
      project.setBuildFile(file, text);
      this.#revision++;
    }
  }

  /** Names that the project seeks and nobody has searched the folder for; none until the folder is read. */
  async unsearched(): Promise<readonly string[]> {
    return this.ask(() => this.#unsearched);
  }

  /** Begins with what was known when the folder was last read; before any file comes. */
  recall({ names, sought }: Recalled): void {
    this.#neighbours = new Neighbours([...new Set([...KNOWN_HELPERS, ...names])], { guess: sought, packer: this.#host.packer });
    this.#recalled = sought;
    this.#planned = false;
  }

  /** The folder has been read: from now on the project itself says what it seeks. */
  confirm(): void {
    if (this.#recalled === undefined) return;
    this.#recalled = undefined;
    this.#planned = false;
  }

  /** What a later `recall` has to know, or undefined as long as that is not settled. */
  async toRemember(): Promise<Recalled | undefined> {
    const unsearched = await this.unsearched();
    if (unsearched.length > 0 || this.state !== 'ready' || this.#recalled !== undefined) return undefined;
    return { names: this.#neighbours.names, sought: this.#neighbours.sought };
  }

  /** Names to look for whenever the folder, or a file of it, is read. */
  get searched(): readonly string[] {
    return this.#neighbours.names;
  }

  /** To be called before the folder is searched for these names, and the opposite if the search does not come to its end. */
  beginSearch(names: readonly string[]): void {
    this.#neighbours.begin(names);
    this.#planned = false;
  }

  abandonSearch(names: readonly string[]): void {
    this.#neighbours.abandon(names);
    this.#planned = false;
  }

  /** Every file that is known, whether it belongs to the project or not. */
  async files(): Promise<Set<string>> {
    return new Set([...(await this.ask((project) => project.files())), ...this.#neighbours.files()]);
  }

  /** What the project's answers come from: the texts of all known sources, and of build files, or that there is none of that name. */
  async texts(): Promise<{ sources: Map<string, string>; build: Map<string, string | undefined> }> {
    const files = await this.files();
    return this.ask((project) => {
      const sources = new Map([...files].map((file) => [file, project.text(file) ?? this.#neighbours.text(file) ?? '']));
      return { sources, build: new Map(this.#build) };
    });
  }

  /** Has texts take less room until somebody asks for them. Given up when something is asked or told; never rejects. */
  async rest(): Promise<void> {
    if (this.state !== 'ready') return;
    const project = await this.#created?.catch(() => undefined);
    const questions = this.#questions;
    for (let isDone = project === undefined; !isDone && this.#questions === questions; await turn()) {
      const start = performance.now();
      const isTimeUp = () => performance.now() - start > SLICE_MS;
      isDone = project!.rest(isTimeUp) && this.#neighbours.rest(isTimeUp);
    }
  }

  /** Has neighbours come and go as the project seeks them. True if there are any, and their texts have to be handed over. */
  #plan(project: Answers): boolean {
    if (this.#planned || this.loose || (this.state !== 'ready' && this.#recalled === undefined)) return false;
    // Which names are sought may depend on which files make one module.
    this.#readBuildFiles(project);
    this.#planned = true;
    const { enter, leave, search } = this.#neighbours.plan(() => this.#recalled ?? project.sought());
    this.#unsearched = search;
    for (const file of leave) this.#change(project, file, undefined);
    for (const { file, text } of enter) this.#pending.set(file, () => text);
    return leave.length + enter.length > 0;
  }

  #apply(project: Answers, file: string, read: (() => string) | undefined): void {
    this.#pending.delete(file);
    this.#planned = false;
    const text = read?.();
    const trigger = text === undefined ? undefined : this.#host.triggerIn(text, this.#triggers.get(file));
    if (trigger === undefined) this.#triggers.delete(file);
    else this.#triggers.set(file, trigger);
    if (text === undefined || trigger !== undefined) {
      if (text === undefined) this.#neighbours.forget(file);
      else this.#neighbours.hear(file, text);
      this.#change(project, file, text);
    } else this.#change(project, file, this.#neighbours.offer(file, text) ? text : undefined);
  }

  #change(project: Answers, file: string, text: string | undefined): void {
    if (text !== undefined) {
      if (!project.has(file)) this.#grown = true;
      project.setFile(file, text);
    } else if (project.has(file)) project.removeFile(file);
    else return;
    this.#planned = false;
    this.#revision++;
  }
}

/** Lets messages that wait, such as a cancellation, be handled first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
