/** Writes past the end of match lists, on the paths that lead to the core. */
import type { Leaf } from '../evaluate/ending.ts';
import type { Place } from '../facts/facts.ts';
import { conditionTexts, cover } from './cover.ts';
import type { Overflow, Side } from './offer.ts';
import { hasOpenTurns } from './turns.ts';

const MATCH = 'dma_buf_mapping_match';

/** The leaves, if one of them is such a write; otherwise none, since nobody will ask. */
export function withOverrun(leaves: Leaf[]): Leaf[] {
  return leaves.some((leaf) => overrunOf(leaf)) ? leaves : [];
}

/** One overflow per place that writes. Paths on which a loop turned as often as an open question said are left out. Never throws. */
export function overflows(side: Side, leaves: readonly Leaf[]): Overflow[] {
  const runs = leaves.map((leaf) => {
    const overrun = overrunOf(leaf);
    return { key: overrun ? placeKey(leaf.ending.at) : '', conditions: leaf.state.conditions, leaf, overrun };
  });
  return cover(runs).flatMap(({ key, cubes }): Overflow[] => {
    const first = runs.find((run) => run.key === key);
    if (!first?.overrun) return [];
    const { name, declared, index, elements } = first.overrun;
    if (elements === undefined) return [];
    const conditions = conditionTexts(cubes);
    return [{ side, at: first.leaf.ending.at, name, index, elements, conditions, ...(declared ? { declared } : {}) }];
  });
}

function overrunOf({ ending, state }: Leaf) {
  const overrun = ending.kind === 'defect' ? ending.overrun : undefined;
  return overrun?.of.kind === 'record' && overrun.of.tag === MATCH && !hasOpenTurns(state) ? overrun : undefined;
}

function placeKey({ file, start, end }: Place): string {
  return `${file}:${start}:${end}`;
}
