/** What both ways of reading a declaration find, from its tokens and from its tree. */
import type { Span, VariableFact } from './facts.ts';

export interface Specified {
  static: boolean;
  extern: boolean;
  inline: boolean;
  const: boolean;
  /** Type as written, without storage class and without a record's members. */
  type: string;
  tag?: string;
}

export interface Declared {
  name: string;
  pointers: number;
  /** `*const name`: a pointer that stays as it is, whatever it points to. */
  constPointer: boolean;
  dimensions: string[];
  /** `(*name)(…)`. */
  functionPointer: boolean;
}

interface Places {
  name: Span;
  whole: Span;
  value: Span | undefined;
  region: number | undefined;
}

/** An object that is declared. */
export function variableOf(specified: Specified, declared: Declared, places: Places): VariableFact {
  const fact: VariableFact = {
    name: declared.name,
    nameSpan: places.name,
    span: places.whole,
    type: specified.type,
    pointers: declared.pointers,
    dimensions: declared.dimensions,
    static: specified.static,
    extern: specified.extern,
    const: declared.pointers > 0 ? declared.constPointer : specified.const,
  };
  if (specified.tag !== undefined) fact.tag = specified.tag;
  if (places.value !== undefined) fact.initializerSpan = places.value;
  if (places.region !== undefined) fact.region = places.region;
  return fact;
}
