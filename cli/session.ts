/** What every command does first: find the tree, read it, and tell what could not be read. */
import { join } from 'node:path';
import type { Belonging, Given, Project } from '@dmabuf-mapping/engine';
import {
  type Branch,
  isSelected,
  loadParser,
  openForest,
  openStore,
  type Problem,
  projectFileName,
  resolveRoot,
  type ScanProgress,
  type Selection,
} from '@dmabuf-mapping/workspace';
import { together } from './apart.ts';
import { giveTo } from './given.ts';
import { type Io, UsageError } from './io.ts';
import { type ColorMode, count, createStyle, type Style } from './style.ts';

/** Options that all commands have, as the argument parser gives them. */
export interface CommonOptions {
  /** All but the first two belong to `matrix`. */
  format: 'text' | 'json' | 'html' | 'svg' | 'csv' | 'markdown';
  color: ColorMode;
  root?: string;
  exclude: string[];
  include: string[];
  ignore: boolean;
  cache: boolean;
  quiet: boolean;
  verbose: boolean;
  /** Only what belongs there: a subsystem or one below it, a module. Absent in commands that list no sides. */
  subsystem?: string;
  module?: string;
  /** Absent in commands that negotiate nothing. */
  assume?: string[];
  /** File named by the user, or false if none counts; absent: the one of the tree. */
  config?: string | false;
}

/** The part of the engine that commands ask. */
export type Answers = Pick<Project, 'types' | 'exporters' | 'importers' | 'matrix' | 'explain' | 'findings' | 'files' | 'mend' | 'setFile'>;

type Declared = Belonging & { location: { file: string } };

export interface Session {
  io: Io;
  options: CommonOptions;
  /** For standard output. */
  style: Style;
  project: Answers;
  given: Given;
  root: string;
  /** Source files looked at. */
  files: number;
  /** Whether a file belongs to what the user asked about. */
  isSelected: (file: string) => boolean;
  /** Whether a declaration does: its file, its subsystem and its module. */
  isChosen: (declared: Declared) => boolean;
}

/** Opens the tree that `paths` belong to. Throws `UsageError` for paths that do not exist or do not belong together. */
export async function openSession(paths: readonly string[], options: CommonOptions, io: Io): Promise<Session> {
  const selection = selectTree(paths, options, io);
  const started = performance.now();
  const parser = await loadParser();
  const loaded = performance.now();
  const progress = createProgress(io, options);
  const forest = await openForest(selection.root, {
    parser,
    store: options.cache && io.cacheFolder !== undefined ? openStore(io.cacheFolder) : undefined,
    starts: selection.starts,
    files: selection.files,
    excludes: options.exclude,
    includes: options.include,
    gitignore: options.ignore ? 'repository' : 'never',
    onProgress: progress.show,
  });
  progress.clear();
  const trees = forest.length > 1 && forest[0]!.statistics.files === 0 ? forest.slice(1) : forest;
  refuseProjectFiles(trees);
  const given = giveToAll(trees, selection.root, options, io);
  for (const problem of trees.flatMap(({ problems }) => problems)) io.stderr.write(`${formatProblem(problem)}\n`);
  for (const { folder, statistics } of options.verbose ? trees : []) {
    const { files, bytes, hits, rounds, milliseconds } = statistics;
    const searches =
      rounds === 0
        ? ''
        : `${rounds} more ${rounds === 1 ? 'search' : 'searches'} for users of helpers in ${Math.round(milliseconds.rounds)} ms; `;
    io.stderr.write(
      `${join(selection.root, folder)}: ${count(files, 'source file')}, ${(bytes / 1e6).toFixed(1)} MB searched in ${Math.round(milliseconds.scan)} ms; ` +
        `${searches}` +
        `${count(hits, 'file')} indexed in ${Math.round(milliseconds.index)} ms; parser loaded in ${Math.round(loaded - started)} ms\n`,
    );
  }
  return {
    io,
    options,
    style: createStyle(io.stdout, io, options.color),
    project: together(trees),
    given,
    root: selection.root,
    files: trees.reduce((sum, { statistics }) => sum + statistics.files, 0),
    isSelected: (file) => isSelected(file, selection.paths),
    isChosen: (declared) => isSelected(declared.location.file, selection.paths) && belongs(declared, options),
  };
}

