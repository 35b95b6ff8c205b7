/**
 * The small intermediate form that C is lowered to, and that is evaluated. Expressions are free of side effects; calls, assignments and every kind of
 * control flow are instructions in one flat list with labels, so that `goto`, `switch` and loops are the same thing to the evaluator.
 */

import type { FunctionFact, Place, VariableFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import type { CType } from './ctype.ts';

export type UnaryOperator = '-' | '~' | '!';
export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '<<' | '>>' | '&' | '|' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Questions that kernel macros ask of a value, and what they make of it. */
export type Builtin = 'IS_ERR' | 'IS_ERR_OR_NULL' | 'PTR_ERR' | 'ERR_PTR' | 'min' | 'max';

export type Expression = { at: Place } & (
  | { op: 'constant'; value: bigint; type: CType; spelled?: string }
  | { op: 'string'; text: string }
  | { op: 'temporary'; index: number }
  | { op: 'load'; from: Lvalue }
  | { op: 'address'; of: Lvalue }
  | { op: 'function'; target: Found<FunctionFact> }
  | { op: 'unary'; operator: UnaryOperator; value: Expression }
  | { op: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { op: 'cast'; type: CType; value: Expression }
  | { op: 'builtin'; name: Builtin; arguments: Expression[] }
  /** Number of elements of an array, as `ARRAY_SIZE` counts them. */
  | { op: 'count'; of: Lvalue }
  | { op: 'sizeof'; type?: CType; of?: Lvalue }
  /** A Kconfig symbol: 0 is n, 1 is m, 2 is y. */
  | { op: 'config'; symbol: string }
  /** Something whose value the sources do not tell, such as an undeclared name; equal texts are equal questions. */
  | { op: 'unknown'; text: string; type: CType }
);

export type Lvalue = { at: Place } & (
  | { place: 'slot'; index: number }
  | { place: 'global'; variable: Found<VariableFact> }
  | { place: 'pointee'; pointer: Expression }
  | { place: 'field'; base: Lvalue; field: string }
  | { place: 'element'; base: Lvalue; index: Expression }
  /** The object that holds `base` as its member `field`: what `container_of` finds. */
  | { place: 'container'; base: Lvalue; type: CType; fields: string[] }
);

/** What wrote an aggregate: the source of a match entry, as a person would point at it. */
export interface Origin {
  at: Place;
  constructorCall?: { name: string; nameAt: Place; arguments: Place[] };
  /** A macro without parameters makes it, so that what its body says is no place of its own. */
  macro?: true;
}

export type Callee =
  | { to: 'function'; target: Found<FunctionFact> }
  | { to: 'pointer'; pointer: Expression }
  /** `mayBeMacro` where nobody declares a function of the name: what it is handed may go unread, as in `kzalloc_obj(*p)`. */
  | { to: 'name'; name: string; mayBeMacro?: true };

export type Label = number;

export type Instruction = { at: Place } & (
  | { do: 'declare'; slot: number }
  | { do: 'zero'; target: Lvalue; origin?: Origin }
  /** Fixes how many elements an array declared with `[]` has. */
  | { do: 'extent'; target: Lvalue; length: Expression }
  | { do: 'store'; target: Lvalue; value: Expression; origin?: Origin }
  /** A loop of unknown turns may have changed these objects, and what `reached` leads to. */
  | { do: 'forget'; changed: Lvalue[]; reached: Expression[] }
  | { do: 'set'; temporary: number; value: Expression; origin?: Origin }
  | { do: 'call'; temporary: number; callee: Callee; arguments: Expression[]; calleeAt: Place; returns: CType }
  | { do: 'branch'; condition: Expression; yes: Label; no: Label }
  | { do: 'jump'; to: Label }
  | { do: 'return'; value?: Expression }
  /** C that is not understood: the path ends as unknown. */
  | { do: 'stop'; reason: string }
);

export interface Slot {
  name: string;
  type: CType;
  at: Place;
  /** `static` locals keep their object from call to call. */
  static: boolean;
  /** A static that the function assigns to: an earlier call may have left anything. */
  kept?: true;
}

/** One function, or the initialiser of one object (then slot 0 is that object). */
export interface Code {
  name: string;
  file: string;
  slots: Slot[];
  /** The first slots are the parameters. */
  parameters: number;
  temporaries: number;
  instructions: Instruction[];
  /** Label → index in `instructions`. */
  labels: number[];
  returns: CType;
}
