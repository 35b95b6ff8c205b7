/** What a call of an unknown function may have changed is not known afterwards. */
import type { Access } from './access.ts';
import { emptyRegion, splitKey } from './memory.ts';
import { pointeeOf, type State } from './state.ts';
import type { Value } from './values.ts';

/**
 * Forgets the contents of all that the arguments lead to: through pointers that are not to `const`, at any depth.
 * `readonly[i]` says that parameter i promises not to change what it points to.
 */
export function forget(access: Access, state: State, name: string, given: readonly Value[], readonly: readonly boolean[]): void {
  const seen = new Set<number>();
  given.forEach((value, index) => {
    if (!readonly[index]) forgetFrom(access, state, name, value, seen);
  });
}

function forgetFrom(access: Access, state: State, name: string, value: Value, seen: Set<number>): void {
  if (value.kind === 'symbol' && value.type.kind === 'pointer' && !value.type.readonly) pointeeOf(state, value);
  const id = value.kind === 'pointer' ? value.object : value.kind === 'symbol' ? state.pointees.get(value.key) : undefined;
  if (id === undefined || seen.has(id)) return;
  seen.add(id);
  const object = state.objects.get(id);
  if (!object || object.readonly) return;
  for (const [key, cell] of object.region.cells) {
    const type = access.typeAt(object, splitKey(key));
    if (cell.kind === 'pointer' && !(type.kind === 'pointer' && type.readonly)) forgetFrom(access, state, name, cell, seen);
  }
  const touched = object.touched.includes(name) ? object.touched : [...object.touched, name];
  const others = touched.filter((each) => each !== name);
  const key = `object:${id}~${name}${others.length === 0 ? '' : `~${others.join('~')}`}`;
  const text = object.certain ? object.label : `*${object.label}`;
  state.objects.set(id, { ...object, touched, region: emptyRegion({ kind: 'unknown', key, text }) });
}
