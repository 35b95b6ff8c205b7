/** Reads the engine's conditions and field values back as C, and computes them for given inputs. */
import type { Inputs } from './run.ts';
import type { Scalar } from './scope.ts';

interface Integer {
  bits: number;
  signed: boolean;
  boolean?: true;
}

interface Known {
  value: bigint;
  type: Integer;
}

/** What a text says for the inputs. `undecided`: the text was cut short for people. */
export type Truth = true | false | 'undecided';

const INT: Integer = { bits: 32, signed: true };
const U64: Integer = { bits: 64, signed: false };
const BOOL: Integer = { bits: 8, signed: false, boolean: true };

const TYPES: Readonly<Record<Scalar | 'size_t' | 'unsigned long' | 'u32' | 's32' | 's64' | 's16', Integer>> = {
  int: INT,
  'unsigned int': { bits: 32, signed: false },
  u8: { bits: 8, signed: false },
  // As kernels are built.
  char: { bits: 8, signed: false },
  u16: { bits: 16, signed: false },
  u32: { bits: 32, signed: false },
  s8: { bits: 8, signed: true },
  s16: { bits: 16, signed: true },
  s32: INT,
  s64: { bits: 64, signed: true },
  short: { bits: 16, signed: true },
  long: { bits: 64, signed: true },
  u64: U64,
  size_t: U64,
  'unsigned long': U64,
  bool: BOOL,
  // An enum without negative values is unsigned in GCC.
  'enum proof_mode': { bits: 32, signed: false },
};

/** Those that do not stand for themselves. */
const CHARACTERS: Readonly<Record<string, bigint>> = { "'\\x41'": 65n, "'\\377'": 255n, "'\\a'": 7n, "'ab'": 24930n };
const NAMES: Readonly<Record<string, Known>> = {
  ...integers(INT, { PROOF_OFF: 0n, PROOF_NEAR: 4n, PROOF_FAR: 5n, true: 1n, false: 0n, NULL: 0n }),
  ...integers(INT, { PROOF_WIDE: 0xfffffffn, PROOF_CUT: 44n, PROOF_NEXT: 45n, PROOF_COMPARED: 11n, PROOF_MINUS: -3n }),
  // In GCC these have the type of their enum.
  ...integers(U64, { PROOF_TOP: 0x80000000n, PROOF_LONG: 0x10000000003n }),
  ...integers({ bits: 64, signed: true }, { PROOF_FAR_UP: 0xffffffffn }),
};

function integers(type: Integer, values: Readonly<Record<string, bigint>>): Record<string, Known> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, type }]));
}

/** Whether all the conditions hold. Throws on text that is neither C nor a condition. */
export function holds(conditions: readonly string[], inputs: Inputs): Truth {
  return conditions.reduce<Truth>((truth, text) => both(truth, truthOf(text, inputs)), true);
}

/** The number that a member of that type holds, or `undecided`. Throws on text that is no C. */
export function computed(text: string, type: Scalar, inputs: Inputs): bigint | 'undecided' {
  const value = new Reader(text, inputs).whole();
  return value === 'undecided' ? value : wrap(value.value, TYPES[type]);
}

/** The number as a member of that type holds it. */
export function held(value: bigint, type: Scalar): bigint {
  return wrap(value, TYPES[type]);
}

function truthOf(text: string, inputs: Inputs): Truth {
  const value = new Reader(text, inputs).whole();
  return value === 'undecided' ? value : value.value !== 0n;
}

function both(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === 'undecided' || b === 'undecided' ? 'undecided' : true;
}

function wrap(value: bigint, type: Integer): bigint {
  if (type.boolean) return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
}

function promoted(type: Integer): Integer {
  return type.bits < 32 ? INT : type;
}

function common(left: Integer, right: Integer): Integer {
  const [a, b] = [promoted(left), promoted(right)];
  if (a.bits !== b.bits) return a.bits > b.bits ? a : b;
  return a.signed ? b : a;
}

