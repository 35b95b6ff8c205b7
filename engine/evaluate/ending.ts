/** How a path ends. */
import type { DefectKind } from '../answers.ts';
import type { Place } from '../facts/facts.ts';
import type { CType } from '../lower/ctype.ts';
import type { Code } from '../lower/ir.ts';
import type { State } from './state.ts';
import type { Value } from './values.ts';

export type Ending =
  | { kind: 'returned'; value: Value | undefined; at: Place }
  | { kind: 'defect'; defect: DefectKind; reason: string; at: Place; overrun?: Overrun }
  | { kind: 'unknown'; reason: string; at: Place }
  /** The caller of the evaluation wanted it to stop here. */
  | { kind: 'reached'; detail: unknown; at: Place };

/** A store to an element that an array does not have. */
export interface Overrun {
  /** As a person calls the array, such as `m` or `box.list`. */
  name: string;
  /** Where the object is declared, if it is. */
  declared?: Place;
  /** Type of the elements. */
  of: CType;
  index: number;
  elements: number | undefined;
}

export interface Leaf {
  state: State;
  ending: Ending;
}

/** Thrown inside the evaluator only: this path is over. No `Error`, since nobody wants its stack trace and it is thrown often. */
export class PathEnd {
  readonly ending: Ending;
  constructor(ending: Ending) {
    this.ending = ending;
  }
}

/** Thrown inside the evaluator only: run this code first, then the same instruction again. */
export class RunFirst {
  readonly code: Code;
  readonly object: number;
  constructor(code: Code, object: number) {
    this.code = code;
    this.object = object;
  }
}

export function defect(kind: DefectKind, reason: string, at: Place, overrun?: Overrun): PathEnd {
  return new PathEnd({ kind: 'defect', defect: kind, reason, at, ...(overrun ? { overrun } : {}) });
}

export function unknownEnd(reason: string, at: Place): PathEnd {
  return new PathEnd({ kind: 'unknown', reason, at });
}
