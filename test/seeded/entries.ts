/** Match entries of both sides, as C. */
import type { Context, Scene } from './scene.ts';
import { dmabufOf, expression } from './spelling.ts';

export type Side = 'exporter' | 'importer';

export interface Entry {
  /** C of the value. */
  text: string;
  /** It is a constant, so that a list at file scope may have it. */
  constant: boolean;
  /** What it is about: two entries of one kind in one list would be the same, or hide each other. */
  kind: string;
}

export const MATCH = 'struct dma_buf_mapping_match';
export const TAGS = { sgt: 'dma_buf_mapping_sgt_exp_ops', pal: 'dma_buf_mapping_pal_exp_ops' } as const;

/** Defines exporter ops of a type and answers the name of the object. */
export function expOps(scene: Scene, type: keyof typeof TAGS): string {
  const name = scene.name(`${type}_ops`);
  scene.object(`const struct ${TAGS[type]}`, name, '{}');
  return name;
}

/** Every way to write an exporter's entry of that type with these ops. */
export function exporterEntry(
  scene: Scene,
  context: Context,
  kind: 'sgt' | 'p2p' | 'pal',
  ops = expOps(scene, kind === 'p2p' ? 'sgt' : kind),
): Entry {
  const { draw } = scene;
  if (kind === 'p2p') {
    const text = `DMA_BUF_EMAPPING_SGT_P2P(&${ops}, ${dmabufOf(context) ?? 'NULL'}->priv)`;
    return { text, constant: false, kind };
  }
  const type = `dma_buf_mapping_${kind}_type`;
  const raw = `(const ${MATCH}){ .type = &${type}, .exp_ops = &${ops}.ops }`;
  const wholly = `(${MATCH}){ .exp_ops = &${ops}.ops, .type = &${type} }`;
  const made = `DMA_BUF_EMAPPING_${kind.toUpperCase()}(${draw.one([`&${ops}`, `&${ops}`, `(&${ops})`])})`;
  const text = draw.one([made, made, made, raw, wholly]);
  return { text, constant: kind === 'sgt' || text !== made, kind };
}

/** An importer's entry. The device is the parameter of that type, else NULL. */
export function importerEntry(scene: Scene, context: Context, kind: 'sgt' | 'pal', accepts = scene.draw.one(['true', 'false'])): Entry {
  const { draw } = scene;
  if (kind === 'pal') {
    const text = draw.one(['DMA_BUF_IMAPPING_PAL()', 'DMA_BUF_IMAPPING_PAL()', `(${MATCH}){ .type = &dma_buf_mapping_pal_type }`]);
    return { text, constant: text.startsWith('('), kind };
  }
  const device = context.find(({ type }) => type === 'struct device *')?.name ?? 'NULL';
  const made = `DMA_BUF_IMAPPING_SGT(${device}, ${accepts})`;
  const means = accepts === 'true' ? 'DMA_SGT_IMPORTER_ACCEPTS_P2P' : 'DMA_SGT_NO_P2P';
  const raw = `(${MATCH}){ .type = &dma_buf_mapping_sgt_type, .sgt_data = { .importing_dma_device = ${device}, .importer_accepts_p2p = ${means} } }`;
  return { text: draw.one([made, made, raw]), constant: false, kind };
}

/** Entries of a list in which each can be taken. */
export function entries(scene: Scene, context: Context, side: Side): Entry[] {
  const { draw } = scene;
  if (side === 'importer') {
    const kinds = draw.one([['sgt'], ['pal', 'sgt'], ['sgt', 'pal'], ['pal']] as const);
    return kinds.map((kind) => importerEntry(scene, context, kind));
  }
  const kinds = draw.one([
    ['sgt'],
    ['pal'],
    ['p2p', 'sgt'],
    ['pal', 'sgt'],
    ['sgt', 'pal'],
    ['pal', 'p2p', 'sgt'],
    ['p2p', 'pal', 'sgt'],
  ] as const);
  return kinds.map((kind) => exporterEntry(scene, context, kind));
}

/** The entry's text in other words. */
export function spelledEntry(scene: Scene, context: Context, entry: Entry, { constant }: { constant: boolean }): string {
  return expression(scene, context, entry.text, constant ? { constant: true } : { type: MATCH });
}
