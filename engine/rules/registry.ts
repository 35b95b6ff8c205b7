/** All rules, in the order of their ids. Nothing else lists them. */
import { coreDrift } from './core-drift.ts';
import { impossibleMatch } from './impossible-match.ts';
import { listLength } from './list-length.ts';
import { lockAssertion } from './lock-assertion.ts';
import { matchErrno } from './match-errno.ts';
import { missingFinishMatch } from './missing-finish-match.ts';
import { positiveReturn } from './positive-return.ts';
import type { Rule } from './rule.ts';
import { uninitializedEntry } from './uninitialized-entry.ts';
import { unsetAttachField } from './unset-attach-field.ts';
import { unusedDirective } from './unused-directive.ts';
import { wrongSide } from './wrong-side.ts';

export const rules: readonly Rule[] = [
  coreDrift,
  impossibleMatch,
  listLength,
  lockAssertion,
  matchErrno,
  missingFinishMatch,
  positiveReturn,
  uninitializedEntry,
  unsetAttachField,
  unusedDirective,
  wrongSide,
];
