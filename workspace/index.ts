/** Public face of the workspace layer: a tree on disk, for server and command line alike. */
export { readBuildFile } from './build-files.ts';
export { cacheFolder } from './cache/folder.ts';
export type { KeptHovers } from './cache/kept.ts';
export { TreeRecord } from './cache/record.ts';
export { hashOf } from './cache/sealed.ts';
export { entryAt } from './cache/stamp.ts';
export { MemoryStore, openStore } from './cache/store.ts';
export { type ConfigurationResult, findConfiguration, maximumConfigurationBytes, readConfiguration } from './configuration.ts';
export { type Branch, openForest } from './forest.ts';
export { type IgnoreOptions, IgnoreRules, patternsBelow } from './ignore-rules.ts';
export { KnownFacts } from './known-facts.ts';
export { matrixPage } from './matrix-page.ts';
export { packer } from './packer.ts';
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
export { readingThreads } from './scan/readers.ts';
export { type ScanHooks, type ScanOptions, type ScanProgress, type ScanResult, scan } from './scan/scan.ts';
export { type ReadResult, SourceReader } from './scan/source.ts';
export { isSourceName } from './scan/walk.ts';
export { forAnything, forTriggers, forUsers, type Search } from './scan/wanted.ts';
export { innerTree, isTree, liesInForeign } from './territory.ts';
export { mostRounds, type OpenOptions, openTree, type Statistics, type Tree } from './tree.ts';
