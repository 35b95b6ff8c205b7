/** Places in what is in order. */

/** How many of so many things come first, if all for which `isFirst` holds stand before all others. */
export function countFirst(count: number, isFirst: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isFirst(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of some ascending numbers are at most so large. */
export function countUpTo(numbers: ArrayLike<number>, most: number): number {
  return countFirst(numbers.length, (index) => numbers[index]! <= most);
}
