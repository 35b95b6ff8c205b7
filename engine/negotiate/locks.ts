/** Locks as callbacks see them: what takes a reservation lock, and whether that happened. */
import type { State } from '../evaluate/state.ts';

/** Kind of the happening that a reservation lock was, or may have been, taken. */
export const LOCKED = 'locked';

const OTHER_LOCKS = /^(?:mutex|rt_mutex|spin|raw_spin|read|write|rcu|srcu|down|up|seqlock|preempt|local)_/;
const TAKING = /(?:^|_)(?:try)?lock(?:_|$)|reserve|drm_exec/;
const NOT_TAKING = /unlock|assert|lockdep|is_locked|is_held|might_lock|lock_init|unreserve/;

/** Whether a function of that name may take a reservation lock: by itself, or as drivers' helpers do. */
export function takesLock(name: string): boolean {
  return TAKING.test(name) && !NOT_TAKING.test(name) && !OTHER_LOCKS.test(name);
}

/** Whether something of that kind happened on the path. */
export function happenedBefore(state: State, kind: string): boolean {
  for (let link = state.trace; link; link = link.before) if (link.happening.kind === kind) return true;
  return false;
}
