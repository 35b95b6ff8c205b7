/** Arithmetic of C on numbers that are known: for constant expressions, and for the evaluator. */
import type { CType } from './ctype.ts';
import type { BinaryOperator } from './ir.ts';

/** What a comparison of numbers says; nothing for another operator. */
export function comparison(operator: BinaryOperator, a: bigint, b: bigint): boolean | undefined {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

/** What an operator makes of numbers, before its type cuts it; nothing for a comparison, and for a division by zero. Shifts have to be by no negative number. */
export function calculated(operator: BinaryOperator, a: bigint, b: bigint): bigint | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0n ? undefined : a / b;
    case '%':
      return b === 0n ? undefined : a % b;
    case '|':
      return a | b;
    case '&':
      return a & b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    default:
      return undefined;
  }
}

/** The number that an object of a type holds after a number was stored to it; the same number for types that are none of integers. */
export function wrap(value: bigint, type: CType): bigint {
  if (type.kind !== 'int') return value;
  if (type.boolean) return value === 0n ? 0n : 1n;
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value);
}

/** An integer as it is written, without what says its type. */
export function withoutSuffix(text: string): string {
  return text.replace(/(?<![uUlL])[uUlL]+$/, '');
}
