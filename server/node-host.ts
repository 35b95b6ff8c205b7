import { join } from 'node:path';
import { mayMatter, Project } from '@dmabuf-mapping/engine';
import {
  findConfiguration,
  IgnoreRules,
  loadParser,
  readBuildFile,
  readConfiguration,
  SourceReader,
  scan,
} from '@dmabuf-mapping/workspace';
import type { Host } from './host.ts';

/** The machine as Node shows it. The parser is loaded at once, and shared by all projects. */
export function nodeHost(): Host {
  const parser = loadParser();
  // Whoever creates a project hears of a failure; it must not end the process before.
  parser.catch(() => undefined);
  const reader = new SourceReader();
  /** Roots whose .gitignore hides everything, and is therefore disregarded. */
  const unruled = new Set<string>();
  return {
    createProject: async () => new Project(await parser),
    scan: async (root, { exclude, signal, found, progress }) => {
      const result = await scan(
        root,
        { excludes: exclude, gitignore: 'repository' },
        { onFile: found, onProgress: ({ files }) => progress(files), isCancelled: () => signal.aborted },
      );
      if (result.problems.some(({ file }) => file === '.gitignore')) unruled.add(root);
      else unruled.delete(root);
      return { seen: result.files, problems: result.problems };
    },
    read: (root, file, exclude) => {
      const rules = new IgnoreRules(root, { excludes: exclude, gitignore: unruled.has(root) ? 'never' : 'repository' });
      if (rules.ignoresPath(file)) return undefined;
      const result = reader.read(join(root, file));
      return result.kind === 'text' ? result.text : undefined;
    },
    readBuildFile,
    findConfiguration,
    readConfiguration,
    mayMatter: (text) => mayMatter(Buffer.from(text)),
    memory: () => ({ ...process.memoryUsage() }),
    runtime: `node ${process.version}`,
  };
}
