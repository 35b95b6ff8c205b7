/** Reads a match list out of the evaluator's memory. */

import { firstOf, type Spot } from '../evaluate/access.ts';
import type { Machine } from '../evaluate/machine.ts';
import { fillAt, type Region, readCell, splitKey, subRegion } from '../evaluate/memory.ts';
import type { State } from '../evaluate/state.ts';
import { isNull, type Path, textOf, type Value } from '../evaluate/values.ts';
import type { Place } from '../facts/facts.ts';
import type { Origin } from '../lower/ir.ts';
import type { Entry, EntryType, Offer, Side } from './offer.ts';
import { type EntrySpot, noteTwins } from './twins.ts';

/** The first member of every exporter ops struct. */
const EXP_OPS = 'dma_buf_mapping_exp_ops';

/** Longer lists are read up to here. */
const MOST_ENTRIES = 64;

/** Ids of the mapping types by the C name of their object and the file that name is bound to. */
export type TypeIds = (label: string, at: Place | undefined) => { id: string; name: string };

export interface ListRead {
  entries: Entry[];
  declared?: { name: string; at: Place };
  elements?: number;
  count?: number;
}

/** What the list pointer and the length of one side mean in this state. Never throws. */
export function readList(machine: Machine, state: State, given: { side: Side; list: Value; length: Value }, types: TypeIds): ListRead {
  const { side, list, length } = given;
  const count = length.kind === 'integer' ? Number(length.value) : undefined;
  const known = count === undefined ? {} : { count };
  const spot = spotOf(state, list);
  const object = spot && state.objects.get(spot.object);
  if (!object) return { entries: [], ...known };
  const { path: start } = spot;
  const last = start[start.length - 1];
  const inArray = last !== undefined && /^\[\d+\]$/.test(last);
  const arrayPath = inArray ? start.slice(0, -1) : start;
  const first = inArray ? Number(last.slice(1, -1)) : 0;
  const extent = inArray ? machine.access.extent(state, { object: object.id, path: arrayPath }) : 1;
  const elements = extent === undefined ? undefined : Math.max(0, extent - first);
  const entries: Entry[] = [];
  const spots: EntrySpot[] = [];
  const wanted = Math.min(count ?? 0, elements ?? MOST_ENTRIES, MOST_ENTRIES);
  for (let index = 0; index < wanted; index++) {
    const path = inArray ? [...arrayPath, `[${first + index}]`] : start;
    entries.push(readEntry(machine, state, object.id, path, index, types));
    spots.push({ object: object.id, path, contents: subRegion(object.region, path) });
  }
  noteTwins(machine, state, side, entries, spots);
  const declared = object.label && object.at ? { declared: { name: object.label, at: object.at } } : {};
  return { entries, ...known, ...(elements === undefined ? {} : { elements }), ...declared };
}

/** Where the list starts, if it is an object of its own. */
function spotOf(state: State, list: Value): Spot | undefined {
  if (list.kind === 'pointer') return list;
  const object = list.kind === 'symbol' ? state.objects.get(state.pointees.get(list.key) ?? 0) : undefined;
  return object?.certain ? firstOf(object) : undefined;
}

function readEntry(machine: Machine, state: State, id: number, path: Path, index: number, types: TypeIds): Entry {
  const { region } = state.objects.get(id)!;
  const part = subRegion(region, path);
  const expOps = readCell(part, ['.exp_ops']);
  const restFill = fillOf(part, '.exp_ops');
  const entry: Entry = {
    index,
    type: typeOfEntry(state, part, types),
    expOps: expOps
      ? expOps.kind === 'uninitialized'
        ? 'uninitialized'
        : isNull(expOps)
          ? 'null'
          : expOps.kind === 'symbol'
            ? 'unknown'
            : 'set'
      : restFill === 'zero'
        ? 'null'
        : restFill === 'unknown'
          ? 'unknown'
          : 'uninitialized',
    fields: fieldsOf(part),
    fieldOrigins: Object.fromEntries([...part.origins].map(([path, { at }]) => [path.replace(/^\./, ''), at])),
  };
  const ops = expOps && opsOf(machine, state, expOps);
  if (ops) entry.ops = ops;
  const maps = mapFunction(state, expOps);
  if (maps) entry.maps = maps;
  const key = path.join('');
  const origin: Origin | undefined = region.origins.get(key) ?? region.origins.get(`${key}.type`);
  if (origin) entry.origin = origin.at;
  if (origin?.constructorCall) {
    const { name, nameAt, arguments: given } = origin.constructorCall;
    entry.constructorCall = { name, nameAt, arguments: given };
  }
  return entry;
}

