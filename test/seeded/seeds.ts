/** Every seed, one a rule. */
import type { Seed } from './seed.ts';
import { callbackSeeds } from './seeds/callbacks.ts';
import { entrySeeds } from './seeds/entries.ts';
import { importerSeeds } from './seeds/importers.ts';
import { listSeeds } from './seeds/lists.ts';
import { opsSeeds } from './seeds/ops.ts';
import { treeSeeds } from './seeds/tree.ts';
import { typeSeeds } from './seeds/types.ts';

export const seeds: readonly Seed[] = [...listSeeds, ...entrySeeds, ...callbackSeeds, ...opsSeeds, ...typeSeeds, ...importerSeeds, ...treeSeeds].sort((a, b) => (a.rule < b.rule ? -1 : 1));