/** Gives every tree the same assumptions, and its own configuration. Throws `UsageError` if no tree understands an assumption. */
function giveToAll(trees: readonly Branch[], root: string, options: CommonOptions, io: Io): Given {
  const given: Given[] = [];
  let refusal: unknown;
  for (const { folder, project } of trees) {
    try {
      given.push(giveTo(project, join(root, folder), options, io));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      refusal = error;
    }
  }
  if (given.length === 0) throw refusal;
  return given.find(({ configuration }) => configuration !== undefined) ?? given[0]!;
}

function belongs(declared: Belonging, { subsystem, module }: Pick<CommonOptions, 'subsystem' | 'module'>): boolean {
  const inSubsystem = subsystem === undefined || `${declared.subsystem ?? ''}/`.startsWith(`${subsystem}/`);
  return inSubsystem && (module === undefined || (declared.module ?? '').split(', ').includes(module));
}

/** Writes an answer as JSON, which is the same for every command: two spaces deep, one final newline. */
export function writeJson(session: Session, answer: object): void {
  session.io.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
}

/** Says on standard error why an answer is empty, unless the user wants quiet. */
export function tellEmpty(session: Session, what: string): void {
  if (session.options.quiet) return;
  const { files, root, project, io } = session;
  const why =
    files === 0
      ? 'it has no .c or .h file'
      : project.files().length === 0
        ? `${count(files, 'source file')} looked at, none says anything about DMA-buf`
        : `${count(files, 'source file')} looked at`;
  io.stderr.write(`No ${what} in ${root}: ${why}.\n`);
}

function selectTree(paths: readonly string[], options: CommonOptions, io: Io): Selection {
  const result = resolveRoot(paths, { directory: io.directory, ...(options.root !== undefined && { root: options.root }) });
  switch (result.kind) {
    case 'missing':
      throw new UsageError(`no such file or folder: ${result.path}`);
    case 'not-a-folder':
      throw new UsageError(`not a folder: ${result.path}; --root takes the top folder of a source tree`);
    case 'outside':
      throw new UsageError(`${result.path} lies outside of the root ${options.root ?? ''}`.trimEnd());
    case 'selection':
      return result.selection;
  }
}

/** Throws `UsageError` if something is wrong with a tree's own file of settings: a check must not pass because a rule is misspelled there. */
function refuseProjectFiles(trees: readonly Branch[]): void {
  const lines = trees.flatMap(({ folder, projectFileProblems }) =>
    projectFileProblems.map(({ range: { start }, message }) => {
      const name = folder === '' ? projectFileName : `${folder}/${projectFileName}`;
      return `${name}:${start.line + 1}:${start.character + 1}: ${message}`;
    }),
  );
  if (lines.length > 0) throw new UsageError(lines.join('\ndmabuf-mapping: '));
}

function formatProblem({ file, message }: Problem): string {
  return `dmabuf-mapping: ${file === '' ? 'the' : `${file}:`} ${message}`;
}

/** One line that keeps overwriting itself; only on terminals. */
function createProgress(io: Io, options: CommonOptions): { show: (progress: ScanProgress) => void; clear: () => void } {
  if (!io.stderr.isTerminal || options.quiet) return { show: () => {}, clear: () => {} };
  let shown = false;
  let last = 0;
  const width = (io.stderr.columns ?? 80) - 1;
  return {
    show: ({ files, hits, folder }) => {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      shown = true;
      io.stderr.write(`\r\u001b[2K${`${files} files read, ${hits} with DMA-buf: ${folder}`.slice(0, width)}`);
    },
    clear: () => {
      if (shown) io.stderr.write('\r\u001b[2K');
    },
  };
}
