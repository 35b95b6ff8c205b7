/** All rules, in the order of their ids. Nothing else lists them. */
import { constructorArity } from './constructor-arity.ts';
import { coreDrift } from './core-drift.ts';
import { danglingSingleMatch } from './dangling-single-match.ts';
import { duplicateEntry } from './duplicate-entry.ts';
import { emptyList } from './empty-list.ts';
import { entryOverflow } from './entry-overflow.ts';
import { finishMatchType } from './finish-match-type.ts';
import { ignoredPeer2peer } from './ignored-peer2peer.ts';
import { ignoredResult } from './ignored-result.ts';
import { impossibleMatch } from './impossible-match.ts';
import { invalidSideValue } from './invalid-side-value.ts';
import { listLength } from './list-length.ts';
import { lockAssertion } from './lock-assertion.ts';
import { matchErrno } from './match-errno.ts';
import { missingExpOps } from './missing-exp-ops.ts';
import { missingFinishMatch } from './missing-finish-match.ts';
import { missingName } from './missing-name.ts';
import { nullImporterOps } from './null-importer-ops.ts';
import { opsNoMatcher } from './ops-no-matcher.ts';
import { opsTwoMatchers } from './ops-two-matchers.ts';
import { opsTypeMismatch } from './ops-type-mismatch.ts';
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
import { unknownConstructor } from './unknown-constructor.ts';
import { unreachableEntry } from './unreachable-entry.ts';
import { unsetAttachField } from './unset-attach-field.ts';
import { unusableMatch } from './unusable-match.ts';
import { unusedDirective } from './unused-directive.ts';
import { wrongMapCall } from './wrong-map-call.ts';
import { wrongSide } from './wrong-side.ts';

export const rules: readonly Rule[] = [
  constructorArity,
  coreDrift,
  danglingSingleMatch,
  duplicateEntry,
  emptyList,
  entryOverflow,
  finishMatchType,
  ignoredPeer2peer,
  ignoredResult,
  impossibleMatch,
  invalidSideValue,
  listLength,
  lockAssertion,
  matchErrno,
  missingExpOps,
  missingFinishMatch,
  missingName,
  nullImporterOps,
  opsNoMatcher,
  opsTwoMatchers,
  opsTypeMismatch,
  positiveReturn,
  removedCallback,
  removedField,
  renamedCall,
  typeNotExported,
  typeNotSingleton,
  uncheckedAttach,
  unguardedMapCall,
  uninitializedEntry,
  unknownConstructor,
  unreachableEntry,
  unsetAttachField,
  unusableMatch,
  unusedDirective,
  wrongMapCall,
  wrongSide,
];
