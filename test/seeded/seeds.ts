/** Every seed, one a rule. */
import type { Seed } from './seed.ts';
import { callbackSeeds } from './seeds/callbacks.ts';
import { entrySeeds } from './seeds/entries.ts';
import { importerSeeds } from './seeds/importers.ts';
import { listSeeds } from './seeds/lists.ts';
import { opsSeeds } from './seeds/ops.ts';
import { reachSeeds } from './seeds/reach.ts';
import { treeSeeds } from './seeds/tree.ts';
import { typeSeeds } from './seeds/types.ts';
import { useSeeds } from './seeds/uses.ts';

export const seeds: readonly Seed[] = [
  ...listSeeds,
  ...entrySeeds,
  ...callbackSeeds,
  ...opsSeeds,
  ...typeSeeds,
  ...importerSeeds,
  ...reachSeeds,
  ...useSeeds,
  ...treeSeeds,
].sort((a, b) => (a.rule < b.rule ? -1 : 1));
