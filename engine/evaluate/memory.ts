/** Objects and what is known of their contents, part by part. Contents are never changed in place: a path may share them with another. */
import type { Place } from '../facts/facts.ts';
import { type CType, type Member, shareMemory } from '../lower/ctype.ts';
import type { Origin } from '../lower/ir.ts';
import { atom, integer, type Path, type Value } from './values.ts';

/** What a part holds that nothing was stored to. */
export type Fill = { kind: 'uninitialized' } | { kind: 'zero' } | { kind: 'unknown'; key: string; text: string };

/** Contents of an object or of a part of one, by path below it. */
export interface Region {
  cells: ReadonlyMap<string, Value>;
  /** The longest path that is a prefix counts. */
  fills: ReadonlyMap<string, Fill>;
  origins: ReadonlyMap<string, Origin>;
}

export interface MemoryObject {
  id: number;
  /** As a person calls it, such as `sgt_match`. */
  label: string;
  type: CType;
  region: Region;
  /** Where it is declared. */
  at?: Place;
  /** Number of elements, for arrays declared with `[]`. */
  extent?: number;
  /** A named or allocated object of its own; otherwise what an unknown pointer points to, which may be any object. */
  certain: boolean;
  /** `const`: no call can change it. */
  readonly: boolean;
  /** Reads of members that are zero only because nothing was stored to them are recorded on the path, as `unset-read`. */
  watched: boolean;
  /** Calls of unknown functions that may have changed it, in order. */
  touched: readonly string[];
}

const OTHER_UNION_MEMBER = 'punned:';

export function emptyRegion(fill: Fill): Region {
  return { cells: new Map(), fills: new Map([['', fill]]), origins: new Map() };
}

export function pathKey(path: Path): string {
  return path.join('');
}

/** The path that a key was made of. */
export function splitKey(key: string): Path {
  return key.match(/\.[^.[]+|\[[^\]]*\]/g) ?? [];
}

function below(key: string, prefix: string): boolean {
  return key.startsWith(prefix) && (key.length === prefix.length || key[prefix.length] === '.' || key[prefix.length] === '[');
}

function without<Item>(map: ReadonlyMap<string, Item>, prefix: string): Map<string, Item> {
  const kept = new Map<string, Item>();
  for (const [key, item] of map) if (!below(key, prefix)) kept.set(key, item);
  return kept;
}

/** The fill that counts at a path, moved there. */
export function fillAt(region: Region, path: Path): Fill {
  for (let length = path.length; length >= 0; length--) {
    const fill = region.fills.get(pathKey(path.slice(0, length)));
    if (!fill) continue;
    return fill.kind === 'unknown' ? moveFill(fill, path.slice(length)) : fill;
  }
  return { kind: 'uninitialized' };
}

function moveFill(fill: { kind: 'unknown'; key: string; text: string }, rest: Path): Fill {
  if (rest.length === 0) return fill;
  let text = fill.text;
  for (const step of rest)
    text = text.endsWith('->')
      ? text + step.replace(/^\./, '')
      : text.startsWith('*')
        ? `${text.slice(1)}${step.replace(/^\./, '->')}`
        : text + step;
  return { kind: 'unknown', key: fill.key + pathKey(rest), text };
}

/** The value that a fill gives to a scalar. */
export function filled(fill: Fill, type: CType, what: string): Value {
  if (fill.kind === 'zero') return integer(0, type);
  if (fill.kind === 'unknown') return atom(fill.key, fill.text, type);
  return { kind: 'uninitialized', what };
}

export function readCell(region: Region, path: Path): Value | undefined {
  return region.cells.get(pathKey(path));
}

/** Whether something was stored below this path, but not to it. */
export function hasParts(region: Region, path: Path): boolean {
  const prefix = pathKey(path);
  for (const key of region.cells.keys()) if (key !== prefix && below(key, prefix)) return true;
  for (const key of region.fills.keys()) if (key !== prefix && below(key, prefix)) return true;
  return false;
}

export function subRegion(region: Region, path: Path): Region {
  const prefix = pathKey(path);
  const cut = <Item>(map: ReadonlyMap<string, Item>): Map<string, Item> => {
    const result = new Map<string, Item>();
    for (const [key, item] of map) if (key !== '' && below(key, prefix)) result.set(key.slice(prefix.length), item);
    return result;
  };
  const fills = cut(region.fills);
  fills.set('', fillAt(region, path));
  return { cells: cut(region.cells), fills, origins: cut(region.origins) };
}

export function writeCell(region: Region, path: Path, value: Value, origin: Origin | undefined): Region {
  const key = pathKey(path);
  if (value.kind === 'aggregate') return writeRegion(region, path, value.region, origin);
  const cells = without(region.cells, key);
  cells.set(key, value);
  const fills = path.length === 0 ? region.fills : without(region.fills, key);
  return { cells, fills, origins: withOrigin(region.origins, key, origin) };
}

function writeRegion(region: Region, path: Path, part: Region, origin: Origin | undefined): Region {
  const prefix = pathKey(path);
  const cells = without(region.cells, prefix);
  const fills = without(region.fills, prefix);
  const origins = without(region.origins, prefix);
  for (const [key, item] of part.cells) cells.set(prefix + key, item);
  for (const [key, item] of part.fills) fills.set(prefix + key, item);
  for (const [key, item] of part.origins) origins.set(prefix + key, item);
  return { cells, fills, origins: withOrigin(origins, prefix, origin) };
}

export function fillRegion(region: Region, path: Path, fill: Fill, origin?: Origin): Region {
  return writeRegion(region, path, emptyRegion(fill), origin);
}

function withOrigin(origins: ReadonlyMap<string, Origin>, key: string, origin: Origin | undefined): ReadonlyMap<string, Origin> {
  if (!origin) return origins;
  return new Map(origins).set(key, origin);
}

/** The other members whose memory a store to this member overwrites. */
export function overwrittenBy(member: Member, members: readonly Member[]): Member[] {
  return members.filter((other) => shareMemory(member, other));
}

/** Key of what an object holds in a member of a union after another member of it was stored to. */
export function otherUnionMember(object: number, path: Path, at: Place): string {
  return `${OTHER_UNION_MEMBER}${object}${pathKey(path)}:${at.start}`;
}

/** True for keys that `otherUnionMember` makes. */
export function isOtherUnionMember(key: string): boolean {
  return key.startsWith(OTHER_UNION_MEMBER);
}
