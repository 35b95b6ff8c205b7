/** Public face of the workspace layer: a tree on disk, for server and command line alike. */
export { readBuildFile } from './build-files.ts';
export { type ConfigurationResult, findConfiguration, maximumConfigurationBytes, readConfiguration } from './configuration.ts';
export { type Branch, openForest } from './forest.ts';
export { type IgnoreOptions, IgnoreRules, patternsBelow } from './ignore-rules.ts';
export { matrixPage } from './matrix-page.ts';
export { loadParser } from './parser.ts';
export type { Problem } from './problem.ts';
export {
  type Levels,
  levelsOf,
  noProjectFile,
  type ProjectFile,
  type ProjectFileProblem,
  type ProjectFileResult,
  parseProjectFile,
  projectFileName,
  readProjectFile,
} from './project-file.ts';
export { prepareRewriting, type Rewriting, type RewritingResult, rewrite } from './rewrite.ts';
export { findKernelRoot, isSelected, type RootOptions, type RootResult, resolveRoot, type Selection } from './root.ts';
export { type ScanHooks, type ScanOptions, type ScanProgress, type ScanResult, scan } from './scan.ts';
export { anything, either, type ReadResult, SourceReader, triggers, users, type Wanted } from './source.ts';
export { innerTree, isTree, liesInForeign } from './territory.ts';
export { mostRounds, type OpenOptions, openTree, type Statistics, type Tree } from './tree.ts';
export { isSourceName } from './walk.ts';
