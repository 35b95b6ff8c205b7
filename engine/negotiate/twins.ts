/** Entries of one list that stand behind another of the same type: the same again, or never taken because the other one always is. */
import type { Machine } from '../evaluate/machine.ts';
import { isOtherUnionMember, type Region } from '../evaluate/memory.ts';
import { fork, pointerTo, type State } from '../evaluate/state.ts';
import { atom, isNull, keyOf, type Path, type Value } from '../evaluate/values.ts';
import { type CType, INT, POINTER } from '../lower/ctype.ts';
import { errnoNumber } from '../lower/errno.ts';
import type { Code, Expression, Instruction } from '../lower/ir.ts';
import type { Entry, Side } from './offer.ts';

/** Where an entry lies in memory. */
export interface EntrySpot {
  object: number;
  path: Path;
  contents: Region;
}

/** Notes in the entries of a list which earlier one they repeat or are shadowed by. Entries whose type is not known are left alone. Never throws. */
export function noteTwins(machine: Machine, state: State, side: Side, entries: Entry[], spots: readonly EntrySpot[]): void {
  entries.forEach((entry, later) => {
    const before = entries.slice(0, later).filter(({ type }) => sameType(type, entry.type));
    if (before.length === 0) return;
    const own = contentsKey(spots[later]!.contents);
    const same = own === undefined ? undefined : before.find(({ index }) => contentsKey(spots[index]!.contents) === own);
    if (same) entry.sameAs = same.index;
    const shadow = same ?? before.find(({ index }) => shadows(machine, state, side, spots[index]!, spots[later]!));
    if (!shadow) return;
    entry.shadowedBy = shadow.index;
    if (!same && !shadows(machine, state, side, spots[later]!, spots[shadow.index]!)) entry.firstInstead = true;
  });
}

function sameType(a: Entry['type'], b: Entry['type']): boolean {
  return a.known && b.known && a.id === b.id;
}

/** Equal keys: equal contents. Nothing if a part was never set, or is not known. */
function contentsKey({ cells, fills }: Region): string | undefined {
  const unset = [...fills.values()].some(
    (fill) => fill.kind === 'uninitialized' || (fill.kind === 'unknown' && !isOtherUnionMember(fill.key)),
  );
  if (unset || [...cells.values()].some(({ kind }) => kind === 'uninitialized')) return undefined;
  const set = [...cells].filter(([key, value]) => key !== '' && !isNull(value)).map(([key, value]) => `${key}=${keyOf(value)}`);
  return set.sort().join(';');
}

/** True if no counterpart makes the type refuse the first entry and accept the second. */
function shadows(machine: Machine, state: State, side: Side, first: EntrySpot, second: EntrySpot): boolean {
  const type = first.contents.cells.get('.type');
  if (!type) return false;
  const start = fork({ ...state, frames: [], trace: undefined });
  const code = askTwice(side);
  machine.enterCode(start, code);
  const entry: CType = { kind: 'record', tag: 'dma_buf_mapping_match', file: fileOf(state, type) };
  const counterpart = atom('counterpart', 'counterpart', { kind: 'pointer', to: entry, readonly: true });
  const values = [
    type,
    atom('dmabuf', 'dmabuf', POINTER),
    counterpart,
    pointerTo(first.object, first.path),
    pointerTo(second.object, second.path),
  ];
  values.forEach((value, index) => void start.frames[0]!.temporaries.set(index, value));
  return machine
    .explore(start)
    .every(({ ending }) => ending.kind === 'returned' && ending.value?.kind === 'integer' && !isNull(ending.value));
}

function fileOf(state: State, type: Value): string {
  return (type.kind === 'pointer' && state.objects.get(type.object)?.at?.file) || '';
}

/** Returns what `match` says of the second entry where it refuses the first, and 1 where it does not. */
function askTwice(side: Side): Code {
  const at = { file: '', start: 0, end: 0 };
  const value = (index: number): Expression => ({ op: 'temporary', index, at });
  const constant = (number: bigint): Expression => ({ op: 'constant', value: number, type: INT, at });
  const match: Expression = {
    op: 'load',
    from: { place: 'field', base: { place: 'pointee', pointer: value(0), at }, field: 'match', at },
    at,
  };
  const ask = (entry: number, result: number): Instruction => ({
    do: 'call',
    temporary: result,
    callee: { to: 'pointer', pointer: match },
    arguments: side === 'exporter' ? [value(1), value(entry), value(2)] : [value(1), value(2), value(entry)],
    calleeAt: at,
    returns: INT,
    at,
  });
  const refused: Expression = { op: 'binary', operator: '==', left: value(5), right: constant(BigInt(-errnoNumber('EOPNOTSUPP')!)), at };
  const instructions: Instruction[] = [
    { do: 'branch', condition: match, yes: 0, no: 2, at },
    ask(3, 5),
    { do: 'branch', condition: refused, yes: 1, no: 2, at },
    ask(4, 6),
    { do: 'return', value: value(6), at },
    { do: 'return', value: constant(1n), at },
  ];
  return { name: 'match twice', file: '', slots: [], parameters: 0, temporaries: 7, instructions, labels: [1, 3, 5], returns: INT };
}
