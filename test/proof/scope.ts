/** What a generated piece of C may use: the places it sees, and how much forking it may still cause. */
import type { Draw } from './draw.ts';

export const SCALARS = ['int', 'unsigned int', 'u8', 'bool', 'long', 'u16', 's8', 'char', 'u64', 'short', 'enum proof_mode'] as const;
export type Scalar = (typeof SCALARS)[number];

/** A readable scalar: C text, type, and whether its value may depend on inputs. */
export interface Place {
  text: string;
  type: Scalar;
  free: boolean;
  assignable: boolean;
  /** A bit-field: it has no address. */
  bits?: true;
}

/** A function of the program that takes integers. */
export interface Helper {
  name: string;
  /** C of a pointer to it, if there is one. */
  pointer?: string;
  parameters: Scalar[];
  /** `void f(int *p, …)` that changes what its first argument points to, or a function with a value. */
  changes: boolean;
  free: boolean;
  /** Forks that one call may cause. */
  forks: number;
}

/** Forks that the program may still cause: what multiplies paths has a price. */
export interface Budget {
  forks: number;
}

/** Names of a program are numbered, so that no two are the same. */
export class Names {
  private count = 0;

  next(stem: string): string {
    return `${stem}${this.count++}`;
  }
}

export class Scope {
  readonly names: Names;
  readonly budget: Budget;
  readonly helpers: readonly Helper[];
  readonly places: Place[];
  /** Inputs that may be asked here, as C. */
  readonly inputs: readonly string[];
  /** Product of the turns of the loops around. */
  readonly turns: number;
  /** What `break` and `continue` would leave here. */
  readonly leaves: { break?: boolean; continue?: boolean };
  /** Numbers written in the program, which make interesting inputs. */
  readonly numbers: Set<number>;

  constructor(from: {
    names: Names;
    budget: Budget;
    helpers: readonly Helper[];
    inputs: readonly string[];
    numbers: Set<number>;
    places?: Place[];
    turns?: number;
    leaves?: Scope['leaves'];
  }) {
    this.names = from.names;
    this.budget = from.budget;
    this.helpers = from.helpers;
    this.inputs = from.inputs;
    this.numbers = from.numbers;
    this.places = [...(from.places ?? [])];
    this.turns = from.turns ?? 1;
    this.leaves = from.leaves ?? {};
  }

  /** A block inside: what is declared there is gone after it. */
  inner(change: { turns?: number; leaves?: Scope['leaves'] } = {}): Scope {
    return new Scope({ ...this, turns: this.turns * (change.turns ?? 1), leaves: { ...this.leaves, ...change.leaves } });
  }

  /** The body of another function: no locals of this one, and only inputs that are calls. */
  outside(): Scope {
    return new Scope({ ...this, places: [], leaves: {}, inputs: this.inputs.filter((input) => !input.includes('dmabuf')) });
  }

  add(place: Place): void {
    this.places.push(place);
  }

  /** A place of the wanted sort, or nothing. */
  some(draw: Draw, wanted: (place: Place) => boolean): Place | undefined {
    const found = this.places.filter(wanted);
    return found.length === 0 ? undefined : draw.one(found);
  }

  /** Pays for so many forks in each turn of the loops around; false if that is too much. */
  pay(forks: number): boolean {
    const price = forks * this.turns;
    if (price > this.budget.forks) return false;
    this.budget.forks -= price;
    return true;
  }
}
