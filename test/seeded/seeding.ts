/** Many cases of many rules, and what came of them. */
import { type Case, caseOf, Judge, type Verdict } from './judge.ts';
import type { Seed } from './seed.ts';

export interface Plan {
  seeds: readonly Seed[];
  /** Defects, and look-alikes, of each rule. */
  cases: number;
  seed: number;
  /** The number of the first case. */
  from?: number;
  each?: (verdict: Verdict) => void;
}

export interface Row {
  rule: string;
  seeded: number;
  found: number;
  lookAlikes: number;
  /** Look-alikes with a finding, and defects with one that they do not imply. */
  falsePositives: number;
}

export interface Seeding {
  rows: Row[];
  /** Misses and false positives. */
  failures: Verdict[];
  cases: Case[];
}

/** Builds and judges all cases of the plan. */
export async function sow({ seeds, cases, seed: start, from = 0, each }: Plan): Promise<Seeding> {
  const judge = await Judge.create();
  const result: Seeding = { rows: [], failures: [], cases: [] };
  for (const seed of seeds) {
    const row: Row = { rule: seed.rule, seeded: 0, found: 0, lookAlikes: 0, falsePositives: 0 };
    for (const kind of ['defect', 'alike'] as const) {
      for (let number = from; number < from + cases; number++) {
        const verdict = judge.judge(caseOf(seed, kind, number, start));
        if (kind === 'defect') {
          row.seeded++;
          if (verdict.found) row.found++;
        } else row.lookAlikes++;
        if (verdict.surplus.length > 0) row.falsePositives++;
        if (verdict.surplus.length > 0 || (kind === 'defect' && !verdict.found)) result.failures.push(verdict);
        result.cases.push(verdict.case);
        each?.(verdict);
      }
    }
    result.rows.push(row);
  }
  return result;
}
