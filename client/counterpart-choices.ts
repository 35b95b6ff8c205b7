/** The counterparts of some importers or exporters, as choices, without a word of the editor's own API. */
import type { Counted, RootAttachments } from '@dmabuf-mapping/engine';
import { homeOf, iconOf, type PairKey, type RowIcon } from './rows.ts';

/** What a code lens or a hover hands over. */
export interface LensArguments extends Counted {
  /** The folder's URI. */
  root: string;
}

export interface CounterpartChoice {
  label: string;
  description: string;
  detail: string;
  icon: RowIcon;
  pair: PairKey;
}

/** Under the name of their side, if there are several. */
export interface CounterpartGroup {
  name?: string;
  choices: CounterpartChoice[];
}

/** Empty when the tree no longer has them. */
export function counterpartsOf(roots: readonly RootAttachments[], { root, of, ids }: LensArguments): CounterpartGroup[] {
  const importers = roots.find(({ uri }) => uri === root)?.tree.importers ?? [];
  const pairs = importers.flatMap(({ importer, exporters }) =>
    exporters.map(({ exporter, outcomes, summary }) => ({ importer, exporter, outcomes, summary })),
  );
  return ids.flatMap((id) => {
    const own = pairs.filter((pair) => pair[of].id === id);
    const [first] = own;
    if (!first) return [];
    const choices = own.map((pair): CounterpartChoice => {
      const counterpart = of === 'importer' ? pair.exporter : pair.importer;
      return {
        label: counterpart.name,
        description: homeOf(counterpart.location),
        detail: pair.summary,
        icon: iconOf(pair.outcomes),
        pair: { root, importer: pair.importer.id, exporter: pair.exporter.id },
      };
    });
    return [{ ...(ids.length > 1 && { name: first[of].name }), choices }];
  });
}
