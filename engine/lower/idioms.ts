/** Kernel macros and functions whose meaning is fixed, so that neither their definitions nor an index of all headers is needed. */
import type { Builtin } from './ir.ts';

/** The value of the call is the value of its first argument. */
export const TRANSPARENT = new Set([
  '__builtin_expect',
  'READ_ONCE',
  'data_race',
  'ACCESS_PRIVATE',
  'rcu_dereference',
  'rcu_dereference_raw',
  'rcu_dereference_protected',
  'rcu_access_pointer',
  'ERR_CAST',
  'no_free_ptr',
  'return_ptr',
  '__builtin_assume_aligned',
]);

/** The value of the call is whether its first argument is true. */
export const TRUTH = new Set([
  'likely',
  'unlikely',
  'WARN_ON',
  'WARN_ON_ONCE',
  'WARN',
  'WARN_ONCE',
  'drm_WARN_ON',
  'drm_WARN_ON_ONCE',
  'drm_WARN',
  'dev_WARN_ONCE',
]);

/** Those of both kinds whose value is a `long`, as `__builtin_expect` has it. */
export const LONG_VALUED = new Set(['likely', 'unlikely', '__builtin_expect']);

/** Where the tested expression is not the first argument. */
export const TESTED_ARGUMENT = new Map([
  ['drm_WARN_ON', 1],
  ['drm_WARN_ON_ONCE', 1],
  ['drm_WARN', 1],
  ['dev_WARN_ONCE', 1],
]);

export const BUILTINS = new Map<string, Builtin>([
  ['IS_ERR', 'IS_ERR'],
  ['IS_ERR_OR_NULL', 'IS_ERR_OR_NULL'],
  ['PTR_ERR', 'PTR_ERR'],
  ['PTR_ERR_OR_ZERO', 'PTR_ERR'],
  ['ERR_PTR', 'ERR_PTR'],
  ['min', 'min'],
  ['max', 'max'],
]);

/** Questions about the configuration: with the smallest value of the Kconfig symbol (0 n, 1 m, 2 y) that makes them true, and the largest. */
export const CONFIG_QUESTIONS = new Map<string, { from: number; to: number }>([
  ['IS_ENABLED', { from: 1, to: 2 }],
  ['IS_REACHABLE', { from: 1, to: 2 }],
  ['IS_BUILTIN', { from: 2, to: 2 }],
  ['IS_MODULE', { from: 1, to: 1 }],
]);

/** Preprocessor names that a kernel build for C never has, or always has. */
export const FIXED_DEFINITIONS = new Map<string, boolean>([
  ['__KERNEL__', true],
  ['__LINUX__', true],
  ['__cplusplus', false],
  ['__CHECKER__', false],
  ['__CHECK_ENDIAN__', false],
  ['__ASSEMBLY__', false],
  ['__ASSEMBLER__', false],
  ['__GENKSYMS__', false],
  ['__SPARSE__', false],
]);

const LOCK_ASSERTION = /^(?:dma_resv_assert_held|lockdep_assert_held\w*)$/;

/** Assertions that a lock is held: calls for everybody who looks, though the kernel has macros of these names. */
export function assertsLock(name: string): boolean {
  return LOCK_ASSERTION.test(name);
}

const WITHOUT_EFFECT =
  /^(dma_resv_assert_held|lockdep_\w+|might_sleep(_if)?|might_lock|assert_\w+|(pr|dev|drm|netdev|vfio|ibdev|xe|gt|dma_buf)_(dbg|info|notice|warn|err|emerg|alert|crit|debug)(_ratelimited|_once|_kms|_driver)?|printk\w*|trace_\w+|DRM_(DEBUG|INFO|WARN|ERROR|NOTE)\w*|(mutex|spin|read|write|raw_spin|down|up|rcu_read)_\w*(lock|unlock|read|write)\w*|mutex_(init|destroy)|dma_resv_(un)?lock\w*|cond_resched|BUILD_BUG_ON\w*|static_assert|_Static_assert|dump_stack|put_device|get_device|kref_(get|put)|drm_gem_object_(get|put)|get_dma_buf|dma_buf_put|kfree|kvfree|kfree_rcu|module_put|try_module_get|__module_get|fput|lockdep_assert\w*|preempt_(en|dis)able|barrier|smp_[rw]?mb|atomic_\w+|refcount_\w+|list_(add|del|move|empty)\w*|INIT_LIST_HEAD|init_completion|complete\w*|wait_for_completion\w*|schedule_work|queue_work|kunit_\w+|KUNIT_(EXPECT|ASSERT)\w*)$/;

/** Functions that change nothing a match list could depend on: locks, messages, reference counts, queues. */
export function withoutEffect(name: string): boolean {
  return WITHOUT_EFFECT.test(name);
}

const ALLOCATION =
  /^(devm_|drmm_)?(k|kv|v)(m|z|c)?(alloc|alloc_array|alloc_node|calloc|malloc_array|zalloc_obj|malloc_obj|zalloc_objs|malloc_objs)\w*$/;

/** How fresh memory comes out of an allocator, if `name` is one. */
export function allocation(name: string): 'zero' | 'uninitialized' | undefined {
  if (!ALLOCATION.test(name)) return undefined;
  return /zalloc|calloc/.test(name) ? 'zero' : 'uninitialized';
}
