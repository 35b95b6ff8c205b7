/** Integer expressions of C without undefined behaviour (signed overflow apart, which a kernel build defines). */
import type { Draw } from './draw.ts';
import { SCALARS, type Scalar, type Scope } from './scope.ts';

/** `free`: may depend on inputs. `pure`: without side effects, for operands whose order C leaves open. */
export interface Wish {
  free: boolean;
  pure: boolean;
  depth: number;
}

const CONSTANTS = [
  '0',
  '1',
  '2',
  '3',
  '-1',
  '5',
  '7',
  '8',
  '16',
  '100',
  '-3',
  '255',
  '256',
  '0x7f',
  '3u',
  '4L',
  '300',
  '65535',
  "'A'",
  "'\\x41'",
  "'\\377'",
  "'\\a'",
  "'ab'",
  '017',
  '0x80000000',
  '~0',
];

const ENUMERATORS = [
  ...['PROOF_OFF', 'PROOF_NEAR', 'PROOF_FAR', 'PROOF_WIDE', 'PROOF_CUT', 'PROOF_NEXT', 'PROOF_TOP', 'PROOF_LONG', 'PROOF_COMPARED'],
  ...['PROOF_MINUS', 'PROOF_FAR_UP'],
];

export function expression(draw: Draw, scope: Scope, wish: Wish): string {
  return draw.part((part) => (wish.depth <= 0 ? leaf(part, scope, wish) : compound(part, scope, wish)));
}

/** An expression of constants and what is computed from them, for indices and lengths. */
export function concrete(draw: Draw, scope: Scope): string {
  return expression(draw, scope, { free: false, pure: true, depth: 1 });
}

function leaf(draw: Draw, scope: Scope, wish: Wish): string {
  switch (draw.weighted([3, 6, 5, 1])) {
    case 1:
      return scope.some(draw, (place) => wish.free || !place.free)?.text ?? constant(draw, scope);
    case 2:
      return wish.free ? draw.one(scope.inputs) : constant(draw, scope);
    case 3:
      return draw.one(ENUMERATORS);
    default:
      return constant(draw, scope);
  }
}

function constant(draw: Draw, scope: Scope): string {
  const text = draw.one(CONSTANTS);
  const value = Number(text.replace(/[uL]+$/, ''));
  if (Number.isFinite(value)) scope.numbers.add(value);
  return text.startsWith('-') || text.startsWith('~') ? `(${text})` : text;
}

/** gcc 12 fails with an internal error on a comma expression that is cast to `bool`. */
function cast(type: string, value: string): string {
  return type === 'bool' && value.includes(', ') ? `((int)${value})` : `((${type})${value})`;
}

function compound(draw: Draw, scope: Scope, wish: Wish): string {
  const inner = { ...wish, depth: wish.depth - 1 };
  const pure = { ...inner, pure: true };
  switch (draw.weighted([10, 6, 6, 3, 2, 1, 1, 2, 2, 3, 1, 1, 1, 1, 1, 2])) {
    case 1:
      return `(${expression(draw, scope, pure)} ${draw.one(['+', '-', '*', '&', '|', '^'])} ${expression(draw, scope, pure)})`;
    case 2:
      return `(${expression(draw, scope, pure)} ${draw.one(['==', '!=', '<', '<=', '>', '>='])} ${expression(draw, scope, pure)})`;
    case 3:
      return cast(draw.one(SCALARS), `${draw.one(['', '', '-', '~', '!'])}${expression(draw, scope, inner)}`);
    case 4:
      return `(${draw.one(['-', '~', '!'])}${expression(draw, scope, inner)})`;
    case 5:
      return choice(draw, scope, wish, inner);
    case 6:
      return both(draw, scope, wish, inner);
    case 7: {
      const left = `((${draw.one(['unsigned int', 'u64'])})${expression(draw, scope, pure)} << ${draw.pick(9)})`;
      return draw.chance(50) ? `(${expression(draw, scope, pure)} >> ${draw.pick(9)})` : left;
    }
    case 8:
      return `(${expression(draw, scope, pure)} ${draw.one(['/', '%'])} ${1 + draw.pick(7)})`;
    case 9:
      return call(draw, scope, wish) ?? leaf(draw, scope, wish);
    case 10:
      return wish.pure || !changeable(scope, wish)
        ? leaf(draw, scope, wish)
        : `(${effect(draw, scope, inner)}, ${expression(draw, scope, inner)})`;
    case 11:
      return wish.pure ? leaf(draw, scope, wish) : effect(draw, scope, inner);
    case 12:
      return block(draw, scope, inner);
    case 13:
      return `PROOF_TWICE(${expression(draw, scope, pure)})`;
    case 14:
      return `(${draw.one(['min', 'max'])}_t(${draw.one(SCALARS)}, ${expression(draw, scope, pure)}, ${expression(draw, scope, pure)}))`;
    case 15:
      return kernelArithmetic(draw, () => expression(draw, scope, pure));
    default:
      return leaf(draw, scope, wish);
  }
}

