/** Contract of the index; see `Index`. */
import type { EnumFact, FileFacts, FunctionFact, MacroFact, RecordFact, TypedefFact, VariableFact } from '../facts/facts.ts';

/** A declaration and the file it stands in. */
export interface Found<Fact> {
  file: string;
  fact: Fact;
}

export interface Enumerator {
  enum: EnumFact;
  /** Position in `enum.enumerators`. */
  position: number;
}

/**
 * Links names across files as C would: the file itself first, then what it includes (transitively), then the one external definition.
 * Every look-up gives all candidates of the best level, in source order: more than one only where `#if` branches define a name twice, or
 * where the tree is ambiguous. Nothing here throws.
 */
export interface Names {
  files(): Iterable<string>;
  facts(file: string): FileFacts | undefined;
  text(file: string): string | undefined;
  /** Definitions before prototypes; prototypes only when there is no definition to be had. */
  functions(name: string, from: string): Found<FunctionFact>[];
  /** File-scope objects: definitions with an initialiser before tentative ones before `extern`. */
  variables(name: string, from: string): Found<VariableFact>[];
  macros(name: string, from: string): Found<MacroFact>[];
  records(tag: string, from: string): Found<RecordFact>[];
  enums(tag: string, from: string): Found<EnumFact>[];
  enumerators(name: string, from: string): Found<Enumerator>[];
  typedefs(name: string, from: string): Found<TypedefFact>[];
}
