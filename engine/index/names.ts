/** Contract of the index; see `Index`. */
import type { EnumFact, FileFacts, FunctionFact, MacroFact, Place, RecordFact, Span, TypedefFact, VariableFact } from '../facts/facts.ts';
import type { LookAt } from './each.ts';
import type { Declarations, Part } from './file-change.ts';
import type { Listing } from './listings.ts';
import type { Look } from './searches.ts';

/** A declaration and the file it stands in. */
export interface Found<Fact> {
  file: string;
  fact: Fact;
  /** Several files define it, and C would not tell which is meant: by the rules of the build, which nobody knows here, it may be any. */
  ambiguous?: true;
}

/** Where the name of a declaration stands. */
export function placeOf({ file, fact }: Found<{ nameSpan: Span }>): Place {
  return { file, ...fact.nameSpan };
}

export interface Enumerator {
  enum: EnumFact;
  /** Position in `enum.enumerators`. */
  position: number;
}

/** What a search finds in each file. */
export interface FindsByFile<Item> {
  /** Those with finds, in their order. */
  files: () => readonly string[];
  in: (file: string) => readonly Item[];
}

/**
 * Links names across files as C would: the file itself first, then what it includes (transitively), then the one external definition.
 * Every look-up gives candidates in the order in which they count: the first whose `#if` branch is compiled is meant, so that at most the last one
 * is unconditional, unless they are marked as ambiguous. Of external definitions in several files the nearest counts. Nothing here throws.
 */
export interface Names {
  files(): Iterable<string>;
  facts(file: string): FileFacts | undefined;
  text(file: string): string | undefined;
  /** A piece of a text; answers that look at no more do not depend on the rest. Empty without the file. */
  written(file: string, span: Span): string;
  /** All known files that a file includes, directly or not. */
  included(file: string): ReadonlySet<string>;
  /** Definitions before prototypes; prototypes only when there is no definition to be had. */
  functions(name: string, from: string): Found<FunctionFact>[];
  /** File-scope objects: definitions with an initialiser before tentative ones before `extern`. */
  variables(name: string, from: string): Found<VariableFact>[];
  /** With an offset in `from`: those that hold there; without: all of the file. */
  macros(name: string, from: string, at?: number): Found<MacroFact>[];
  records(tag: string, from: string): Found<RecordFact>[];
  enums(tag: string, from: string): Found<EnumFact>[];
  enumerators(name: string, from: string): Found<Enumerator>[];
  typedefs(name: string, from: string): Found<TypedefFact>[];
  /**
   * What `look` finds in the files of the workspace, without the model, in the order of files and then as it says. It is run again for files that change:
   * it may use nothing but its arguments and what follows from the key. In texts without the word `needle`, if there is one, it finds nothing.
   */
  search<Item extends object>(key: string, look: Look<Item>, needle?: string): readonly Found<Item>[];
  /** The same for what can be looked for in every declaration by itself, and in its text: only those that change are looked at again. */
  searchIn<Of extends Part, Item extends object>(key: string, part: Of, look: LookAt<Of, Item>): readonly Found<Item>[];
  /** The same file by file: answers depend on the files that were asked about. Such a search is kept for good. */
  searchByFile<Of extends Part, Item extends object>(key: string, part: Of, look: LookAt<Of, Item>): FindsByFile<Item>;
  /** Declarations that are listed under a word: answers depend on this word only. One listing for all words is kept of each file. */
  listed<Of extends Part>(key: string, listing: Listing<Of>, word: string): readonly Found<Declarations[Of]>[];
}
