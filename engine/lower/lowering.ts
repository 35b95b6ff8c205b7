/** The state of lowering one function or initialiser: instructions so far, labels, scopes; and what it may ask of the project. */
import type { Node } from 'web-tree-sitter';
import type { Place, Region, Span } from '../facts/facts.ts';
import type { Names } from '../index/names.ts';
import type { CParser } from '../syntax/contract.ts';
import type { ConstantOf, CType, Member, TypeContext } from './ctype.ts';
import { BOOL, INT } from './ctype.ts';
import type { Fragment } from './fragment.ts';
import { sliceFragment } from './fragment.ts';
import type { Code, Expression, Instruction, Label, Lvalue, Slot } from './ir.ts';
import { withoutRedundantParentheses } from './redundant.ts';
import { typeOf } from './types.ts';

export interface LoweringContext extends TypeContext {
  names: Names;
  parser: CParser;
  constantOf: ConstantOf;
  /** Members of a type in declaration order, or nothing if its definition is not known. Remembered: types are asked about at every step. */
  membersOf: (type: CType) => Member[] | undefined;
  /** Masked text of a file between two offsets. */
  masked(file: string, start: number, end: number): string;
  /** Whether a place lies in a loop head that masking replaced, such as `list_for_each_entry(…)`: how often it turns is not known. */
  isOpaqueLoop(file: string, at: number): boolean;
}

type InstructionBody = Instruction extends infer Each ? (Each extends Instruction ? Omit<Each, 'at'> : never) : never;

export interface JumpTargets {
  onBreak?: Label;
  onContinue?: Label;
  /** Labels of the innermost switch's cases, by node. */
  cases?: ReadonlyMap<number, Label>;
}

/** Every level of an expression and of a statement is one or two; a chain of two hundred `else if` is four hundred. */
const DEEPEST = 600;

/** What is read nests deeper than can be followed. */
export class TooDeep extends Error {}

export class Lowering {
  readonly context: LoweringContext;
  readonly file: string;
  readonly instructions: Instruction[] = [];
  readonly labels: number[] = [];
  readonly slots: Slot[] = [];
  temporaries = 0;
  /** Macro invocations read so far. */
  expansions = 0;
  readonly temporaryTypes: (CType | undefined)[] = [];
  jumps: JumpTargets = {};
  /** What calls of the project's functions are: C lets an object of static storage be initialised by none. */
  calls: 'followed' | 'unknown' = 'followed';
  /** What of the file the mask or the grammar lost. */
  readonly lost: Span[];
  private depth = 0;
  private readonly scopes: Map<string, number>[] = [new Map()];
  private readonly named = new Map<string, Label>();

  constructor(context: LoweringContext, file: string) {
    this.context = context;
    this.file = file;
    this.lost = [...(context.names.facts(file)?.errors ?? [])];
  }

  emit(at: Place, body: InstructionBody): void {
    this.instructions.push({ at, ...body } as Instruction);
  }

  /** A new label without a position. */
  label(): Label {
    this.labels.push(-1);
    return this.labels.length - 1;
  }

  /** Puts the label before the next instruction. */
  place(label: Label): void {
    this.labels[label] = this.instructions.length;
  }

  namedLabel(name: string): Label {
    const known = this.named.get(name);
    if (known !== undefined) return known;
    const label = this.label();
    this.named.set(name, label);
    return label;
  }

  /** A new temporary, with the type of what it will hold, if that is known. */
  temporary(type?: CType): number {
    this.temporaryTypes.push(type);
    return this.temporaries++;
  }

  /** Evaluates now, so that later side effects do not change the value. */
  hold(value: Expression): Expression {
    const index = this.temporary(typeOf(this, value));
    this.emit(value.at, { do: 'set', temporary: index, value });
    return { op: 'temporary', index, at: value.at };
  }

  scoped<Result>(body: () => Result): Result {
    this.scopes.push(new Map());
    const result = body();
    this.scopes.pop();
    return result;
  }

  addSlot(slot: Slot): number {
    this.slots.push(slot);
    const index = this.slots.length - 1;
    this.scopes[this.scopes.length - 1]!.set(slot.name, index);
    return index;
  }

  findSlot(name: string): number | undefined {
    for (let depth = this.scopes.length - 1; depth >= 0; depth--) {
      const slot = this.scopes[depth]!.get(name);
      if (slot !== undefined) return slot;
    }
    return undefined;
  }

  withJumps(jumps: JumpTargets, body: () => void): void {
    const before = this.jumps;
    this.jumps = { ...before, ...jumps };
    body();
    this.jumps = before;
  }

  /** Reads what lies inside of what is being read. Throws `TooDeep` where no person nests as deep. */
  nested<Result>(read: () => Result): Result {
    if (this.depth >= DEEPEST) throw new TooDeep();
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  /** Parses text that stands alone, reads it, and frees the tree. */
  parse<Result>(text: string, read: (root: Node) => Result): Result {
    const tree = this.context.parser.parse(withoutRedundantParentheses(text));
    try {
      return read(tree.root);
    } finally {
      tree.dispose();
    }
  }

  finish(name: string, parameters: number, returns: CType): Code {
    const end = this.instructions.length;
    return {
      name,
      file: this.file,
      slots: this.slots,
      parameters,
      temporaries: this.temporaries,
      instructions: this.instructions,
      labels: this.labels.map((position) => (position < 0 ? end : position)),
      returns,
    };
  }
}

export function constant(value: bigint | number, at: Place, type: CType = INT, spelled?: string): Expression {
  return { op: 'constant', value: BigInt(value), type, at, ...(spelled === undefined ? {} : { spelled }) };
}

export function truth(value: boolean, at: Place): Expression {
  return constant(value ? 1n : 0n, at, BOOL, String(value));
}

export function load(from: Lvalue): Expression {
  return { op: 'load', from, at: from.at };
}

export function nodePlace(node: Node, fragment: Fragment): Place {
  return fragment.at(node.startIndex, node.endIndex);
}

/** Children that are C; comments are gone with the mask, but not in every caller's text. */
export function codeChildren(node: Node): Node[] {
  return node.namedChildren.filter((child): child is Node => child !== null && child.type !== 'comment');
}

/** The innermost `#if` branch around a node of a file's own text. */
export function regionOf(regions: readonly Region[], fragment: Fragment, node: Node): number | undefined {
  if (fragment.base === undefined || regions.length === 0) return undefined;
  const start = fragment.base + node.startIndex;
  let innermost: number | undefined;
  regions.forEach((region, index) => {
    if (region.start <= start && start < region.end && (innermost === undefined || region.start >= regions[innermost]!.start))
      innermost = index;
  });
  return innermost;
}

/** A file's text between two offsets, ready to be read. */
export function fileFragment(context: LoweringContext, file: string, start: number, end: number): Fragment {
  return sliceFragment(file, context.masked(file, start, end), start);
}
