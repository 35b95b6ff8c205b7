/** What the collectors look at: the nodes of one tree that matter, in source order, and where they stand. */
import type { Node } from 'web-tree-sitter';
import type { Masked } from '../syntax/contract.ts';
import { regionLookup } from './regions.ts';

export interface FunctionNodes {
  node: Node;
  start: number;
  end: number;
  name: string;
  calls: Node[];
  declarations: Node[];
  assignments: Node[];
}

export interface Sight {
  /** The masked text, which node offsets count in. */
  text: string;
  functions: FunctionNodes[];
  /** Declarations outside functions. */
  declarations: Node[];
  records: Node[];
  enums: Node[];
  typedefs: Node[];
  /** Innermost `#if` branch at an offset. */
  region(offset: number): number | undefined;
}

const TYPES = [
  'function_definition',
  'declaration',
  'call_expression',
  'assignment_expression',
  'update_expression',
  'struct_specifier',
  'union_specifier',
  'enum_specifier',
  'type_definition',
];

/** Sorts the nodes of a tree by kind and enclosing function; one pass, no recursion. */
export function gather(root: Node, masked: Masked): Sight {
  const sight: Sight = {
    text: masked.text,
    functions: [],
    declarations: [],
    records: [],
    enums: [],
    typedefs: [],
    region: regionLookup(masked.regions),
  };
  let current: FunctionNodes | undefined;
  for (const node of root.descendantsOfType(TYPES)) {
    const start = node.startIndex;
    if (current !== undefined && start >= current.end) current = undefined;
    const type = node.type;
    if (type === 'function_definition') {
      if (current !== undefined) continue;
      current = { node, start, end: node.endIndex, name: '', calls: [], declarations: [], assignments: [] };
      sight.functions.push(current);
    } else if (type === 'declaration') (current ?? sight).declarations.push(node);
    else if (type === 'call_expression') current?.calls.push(node);
    else if (type === 'assignment_expression' || type === 'update_expression') current?.assignments.push(node);
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
