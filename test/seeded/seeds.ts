/** Every seed, one a rule. */
import type { Seed } from './seed.ts';
import { listSeeds } from './seeds/lists.ts';

export const seeds: readonly Seed[] = [...listSeeds].sort((a, b) => (a.rule < b.rule ? -1 : 1));
