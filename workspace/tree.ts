/** A folder on disk, indexed. */
import { type CParser, Project } from '@dmabuf-mapping/engine';
import { giveBuildFiles } from './build-files.ts';
import type { Problem } from './problem.ts';
import { type ScanOptions, type ScanProgress, scan } from './scan.ts';
import { SourceReader } from './source.ts';
import { isSourceName } from './walk.ts';

export interface OpenOptions extends ScanOptions {
  parser: CParser;
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
  /** Milliseconds spent finding and reading, and on taking the texts into the project. */
  milliseconds: { scan: number; index: number };
}

export interface Tree {
  project: Project;
  problems: Problem[];
  statistics: Statistics;
  /** True if it was cancelled; the project then holds what was read until then. */
  cancelled: boolean;
}

/** Reads a tree into a project. Unreadable parts are told as problems. Never throws on any content of the disk. */
export async function openTree(root: string, options: OpenOptions): Promise<Tree> {
  const project = new Project(options.parser);
  let index = 0;
  const result = await scan(root, options, {
    onFile: (file, text) => {
      const started = performance.now();
      project.setFile(file, text);
      index += performance.now() - started;
    },
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.isCancelled && { isCancelled: options.isCancelled }),
  });
  for (const file of options.files ?? []) {
    const problem = project.has(file) ? undefined : addNamedFile(project, root, file);
    if (problem !== undefined && !result.problems.some((other) => other.file === file)) result.problems.push({ file, message: problem });
  }
  giveBuildFiles(project, root);
  return {
    project,
    problems: result.problems,
    statistics: { files: result.files, bytes: result.bytes, hits: result.hits, milliseconds: { scan: result.milliseconds - index, index } },
    cancelled: result.cancelled,
  };
}

/** Answers why the file cannot be analysed, if so. */
function addNamedFile(project: Project, root: string, file: string): string | undefined {
  if (!isSourceName(file)) return 'is left out: only .c and .h files are analysed';
  const outcome = new SourceReader().read(`${root}/${file}`);
  if (outcome.kind === 'text') project.setFile(file, outcome.text);
  return outcome.kind === 'problem' ? outcome.message : undefined;
}
