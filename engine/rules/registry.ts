/** All rules, in the order of their ids. Nothing else lists them. */
import { coreDrift } from './core-drift.ts';
import { danglingSingleMatch } from './dangling-single-match.ts';
import { finishMatchType } from './finish-match-type.ts';
import { ignoredResult } from './ignored-result.ts';
import { impossibleMatch } from './impossible-match.ts';
import { listLength } from './list-length.ts';
import { lockAssertion } from './lock-assertion.ts';
import { matchErrno } from './match-errno.ts';
import { missingFinishMatch } from './missing-finish-match.ts';
import { missingName } from './missing-name.ts';
import { nullImporterOps } from './null-importer-ops.ts';
import { opsNoMatcher } from './ops-no-matcher.ts';
import { opsTwoMatchers } from './ops-two-matchers.ts';
import { positiveReturn } from './positive-return.ts';
import { removedCallback } from './removed-callback.ts';
import { removedField } from './removed-field.ts';
import { renamedCall } from './renamed-call.ts';
import type { Rule } from './rule.ts';
import { typeNotExported } from './type-not-exported.ts';
import { typeNotSingleton } from './type-not-singleton.ts';
import { uncheckedAttach } from './unchecked-attach.ts';
import { unguardedMapCall } from './unguarded-map-call.ts';
import { uninitializedEntry } from './uninitialized-entry.ts';
import { unsetAttachField } from './unset-attach-field.ts';
import { unusedDirective } from './unused-directive.ts';
import { wrongMapCall } from './wrong-map-call.ts';
import { wrongSide } from './wrong-side.ts';

export const rules: readonly Rule[] = [
  coreDrift,
  danglingSingleMatch,
  finishMatchType,
  ignoredResult,
  impossibleMatch,
  listLength,
  lockAssertion,
  matchErrno,
  missingFinishMatch,
  missingName,
  nullImporterOps,
  opsNoMatcher,
  opsTwoMatchers,
  positiveReturn,
  removedCallback,
  removedField,
  renamedCall,
  typeNotExported,
  typeNotSingleton,
  uncheckedAttach,
  unguardedMapCall,
  uninitializedEntry,
  unsetAttachField,
  unusedDirective,
  wrongMapCall,
  wrongSide,
];
