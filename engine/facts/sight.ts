/** What the collectors look at: the nodes of one tree that matter, in source order, and where they stand. */
import type { Node } from 'web-tree-sitter';
import type { Digest } from './digest.ts';
import type { Region, Span } from './facts.ts';
import { regionLookup } from './regions.ts';

interface FunctionNodes {
  node: Node;
  start: number;
  end: number;
  name: string;
  declarations: Node[];
}

export interface Sight {
  /** The text that node offsets count in. */
  text: string;
  functions: FunctionNodes[];
  /** Declarations outside functions. */
  declarations: Node[];
  records: Node[];
  enums: Node[];
  typedefs: Node[];
  /** Where a node lies in the file. */
  span(node: { startIndex: number; endIndex: number }): Span;
  /** Innermost `#if` branch around the start of a node. */
  region(node: Node): number | undefined;
}

const TYPES = ['function_definition', 'declaration', 'struct_specifier', 'union_specifier', 'enum_specifier', 'type_definition'];

/** Sorts the nodes of a tree by kind and enclosing function; one pass, no recursion. */
export function gather(root: Node, { text, original }: Digest, regions: Region[]): Sight {
  const regionAt = regionLookup(regions);
  const sight: Sight = {
    text,
    functions: [],
    declarations: [],
    records: [],
    enums: [],
    typedefs: [],
    span: (node) => spanIn(original, node.startIndex, node.endIndex),
    region: (node) => regionAt(original(node.startIndex)),
  };
  let current: FunctionNodes | undefined;
  for (const node of root.descendantsOfType(TYPES)) {
    const start = node.startIndex;
    if (current !== undefined && start >= current.end) current = undefined;
    const type = node.type;
    if (type === 'function_definition') {
      if (current !== undefined) continue;
      current = { node, start, end: node.endIndex, name: '', declarations: [] };
      sight.functions.push(current);
    } else if (type === 'declaration') (current ?? sight).declarations.push(node);
    else if (type === 'enum_specifier') sight.enums.push(node);
    else if (type === 'type_definition') sight.typedefs.push(node);
    else sight.records.push(node);
  }
  return sight;
}

/** Text of a range with white space collapsed: masked noise leaves long gaps. */
export function tidy(sight: Sight, start: number, end: number): string {
  return sight.text.slice(start, end).replace(/\s+/g, ' ').trim();
}

/** Where a range of the digest lies in the file; its end is that of its last character. */
export function spanIn(original: Digest['original'], start: number, end: number): Span {
  return { start: original(start), end: end > start ? original(end - 1) + 1 : original(start) };
}
