/** Finds the files of a tree that may matter, without blocking the event loop for long. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileFacts } from '@dmabuf-mapping/engine';
import { type IgnoreOptions, IgnoreRules, type Verdict } from '../ignore-rules.ts';
import type { Problem } from '../problem.ts';
import { fileIn, type Hit } from './batch.ts';
import { batchFiles, Hands, type HandsOptions } from './hands.ts';
import { walk } from './walk.ts';

/** Longest time without a breath for the event loop, in milliseconds. */
const sliceMilliseconds = 25;

export interface ScanOptions extends IgnoreOptions, HandsOptions {
  /** Folders below the root to look in; all of it if absent. */
  starts?: readonly string[];
  /** Files to pass over unread, since they are known. */
  skips?: (file: string) => boolean;
}

export interface ScanProgress {
  /** Source files looked at so far. */
  files: number;
  /** Of those, the ones that may matter. */
  hits: number;
  /** Folder that is being read, below the root. */
  folder: string;
}

export interface ScanHooks {
  /** `facts` are those of the text, perhaps as JSON, if `collect` was given and they are not remembered; `hash` is there if something is remembered. */
  onFile: (file: string, text: string, more: { facts?: FileFacts | string; hash?: string }) => void;
  /** Called about every 25 ms. */
  onProgress?: (progress: ScanProgress) => void;
  /** Asked about every 25 ms. */
  isCancelled?: () => boolean;
}

export interface ScanResult {
  files: number;
  hits: number;
  bytes: number;
  /** Stamps of files that hold nothing of what was sought, if something is remembered. */
  nothing: number[];
  milliseconds: number;
  problems: Problem[];
  /** Folders that are source trees of their own; nothing in them was looked at. */
  trees: string[];
  cancelled: boolean;
  /** True if .gitignore files hide everything here, so that they were not obeyed. */
  disregardsGitignore: boolean;
}

/**
 * Hands every file below `root` that is wanted to `hooks.onFile`, in a stable order (a folder's files before its folders, each by name).
 * Never throws, unless a hook does.
 */
export async function scan(root: string, options: ScanOptions, hooks: ScanHooks): Promise<ScanResult> {
  const first = await scanOnce(root, options, hooks);
  if (first.result.hits > 0 || first.result.trees.length > 0 || !first.hidesAll || first.result.cancelled) return first.result;
  // Kernel packages ship a .gitignore that ignores the whole tree; somebody who opens such a tree still wants to see it.
  const second = await scanOnce(root, { ...options, gitignore: 'never' }, hooks);
  const result = second.result;
  if (result.hits > 0) {
    result.disregardsGitignore = true;
    result.problems.unshift({ file: '.gitignore', message: 'hides every source file of this folder, so it was disregarded' });
  }
  result.milliseconds += first.result.milliseconds;
  return result;
}

/** `hidesAll`: .gitignore rules left nothing of the folder but itself. */
async function scanOnce(root: string, options: ScanOptions, hooks: ScanHooks): Promise<{ result: ScanResult; hidesAll: boolean }> {
  const started = performance.now();
  const result: ScanResult = {
    files: 0,
    hits: 0,
    bytes: 0,
    nothing: [],
    milliseconds: 0,
    problems: [],
    cancelled: false,
    disregardsGitignore: false,
    trees: [],
  };
  const rules = new IgnoreRules(root, options);
  let hidden = 0;
  let folders = 0;
  const listings = walk(root, {
    rules,
    starts: options.starts ?? [''],
    onProblem: (problem) => result.problems.push(problem),
    onIgnored: () => hidden++,
    onTree: (folder) => result.trees.push(folder),
  });
  const take = (hit: Hit, verdict: Verdict): void => {
    // Asked only for the few that matter: matching patterns costs more than searching a file.
    if (rules.file(hit.file, verdict) !== 'shown') hidden++;
    else if (hit.kind === 'problem') result.problems.push({ file: hit.file, message: hit.message });
    else {
      result.hits++;
      hooks.onFile(hit.file, hit.text, hit);
    }
  };
  const hands = new Hands(options, (batch, { hits, nothing, bytes }) => {
    result.bytes += bytes;
    for (const stamp of nothing) result.nothing.push(stamp);
    const verdicts = new Map(batch.map(({ folder, verdict }) => [folder, verdict]));
    for (const hit of hits) take(hit, verdicts.get(folderOf(hit.file)) ?? 'shown');
  });
  let sliceEnd = started + sliceMilliseconds;
  const breathe = async (folder: string): Promise<boolean> => {
    hooks.onProgress?.({ files: result.files, hits: result.hits, folder });
    await nextTurn();
    sliceEnd = performance.now() + sliceMilliseconds;
    result.cancelled = hooks.isCancelled?.() ?? false;
    return result.cancelled;
  };
  try {
    search: for (const { folder, absolute, names, verdict } of listings) {
      folders++;
      result.files += names.length;
      const unknown = options.skips === undefined ? names : names.filter((name) => !options.skips?.(fileIn(folder, name)));
      for (let at = 0; at < unknown.length; at += batchFiles) {
        await hands.give({ folder, absolute, names: unknown.slice(at, at + batchFiles), verdict });
        if (performance.now() > sliceEnd && (await breathe(folder))) break search;
      }
      if (performance.now() > sliceEnd && (await breathe(folder))) break;
    }
    if (!result.cancelled) await hands.finish(async () => !(await breathe('')));
  } finally {
    hands.dispose();
  }
  result.problems.sort((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0));
  result.milliseconds = performance.now() - started;
  return { result, hidesAll: rules.usesGitignore && hidden > 0 && folders <= 1 };
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}
