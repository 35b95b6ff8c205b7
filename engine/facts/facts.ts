/**
 * What one C file says, as plain data: serialisable, free of syntax trees, cached by the hash of the text.
 * Offsets count UTF-16 units in the file's own text; masking keeps every offset.
 */

/** Half-open range of offsets in one file. */
export interface Span {
  start: number;
  end: number;
}

/** Offsets in a file of the project. */
export interface Place extends Span {
  file: string;
}

/** One `#if`/`#ifdef`/`#elif`/`#else` branch: the text between its directive line and the next one of the same group. */
export interface Region extends Span {
  /** Condition of this branch alone, as C text, `defined(X)` spelled out; `#else` and `#elif` carry the negation of what precedes them. */
  condition: string;
  /** Index of the enclosing branch in `FileFacts.regions`. */
  parent?: number;
  /** All branches of one `#if … #endif` share a number. */
  group: number;
}

export interface MacroFact {
  name: string;
  nameSpan: Span;
  /** Whole directive, with continuation lines. */
  span: Span;
  /** Absent for object-like macros. A trailing `...` or `args...` is the last name and sets `variadic`. */
  parameters?: string[];
  variadic?: boolean;
  /** The replacement text: comments and `\`-newlines still in it. */
  bodySpan: Span;
  /** Innermost region, as an index in `FileFacts.regions`. Include guards have none. */
  region?: number;
}

/** An `#undef`. */
export interface UndefFact {
  name: string;
  /** Whole directive. */
  span: Span;
  region?: number;
}

export interface CallFact {
  callee: string;
  calleeSpan: Span;
  span: Span;
  arguments: Span[];
}

export interface ParameterFact {
  name?: string;
  /** The declaration as written, such as `struct dma_buf *dmabuf`. */
  text: string;
}

export interface FunctionFact {
  name: string;
  nameSpan: Span;
  /** Whole definition or prototype, storage class first. */
  span: Span;
  /** Absent for prototypes. */
  bodySpan?: Span;
  static: boolean;
  inline: boolean;
  parameters: ParameterFact[];
  /** Return type and pointer stars as written, such as `struct dma_buf_attachment *`. */
  returns: string;
  /** Calls inside the body, in source order; macro invocations look the same. `callsOf` of packed-calls.ts reads them. */
  calls: string;
  region?: number;
}

/** A named object at file scope, or a local one that is `static` or whose type is one of the interface's structs. */
export interface VariableFact {
  name: string;
  nameSpan: Span;
  /** The whole declaration up to and with its semicolon (shared by all declarators of it). */
  span: Span;
  /** Type specifiers as written without storage class, such as `const struct dma_buf_ops`. */
  type: string;
  /** `dma_buf_ops` for `struct dma_buf_ops`; absent for other types. */
  tag?: string;
  pointers: number;
  /** Text of each array dimension, outermost first; empty text for `[]`. */
  dimensions: string[];
  static: boolean;
  extern: boolean;
  /** The object itself cannot change; `const char *name` can. */
  const: boolean;
  initializerSpan?: Span;
  /** A macro defines it; the initialiser is the macro's invocation, which the masked text does not have. */
  byMacro?: true;
  /** Name of the enclosing function. */
  function?: string;
  region?: number;
}

export interface FieldFact {
  /** Absent for anonymous struct or union members. */
  name?: string;
  nameSpan?: Span;
  type: string;
  tag?: string;
  pointers: number;
  dimensions: string[];
  /** Members of an anonymous (or inline) struct or union. */
  members?: FieldFact[];
  union?: boolean;
  functionPointer?: boolean;
  /** Text of a bit-field's width. */
  width?: string;
}

export interface RecordFact {
  tag: string;
  nameSpan: Span;
  span: Span;
  union: boolean;
  fields: FieldFact[];
  region?: number;
}

export interface EnumFact {
  tag?: string;
  span: Span;
  enumerators: { name: string; nameSpan: Span; valueSpan?: Span; region?: number }[];
}

export interface TypedefFact {
  name: string;
  nameSpan: Span;
  span: Span;
  /** The underlying type as written, without the name. */
  type: string;
}

export interface IncludeFact {
  path: string;
  system: boolean;
  span: Span;
}

export interface FileFacts {
  file: string;
  includes: IncludeFact[];
  regions: Region[];
  macros: MacroFact[];
  undefs: UndefFact[];
  functions: FunctionFact[];
  variables: VariableFact[];
  records: RecordFact[];
  enums: EnumFact[];
  typedefs: TypedefFact[];
  /** Objects of this file that some function of it assigns to (`x = …`, `x.y = …`, `x[i] = …`, `x++`). Sorted. */
  assigned: string[];
  /** Names handed to `EXPORT_SYMBOL*()`. */
  exported: string[];
  /** What was dropped or is not C, bodies of functions apart that were not parsed; facts that touch one are less certain. Sorted. */
  errors: Span[];
}

/** What items at file scope declare, in their order. */
export type Items = Pick<FileFacts, 'functions' | 'variables' | 'records' | 'enums' | 'typedefs' | 'errors'>;
