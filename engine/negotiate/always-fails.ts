/** Callbacks that refuse whatever they are asked. */
import type { Machine } from '../evaluate/machine.ts';
import { emptyState } from '../evaluate/state.ts';
import type { FunctionFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import { errnoName } from '../lower/errno.ts';
import { functionKey } from './callers.ts';

const CAREFUL = { paths: 60, steps: 10_000 };

/** The errnos with which a function fails, if all its paths do: `-EOPNOTSUPP`. Nothing if one may succeed, or is not known. Never throws. */
export function alwaysFails(machine: Machine, target: Found<FunctionFact>): string[] | undefined {
  if (!target.fact.bodySpan) return undefined;
  return machine.lowerer.memo.get(
    `always fails ${functionKey(target)}`,
    () => {
      const state = emptyState();
      const limited = machine.limited(CAREFUL);
      limited.enter(state, target, []);
      const errnos = limited.explore(state).map(({ ending }) => {
        const value = ending.kind === 'returned' && ending.value?.kind === 'integer' ? Number(ending.value.value) : 0;
        return value < 0 ? `-${errnoName(-value) ?? -value}` : undefined;
      });
      return errnos.length > 0 && errnos.every((errno) => errno !== undefined) ? [...new Set(errnos as string[])].sort() : undefined;
    },
    handed(target),
  );
}
