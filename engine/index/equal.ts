/** Whether two answers say the same. */

/**
 * Compares plain data, maps, sets and typed values by what they hold; functions and instances of classes only by identity. Parts that are one object cost nothing.
 * The data has no cycles.
 */
export function equal(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b);
  if (a instanceof Map) return b instanceof Map && equalMaps(a, b);
  if (a instanceof Set) return b instanceof Set && a.size === b.size && equalLists([...a], [...b]);
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.prototype || prototype !== Object.getPrototypeOf(b)) return false;
  return equalRecords(a as Record<string, unknown>, b as Record<string, unknown>);
}

/** Whether two lists hold the same objects. */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!equal(a[index], b[index])) return false;
  return true;
}

/** In the same order, since readers may tell. */
function equalMaps(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  return a.size === b.size && equalLists([...a.keys()], [...b.keys()]) && equalLists([...a.values()], [...b.values()]);
}

function equalRecords(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let count = 0;
  for (const key in a) {
    count++;
    if (!equal(a[key], b[key]) || (a[key] === undefined && !(key in b))) return false;
  }
  for (const _ in b) count--;
  return count === 0;
}
