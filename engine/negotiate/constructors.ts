/** Functions that make match entries, and what the entries of each say whatever the arguments are. */
import type { Machine } from '../evaluate/machine.ts';
import { subRegion } from '../evaluate/memory.ts';
import { emptyState } from '../evaluate/state.ts';
import { isNull } from '../evaluate/values.ts';
import type { FunctionFact, VariableFact } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import { opsOf, type TypeIds, typeOfEntry } from './offers.ts';

export interface Constructor {
  definition: Found<FunctionFact>;
  /** Id of the mapping type that its entries have. */
  type: string;
  /** Tag of the exporter ops struct that it takes; absent if it takes none, or several. */
  opsTag?: string;
  /** True if its entries have no `exp_ops`, whatever the arguments are. */
  withoutOps: boolean;
}

/** Every function of the tree and the model that returns an entry of one mapping type, in the order of files and places. Never throws. */
export function findConstructors(names: Names, machine: Machine, types: TypeIds): Constructor[] {
  return [...names.files()].flatMap((file) =>
    names.facts(file)!.functions.flatMap((fact) => {
      const makesEntry = fact.bodySpan && /^(?:const )?struct dma_buf_mapping_match$/.test(fact.returns.trim());
      const made = makesEntry ? evaluated(machine, { file, fact }, types) : undefined;
      return made ? [made] : [];
    }),
  );
}

function evaluated(machine: Machine, definition: Found<FunctionFact>, types: TypeIds): Constructor | undefined {
  const state = emptyState();
  machine.enter(state, definition, []);
  const made = machine.explore(state).map((leaf) => {
    const value = leaf.ending.kind === 'returned' ? leaf.ending.value : undefined;
    if (value?.kind !== 'aggregate') return undefined;
    const part = subRegion(value.region, []);
    const type = typeOfEntry(leaf.state, part, types);
    const ops = part.cells.get('.exp_ops');
    const withoutOps = ops ? isNull(ops) : part.fills.get('')?.kind !== 'unknown';
    return type.known ? { type: type.id, tag: ops && opsOf(machine, leaf.state, ops)?.tag, withoutOps } : undefined;
  });
  const [first] = made;
  if (!first || made.some((each) => each?.type !== first.type)) return undefined;
  const tags = new Set(made.flatMap((each) => each?.tag ?? []));
  return {
    definition,
    type: first.type,
    withoutOps: made.every((each) => each?.withoutOps),
    ...(tags.size === 1 ? { opsTag: [...tags][0]! } : {}),
  };
}

/** True if the file of the constructor declares the mapping type as well: both belong to one interface, and no driver's helper makes them differ. */
export function belongsToType(names: Names, { definition }: Constructor, type: string): boolean {
  return names.facts(definition.file)?.variables.some(({ name }) => name === type) ?? false;
}

/**
 * Tag of the exporter ops struct that belongs to a type: what the constructors beside its declaration take; if none says so, the struct that is named like
 * the type, or what all constructors elsewhere take.
 */
export function opsTagOf(names: Names, all: readonly Constructor[], type: string, { file, fact }: Found<VariableFact>): string | undefined {
  const own = all.filter((each) => each.type === type);
  const tags = (some: readonly Constructor[]) => new Set(some.flatMap(({ opsTag }) => opsTag ?? []));
  const beside = tags(own.filter((each) => belongsToType(names, each, fact.name)));
  if (beside.size > 0) return beside.size === 1 ? [...beside][0] : undefined;
  const named = fact.name.replace(/_type$/, '_exp_ops');
  if (named !== fact.name && names.records(named, file).length > 0) return named;
  const elsewhere = tags(own);
  return elsewhere.size === 1 ? [...elsewhere][0] : undefined;
}
