/** What the syntax stage gives to those that read C. */
import type { Node } from 'web-tree-sitter';
import type { Region, Span } from '../facts/facts.ts';

/** A preprocessor directive, continuation lines included. */
export interface Directive {
  /** `define`, `include`, `if`, … without `#`. */
  keyword: string;
  span: Span;
  /** What follows the keyword: from its first character to the end of the directive. */
  argument: Span;
}

/** A text with the same length and the same lines as the source, in which only plain C is left. */
export interface Masked {
  text: string;
  directives: Directive[];
  regions: Region[];
}

/** Owns one syntax tree; nothing read from `root` is valid after `dispose`. */
export interface SyntaxTree {
  readonly root: Node;
  /** What the parser gave up, and the tree says nothing of. */
  readonly leftOut: readonly Span[];
  dispose(): void;
}

export interface CParser {
  /** Parses masked text. Never throws on C of any quality. */
  parse(text: string): SyntaxTree;
}
