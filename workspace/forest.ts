/** A folder with several source trees in it: two kernels side by side, a work tree inside another. They are read apart. */
import { join } from 'node:path';
import { patternsBelow } from './ignore-rules.ts';
import { levelsOf, type ProjectFileProblem, readProjectFile } from './project-file.ts';
import { isSelected } from './root.ts';
import { isTree } from './territory.ts';
import { type OpenOptions, openTree, type Tree } from './tree.ts';

export interface Branch extends Tree {
  /** Where the tree lies below the folder that was opened; empty for what is in no tree of its own. */
  folder: string;
  /** What is wrong with the tree's own file of settings. */
  projectFileProblems: ProjectFileProblem[];
}

/**
 * Reads a folder and every source tree in it, each into a project of its own. The first is what belongs to no inner tree, and is there even if
 * it is empty. Each tree heeds the `.dmabuf-mapping.json` at its top. Problems are told by their path below `root`. Never throws on any content of the disk.
 */
export async function openForest(root: string, options: OpenOptions): Promise<Branch[]> {
  const starts = options.starts ?? [''];
  const trees = starts.filter((start) => start !== '' && isTree(join(root, start)));
  const own = starts.filter((start) => !trees.includes(start));
  const outside = (options.files ?? []).filter((file) => !isSelected(file, trees.length > 0 ? trees : ['/']));
  const { file, problems: projectFileProblems } = readProjectFile(root);
  const excludes = [...file.exclude, ...options.excludes];
  const includes = [...file.include, ...(options.includes ?? [])];
  const main = await openTree(root, { ...options, excludes, includes, starts: own, files: outside });
  main.project.setLevels(levelsOf(file, {}));
  const branches: Branch[] = [{ ...main, folder: '', projectFileProblems }];
  for (const folder of [...trees, ...main.trees].sort()) {
    const inner = await openForest(join(root, folder), {
      ...options,
      excludes: patternsBelow(folder, options.excludes),
      includes: patternsBelow(folder, options.includes ?? []),
      starts: [''],
      files: below(folder, options.files ?? []),
    });
    for (const branch of inner) {
      const problems = branch.problems.map((problem) => ({ ...problem, file: `${folder}/${problem.file}` }));
      branches.push({ ...branch, problems, folder: branch.folder === '' ? folder : `${folder}/${branch.folder}` });
    }
  }
  return branches;
}

function below(folder: string, files: readonly string[]): string[] {
  return files.filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1));
}
