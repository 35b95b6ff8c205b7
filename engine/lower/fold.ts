/** Constant expressions, computed as the compiler does. */
import { type CType, commonType, INT, promoted } from './ctype.ts';
import type { BinaryOperator, Expression } from './ir.ts';
import { calculated, comparison, wrap } from './numbers.ts';

/** An integer constant with its type. */
export interface Folded {
  value: bigint;
  type: Extract<CType, { kind: 'int' }>;
}

/** The value of an expression of constants; nothing if it has anything else in it, or C does not say what it is. */
export function fold(expression: Expression): Folded | undefined {
  switch (expression.op) {
    case 'constant':
      return converted(expression.value, expression.type);
    case 'cast': {
      const inner = fold(expression.value);
      // A type that no file declares is taken to hold what it is given.
      return inner && (expression.type.kind === 'unknown' ? inner : converted(inner.value, expression.type));
    }
    case 'unary': {
      const inner = fold(expression.value);
      if (inner === undefined) return undefined;
      if (expression.operator === '!') return converted(inner.value === 0n ? 1n : 0n, INT);
      return converted(expression.operator === '-' ? -inner.value : ~inner.value, promoted(inner.type));
    }
    case 'binary': {
      const left = fold(expression.left);
      const right = fold(expression.right);
      return left && right && binary(expression.operator, left, right);
    }
    case 'builtin': {
      const [left, right] = expression.arguments.map(fold);
      if (!left || !right || (expression.name !== 'min' && expression.name !== 'max')) return undefined;
      const isSmaller = binary('<', left, right)?.value === 1n;
      return converted((isSmaller === (expression.name === 'min') ? left : right).value, commonType(left.type, right.type));
    }
    default:
      return undefined;
  }
}

function binary(operator: BinaryOperator, left: Folded, right: Folded): Folded | undefined {
  if (operator === '<<' || operator === '>>') {
    const type = promoted(left.type);
    if (type.kind !== 'int' || right.value < 0n || right.value >= type.bits) return undefined;
    return after(calculated(operator, left.value, right.value), type);
  }
  const type = commonType(left.type, right.type);
  const [a, b] = [converted(left.value, type)?.value, converted(right.value, type)?.value];
  if (a === undefined || b === undefined) return undefined;
  const compared = comparison(operator, a, b);
  if (compared !== undefined) return converted(compared ? 1n : 0n, INT);
  return after(calculated(operator, a, b), type);
}

function after(value: bigint | undefined, type: CType): Folded | undefined {
  return value === undefined ? undefined : converted(value, type);
}

function converted(value: bigint, type: CType): Folded | undefined {
  return type.kind === 'int' ? { value: wrap(value, type), type } : undefined;
}
