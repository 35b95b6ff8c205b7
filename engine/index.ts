/** Public face of the engine. */
export type * from './answers.ts';
export { Project } from './project.ts';
export type { CParser } from './syntax/contract.ts';