/** Loosest first. `or` and `and` are the engine's words between conditions. */
const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const TOKEN =
  /\s*(\d+ (?:more conditions?|other ways?)|0x[0-9a-fA-F]+[uUlL]*|\d+[uUlL]*|'[^']+'|dmabuf->\w+|\w+|==|!=|<=|>=|<<|>>|&&|\|\||[-+*/%&|^!~<>()=?:,]|…)/y;

type Answer = Known | 'undecided';

/** Types by name; `u3` is what three bits hold. */
function typeNamed(name: string): Integer | undefined {
  if (Object.hasOwn(TYPES, name)) return TYPES[name as keyof typeof TYPES];
  const [, sign, bits] = /^([us])(\d+)$/.exec(name) ?? [];
  return bits === undefined ? undefined : { bits: Number(bits), signed: sign === 's' };
}

class Reader {
  private readonly text: string;
  private readonly inputs: Inputs;
  private readonly tokens: string[] = [];
  private next = 0;

  constructor(text: string, inputs: Inputs) {
    this.text = text;
    this.inputs = inputs;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const token = TOKEN.exec(text)?.[1];
      if (token === undefined) throw new Error(`not a condition: ${text}`);
      this.tokens.push(token);
    }
  }

  whole(): Answer {
    if (this.tokens.includes('…')) return 'undecided';
    const value = this.binary(0);
    if (this.next < this.tokens.length) throw new Error(`not understood after ${this.tokens.slice(0, this.next).join(' ')}: ${this.text}`);
    return value;
  }

  private take(token: string): boolean {
    if (this.tokens[this.next] !== token) return false;
    this.next += 1;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw new Error(`${token} is missing before ${this.tokens.slice(this.next).join(' ')}: ${this.text}`);
  }

  private binary(level: number): Answer {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    let left = this.binary(level + 1);
    for (let operator = this.tokens[this.next]; operator !== undefined && operators.includes(operator); operator = this.tokens[this.next]) {
      this.next += 1;
      left = apply(operator, left, this.binary(level + 1));
    }
    return left;
  }

  private unary(): Answer {
    const operator = this.tokens[this.next];
    if (operator === '!' || operator === '-' || operator === '~') {
      this.next += 1;
      const value = this.unary();
      if (value === 'undecided') return value;
      if (operator === '!') return truth(value.value === 0n);
      const type = promoted(value.type);
      return { value: wrap(operator === '-' ? -value.value : ~value.value, type), type };
    }
    const cast = this.castHere();
    if (cast) {
      const value = this.unary();
      return value === 'undecided' ? value : { value: wrap(value.value, cast), type: cast };
    }
    return this.primary();
  }

  private castHere(): Integer | undefined {
    if (this.tokens[this.next] !== '(') return undefined;
    const end = this.tokens.indexOf(')', this.next);
    const name = this.tokens.slice(this.next + 1, end).join(' ');
    const type = typeNamed(name);
    if (type) this.next = end + 1;
    return type;
  }

  private primary(): Answer {
    if (this.take('(')) {
      const value = this.binary(0);
      this.expect(')');
      return value;
    }
    const token = this.tokens[this.next++] ?? '';
    if (/^\d+ /.test(token)) return 'undecided';
    if (/^\d/.test(token)) return literal(token);
    if (token.startsWith("'")) return { value: CHARACTERS[token] ?? BigInt(token.charCodeAt(1)), type: INT };
    if (token === 'dmabuf->size') return { value: BigInt(this.inputs.size), type: U64 };
    if (token === 'dmabuf->priv') return { value: BigInt(this.inputs.priv), type: U64 };
    if (token.startsWith('CONFIG_')) return this.config(token);
    if (Object.hasOwn(NAMES, token)) return NAMES[token]!;
    return this.call(token);
  }

  private call(name: string): Answer {
    this.expect('(');
    if (/^IS_(ENABLED|BUILTIN|MODULE)$/.test(name)) {
      const value = this.inputs.configs[this.tokens[this.next++]!] ?? 0;
      this.expect(')');
      return truth(name === 'IS_ENABLED' ? value > 0 : name === 'IS_BUILTIN' ? value === 2 : value === 1);
    }
    if (/^(min|max)$/.test(name)) return this.extreme(name);
    this.expect(')');
    switch (name) {
      case 'in0':
        return { value: BigInt(this.inputs.in0), type: INT };
      case 'in1':
        return { value: BigInt(this.inputs.in1), type: TYPES['unsigned int'] };
      case 'in2':
        return { value: BigInt(this.inputs.in2), type: BOOL };
      case 'in3':
        return { value: BigInt(this.inputs.in3), type: TYPES.u8 };
      default:
        throw new Error(`${name} is not known: ${this.text}`);
    }
  }

  private extreme(name: string): Answer {
    const left = this.binary(0);
    this.expect(',');
    const right = this.binary(0);
    this.expect(')');
    if (left === 'undecided' || right === 'undecided') return 'undecided';
    const to = common(left.type, right.type);
    const [first, second] = [wrap(left.value, to), wrap(right.value, to)];
    return { value: first < second === (name === 'min') ? first : second, type: to };
  }

  /** `CONFIG_X=y`, `CONFIG_X!=m`, `CONFIG_X>=m`. */
  private config(name: string): Answer {
    const value = this.inputs.configs[name] ?? 0;
    const letters = ['n', 'm', 'y'];
    const [operator, letter] = this.tokens.slice(this.next, this.next + 2);
    if (!letters.includes(letter ?? '')) return { value: BigInt(value), type: INT };
    this.next += 2;
    const wanted = letters.indexOf(letter!);
    switch (operator) {
      case '=':
        return truth(value === wanted);
      case '!=':
        return truth(value !== wanted);
      case '<':
        return truth(value < wanted);
      case '>=':
        return truth(value >= wanted);
      default:
        throw new Error(`${operator} of a Kconfig symbol is not known: ${this.text}`);
    }
  }
}

