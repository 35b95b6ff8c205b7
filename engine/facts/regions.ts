import { countFirst } from '../syntax/ascending.ts';
import type { Region } from './facts.ts';

/** Finds the innermost region around an offset. Regions are in the order of their starts and nest properly. */
export function regionLookup(regions: Region[]): (offset: number) => number | undefined {
  return (offset) => {
    const before = countFirst(regions.length, (index) => regions[index]!.start <= offset);
    let index: number | undefined = before === 0 ? undefined : before - 1;
    while (index !== undefined && regions[index]!.end <= offset) index = regions[index]!.parent;
    return index;
  };
}
