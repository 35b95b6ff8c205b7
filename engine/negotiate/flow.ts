/** Which parameters of a function take part in a value that it hands on. Data is followed, whatever the order of the code; conditions are not. */
import type { Code, Expression, Instruction, Lvalue } from '../lower/ir.ts';

export type Call = Extract<Instruction, { do: 'call' }>;

/** Indices of parameters. */
export type Parameters = ReadonlySet<number>;

const NONE: Parameters = new Set();

export interface FlowOptions {
  /** Which parameters are followed at all. */
  from: (parameter: number) => boolean;
  /** `data`: what a call gives back is new, but for the buffer of a file descriptor. `constructors`: a struct that a call gives back is made of what the call was given. */
  through: 'data' | 'constructors';
}

/** Parameters by what they flow into; addresses of locals stand for the contents. Never throws. */
export class Flow {
  private readonly slots = new Map<number, Set<number>>();
  private readonly temporaries = new Map<number, Set<number>>();
  private changed = false;

  constructor(code: Code, options: FlowOptions) {
    for (let index = 0; index < code.parameters; index++) if (options.from(index)) this.slots.set(index, new Set([index]));
    do {
      this.changed = false;
      for (const instruction of code.instructions) this.step(instruction, options);
    } while (this.changed);
  }

  of(expression: Expression): Parameters {
    switch (expression.op) {
      case 'temporary':
        return this.temporaries.get(expression.index) ?? NONE;
      case 'load':
        return this.ofPlace(expression.from);
      case 'address':
        return this.ofPlace(expression.of);
      case 'unary':
      case 'cast':
        return this.of(expression.value);
      case 'binary':
        return union([this.of(expression.left), this.of(expression.right)]);
      case 'builtin':
        return union(expression.arguments.map((each) => this.of(each)));
      default:
        return NONE;
    }
  }

  private ofPlace(place: Lvalue): Parameters {
    switch (place.place) {
      case 'slot':
        return this.slots.get(place.index) ?? NONE;
      case 'global':
        return NONE;
      case 'pointee':
        return this.of(place.pointer);
      case 'element':
        return union([this.ofPlace(place.base), this.of(place.index)]);
      default:
        return this.ofPlace(place.base);
    }
  }

  private step(instruction: Instruction, { through }: FlowOptions): void {
    switch (instruction.do) {
      case 'store': {
        const slot = slotOf(instruction.target);
        if (slot !== undefined) this.add(this.slots, slot, this.of(instruction.value));
        break;
      }
      case 'set':
        this.add(this.temporaries, instruction.temporary, this.of(instruction.value));
        break;
      case 'call':
        if (isBufferOf(instruction) || (through === 'constructors' && instruction.returns.kind === 'record'))
          this.add(this.temporaries, instruction.temporary, union(instruction.arguments.map((each) => this.of(each))));
        break;
    }
  }

  private add(into: Map<number, Set<number>>, key: number, what: Parameters): void {
    if (what.size === 0) return;
    const known = into.get(key) ?? new Set<number>();
    into.set(key, known);
    for (const each of what) {
      if (known.has(each)) continue;
      known.add(each);
      this.changed = true;
    }
  }
}

/** Whether the call finds the buffer that a file descriptor stands for. */
function isBufferOf({ callee }: Call): boolean {
  return (callee.to === 'name' ? callee.name : callee.to === 'function' ? callee.target.fact.name : '') === 'dma_buf_get';
}

/** The local that a store changes, unless it goes through a pointer. */
function slotOf(place: Lvalue): number | undefined {
  switch (place.place) {
    case 'slot':
      return place.index;
    case 'field':
    case 'element':
      return slotOf(place.base);
    default:
      return undefined;
  }
}

/** Whether the value is the address of a local of the function, such as a list that it fills itself. */
export function isOwnObject(code: Code, expression: Expression): boolean {
  if (expression.op === 'cast') return isOwnObject(code, expression.value);
  if (expression.op === 'temporary') {
    const set = code.instructions.find((each) => each.do === 'set' && each.temporary === expression.index);
    return set?.do === 'set' && isOwnObject(code, set.value);
  }
  const place = expression.op === 'address' ? expression.of : expression.op === 'load' ? expression.from : undefined;
  const slot = place && slotOf(place);
  if (slot === undefined || slot < code.parameters) return false;
  return expression.op === 'address' || code.slots[slot]?.type.kind === 'array';
}

function union(all: readonly Parameters[]): Parameters {
  const some = all.filter(({ size }) => size > 0);
  return some.length < 2 ? (some[0] ?? NONE) : new Set(some.flatMap((each) => [...each]));
}
