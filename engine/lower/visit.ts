/** Every part of lowered code, for those who ask what a function reads and writes. */
import type { CType } from './ctype.ts';
import type { Code, Expression, Instruction, Lvalue } from './ir.ts';
import { type Typing, typeOf } from './types.ts';

export interface Visitor {
  /** Each expression, outer ones first. */
  expression?(expression: Expression): void;
  /** Each designated object: it is read, written to, or its address is taken or computed with. */
  place?(place: Lvalue, how: 'read' | 'written' | 'address'): void;
}

/** Shows all expressions and places of an instruction to the visitor. */
export function visitInstruction(instruction: Instruction, visitor: Visitor): void {
  switch (instruction.do) {
    case 'zero':
      visitPlace(instruction.target, 'written', visitor);
      break;
    case 'extent':
      visitExpression(instruction.length, visitor);
      break;
    case 'store':
      visitPlace(instruction.target, 'written', visitor);
      visitExpression(instruction.value, visitor);
      break;
    case 'set':
      visitExpression(instruction.value, visitor);
      break;
    case 'call':
      if (instruction.callee.to === 'pointer') visitExpression(instruction.callee.pointer, visitor);
      for (const argument of instruction.arguments) visitExpression(argument, visitor);
      break;
    case 'branch':
      visitExpression(instruction.condition, visitor);
      break;
    case 'return':
      if (instruction.value) visitExpression(instruction.value, visitor);
      break;
  }
}

/** Shows an expression and all within it to the visitor. */
function visitExpression(expression: Expression, visitor: Visitor): void {
  visitor.expression?.(expression);
  switch (expression.op) {
    case 'load':
      visitPlace(expression.from, 'read', visitor);
      break;
    case 'address':
      visitPlace(expression.of, 'address', visitor);
      break;
    case 'unary':
    case 'cast':
      visitExpression(expression.value, visitor);
      break;
    case 'binary':
      visitExpression(expression.left, visitor);
      visitExpression(expression.right, visitor);
      break;
    case 'builtin':
      for (const each of expression.arguments) visitExpression(each, visitor);
      break;
  }
}

function visitPlace(place: Lvalue, how: 'read' | 'written' | 'address', visitor: Visitor): void {
  visitor.place?.(place, how);
  switch (place.place) {
    case 'pointee':
      visitExpression(place.pointer, visitor);
      break;
    case 'element':
      visitPlace(place.base, how, visitor);
      visitExpression(place.index, visitor);
      break;
    case 'field':
      visitPlace(place.base, how, visitor);
      break;
    case 'container':
      visitPlace(place.base, 'address', visitor);
      break;
  }
}

/** What the types of the expressions of finished code depend on. */
export function typingOf(code: Code, context: Typing['context']): Typing {
  const temporaryTypes: (CType | undefined)[] = [];
  const typing: Typing = { slots: code.slots, temporaryTypes, context };
  for (const each of code.instructions) {
    if (each.do === 'call') temporaryTypes[each.temporary] = each.returns;
    else if (each.do === 'set') temporaryTypes[each.temporary] ??= typeOf(typing, each.value);
  }
  return typing;
}
