/** All rules, in the order of their ids. Nothing else lists them. */
import { coreDrift } from './core-drift.ts';
import { impossibleMatch } from './impossible-match.ts';
import { listLength } from './list-length.ts';
import { missingFinishMatch } from './missing-finish-match.ts';
import type { Rule } from './rule.ts';
import { uninitializedEntry } from './uninitialized-entry.ts';
import { unusedDirective } from './unused-directive.ts';
import { wrongSide } from './wrong-side.ts';

export const rules: readonly Rule[] = [
  coreDrift,
  impossibleMatch,
  listLength,
  missingFinishMatch,
  uninitializedEntry,
  unusedDirective,
  wrongSide,
];
