/** Makefiles and their like: what says to which module a source file belongs. */
import type { Project } from '@dmabuf-mapping/engine';
import { decodeText } from './scan/source.ts';
import { readSmallFile } from './small-file.ts';

/** Text of a Makefile, Kbuild or Kconfig; undefined if it is not there, no regular file of the tree, not readable or too large. Never throws. */
export function readBuildFile(root: string, file: string): string | undefined {
  const bytes = readSmallFile(root, file);
  return bytes && decodeText(bytes);
}

/** Gives a project the build files around its sources, apart from those in `given`, and adds them there. */
export function giveBuildFiles(project: Pick<Project, 'buildFiles' | 'setBuildFile'>, root: string, given: Set<string>): void {
  for (const file of project.buildFiles()) {
    if (given.has(file)) continue;
    given.add(file);
    project.setBuildFile(file, readBuildFile(root, file));
  }
}
