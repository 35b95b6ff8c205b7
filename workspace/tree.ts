/** A folder on disk, indexed. */
import { type CParser, collectFacts, KNOWN_HELPERS, mostTurns, Neighbours, Project, triggerIn } from '@dmabuf-mapping/engine';
import { giveBuildFiles } from './build-files.ts';
import { TreeRecord } from './cache/record.ts';
import type { MemoryStore } from './cache/store.ts';
import { KnownFacts } from './known-facts.ts';
import type { Problem } from './problem.ts';
import { readingThreads } from './scan/readers.ts';
import { type ScanHooks, type ScanOptions, type ScanProgress, scan } from './scan/scan.ts';
import { SourceReader } from './scan/source.ts';
import { isSourceName } from './scan/walk.ts';
import { forTriggers, forUsers } from './scan/wanted.ts';

/** How often a tree is searched for what the files found before seek. Helpers of helpers of helpers are rarer than this. */
export const mostRounds = 8;

export interface OpenOptions extends Omit<ScanOptions, 'search' | 'skips' | 'collect' | 'threads' | 'meanwhile' | 'remembered'> {
  parser: CParser;
  /** Where to find what was known of the tree before, and to keep what is known then. */
  store?: MemoryStore | undefined;
  /** Files below the root that a person named: they are read even if rules hide them. */
  files?: readonly string[];
  /** Called about every 25 ms. */
  onProgress?: (progress: ScanProgress) => void;
  /** Asked about every 25 ms. */
  isCancelled?: () => boolean;
}

export interface Statistics {
  /** Source files looked at. */
  files: number;
  bytes: number;
  /** Files that were indexed. */
  hits: number;
  /** Searches of the tree for names, after the one for trigger words. */
  rounds: number;
  /** Milliseconds spent finding and reading, on the searches for names, and on taking the texts into the project. */
  milliseconds: { scan: number; rounds: number; index: number };
}

export interface Tree {
  project: Project;
  problems: Problem[];
  /** Folders that are source trees of their own, and were left out. */
  trees: string[];
  statistics: Statistics;
  /** True if it was cancelled; the project then holds what was read until then. */
  cancelled: boolean;
}

/**
 * Reads a tree into a project: the files with a trigger word, then, as long as there are any, those that share such words with these, or use what these declare and the
 * project seeks. Unreadable parts are told as problems. Never throws on any content of the disk.
 */
export async function openTree(root: string, options: OpenOptions): Promise<Tree> {
  const { parser } = options;
  const known = new KnownFacts();
  const project = new Project(parser, { collect: (...given) => known.collect(...given) });
  let index = 0;
  const take = (file: string, text: string): void => {
    const started = performance.now();
    project.setFile(file, text);
    index += performance.now() - started;
  };
  const shared = {
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.isCancelled && { isCancelled: options.isCancelled }),
  };
  const record = options.store && new TreeRecord(options.store, root);
  const neighbours = new Neighbours([...new Set([...KNOWN_HELPERS, ...(record?.before?.names ?? [])])], { guess: record?.before?.sought });
  const belongs = (file: string, text: string): void => {
    neighbours.hear(file, text);
    take(file, text);
  };
  const sort: ScanHooks['onFile'] = (file, text, more) => {
    known.note(file, text, more, record);
    if (triggerIn(text) === undefined) neighbours.offer(file, text);
    else belongs(file, text);
  };
  const search = { ...forTriggers, names: neighbours.names };
  const collect = (file: string, text: string) => collectFacts(file, text, parser);
  const result = await scan(
    root,
    { ...options, search, collect, threads: readingThreads('reads'), ...(record && { remembered: record.passed(neighbours.names) }) },
    { onFile: sort, ...shared },
  );
  record?.noteNothing(result.nothing);
  for (const file of options.files ?? []) {
    const problem = project.has(file) ? undefined : addNamedFile(`${root}/${file}`, (text) => belongs(file, text));
    if (problem !== undefined) addNew(result.problems, [{ file, message: problem }]);
  }
  const statistics: Statistics = {
    files: result.files,
    bytes: result.bytes,
    hits: result.hits,
    rounds: 0,
    milliseconds: { scan: result.milliseconds - index, rounds: 0, index: 0 },
  };
  let cancelled = result.cancelled;
  const built = new Set<string>();
  const prepare = () => giveBuildFiles(project, root, built);
  const gitignore = result.disregardsGitignore ? 'never' : options.gitignore;
  while (!cancelled && statistics.rounds < mostRounds) {
    const names = settle(project, neighbours, take, prepare);
    if (names.length === 0) break;
    neighbours.begin(names);
    statistics.rounds++;
    const round = await scan(
      root,
      {
        ...options,
        gitignore,
        search: forUsers(names),
        collect,
        threads: readingThreads('reads'),
        skips: (file) => project.has(file),
        ...(record && { remembered: record.passed(names) }),
      },
      {
        onFile: (file, text, more) => {
          known.note(file, text, more, record);
          neighbours.offer(file, text);
        },
        ...shared,
      },
    );
    record?.noteNothing(round.nothing);
    statistics.milliseconds.rounds += round.milliseconds;
    addNew(result.problems, round.problems);
    cancelled = round.cancelled;
  }
  settle(project, neighbours, take, prepare);
  if (record && !cancelled && isWhole(options)) {
    const problem = record.save(neighbours.names, neighbours.sought);
    if (problem !== undefined) result.problems.push({ file: '', message: `what was read is not kept for the next time: ${problem}` });
  }
  statistics.hits = project.files().length;
  statistics.milliseconds.index = index;
  return { project, problems: result.problems, trees: result.trees, statistics, cancelled };
}

/** Whether all of the tree is read. */
function isWhole({ starts = [''] }: OpenOptions): boolean {
  return starts.includes('');
}

/** Lets in every known file that the project seeks something of. Answers the names that nobody has searched the tree for. `prepare` runs before each question. */
function settle(project: Project, neighbours: Neighbours, take: (file: string, text: string) => void, prepare: () => void): string[] {
  for (let turn = 1; ; turn++) {
    prepare();
    const { enter, leave, search } = neighbours.plan(() => project.sought());
    for (const file of leave) project.removeFile(file);
    for (const { file, text } of enter) take(file, text);
    if (enter.length + leave.length === 0 || turn === mostTurns) return search;
  }
}

/** One problem for each file is enough. */
function addNew(problems: Problem[], more: readonly Problem[]): void {
  const told = new Set(problems.map(({ file }) => file));
  problems.push(...more.filter(({ file }) => !told.has(file)));
}

/** Answers why the file cannot be analysed, if so. */
function addNamedFile(absolute: string, take: (text: string) => void): string | undefined {
  if (!isSourceName(absolute)) return 'is left out: only .c and .h files are analysed';
  const outcome = new SourceReader(forTriggers).read(absolute);
  if (outcome.kind === 'text') take(outcome.text);
  return outcome.kind === 'problem' ? outcome.message : undefined;
}
