/** Which of a file's definitions of a macro hold at a place. */
import type { FileFacts, MacroFact, UndefFact } from '../facts/facts.ts';

export interface InForce {
  /** Those of the same `#if` group in source order, later groups first: the first whose branch is compiled is meant. */
  macros: MacroFact[];
  /** True if nothing from elsewhere can be meant: the name is defined, or undefined, whatever the branches. */
  closed: boolean;
  /** True if some branch may have undefined what `macros` says. */
  uncertain: boolean;
}

/**
 * Follows `#define` and `#undef` of `name` backwards from the offset `at`. Definitions in branches that `at` does not lie in count with
 * their condition, as those in branches around `at` count without.
 */
export function macrosInForce(facts: FileFacts, name: string, at: number): InForce {
  const events: (MacroFact | UndefFact)[] = [...facts.macros, ...facts.undefs].filter(
    (event) => event.name === name && event.span.start < at,
  );
  events.sort((a, b) => b.span.start - a.span.start);
  const found: InForce = { macros: [], closed: false, uncertain: false };
  for (const event of events) {
    const isDefinition = 'bodySpan' in event;
    const { region } = event;
    const certain = region === undefined || encloses(facts, region, at);
    if (isDefinition) insert(found.macros, event, facts);
    else if (!certain && !found.macros.some((macro) => macro.region === region)) found.uncertain = true;
    if (!certain) continue;
    found.closed = true;
    break;
  }
  return found;
}

function encloses(facts: FileFacts, region: number, at: number): boolean {
  const { start, end } = facts.regions[region]!;
  return start <= at && at < end;
}

/** At the end, or before those of the same group. */
function insert(macros: MacroFact[], macro: MacroFact, facts: FileFacts): void {
  const group = groupOf(facts, macro);
  let at = macros.length;
  while (group !== undefined && at > 0 && groupOf(facts, macros[at - 1]!) === group && macros[at - 1]!.region !== macro.region) at--;
  macros.splice(at, 0, macro);
}

function groupOf(facts: FileFacts, { region }: MacroFact): number | undefined {
  return region === undefined ? undefined : facts.regions[region]!.group;
}
