/** Truth tables of up to a dozen variables as numbers: bit `n` is the value where the variables are the bits of `n`. */

export type Table = bigint;

/** A variable and the value it must have. */
export interface Literal {
  index: number;
  value: boolean;
}

/** Widths that tables are made for; each doubles their size. */
const widths = Array.from({ length: 13 }, (_, width) => width);

const all: Table[] = widths.map((width) => (1n << (1n << BigInt(width))) - 1n);

/** The table that is true everywhere. `width` is at most 12. */
export function everything(width: number): Table {
  return all[width] ?? 0n;
}

export function constant(value: boolean, width: number): Table {
  return value ? everything(width) : 0n;
}

/** The table of one variable, counted from 0. */
export function variable(index: number, width: number): Table {
  const block = everything(index) << (1n << BigInt(index));
  return block * (everything(width) / everything(index + 1));
}

export function complement(table: Table, width: number): Table {
  return everything(width) ^ table;
}

/**
 * An irredundant set of conjunctions whose disjunction is the table, except where `ignored` is true: shorter ones first, then in the order of
 * variables. The empty conjunction is always true; no conjunction at all is never.
 */
export function cover(table: Table, ignored: Table, width: number): Literal[][] {
  const cubes = between(table & complement(ignored, width), table | ignored, width).cubes.map((cube) =>
    [...cube].sort((one, other) => one.index - other.index),
  );
  const rank = (cube: Literal[]): number[] => [cube.length, ...cube.map(({ index, value }) => index * 2 + (value ? 0 : 1))];
  return cubes.sort((one, other) => {
    const left = rank(one);
    const right = rank(other);
    const at = left.findIndex((value, position) => value !== right[position]);
    return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
  });
}

interface Cover {
  cubes: Literal[][];
  table: Table;
}

/** Conjunctions that cover at least `lower` and at most `upper`, found by splitting at the last variable (Minato and Morreale). */
function between(lower: Table, upper: Table, width: number): Cover {
  if (lower === 0n) {
    return { cubes: [], table: 0n };
  }
  if (upper === everything(width)) {
    return { cubes: [[]], table: upper };
  }
  const index = width - 1;
  const shift = 1n << BigInt(index);
  const mask = everything(index);
  const [lowerNo, lowerYes] = [lower & mask, lower >> shift];
  const [upperNo, upperYes] = [upper & mask, upper >> shift];
  const no = between(lowerNo & complement(upperYes, index), upperNo, index);
  const yes = between(lowerYes & complement(upperNo, index), upperYes, index);
  const rest = (lowerNo & complement(no.table, index)) | (lowerYes & complement(yes.table, index));
  const either = between(rest, upperNo & upperYes, index);
  return {
    cubes: [
      ...no.cubes.map((cube) => [...cube, { index, value: false }]),
      ...yes.cubes.map((cube) => [...cube, { index, value: true }]),
      ...either.cubes,
    ],
    table: no.table | either.table | ((yes.table | either.table) << shift),
  };
}
