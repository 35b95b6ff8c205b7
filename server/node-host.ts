import { join } from 'node:path';
import { collectFacts, mayMatter, Project } from '@dmabuf-mapping/engine';
import {
  findConfiguration,
  forAnything,
  IgnoreRules,
  innerTree,
  isTree,
  KnownFacts,
  levelsOf,
  liesInForeign,
  loadParser,
  matrixPage,
  patternsBelow,
  readBuildFile,
  readConfiguration,
  readingThreads,
  readProjectFile,
  type Search,
  SourceReader,
  scan,
} from '@dmabuf-mapping/workspace';
import type { Host, Patterns } from './host.ts';

/** The machine as Node shows it. The parser is loaded at once, and shared by all projects. */
export function nodeHost(): Host {
  const parser = loadParser();
  // Whoever creates a project hears of a failure; it must not end the process before.
  parser.catch(() => undefined);
  const reader = new SourceReader(forAnything);
  const known = new KnownFacts();
  /** Roots whose .gitignore hides everything, and is therefore disregarded. */
  const unruled = new Set<string>();
  return {
    createProject: async () => {
      const loaded = await parser;
      return new Project(loaded, (...given) => known.collect(...given));
    },
    scan: async (root, { look, names, knows, patterns, signal, found, progress }) => {
      const everything = look === 'all';
      // What is left of the last reading, nobody has asked for.
      if (everything) known.clear();
      const loaded = await parser;
      const search: Search = { words: everything ? 'dma-buf' : 'none', names };
      const gitignore = !everything && unruled.has(root) ? 'never' : 'repository';
      const result = await scan(
        root,
        {
          ...rulesOf(patterns),
          gitignore,
          search,
          threads: readingThreads(),
          meanwhile: 'waits',
          collect: (file, text) => collectFacts(file, text, loaded),
          ...(!everything && { skips: knows }),
        },
        {
          onFile: (file, text, facts) => {
            if (facts !== undefined) known.add(file, text, facts);
            found(file, text);
          },
          onProgress: ({ files }) => progress(files),
          isCancelled: () => signal.aborted,
        },
      );
      if (everything && result.disregardsGitignore) unruled.add(root);
      else if (everything) unruled.delete(root);
      return { seen: result.files, problems: result.problems, trees: result.trees };
    },
    read: (root, file, patterns) => {
      const rules = new IgnoreRules(root, { ...rulesOf(patterns), gitignore: unruled.has(root) ? 'never' : 'repository' });
      if (rules.ignoresPath(file) || liesInForeign(root, file, rules)) return undefined;
      const result = reader.read(join(root, file));
      return result.kind === 'text' ? result.text : undefined;
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
    mayMatter: (text) => mayMatter(Buffer.from(text)),
    memory: () => ({ ...process.memoryUsage() }),
    runtime: `node ${process.version}`,
  };
}

function rulesOf({ exclude, include, hide }: Patterns): { excludes: string[]; includes: string[]; hides: string[] } {
  return { excludes: exclude, includes: include, hides: hide };
}
