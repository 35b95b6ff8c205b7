/** What the server asks of the machine it runs on. The Node version is in node-host.ts; tests and a web worker bring their own. */
import type {
  Authoring,
  Given,
  LevelOf,
  MatrixModel,
  MatrixSteps,
  Navigation,
  Packer,
  Project,
  Range,
  Severity,
} from '@dmabuf-mapping/engine';
import type { Pause } from './rest.ts';

/** The part of the engine that the server uses. */
export type Answers = Pick<
  Project,
  | 'setFile'
  | 'prepare'
  | 'removeFile'
  | 'has'
  | 'files'
  | 'sought'
  | 'findings'
  | 'setLevels'
  | 'mend'
  | 'ignoreHere'
  | 'text'
  | 'hover'
  | 'hoverPlaces'
  | 'annotations'
  | 'definition'
  | 'references'
  | 'attachments'
  | 'rowDetail'
  | 'sidesAt'
  | 'explain'
  | 'matrixModel'
  | 'assume'
  | 'questions'
  | 'buildFiles'
  | 'setBuildFile'
  | 'rest'
> & { readonly navigation: Pick<Navigation, keyof Navigation>; readonly authoring: Pick<Authoring, keyof Authoring> };

/** In the manner of `.gitignore`, relative to the root. */
export interface Patterns {
  /** Left out, whatever else says. */
  exclude: string[];
  /** Read although `.gitignore`, `hide` or a build's output would leave it out. */
  include: string[];
  hide: string[];
}

export interface ScanOptions {
  /** `all`: files that may matter or use one of `names`. `new`: only files that use one of `names`, apart from those that `knows` knows. */
  look: 'all' | 'new';
  /** Identifiers. */
  names: readonly string[];
  knows: (file: string) => boolean;
  patterns: Patterns;
  signal: AbortSignal;
  /** Called for every file that was looked for, in any order. */
  found: (file: string, text: string) => void;
  /** `seen`: files looked at so far. */
  progress: (seen: number) => void;
}

interface ScanResult {
  /** Files looked at. */
  seen: number;
  problems: { file: string; message: string }[];
  /** Folders below the root that are source trees of their own; nothing in them was looked at. */
  trees: string[];
}

export type Levels = Record<string, Severity | 'off'>;

/** What a tree's own file of settings says. */
interface ProjectFile {
  rules: Levels;
  exclude: string[];
  include: string[];
  overrides: { files: string[]; rules: Levels }[];
}

export interface ProjectFileResult {
  file: ProjectFile;
  problems: { range: Range; message: string }[];
}

/** A problem is in words that follow the file's name. */
type Configuration = { kind: 'configuration'; text: string } | { kind: 'problem'; message: string };

/** What was known of a tree when it was last read: names that were searched for, and those of them that its project sought. */
export interface Recalled {
  names: readonly string[];
  sought: readonly string[];
}

/** What is at a path: a file, by a number that is another one when the file is; or nothing. */
export type Entry = number | 'absent';

/** Hovers of one tree, and what has to be as it was for them to be right. */
export interface KeptHovers {
  /** Names what settings and files of settings say. */
  given: string;
  /** Names for which the tree was searched. */
  names: readonly string[];
  /** Of every file that decides answers, by path below the root. */
  entries: ReadonlyMap<string, Entry>;
  /** The sources among them: `hash` names the text, `hovers` are `HoverAnswer[]` as JSON. */
  files: ReadonlyMap<string, { hash: string; hovers: string }>;
}

/** Answers that outlive the process. Nothing of it throws. */
export interface Keeping {
  /** What was kept of a tree last. */
  read: (root: string) => KeptHovers | undefined;
  /** Answers why it could not, if so. */
  write: (root: string, kept: KeptHovers) => string | undefined;
  /** Keeps what was compiled so far, once. */
  keepCode: () => void;
  /** Names a text. */
  hashOf: (text: string) => string;
  /** What is at the path of a file, if it is this text, or nothing for no text, and cannot become another without showing. */
  entryOf: (root: string, file: string, text: string | undefined) => Entry | undefined;
  /** Whether everything that decides these answers is at its path, or a source with the same text. */
  areThere: (root: string, kept: KeptHovers) => boolean;
}

export interface Host {
  /** An empty project. Rejects when the parser cannot be loaded. */
  createProject: () => Promise<Answers>;
  /** Reads the tree below `root`. What it cannot read is a problem in the result; it stops early when the signal aborts. */
  scan: (root: string, options: ScanOptions) => Promise<ScanResult>;
  /**
   * Hands over the files that the tree had when it was last read, as they are now, in a fraction of the time of a scan, which has to follow.
   * Undefined if nothing is known of the tree. Never throws.
   */
  recall: (root: string, patterns: Patterns, found: (file: string, text: string) => void) => Recalled | undefined;
  /** Keeps what the last scans of the tree found, for the next `recall`. Answers why it could not, if so. Never throws. */
  remember: (root: string, recalled: Recalled) => string | undefined;
  /** Undefined where nothing is kept. */
  keeping?: Keeping | undefined;
  /** Has texts take less room; undefined where they had better stay as they are. */
  packer?: Packer | undefined;
  /** Has the next scan read every file. Never throws. */
  forget: (root: string) => void;
  /** Text of one file on disk; undefined if it is not there, not readable, left out, in a source tree of its own, or no text. Never throws. */
  read: (root: string, file: string, patterns: Patterns) => string | undefined;
  /** Whether a folder is the top of a source tree now, and the outermost such folder below `root` that a file lies in. Never throw. */
  isTree: (path: string) => boolean;
  innerTree: (root: string, file: string) => string | undefined;
  /** Text of a Makefile, Kbuild or Kconfig; undefined if there is none. Never throws. */
  readBuildFile: (root: string, file: string) => string | undefined;
  /** Patterns as they read from a folder below the one that they are relative to. */
  patternsBelow: (folder: string, patterns: string[]) => string[];
  /** The tree's own kernel configuration, if there is one. Never throws. */
  findConfiguration: (root: string) => Configuration | { kind: 'none' };
  /** The kernel configuration in a file, by its absolute path. Never throws. */
  readConfiguration: (path: string) => Configuration;
  /** The tree's own file of settings; one that says nothing if there is none. Never throws. */
  readProjectFile: (root: string) => ProjectFileResult;
  /** How severe findings are by such a file, and by what the editor's settings say. */
  levelsOf: (file: ProjectFile, settings: Levels) => LevelOf;
  /** The matrix as one file that needs nothing else. Throws if the page was not built. */
  matrixPage: (page: { name: string; model: MatrixModel; given: Given; steps?: MatrixSteps }) => string;
  /** Where a text has a word that says that it may be about mapping types, looked for first `near` an offset; undefined if nowhere. Cheap. */
  triggerIn: (text: string, near?: number) => number | undefined;
  /** To be called in pauses: gives back memory that is not needed any more, which may take a tenth of a second. Never throws. */
  collect: (pause: Pause) => void;
  /** Sizes in bytes, by name. */
  memory: () => Record<string, number>;
  runtime: string;
}
