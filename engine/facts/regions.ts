import type { Region } from './facts.ts';

/** Finds the innermost region around an offset. Regions are in the order of their starts and nest properly. */
export function regionLookup(regions: Region[]): (offset: number) => number | undefined {
  return (offset) => {
    let low = 0;
    let high = regions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (regions[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    let index: number | undefined = low === 0 ? undefined : low - 1;
    while (index !== undefined && regions[index]!.end <= offset) index = regions[index]!.parent;
    return index;
  };
}