/** What kernel headers compute with macros, which no generated program defines. They may read an operand more than once. */
function kernelArithmetic(draw: Draw, operand: () => string): string {
  const low = draw.pick(12);
  const high = low + draw.pick(12);
  const power = draw.one(['1', '2', '8', '64', 'SZ_4K', 'BIT(4)']);
  switch (draw.pick(18)) {
    case 0:
      return `BIT(${low})`;
    case 1:
      return `BIT_ULL(${high})`;
    case 2:
      return `GENMASK(${high}, ${low})`;
    case 3:
      return `FIELD_GET(GENMASK(${high}, ${low}), (u64)${operand()})`;
    case 4:
      return `FIELD_PREP(GENMASK(${high}, ${low}), (u16)${operand()})`;
    case 5:
      return `clamp_t(${draw.one(SCALARS.filter((type) => type !== 'bool'))}, ${operand()}, ${low}, ${high})`;
    case 6:
      return `${draw.one(['min3', 'max3'])}((int)${operand()}, ${low}, (int)${operand()})`;
    case 7:
      return `min_not_zero((unsigned int)${operand()}, ${high}u)`;
    case 8:
      return `${draw.one(['ALIGN', 'ALIGN_DOWN', 'IS_ALIGNED'])}((${draw.one(['int', 'u64', 'u8', 'long'])})${operand()}, ${power})`;
    case 9:
      return `DIV_ROUND_UP(${operand()}, ${1 + low})`;
    case 10:
      return `${draw.one(['upper', 'lower'])}_${draw.one(['32', '16'])}_bits((u64)${operand()})`;
    case 11:
      return `is_power_of_2(${operand()})`;
    case 12:
      return draw.one([
        'SZ_64K',
        'SZ_512K',
        'SZ_32M',
        'SZ_2G',
        'SZ_4G',
        'U8_MAX',
        'S8_MAX',
        'U16_MAX',
        'S16_MAX',
        'U32_MAX',
        'S32_MAX',
        'U64_MAX',
        'S64_MAX',
        'LONG_MAX',
        'INT_MAX',
        'INT_MIN',
        'UINT_MAX',
        'ULONG_MAX',
        'SIZE_MAX',
      ]);
    case 13:
      return `BIT_MASK(${low + draw.pick(100)})`;
    case 14:
      return `GENMASK_ULL(${high + draw.pick(40)}, ${low})`;
    case 15:
      return `FIELD_MAX(GENMASK${draw.one(['', '_ULL'])}(${high}, ${low}))`;
    case 16:
      return `${draw.one(['DIV_ROUND_UP_ULL', 'DIV_ROUND_DOWN_ULL'])}(${operand()}, ${1 + low})`;
    default:
      return `abs_diff((int)${operand()}, ${high})`;
  }
}

