/** The C type of a lowered expression, as far as declarations tell. What C decides by types alone, such as the type of `?:`, needs it. */
import { type CType, commonType, declaredType, INT, promoted, SIZE } from './ctype.ts';
import type { Expression, Lvalue } from './ir.ts';
import type { Lowering } from './lowering.ts';

/** What types of expressions depend on: a function being lowered, or one that is. */
export type Typing = Pick<Lowering, 'slots' | 'temporaryTypes' | 'context'>;

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=']);

/** Nothing, where it is not known. */
export function typeOf(lowering: Typing, expression: Expression): CType | undefined {
  switch (expression.op) {
    case 'constant':
    case 'cast':
      return expression.type;
    case 'unknown':
      return expression.type.kind === 'unknown' ? undefined : expression.type;
    case 'temporary':
      return lowering.temporaryTypes[expression.index];
    case 'load':
      return typeOfPlace(lowering, expression.from);
    case 'address': {
      const to = typeOfPlace(lowering, expression.of);
      return to && { kind: 'pointer', to, readonly: false };
    }
    case 'unary':
      return expression.operator === '!' ? INT : integerOnly(typeOf(lowering, expression.value), promoted);
    case 'binary': {
      if (COMPARISONS.has(expression.operator)) return INT;
      const left = typeOf(lowering, expression.left);
      if (left?.kind === 'pointer' || left?.kind === 'array') return expression.operator === '+' ? left : undefined;
      if (expression.operator === '<<' || expression.operator === '>>') return integerOnly(left, promoted);
      const right = typeOf(lowering, expression.right);
      return left?.kind === 'int' && right?.kind === 'int' ? commonType(left, right) : undefined;
    }
    case 'builtin': {
      const [left, right] = expression.arguments.map((each) => typeOf(lowering, each));
      const extreme = expression.name === 'min' || expression.name === 'max';
      return extreme && left?.kind === 'int' && right?.kind === 'int' ? commonType(left, right) : undefined;
    }
    case 'config':
      return INT;
    case 'count':
    case 'sizeof':
      return SIZE;
    default:
      return undefined;
  }
}

function integerOnly(type: CType | undefined, change: (type: CType) => CType): CType | undefined {
  return type?.kind === 'int' ? change(type) : undefined;
}

function typeOfPlace(lowering: Typing, place: Lvalue): CType | undefined {
  switch (place.place) {
    case 'slot':
      return lowering.slots[place.index]?.type;
    case 'global': {
      const { type, pointers, dimensions } = place.variable.fact;
      return declaredType(type, pointers, dimensions, place.variable.file, lowering.context);
    }
    case 'pointee': {
      const pointer = typeOf(lowering, place.pointer);
      return pointer?.kind === 'pointer' ? pointer.to : pointer?.kind === 'array' ? pointer.of : undefined;
    }
    case 'field': {
      const base = typeOfPlace(lowering, place.base);
      return base && lowering.context.membersOf(base)?.find((member) => member.name === place.field)?.type;
    }
    case 'element': {
      const base = typeOfPlace(lowering, place.base);
      return base?.kind === 'array' ? base.of : undefined;
    }
    case 'container':
      return place.type;
  }
}
