/** Other drivers of the tree, which have nothing wrong. */
import type { Draw } from '../proof/draw.ts';
import { exporter, importer } from './drivers.ts';
import { Scene, type SeededFile } from './scene.ts';

/** None, one or two drivers, each an exporter, an importer, or both. */
export function background(draw: Draw): SeededFile[] {
  const count = draw.weighted([3, 3, 1]);
  return Array.from({ length: count }, (_, index) => {
    const scene = new Scene(draw, 100 + index);
    const parts = draw.pick(3);
    if (parts !== 1) exporter(scene);
    if (parts !== 0) importer(scene);
    return scene.files();
  }).flat();
}
