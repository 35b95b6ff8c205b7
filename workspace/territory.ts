/** Folders inside a tree that are not part of it: other source trees, and what a build puts beside the sources. */
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { IgnoreRules } from './ignore-rules.ts';
import { readSmallFile } from './small-file.ts';

/** `tree`: the top of a source tree of its own. `build`: output of a build, where sources are copies or made. */
export type Foreign = 'tree' | 'build';

/** What stands in a folder; each question may look at the disk. */
interface Folder {
  has: (name: string) => boolean;
}

/**
 * Whether a folder is the top of a kernel tree: MAINTAINERS and Kbuild, or the header of DMA-buf beside drivers. A folder that only has the
 * header, as out-of-tree drivers bring along, is part of the driver.
 */
function isTreeTop(absolute: string, { has }: Folder): boolean {
  if (has('MAINTAINERS') && has('Kbuild')) return true;
  return has('include') && (has('drivers') || has('Kbuild') || has('MAINTAINERS')) && existsSync(join(absolute, 'include/linux/dma-buf.h'));
}

/**
 * What a folder below the top of a tree is, if it is not part of it. A kernel built with `O=` has a Makefile that includes the one of the sources, and a
 * link `source` or a `.config`. Never throws.
 */
export function foreign(absolute: string, { has }: Folder): Foreign | undefined {
  if (has('Makefile') && (has('source') || has('.config')) && isBuildOutput(absolute)) return 'build';
  return isTreeTop(absolute, { has }) ? 'tree' : undefined;
}

/** The same for a folder that nobody has listed. */
function foreignOnDisk(absolute: string): Foreign | undefined {
  return foreign(absolute, { has: (name) => existsSync(join(absolute, name)) });
}

/** Whether a file below `root` lies in a foreign folder, apart from build output that is included by name. Never throws. */
export function liesInForeign(root: string, file: string, rules: Pick<IgnoreRules, 'includesFolder'>): boolean {
  for (let slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
    const folder = file.slice(0, slash);
    const kind = foreignOnDisk(join(root, folder));
    if (kind === 'tree' || (kind === 'build' && !rules.includesFolder(folder))) return true;
  }
  return false;
}

/** Whether a folder is the top of a source tree now. Never throws. */
export function isTree(absolute: string): boolean {
  return isTreeTop(absolute, { has: (name) => existsSync(join(absolute, name)) });
}

/** The outermost source tree below `root` in which a file lies, as a path below it. Never throws. */
export function innerTree(root: string, file: string): string | undefined {
  for (let slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
    const folder = file.slice(0, slash);
    if (isTree(join(root, folder))) return folder;
  }
  return undefined;
}

function isBuildOutput(absolute: string): boolean {
  try {
    if (lstatSync(join(absolute, 'source'), { throwIfNoEntry: false })?.isSymbolicLink()) return true;
    const makefile = readSmallFile(absolute, 'Makefile')?.toString('latin1', 0, 4096) ?? '';
    return /^include[ \t]+\S+\/Makefile[ \t]*$/m.test(makefile);
  } catch {
    return false;
  }
}