function truth(value: boolean): Known {
  return { value: value ? 1n : 0n, type: INT };
}

function literal(token: string): Known {
  const digits = token.replace(/[uUlL]+$/, '');
  const suffix = token.slice(digits.length).toLowerCase();
  const value = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
  const hex = digits.startsWith('0');
  const fits = (bits: number, signed: boolean) => value < 1n << BigInt(signed ? bits - 1 : bits);
  const unsigned = suffix.includes('u');
  const long = suffix.includes('l');
  const candidates: Integer[] = [
    { bits: 32, signed: true },
    { bits: 32, signed: false },
    { bits: 64, signed: true },
    { bits: 64, signed: false },
  ];
  const type = candidates.find(
    (each) => fits(each.bits, each.signed) && !(long && each.bits === 32) && !(unsigned && each.signed) && (hex || unsigned || each.signed),
  );
  return { value, type: type ?? U64 };
}

function apply(operator: string, left: Answer, right: Answer): Answer {
  if (operator === 'and' || operator === 'or') {
    const [a, b] = [left, right].map((each) => (each === 'undecided' ? each : each.value !== 0n));
    const stop = operator === 'or';
    if (a === stop || b === stop) return truth(stop);
    return a === 'undecided' || b === 'undecided' ? 'undecided' : truth(!stop);
  }
  if (left === 'undecided' || right === 'undecided') return 'undecided';
  if (operator === '&&') return truth(left.value !== 0n && right.value !== 0n);
  if (operator === '||') return truth(left.value !== 0n || right.value !== 0n);
  const type = operator === '<<' || operator === '>>' ? promoted(left.type) : common(left.type, right.type);
  const [a, b] = [wrap(left.value, type), operator === '<<' || operator === '>>' ? right.value : wrap(right.value, type)];
  const number = (value: bigint): Known => ({ value: wrap(value, type), type });
  switch (operator) {
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    case '+':
      return number(a + b);
    case '-':
      return number(a - b);
    case '*':
      return number(a * b);
    case '/':
      return number(a / b);
    case '%':
      return number(a % b);
    case '&':
      return number(a & b);
    case '|':
      return number(a | b);
    case '^':
      return number(a ^ b);
    case '<<':
      return number(a << b);
    default:
      return number(a >> b);
  }
}