function mapFunction(state: State, expOps: Value | undefined): Entry['maps'] {
  if (expOps?.kind !== 'pointer') return undefined;
  const { cells } = state.objects.get(expOps.object)?.region ?? { cells: new Map<string, Value>() };
  const holder = expOps.path.slice(0, -1).join('');
  for (const [key, value] of cells) {
    if (value.kind !== 'function' || !key.startsWith(`${holder}.map`) || key.lastIndexOf('.') !== holder.length) continue;
    const { file, fact } = value.target;
    return { name: fact.name, at: { file, ...fact.nameSpan } };
  }
  return undefined;
}

/** Members other than `type` and `exp_ops` that something was stored to, in C spelling. */
export function fieldsOf(part: { cells: ReadonlyMap<string, Value> }): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [key, value] of part.cells) {
    if (key === '' || key === '.type' || key.startsWith('.exp_ops')) continue;
    if (value.kind === 'uninitialized') continue;
    fields[splitKey(key).join('').replace(/^\./, '')] = textOf(value);
  }
  return fields;
}

/** The mapping type of an entry. */
export function typeOfEntry(state: State, part: Region, types: TypeIds): EntryType {
  return entryType(state, readCell(part, ['.type']), fillOf(part, '.type'), types);
}

/** What a member holds that nothing was stored to. What was stored as a whole, such as the result of an unknown call, is not known in its parts. */
function fillOf(part: Region, member: string): 'zero' | 'unknown' | 'uninitialized' {
  return part.cells.get('')?.kind === 'symbol' ? 'unknown' : fillAt(part, [member]).kind;
}

/** The struct around the ops that an entry's `exp_ops` points at, if there is one and its type is known. */
export function opsOf(machine: Machine, state: State, value: Value): Entry['ops'] {
  if (value.kind !== 'pointer' || value.beyond !== 0) return undefined;
  const object = state.objects.get(value.object);
  for (let path = value.path; object; path = path.slice(0, -1)) {
    const type = machine.access.typeAt(object, path);
    if (type.kind === 'record' && type.tag !== EXP_OPS) return { tag: type.tag, name: object.label };
    if (path.length === 0 || type.kind !== 'record') return undefined;
  }
  return undefined;
}

function entryType(state: State, value: Value | undefined, fill: 'zero' | 'unknown' | 'uninitialized', types: TypeIds): EntryType {
  if (!value) return { known: false, why: fill === 'zero' ? 'null' : fill === 'unknown' ? 'unknown' : 'uninitialized' };
  if (value.kind === 'uninitialized') return { known: false, why: 'uninitialized' };
  if (isNull(value)) return { known: false, why: 'null' };
  const object = value.kind === 'pointer' && value.path.length === 0 ? state.objects.get(value.object) : undefined;
  if (!object?.certain) return { known: false, why: 'unknown' };
  return { known: true, ...types(object.label, object.at) };
}

/** Equal texts: the lists say the same, entry by entry. */
export function offerKey(read: ListRead): string {
  return JSON.stringify([read.count, read.elements, read.declared, read.entries]);
}

export type OfferFrame = Omit<Offer, 'entries' | 'declared' | 'elements' | 'count' | 'conditions'>;

export function toOffer(frame: OfferFrame, read: ListRead, conditions: string[]): Offer {
  return { ...frame, ...read, conditions };
}