/** A condition; a free one is paid for, and must not be where the budget ends. */
export function condition(draw: Draw, scope: Scope, wish: Wish): string {
  const free = wish.free && scope.pay(1);
  if (draw.chance(40)) return expression(draw, scope, { ...wish, free });
  // Decided conditions make dead code, of which there is enough.
  const asked = scope.some(draw, (place) => free === place.free)?.text ?? (free ? draw.one(scope.inputs) : constant(draw, scope));
  const left = draw.chance(30) ? expression(draw, scope, { ...wish, free, pure: true }) : asked;
  const right = expression(draw, scope, { free: free && draw.chance(20), pure: true, depth: 0 });
  return draw.chance(20) ? `!${left}` : `${left} ${draw.one(['==', '!=', '<', '<=', '>', '>='])} ${right}`;
}

function choice(draw: Draw, scope: Scope, wish: Wish, inner: Wish): string {
  const asked = condition(draw, scope, inner);
  if (draw.chance(15)) return `(${asked} ?: ${expression(draw, scope, inner)})`;
  const branch = { ...inner, pure: wish.pure };
  return `(${asked} ? ${expression(draw, scope, branch)} : ${expression(draw, scope, branch)})`;
}

function both(draw: Draw, scope: Scope, wish: Wish, inner: Wish): string {
  const free = wish.free && scope.pay(2);
  const side = { ...inner, free };
  const text = `(${expression(draw, scope, side)} ${draw.one(['&&', '||'])} ${expression(draw, scope, side)})`;
  return draw.chance(10) ? `${draw.one(['likely', 'unlikely'])}(${text})` : text;
}

/** A call of a helper that has a value. */
function call(draw: Draw, scope: Scope, wish: Wish): string | undefined {
  const helpers = scope.helpers.filter((helper) => !helper.changes && (wish.free || !helper.free));
  if (helpers.length === 0) return undefined;
  const helper = draw.one(helpers);
  if (helper.forks > 0 && !scope.pay(helper.forks)) return undefined;
  const given = helper.parameters.map(() => expression(draw, scope, { free: helper.free, pure: true, depth: 1 }));
  return `${draw.chance(25) && helper.pointer ? draw.one([helper.pointer, `(*${helper.pointer})`]) : helper.name}(${given.join(', ')})`;
}

function changeable(scope: Scope, wish: Wish): boolean {
  return scope.places.some((place) => place.assignable && (wish.free || !place.free));
}

/** An expression with a side effect on a local. */
export function effect(draw: Draw, scope: Scope, wish: Wish): string {
  // A place that held something free is out of reach where nothing free may be used.
  const target = scope.some(draw, (place) => place.assignable && (wish.free || !place.free));
  if (!target) return expression(draw, scope, wish);
  const right = { free: target.free && wish.free, pure: true, depth: Math.max(1, wish.depth) };
  switch (draw.weighted([5, 3, 3, 1])) {
    case 1:
      return `(${target.text} ${draw.one(['+=', '-=', '*=', '|=', '&=', '^='])} ${expression(draw, scope, right)})`;
    case 2: {
      const step = draw.one(['++', '--']);
      return draw.chance(50) ? `(${step}${target.text})` : `(${target.text.startsWith('*') ? `(${target.text})` : target.text}${step})`;
    }
    case 3:
      return `(${target.text} ${draw.one(['/=', '%=', '>>='])} ${1 + draw.pick(4)})`;
    default:
      return `(${target.text} = ${expression(draw, scope, right)})`;
  }
}

/** A GNU statement expression. */
function block(draw: Draw, scope: Scope, wish: Wish): string {
  const inside = scope.inner();
  const type: Scalar = draw.one(SCALARS);
  const name = scope.names.next('t');
  const first = expression(draw, inside, { ...wish, pure: true });
  inside.add({ text: name, type, free: wish.free, assignable: true });
  return `({ ${type} ${name} = ${first}; ${expression(draw, inside, { ...wish, pure: true })}; })`;
}
