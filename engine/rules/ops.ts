/** Ops structs as rules look at them: which members are set, and where the source sets them. */

import type { Conditions } from '../evaluate/path.ts';
import { isNull, type Value } from '../evaluate/values.ts';
import { placeOf } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { Lvalue } from '../lower/ir.ts';
import type { Analysis, Exporter } from '../negotiate/analysis.ts';
import { conditionTexts } from '../negotiate/cover.ts';
import type { Place } from '../negotiate/offer.ts';
import { readMembers } from '../negotiate/sides.ts';
import { whenPhrase } from './words.ts';

const MEMBERS = ['match_mapping', 'single_exporter_match', 'map_dma_buf', 'unmap_dma_buf'] as const;

type OpsMember = (typeof MEMBERS)[number];

type Setting = 'set' | 'null' | 'unknown';

/** One way the members can be; `#if` in an initialiser gives several. */
export interface OpsSettings {
  members: Record<OpsMember, Setting>;
  /** What has to hold for it; empty if nothing has to. */
  conditions: Conditions;
}

/** Which of the members that map or match are set, in every configuration. Nothing for locals that their function may go on to fill in. */
export function opsSettings(analysis: Analysis, { info, definition, path }: Exporter): OpsSettings[] {
  const { machine } = analysis;
  if (definition.fact.function !== undefined && !definition.fact.const) return [];
  return machine.lowerer.memo.get(
    `ops settings ${info.id}`,
    () =>
      readMembers(machine, definition, path, MEMBERS).map(({ state, values }) => ({
        members: Object.fromEntries(MEMBERS.map((member, index) => [member, settingOf(values[index]!)])) as Record<OpsMember, Setting>,
        conditions: state.conditions,
      })),
    handed(definition),
  );
}

/** When the members are so, for the end of a clause; to spell conditions takes longer than to find them. */
export function whenSo(settings: readonly OpsSettings[]): string {
  return whenPhrase(settings.map(({ conditions }) => conditionTexts([conditions])));
}

function settingOf(value: Value): Setting {
  if (value.kind === 'symbol' || value.kind === 'uninitialized' || value.kind === 'aggregate') return 'unknown';
  return isNull(value) ? 'null' : 'set';
}

/** Where the object's initialiser sets the member, or what holds it, in the order of the source; the last one counts. */
export function writtenMember(analysis: Analysis, { definition, path }: Pick<Exporter, 'definition' | 'path'>, member: string): Place[] {
  if (definition.fact.initializerSpan === undefined) return [];
  const wanted = `${path}.${member}`;
  const { instructions } = analysis.machine.lowerer.initializer(definition);
  return instructions.flatMap((each) => (each.do === 'store' && pathOf(each.target) === wanted ? [each.at] : []));
}

/** `.ops` for a member of the object that an initialiser is for, `[1].ops` for one of an element. */
function pathOf(place: Lvalue): string | undefined {
  if (place.place === 'slot') return place.index === 0 ? '' : undefined;
  if (place.place !== 'field' && place.place !== 'element') return undefined;
  const base = pathOf(place.base);
  if (base === undefined) return undefined;
  if (place.place === 'field') return `${base}.${place.field}`;
  return place.index.op === 'constant' ? `${base}[${place.index.value}]` : undefined;
}

/** Where the ops are named; for those in another object, the object's name. */
export function opsPlace({ definition }: Exporter): Place {
  return placeOf(definition);
}

/** True if all exports that are known take a copy, which code may have completed. */
export function onlyCopied(analysis: Analysis, { info }: Exporter): boolean {
  const exports = analysis.exportsOf(info.id);
  return exports.length > 0 && exports.every(({ copied }) => copied);
}
