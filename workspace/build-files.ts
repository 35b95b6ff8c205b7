/** Makefiles and their like: what says to which module a source file belongs. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Project } from '@dmabuf-mapping/engine';
import { decodeText } from './scan/source.ts';

/** Largest build file that is read; a kernel's are twenty times smaller. */
const maximumBytes = 1024 * 1024;
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Text of a Makefile, Kbuild or Kconfig; undefined if it is not there, no regular file, not readable or too large. Never throws. */
export function readBuildFile(root: string, file: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(`${root}/${file}`, openFlags);
  } catch {
    return undefined;
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() || status.size > maximumBytes) return undefined;
    const content = Buffer.alloc(status.size);
    return decodeText(content.subarray(0, readSync(descriptor, content, 0, content.length, 0)));
  } catch {
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Gives a project the build files around its sources, apart from those in `given`, and adds them there. */
export function giveBuildFiles(project: Pick<Project, 'buildFiles' | 'setBuildFile'>, root: string, given: Set<string>): void {
  for (const file of project.buildFiles()) {
    if (given.has(file)) continue;
    given.add(file);
    project.setBuildFile(file, readBuildFile(root, file));
  }
}
