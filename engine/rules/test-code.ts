/** What tests make up to see how the core treats it. */
import type { Analysis, MappingType } from '../negotiate/analysis.ts';

/** True for types inside of functions and for those of KUnit tests: no driver ever gets one, and what they lack they may lack on purpose. */
export function isForTests({ names }: Analysis, { definition: { file, fact } }: MappingType): boolean {
  return fact.function !== undefined || (names.facts(file)?.includes.some(({ path }) => path.startsWith('kunit/')) ?? false);
}

/** Whether a file is a test, by its path: tests have exporters that refuse on purpose. */
export function isTestFile(file: string): boolean {
  return /(?:^|[-_/])(?:test|kunit|mock|selftest|fake)s?(?:[-_./]|$)/.test(file);
}
