import { join, sep } from 'node:path';
import { collectFacts, isBuildFile, Project, triggerIn } from '@dmabuf-mapping/engine';
import {
  entryAt,
  findConfiguration,
  forAnything,
  hashOf,
  IgnoreRules,
  innerTree,
  isTree,
  KnownFacts,
  levelsOf,
  liesInForeign,
  loadParser,
  type MemoryStore,
  matrixPage,
  packer,
  patternsBelow,
  readBuildFile,
  readConfiguration,
  readingThreads,
  readProjectFile,
  type Search,
  SourceReader,
  scan,
  TreeRecord,
} from '@dmabuf-mapping/workspace';
import { collector } from './garbage.ts';
import type { Host, Patterns } from './host.ts';

/** The machine as Node shows it. The parser is loaded once, and shared by all projects. Without a store, nothing is kept from one start to the next. */
export function nodeHost({
  store,
  keepCode = () => undefined,
}: {
  store?: MemoryStore | undefined;
  keepCode?: (() => void) | undefined;
} = {}): Host {
  let loading: ReturnType<typeof loadParser> | undefined;
  const parserOf = () => {
    loading ??= loadParser();
    return loading;
  };
  const reader = new SourceReader(forAnything);
  const readSource = (path: string): string | undefined => {
    const result = reader.read(path);
    return result.kind === 'text' ? result.text : undefined;
  };
  const hasHash = (path: string, hash: string): boolean => {
    const text = readSource(path);
    return text !== undefined && hashOf(text) === hash;
  };
  /** Of files that were written anew with the text that they had when answers were kept: the text's hash, and the entry. */
  const same = new Map<string, string>();
  const known = new KnownFacts();
  /** Of roots that were read, until they are remembered. */
  const records = new Map<string, TreeRecord>();
  const recordOf = (root: string): TreeRecord | undefined => {
    if (store === undefined) return undefined;
    const record = records.get(root) ?? new TreeRecord(store, root);
    records.set(root, record);
    return record;
  };
  /** Roots whose .gitignore hides everything, and is therefore disregarded. */
  const unruled = new Set<string>();
  return {
    createProject: async () => {
      const loaded = await parserOf();
      return new Project(loaded, { collect: (...given) => known.collect(...given), ruleFailed: complainOnce(), packer });
    },
    recall: (root, patterns, found) => {
      const before = recordOf(root)?.before;
      if (before === undefined) return undefined;
      const rules = new IgnoreRules(root, { ...rulesOf(patterns), gitignore: 'never' });
      for (const [file, { hash, facts }] of before.files) {
        const outcome = rules.ignoresPath(file) ? undefined : reader.read(join(root, file));
        if (outcome?.kind !== 'text') continue;
        if (hashOf(outcome.text) === hash) known.note(file, outcome.text, { facts });
        found(file, outcome.text);
      }
      return { names: before.names, sought: before.sought };
    },
    scan: async (root, { look, names, knows, patterns, signal, found, progress }) => {
      const everything = look === 'all';
      // What is left of the last reading, nobody has asked for.
      if (everything) known.clear();
      const record = recordOf(root);
      if (everything) record?.restart();
      const loaded = await parserOf();
      const search: Search = { words: everything ? 'dma-buf' : 'none', names };
      const gitignore = !everything && unruled.has(root) ? 'never' : 'repository';
      const result = await scan(
        root,
        {
          ...rulesOf(patterns),
          gitignore,
          search,
          threads: readingThreads('waits'),
          meanwhile: 'waits',
          collect: (file, text) => collectFacts(file, text, loaded),
          ...(record && { remembered: record.passed(names) }),
          ...(!everything && { skips: knows }),
        },
        {
          onFile: (file, text, more) => {
            known.note(file, text, more, record);
            found(file, text);
          },
          onProgress: ({ files }) => progress(files),
          isCancelled: () => signal.aborted,
        },
      );
      if (result.cancelled) records.delete(root);
      else record?.noteNothing(result.nothing);
      if (everything && result.disregardsGitignore) unruled.add(root);
      else if (everything) unruled.delete(root);
      return { seen: result.files, problems: result.problems, trees: result.trees };
    },
    remember: (root, { names, sought }) => {
      const problem = records.get(root)?.save(names, sought);
      records.delete(root);
      // The project has read all that it wants: what it did not ask for are facts that it knew, and those of files that do not belong to it.
      known.clear();
      return problem;
    },
    keeping: store && {
      read: (root) => store.readHovers(root),
      write: (root, kept) => store.writeHovers(root, kept),
      keepCode,
      hashOf,
      entryOf: (root, file, text) => {
        const entry = entryAt(join(root, file));
        if (entry === 'absent' || entry === undefined) return text === undefined ? entry : undefined;
        if (text === undefined) return undefined;
        return (isBuildFile(file) ? readBuildFile(root, file) : readSource(join(root, file))) === text ? entry : undefined;
      },
      areThere: (root, { entries, files }) => {
        const folder = join(root, sep);
        for (const [file, entry] of entries) {
          const now = entryAt(folder + file);
          if (now === entry) continue;
          const hash = files.get(file)?.hash;
          if (typeof now !== 'number' || hash === undefined) return false;
          const name = `${hash} ${now}`;
          if (same.get(folder + file) !== name && !hasHash(folder + file, hash)) return false;
          same.set(folder + file, name);
        }
        return true;
      },
    },
    forget: (root) => {
      records.delete(root);
      store?.forget(root);
    },
    read: (root, file, patterns) => {
      const rules = new IgnoreRules(root, { ...rulesOf(patterns), gitignore: unruled.has(root) ? 'never' : 'repository' });
      if (rules.ignoresPath(file) || liesInForeign(root, file, rules)) return undefined;
      return readSource(join(root, file));
    },
    isTree,
    innerTree,
    readBuildFile,
    patternsBelow,
    findConfiguration,
    readConfiguration,
    readProjectFile,
    levelsOf,
    matrixPage,
    triggerIn,
    collect: collector(),
    packer,
    memory: () => ({ ...process.memoryUsage() }),
    runtime: `node ${process.version}`,
  };
}

function rulesOf({ exclude, include, hide }: Patterns): { excludes: string[]; includes: string[]; hides: string[] } {
  return { excludes: exclude, includes: include, hides: hide };
}

/** Says on standard error, which editors show in their logs, that a rule failed; the same failure once. */
function complainOnce(): (rule: string, error: unknown) => void {
  const said = new Set<string>();
  return (rule, error) => {
    const complaint = `the rule ${rule} failed: ${error instanceof Error ? error.stack : String(error)}\n`;
    if (!said.has(complaint)) process.stderr.write(complaint);
    said.add(complaint);
  };
}
