/** What each exporter and importer has to do with mapping types, for rules that look at the other side of the tree. */
import type { Analysis, Exporter, Importer, MappingType } from '../negotiate/analysis.ts';
import type { Offer } from '../negotiate/offer.ts';

/** Ops without a matcher act as one entry of this type; every attach function but one asks with one entry of it. */
const USUAL_TYPE = 'dma_buf_mapping_sgt_type';
const LIST_ATTACH = 'dma_buf_mapping_attach';

export interface Sided<Self> {
  self: Self;
  lists: Offer[];
  /** All types in its lists, each once. */
  types: MappingType[];
  /** Every path hands over a list of which every entry is known, and some entry is there. */
  known: boolean;
}

/** Both sides of the tree. */
export function bothSides(analysis: Analysis): { exporters: Sided<Exporter>[]; importers: Sided<Importer>[] } {
  const types = new Map(analysis.types().map((type) => [type.info.id, type]));
  return {
    exporters: analysis.exporters().map((exporter) => sided(exporter, analysis.offers(exporter.info.id), types)),
    importers: analysis.importers().map((importer) => sided(importer, analysis.asks(importer.info.id), types)),
  };
}

function sided<Self extends Exporter | Importer>(self: Self, lists: Offer[], all: Map<string, MappingType>): Sided<Self> {
  const { info } = self;
  const usual = 'match' in info ? info.match === 'legacy' : lists.length === 0 && info.callee !== LIST_ATTACH;
  const ids = new Set(lists.flatMap(({ entries }) => entries.flatMap(({ type }) => (type.known ? [type.id] : []))));
  const types = [...all.values()].filter((type) => ids.has(type.info.id) || (usual && type.info.name === USUAL_TYPE));
  return { self, lists, types, known: types.length > 0 && (usual || (lists.length > 0 && lists.every(isKnown))) };
}

/** True if nothing in the list is in doubt. */
function isKnown({ count, elements, entries }: Offer): boolean {
  return count !== undefined && entries.length >= Math.min(count, elements ?? count) && entries.every(({ type }) => type.known);
}
