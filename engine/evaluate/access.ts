/** Loads and stores through typed objects: members, elements, unions, casts between a struct and its first member. */
import type { Place, VariableFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { beginsWith, type CType, type Member, type TypeContext, UNKNOWN } from '../lower/ctype.ts';
import type { Origin } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { defect, RunFirst, unknownEnd } from './ending.ts';
import { convert } from './integers.ts';
import {
  fillAt,
  filled,
  fillRegion,
  hasParts,
  type MemoryObject,
  otherUnionMember,
  overwrittenBy,
  pathKey,
  readCell,
  subRegion,
  writeCell,
} from './memory.ts';
import { addObject, pointeeOf, pointerTo, record, type State } from './state.ts';
import { atom, isNearNull, isNull, type Path, type SymbolValue, type Value } from './values.ts';

/** A part of an object. */
export interface Spot {
  object: number;
  path: Path;
}

/** Kind of the happening that a read of an unset member of a watched object is; its text is the member's path. */
export const UNSET_READ = 'unset-read';

export class Access {
  private readonly lowerer: Lowerer;
  private readonly context: TypeContext;

  constructor(lowerer: Lowerer) {
    this.lowerer = lowerer;
    this.context = lowerer.context;
  }

  /** The spot a pointer points to. Throws `PathEnd` where the compiled C would fault. */
  target(state: State, pointer: Value, at: Place): Spot {
    switch (pointer.kind) {
      case 'pointer':
        if (pointer.beyond !== 0) throw defect('out-of-bounds', 'reads past the end of an object', at);
        return { object: pointer.object, path: pointer.path };
      case 'symbol':
        return firstOf(pointeeOf(state, pointer));
      case 'uninitialized':
        throw defect('uninitialized', `uses ${pointer.what}, which nothing has set`, at);
      case 'integer':
        if (isNull(pointer) || isNearNull(pointer)) throw defect('null-dereference', 'dereferences NULL', at);
        if (pointer.value < 0n) throw defect('null-dereference', 'dereferences an error pointer', at);
        throw unknownEnd('dereferences a number', at);
      default:
        throw unknownEnd('dereferences something that is no object', at);
    }
  }

  /** The member's spot; a pointer to a struct's first member may stand for the struct, and the reverse. */
  field(state: State, spot: Spot, name: string): Spot {
    const object = state.objects.get(spot.object);
    for (let path = spot.path; object; path = path.slice(0, -1)) {
      const members = this.membersAt(object, path);
      if (members?.some((member) => member.name === name)) return { object: spot.object, path: [...path, `.${name}`] };
      if (path.length === 0 || !this.isFirst(object, path)) break;
    }
    const first = object && this.membersAt(object, spot.path)?.[0];
    if (object && first && this.membersOf(first.type)?.some((member) => member.name === name)) {
      return { object: spot.object, path: [...spot.path, `.${first.name}`, `.${name}`] };
    }
    return { object: spot.object, path: [...spot.path, `.${name}`] };
  }

  /** The spot of the struct that holds this one as the named member, as `container_of` computes it. */
  container(state: State, spot: Spot, type: CType, fields: readonly string[]): Spot | undefined {
    const wanted = fields.map((field) => `.${field}`);
    const tail = spot.path.slice(-wanted.length);
    if (tail.length === wanted.length && tail.every((step, index) => step === wanted[index])) {
      return { object: spot.object, path: spot.path.slice(0, -wanted.length) };
    }
    const object = state.objects.get(spot.object);
    if (!object || object.certain || spot.path.length > 0) return undefined;
    return { object: pointeeOf(state, containerPointer(object, type, fields)).id, path: [] };
  }

  /** The address of that struct where it is NULL if `pointer`, which leads to the member, is; undefined where no NULL comes out. */
  nullableContainer(state: State, pointer: SymbolValue, type: CType, fields: readonly string[]): SymbolValue | undefined {
    const object = pointeeOf(state, pointer);
    if (object.certain || !this.begins(type, fields)) return undefined;
    return { ...containerPointer(object, type, fields), shape: { op: 'container', of: pointer } };
  }

  /** Whether the type begins with the member; undefined if it is not known where in the type that is. */
  begins(type: CType, fields: readonly string[]): boolean | undefined {
    let outer = type;
    let begins = true;
    for (const field of fields) {
      const members = this.membersOf(outer);
      const here = beginsWith(members, field);
      if (here === undefined) return undefined;
      if (!here) begins = false;
      outer = members?.find(({ name }) => name === field)?.type ?? UNKNOWN;
    }
    return begins;
  }

  typeAt(object: MemoryObject, path: Path): CType {
    let type = object.type;
    for (const step of path) {
      if (step.startsWith('[')) type = type.kind === 'array' ? type.of : path[0] === step ? type : UNKNOWN;
      else type = this.membersOf(type)?.find((member) => `.${member.name}` === step)?.type ?? UNKNOWN;
    }
    return type;
  }

  /** Number of elements of the array at the spot, if it is one and its length is known. */
  extent(state: State, spot: Spot): number | undefined {
    const object = state.objects.get(spot.object);
    if (!object) return undefined;
    const type = this.typeAt(object, spot.path);
    if (type.kind !== 'array') return undefined;
    return type.length ?? (spot.path.length === 0 ? object.extent : undefined);
  }

  load(state: State, spot: Spot, at: Place): Value {
    const object = this.object(state, spot, at);
    this.checkBounds(state, object, spot.path, at, 'load');
    const type = this.typeAt(object, spot.path);
    if (type.kind === 'array') return pointerTo(spot.object, [...spot.path, '[0]']);
    const cell = readCell(object.region, spot.path);
    if (cell) return cell;
    const inner = cellAbove(object, spot.path);
    if (inner) return inner;
    if (type.kind === 'record' || type.kind === 'members' || hasParts(object.region, spot.path)) {
      const origin = object.region.origins.get(pathKey(spot.path));
      return { kind: 'aggregate', region: subRegion(object.region, spot.path), ...(origin ? { origin } : {}) };
    }
    const fill = fillAt(object.region, spot.path);
    if (object.watched && fill.kind === 'zero') record(state, { kind: UNSET_READ, at, text: spot.path.join('') });
    return filled(fill, type, `\`${object.label}${spot.path.join('')}\``);
  }

  store(state: State, spot: Spot, given: Value, at: Place, origin?: Origin): void {
    const object = this.object(state, spot, at);
    this.checkBounds(state, object, spot.path, at, 'store');
    const type = this.typeAt(object, spot.path);
    const value = convert(given, type);
    let region = object.region;
    for (let length = 1; length <= spot.path.length; length++) {
      const members = this.membersAt(object, spot.path.slice(0, length - 1));
      const member = members?.find((each) => `.${each.name}` === spot.path[length - 1]);
      if (!members || !member || member.unions.length === 0) continue;
      for (const other of overwrittenBy(member, members)) {
        const path = [...spot.path.slice(0, length - 1), `.${other.name}`];
        const text = `${object.label}${path.join('')}`;
        region = fillRegion(region, path, { kind: 'unknown', key: otherUnionMember(object.id, path, at), text });
      }
    }
    const author = value.kind === 'aggregate' && !origin?.constructorCall && !origin?.macro ? (value.origin ?? origin) : origin;
    state.objects.set(object.id, { ...object, region: writeCell(region, spot.path, value, author) });
    this.learnElement(state, type, value);
  }

  /** Memory from an allocator has the type of the first pointer that it is stored to. */
  private learnElement(state: State, type: CType, value: Value): void {
    if (value.kind !== 'symbol' || type.kind !== 'pointer' || type.to.kind === 'void') return;
    const object = state.objects.get(state.pointees.get(value.key) ?? 0);
    if (object?.certain && object.type.kind === 'array' && object.type.of.kind === 'unknown') {
      state.objects.set(object.id, { ...object, type: { ...object.type, of: type.to } });
    }
  }

  zero(state: State, spot: Spot, at: Place, origin?: Origin): void {
    const object = this.object(state, spot, at);
    state.objects.set(object.id, { ...object, region: fillRegion(object.region, spot.path, { kind: 'zero' }, origin) });
  }

  setExtent(state: State, spot: Spot, extent: number): void {
    const object = state.objects.get(spot.object);
    if (object) state.objects.set(object.id, { ...object, extent });
  }

  typeOf(variable: Found<VariableFact>): CType {
    return this.lowerer.typeOf(variable);
  }

  /** The object of a file-scope variable. Throws `RunFirst` when its initialiser has to run before. */
  global(state: State, variable: Found<VariableFact>): Spot {
    const { fact, file } = variable;
    const key = fact.static || fact.function !== undefined ? `${file}:${fact.function ?? ''}:${fact.name}` : fact.name;
    const known = state.globals.get(key);
    if (known !== undefined) return { object: known, path: [] };
    const type = this.lowerer.typeOf(variable);
    const initialised = fact.initializerSpan !== undefined;
    const scalar = type.kind === 'int' || type.kind === 'pointer' || type.kind === 'unknown';
    const changeable = !fact.const && (scalar || (this.context.names.facts(file)?.assigned.includes(fact.name) ?? false));
    const fill = { kind: 'unknown' as const, key: `global:${key}`, text: fact.name };
    const at = { file, start: fact.nameSpan.start, end: fact.nameSpan.end };
    const object = addObject(state, { label: fact.name, type, fill, readonly: fact.const, at });
    state.globals.set(key, object.id);
    if (initialised && !changeable) throw new RunFirst(this.lowerer.initializer(variable), object.id);
    return { object: object.id, path: [] };
  }

  private object(state: State, spot: Spot, at: Place): MemoryObject {
    const object = state.objects.get(spot.object);
    if (!object) throw unknownEnd('uses an object that is gone', at);
    return object;
  }

  private checkBounds(state: State, object: MemoryObject, path: Path, at: Place, access: 'load' | 'store'): void {
    for (let length = 1; length <= path.length; length++) {
      const index = /^\[(-?\d+)\]$/.exec(path[length - 1]!)?.[1];
      if (index === undefined) continue;
      const extent = this.extent(state, { object: object.id, path: path.slice(0, length - 1) });
      const number = Number(index);
      if (number < 0 || (extent !== undefined && number >= extent)) {
        const name = object.label + path.slice(0, length - 1).join('');
        const of = this.typeAt(object, path.slice(0, length));
        const overrun = { name, of, index: number, elements: extent, ...(object.at ? { declared: object.at } : {}) };
        throw defect(
          'out-of-bounds',
          `uses \`${name}[${number}]\`${extent === undefined ? '' : `, but \`${name}\` has ${extent} element${extent === 1 ? '' : 's'}`}`,
          at,
          access === 'store' ? overrun : undefined,
        );
      }
    }
  }

  private isFirst(object: MemoryObject, path: Path): boolean {
    const last = path[path.length - 1]!;
    if (last === '[0]') return false;
    return `.${this.membersAt(object, path.slice(0, -1))?.[0]?.name ?? ''}` === last;
  }

  private membersAt(object: MemoryObject, path: Path): Member[] | undefined {
    return this.membersOf(this.typeAt(object, path));
  }

  membersOf(type: CType): Member[] | undefined {
    return type.kind === 'record' || type.kind === 'members' ? this.lowerer.context.membersOf(type) : undefined;
  }
}

/** Where a pointer to the object points: an array's first element. */
export function firstOf(object: MemoryObject): Spot {
  return { object: object.id, path: object.type.kind === 'array' ? ['[0]'] : [] };
}

/** A member of something that was stored as one whole value. */
function cellAbove(object: MemoryObject, path: Path): Value | undefined {
  for (let length = path.length - 1; length >= 0; length--) {
    const cell = readCell(object.region, path.slice(0, length));
    if (!cell) continue;
    const rest = path.slice(length).join('');
    return cell.kind === 'symbol'
      ? atom(cell.key + rest, cell.text + rest, UNKNOWN)
      : { kind: 'uninitialized', what: `\`${object.label}${path.join('')}\`` };
  }
  return undefined;
}

function containerPointer(object: MemoryObject, type: CType, fields: readonly string[]): SymbolValue {
  const key = `container:${object.id}${fields.map((field) => `.${field}`).join('')}`;
  return atom(key, `container_of(${object.label})`, { kind: 'pointer', to: type, readonly: false });
}
