/** Sides with those that are alike in one place, for whoever goes over pairs. */
export interface Folding {
  /** Indices of those that stand for others, ascending. */
  firsts: number[];
  /** For each side, where in `firsts` the one is that stands for it. */
  numbers: Int32Array;
  /** For each of `firsts`, the indices of those it stands for, itself included. */
  members: number[][];
}

/** `alike` tells for each side the index of the first that is alike, as `Analysis.alike` does. */
export function folding(alike: readonly number[]): Folding {
  const known = new Map<number, number>();
  const firsts: number[] = [];
  const members: number[][] = [];
  const numbers = Int32Array.from(alike, (first, index) => {
    const number = known.get(first) ?? firsts.push(first) - 1;
    known.set(first, number);
    members[number] ??= [];
    members[number].push(index);
    return number;
  });
  return { firsts, numbers, members };
}
