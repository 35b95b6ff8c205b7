/** Public face of the engine. */
export type * from './answers.ts';
export { outcomeLine, summary } from './explain/outcome.ts';
export { answerableQuestions } from './explain/questions.ts';
export type { Mended } from './fixes/mend.ts';
export { isBuildFile } from './kbuild/modules.ts';
export { builtInText } from './negotiate/model.ts';
export { coverageOf } from './negotiate/pairs.ts';
export { mostTurns, Neighbours, type Plan } from './prefilter/neighbours.ts';
export { isBinary, mayMatter } from './prefilter/prefilter.ts';
export { WordFinder } from './prefilter/word-finder.ts';
export { type LevelOf, Project } from './project.ts';
export { ruleIds } from './rules/run.ts';
export { nearestWord } from './rules/words-alike.ts';
export type { CParser } from './syntax/contract.ts';
export { createParser } from './syntax/parser.ts';
