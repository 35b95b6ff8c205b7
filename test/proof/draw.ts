/** Choices as a tree: what a generator decided, kept so that it can be replayed, and shrunk by making the tree smaller. */
import fc from 'fast-check';

/** A number is one choice among several; a list holds the choices of a part, such as a statement. Missing choices are 0: the simplest. */
export type Tree = (number | Tree)[];

/** Hands out choices, from a random source or from a tree of earlier ones, and records them. */
export class Draw {
  readonly taken: Tree = [];
  private readonly random: ((options: number) => number) | undefined;
  private readonly given: Tree;
  private next = 0;

  private constructor(random: ((options: number) => number) | undefined, given: Tree) {
    this.random = random;
    this.given = given;
  }

  /** Fresh choices; `random(n)` gives 0 to n - 1. */
  static fresh(random: (options: number) => number): Draw {
    return new Draw(random, []);
  }

  static replay(tree: Tree): Draw {
    return new Draw(undefined, tree);
  }

  /** One of `options` possibilities, as a number from 0. */
  pick(options: number): number {
    const given = this.given[this.next++];
    const choice = this.random ? this.random(options) : typeof given === 'number' ? given % options : 0;
    this.taken.push(choice);
    return choice;
  }

  one<Item>(items: readonly Item[]): Item {
    return items[this.pick(items.length)]!;
  }

  /** True in so many percent of all draws; false is the simpler one. */
  chance(percent: number): boolean {
    return this.weighted([100 - percent, percent]) === 1;
  }

  /** An index, as often as its weight says. */
  weighted(weights: readonly number[]): number {
    if (!this.random) return this.pick(weights.length);
    let left = this.random(weights.reduce((sum, weight) => sum + weight, 0));
    const index = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    this.taken.push(index);
    return index;
  }

  /** A part with choices of its own, so that it can shrink without moving what comes after it. */
  part<Result>(build: (draw: Draw) => Result): Result {
    const given = this.given[this.next++];
    const child = new Draw(this.random, Array.isArray(given) ? given : []);
    const result = build(child);
    this.taken.push(child.taken);
    return result;
  }

  /** `least` to `most` parts of one kind; shrinking takes parts out. */
  list<Result>(least: number, most: number, build: (draw: Draw, index: number) => Result): Result[] {
    return this.part((draw) => {
      const given = draw.given.filter((each) => Array.isArray(each)).length;
      const count = draw.random ? least + draw.random(most - least + 1) : Math.max(least, Math.min(most, given));
      return Array.from({ length: count }, (_, index) => draw.part((part) => build(part, index)));
    });
  }
}

/** What a generator made, with the choices that lead to it. */
export interface Made<Result> {
  tree: Tree;
  result: Result;
}

/** An arbitrary of what `build` makes of choices. `build` must be a pure function of them. */
export function made<Result>(build: (draw: Draw) => Result): fc.Arbitrary<Made<Result>> {
  return new MadeArbitrary(build);
}

/** What `build` makes of these choices. */
export function remake<Result>(build: (draw: Draw) => Result, tree: Tree): Made<Result> {
  const draw = Draw.replay(tree);
  return { result: build(draw), tree: draw.taken };
}

class MadeArbitrary<Result> extends fc.Arbitrary<Made<Result>> {
  private readonly build: (draw: Draw) => Result;

  constructor(build: (draw: Draw) => Result) {
    super();
    this.build = build;
  }

  generate(random: fc.Random): fc.Value<Made<Result>> {
    const draw = Draw.fresh((options) => random.nextInt(0, options - 1));
    return new fc.Value({ result: this.build(draw), tree: draw.taken }, undefined);
  }

  canShrinkWithoutContext(value: unknown): value is Made<Result> {
    return typeof value === 'object' && value !== null && 'tree' in value;
  }

  shrink({ tree }: Made<Result>): fc.Stream<fc.Value<Made<Result>>> {
    return fc.stream(this.smaller(tree));
  }

  private *smaller(tree: Tree): IterableIterator<fc.Value<Made<Result>>> {
    for (const next of smallerTrees(tree)) yield new fc.Value(remake(this.build, next), undefined);
  }
}

/** Trees a little simpler than this one, the boldest steps first. */
function* smallerTrees(tree: Tree): Generator<Tree> {
  const spots = [...listsIn(tree, [])].sort((a, b) => b.size - a.size);
  for (const { at, list } of spots) {
    if (at.length > 0 && list.length > 0) yield replaced(tree, at, []);
    for (let index = list.length - 1; index >= 0; index--) {
      const item = list[index]!;
      if (Array.isArray(item)) yield replaced(tree, at, list.toSpliced(index, 1));
    }
  }
  for (const { at, list } of spots) {
    for (const inner of listsIn(list, [])) if (inner.at.length > 0 && at.length > 0) yield replaced(tree, at, inner.list);
  }
  for (const { at, list } of spots) {
    for (const [index, item] of list.entries()) {
      if (typeof item !== 'number' || item === 0) continue;
      for (const smaller of new Set([0, item >> 1, item - 1])) yield replaced(tree, at, list.with(index, smaller));
    }
  }
}

function* listsIn(tree: Tree, at: number[]): Generator<{ at: number[]; list: Tree; size: number }> {
  yield { at, list: tree, size: sizeOf(tree) };
  for (const [index, item] of tree.entries()) if (Array.isArray(item)) yield* listsIn(item, [...at, index]);
}

function sizeOf(tree: Tree): number {
  return tree.reduce<number>((sum, item) => sum + (Array.isArray(item) ? sizeOf(item) : 1), 1);
}

function replaced(tree: Tree, [first, ...rest]: number[], by: Tree): Tree {
  if (first === undefined) return by;
  return tree.with(first, replaced(tree[first] as Tree, rest, by));
}
