/** `memcpy`, `memset` and their kin, where the sizes say that whole objects or elements are meant. */
import type { Place } from '../facts/facts.ts';
import type { CType } from '../lower/ctype.ts';
import type { Access, Spot } from './access.ts';
import { byteSize } from './expressions.ts';
import type { State } from './state.ts';
import type { Value } from './values.ts';

const COPIES = /^(__builtin_)?mem(cpy|move)$/;

/** Does what the call says, if it is understood; false if it is not, and nothing has happened. Throws `PathEnd` where the compiled C would fault. */
export function copyMemory(access: Access, state: State, name: string, given: readonly Value[], at: Place): boolean {
  const [to, from, size] = given;
  if (!COPIES.test(name) || !to || !from || size?.kind !== 'integer') return false;
  const [target, source] = [access.target(state, to, at), access.target(state, from, at)];
  const steps = stepsOf(access, state, source, size.value);
  if (!steps || stepsOf(access, state, target, size.value)?.length !== steps.length) return false;
  const values = steps.map((step) => access.load(state, moved(source, step), at));
  values.forEach((value, index) => {
    access.store(state, moved(target, steps[index]!), value, at);
  });
  return true;
}

/** The same for `memset(…, 0, …)`. Where sizes are not known, the whole object is meant. */
export function clearMemory(access: Access, state: State, name: string, given: readonly Value[], at: Place): boolean {
  const [to, value, size] = given;
  if (!/^(__builtin_)?memset$/.test(name) || !to || value?.kind !== 'integer' || value.value !== 0n) return false;
  const target = access.target(state, to, at);
  const object = state.objects.get(target.object);
  const sized = size?.kind === 'integer' && object && byteSize(access.typeAt(object, target.path)) !== undefined;
  if (!sized) {
    access.zero(state, indexOf(target) === 0 ? { ...target, path: target.path.slice(0, -1) } : target, at);
    return true;
  }
  const steps = stepsOf(access, state, target, size.value);
  for (const step of steps ?? []) access.zero(state, moved(target, step), at);
  return steps !== undefined;
}

/** How far from the spot the elements lie that so many bytes hold. */
function stepsOf(access: Access, state: State, spot: Spot, bytes: bigint): number[] | undefined {
  const object = state.objects.get(spot.object);
  const type: CType | undefined = object && access.typeAt(object, spot.path);
  const size = type && byteSize(type);
  if (!size || bytes % size !== 0n) return undefined;
  const count = Number(bytes / size);
  if (count !== 1 && (count > MOST_ELEMENTS || indexOf(spot) === undefined)) return undefined;
  return Array.from({ length: count }, (_, index) => index);
}

const MOST_ELEMENTS = 256;

function indexOf({ path }: Spot): number | undefined {
  const index = /^\[(\d+)\]$/.exec(path[path.length - 1] ?? '')?.[1];
  return index === undefined ? undefined : Number(index);
}

function moved(spot: Spot, by: number): Spot {
  return by === 0 ? spot : { ...spot, path: [...spot.path.slice(0, -1), `[${indexOf(spot)! + by}]`] };
}
