/** A way to an attach call, as the answers tell it. */
import type { ImporterInfo, Location, TableUse } from '../answers.ts';
import type { Place, VariableFact } from '../facts/facts.ts';
import { type Found, placeOf } from '../index/names.ts';
import type { Lowerer } from '../lower/lower.ts';
import type { CallSite } from './callers.ts';
import { handedOps, pointerText, tableText } from './handed.ts';
import type { Way } from './importers.ts';

export interface Surroundings {
  location(place: Place): Location;
  /** Other files that take an object's address. */
  users(table: Found<VariableFact>): string[];
}

/** Who the importer is, and how it comes to the attach call. Never throws. */
export function describeWay(lowerer: Lowerer, way: Way, { location, users }: Surroundings): ImporterInfo {
  const { id, name, site, steps, tables } = way;
  const first = steps[0]!;
  const parameters = handedOps(lowerer, way);
  const insteadOf = pointerText(lowerer, way);
  const placed = (step: CallSite): Location => location({ file: step.file, ...step.call.calleeSpan });
  const told = (step: CallSite) => ({ function: step.function.name, location: placed(step) });
  const entries = tables.map((entry): TableUse => {
    const { table } = entry;
    return { name: tableText(entry), location: location(placeOf(table)), users: users(table) };
  });
  return {
    id,
    name,
    function: first.function.name,
    callee: site.call.callee,
    location: placed(first),
    ...(steps.length < 2 ? {} : { site: told(site), via: steps.map(told) }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(insteadOf === undefined ? {} : { insteadOf }),
    ...(entries.length === 0 ? {} : { tables: entries }),
  };
}
