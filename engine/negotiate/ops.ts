/** Exporters: every `struct dma_buf_ops` that the sources fill in, in whatever object it lies. */
import type { Machine } from '../evaluate/machine.ts';
import { splitKey } from '../evaluate/memory.ts';
import { emptyState } from '../evaluate/state.ts';
import type { Path } from '../evaluate/values.ts';
import type { VariableFact } from '../facts/facts.ts';
import { type Found, type Names, placeOf } from '../index/names.ts';
import type { LoweringContext } from '../lower/lowering.ts';
import { OPS } from './discover.ts';
import { handOver, memberOf } from './thunk.ts';

/** How deep an ops struct may lie inside other structs. */
const DEEPEST_NESTING = 3;

export interface OpsFound {
  /** `file:name`; with `#2` and so on where `#if` branches define a name again. */
  id: string;
  name: string;
  definition: Found<VariableFact>;
  /** Where the ops lie in the object: `.ops`, `[1]`, or nothing. */
  path: string;
}

/** Every object of a file that holds a `struct dma_buf_ops` with an initialiser or one that code fills in, in the order of places. Never throws. */
export function opsIn(names: Names, machine: Machine, file: string): OpsFound[] {
  const { context, memo } = machine.lowerer;
  const seen = new Map<string, number>();
  return (names.facts(file)?.variables ?? []).flatMap((fact) => {
    const definition = { file, fact };
    const { tag } = fact;
    if (fact.extern || fact.pointers > 0 || tag === undefined) return [];
    if (fact.initializerSpan === undefined && !(tag === OPS && filledInCode(names, definition))) return [];
    const alone = tag === OPS && fact.dimensions.length === 0;
    if (tag !== OPS && !memo.settled(`${tag} of ${file} holds ops`, () => holdsOps(tag, file, context))) return [];
    const paths = alone ? [''] : pathsOf(machine, definition);
    return paths.map((path): OpsFound => {
      const name = fact.name + path;
      const id = `${file}:${fact.function === undefined ? name : `${fact.function}.${name}`}`;
      const count = (seen.get(id) ?? 0) + 1;
      seen.set(id, count);
      return { id: count === 1 ? id : `${id}#${count}`, name, definition, path };
    });
  });
}

/** A tentative definition that no other completes, and that some function of its file stores to. */
function filledInCode(names: Names, { file, fact }: Found<VariableFact>): boolean {
  if (fact.function !== undefined) return false;
  const facts = names.facts(file)!;
  const first = facts.variables.find((each) => each.name === fact.name && each.function === undefined && !each.extern);
  const complete = facts.variables.some((each) => each.name === fact.name && each.function === undefined && each.initializerSpan);
  return first === fact && !complete && facts.assigned.includes(fact.name);
}

function holdsOps(tag: string, file: string, context: LoweringContext, known = new Map<string, boolean>(), depth = 0): boolean {
  const key = `${tag}@${file}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  known.set(key, false);
  const members = depth < DEEPEST_NESTING ? (context.membersOf({ kind: 'record', tag, file }) ?? []) : [];
  const found = members.some(({ type: declared }) => {
    const type = declared.kind === 'array' ? declared.of : declared;
    if (type.kind !== 'record') return false;
    return type.tag === OPS || holdsOps(type.tag, type.file, context, known, depth + 1);
  });
  known.set(key, found);
  return found;
}

/** Paths of the ops in an object that its initialiser says something about, in the order of elements and members. */
function pathsOf(machine: Machine, variable: Found<VariableFact>): string[] {
  const at = placeOf(variable);
  const state = emptyState();
  const address = { op: 'address' as const, of: memberOf(variable, '', at), at };
  machine.enterCode(state, handOver('__hold', variable.file, [address], at));
  const leaves = machine.explore(state, {
    call: (event) => (event.name === '__hold' ? { end: { kind: 'reached', detail: event.arguments, at } } : undefined),
  });
  const found = new Set<string>();
  for (const { state: end } of leaves) {
    for (const object of end.objects.values()) {
      if (object.at?.file !== at.file || object.at.start !== at.start) continue;
      for (const key of object.region.cells.keys()) {
        const path = splitKey(key);
        const length = path.findIndex((_, index) => isOps(machine, object, path.slice(0, index)));
        if (length >= 0) found.add(path.slice(0, length).join(''));
      }
    }
  }
  return [...found].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function isOps(machine: Machine, object: Parameters<Machine['access']['typeAt']>[0], path: Path): boolean {
  const type = machine.access.typeAt(object, path);
  return type.kind === 'record' && type.tag === OPS;
}
