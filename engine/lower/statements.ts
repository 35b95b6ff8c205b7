/** C statements as instructions and jumps. */
import type { Node } from 'web-tree-sitter';
import { guarded, lowerCondition } from './conditions.ts';
import { BOOL, declaredType } from './ctype.ts';
import { lowerExpression, unwrapped } from './expressions.ts';
import type { Fragment } from './fragment.ts';
import { lowerInitializer } from './initializers.ts';
import type { Expression, Label, Lvalue } from './ir.ts';
import { codeChildren, type Lowering, nodePlace, regionOf } from './lowering.ts';

/** Statements in order, each under the condition of the `#if` branch it lies in. */
export function lowerBlock(lowering: Lowering, statements: Node[], fragment: Fragment, outer?: number): void {
  let before = statements[0]?.startIndex ?? 0;
  for (const statement of statements) {
    stopAtLoss(lowering, before, statement, fragment);
    before = statement.endIndex;
    guarded(lowering, statement, fragment, outer, () => lowerStatement(lowering, statement, fragment));
  }
}

/** Statements that hold statements: a loss inside is theirs to tell. */
const COMPOUND = /^(compound|if|while|do|for|switch|case|labeled)_statement$/;

/** Text that the mask or the grammar lost, between statements or inside a simple one, may have done anything. */
function stopAtLoss(lowering: Lowering, before: number, statement: Node, fragment: Fragment): void {
  if (fragment.base === undefined) return;
  const start = fragment.base + before;
  const end = fragment.base + (COMPOUND.test(statement.type) ? statement.startIndex : statement.endIndex);
  const lost = lowering.lost.some((error) => error.start < end && start <= error.start);
  if (lost) lowering.emit(nodePlace(statement, fragment), { do: 'stop', reason: 'this C is not understood' });
}

function regionAround(lowering: Lowering, node: Node, fragment: Fragment): number | undefined {
  return regionOf(lowering.context.names.facts(fragment.file)?.regions ?? [], fragment, node);
}

export function lowerStatement(lowering: Lowering, node: Node, fragment: Fragment): void {
  return lowering.nested(() => statement(lowering, node, fragment));
}

function statement(lowering: Lowering, node: Node, fragment: Fragment): void {
  const at = nodePlace(node, fragment);
  switch (node.type) {
    case 'compound_statement':
      lowering.scoped(() => lowerBlock(lowering, codeChildren(node), fragment, regionAround(lowering, node, fragment)));
      return;
    case 'expression_statement': {
      const inner = codeChildren(node)[0];
      if (inner) lowerEffect(lowering, inner, fragment);
      return;
    }
    case 'declaration':
      lowerDeclaration(lowering, node, fragment);
      return;
    case 'if_statement':
      lowerIf(lowering, node, fragment);
      return;
    case 'while_statement':
    case 'do_statement':
    case 'for_statement':
      lowerLoop(lowering, node, fragment);
      return;
    case 'switch_statement':
      lowerSwitch(lowering, node, fragment);
      return;
    case 'return_statement': {
      const inner = codeChildren(node)[0];
      const value = inner && lowerExpression(lowering, inner, fragment);
      lowering.emit(at, { do: 'return', ...(value ? { value } : {}) });
      return;
    }
    case 'break_statement':
    case 'continue_statement': {
      const to = node.type === 'break_statement' ? lowering.jumps.onBreak : lowering.jumps.onContinue;
      if (to === undefined)
        lowering.emit(at, { do: 'stop', reason: `\`${node.text.replace(';', '')}\` outside a loop that is understood` });
      else lowering.emit(at, { do: 'jump', to });
      return;
    }
    case 'goto_statement':
      lowering.emit(at, { do: 'jump', to: lowering.namedLabel(node.childForFieldName('label')?.text ?? '') });
      return;
    case 'labeled_statement': {
      lowering.place(lowering.namedLabel(node.childForFieldName('label')?.text ?? ''));
      const inner = codeChildren(node).filter((child) => child.type !== 'statement_identifier');
      lowerBlock(lowering, inner, fragment, regionAround(lowering, node, fragment));
      return;
    }
    case 'case_statement': {
      const label = lowering.jumps.cases?.get(node.id);
      if (label !== undefined) lowering.place(label);
      lowerBlock(lowering, caseBody(node), fragment, regionAround(lowering, node, fragment));
      return;
    }
    case ';':
    case 'type_definition':
    case 'struct_specifier':
    case 'union_specifier':
    case 'enum_specifier':
    case 'attributed_statement':
    case 'gnu_asm_expression':
    case 'function_definition':
      return;
    case 'ERROR':
      lowering.emit(at, { do: 'stop', reason: 'this C is not understood' });
      return;
    default:
      lowerEffect(lowering, node, fragment);
  }
}

/** An expression whose value nobody wants; a condition among them must not be asked twice. */
function lowerEffect(lowering: Lowering, node: Node, fragment: Fragment): void {
  const inner = unwrapped(node);
  if (inner.type === 'cast_expression') return lowerEffect(lowering, inner.childForFieldName('value')!, fragment);
  lowerExpression(lowering, inner, fragment);
}

interface Declared {
  name: Node;
  pointers: number;
  dimensions: string[];
  /** The outermost dimension, if it is given. */
  size: Node | null;
  function: boolean;
}

function declaratorOf(node: Node): Declared | undefined {
  const result = { pointers: 0, dimensions: [] as string[], size: null as Node | null, function: false };
  let inner: Node | null = node;
  while (inner) {
    if (inner.type === 'identifier') return { ...result, name: inner };
    if (inner.type === 'pointer_declarator') result.pointers += 1;
    if (inner.type === 'array_declarator') {
      result.size = inner.childForFieldName('size');
      result.dimensions.unshift(result.size?.text ?? '');
    }
    if (inner.type === 'function_declarator') result.function = true;
    inner = inner.childForFieldName('declarator') ?? (inner.type === 'parenthesized_declarator' ? (codeChildren(inner)[0] ?? null) : null);
  }
  return undefined;
}

function lowerDeclaration(lowering: Lowering, node: Node, fragment: Fragment): void {
  const type = node.childForFieldName('type');
  if (!type) return;
  const qualifiers = node.namedChildren.filter((child) => child?.type === 'type_qualifier' || child?.type === 'storage_class_specifier');
  const words = qualifiers.map((child) => child!.text);
  const bodyless = /^(struct|union|enum)_specifier$/.test(type.type) ? type.text.replace(/\{[\s\S]*$/, '') : type.text;
  const specifiers = [...words.filter((word) => word === 'const'), bodyless].join(' ');
  for (const child of node.childrenForFieldName('declarator')) {
    if (!child) continue;
    const initialised = child.type === 'init_declarator';
    const declared = declaratorOf(initialised ? child.childForFieldName('declarator')! : child);
    if (!declared || words.includes('extern')) continue;
    if (declared.function && declared.pointers === 0) continue;
    const at = nodePlace(declared.name, fragment);
    const ctype = declared.function
      ? ({ kind: 'pointer', to: { kind: 'function' }, readonly: true } as const)
      : declaredType(specifiers, declared.pointers, declared.dimensions, fragment.file, lowering.context);
    const kept = words.includes('static') && isChanged(declared.name);
    const slot = lowering.addSlot({
      name: declared.name.text,
      type: ctype,
      at,
      static: words.includes('static'),
      ...(kept ? { kept } : {}),
    });
    const target: Lvalue = { place: 'slot', index: slot, at };
    lowering.emit(at, { do: 'declare', slot });
    if (kept) continue;
    const value = initialised ? child.childForFieldName('value') : null;
    if (value) lowerInitializer(lowering, target, ctype, value, fragment);
    else if (words.includes('static')) lowering.emit(at, { do: 'zero', target });
    if (declared.size && ctype.kind === 'array' && ctype.length === undefined) {
      lowering.emit(at, { do: 'extent', target, length: lowerExpression(lowering, declared.size, fragment) });
    }
  }
}

/** Whether the code around a declaration assigns to what it declares, or to a part of it. */
function isChanged(name: Node): boolean {
  let outer = name;
  while (outer.parent) outer = outer.parent;
  return outer.descendantsOfType(['assignment_expression', 'update_expression']).some((change) => {
    let target = change?.childForFieldName('left') ?? change?.childForFieldName('argument') ?? null;
    while (target && target.type !== 'identifier') target = target.childForFieldName('argument') ?? codeChildren(target)[0] ?? null;
    return target?.text === name.text;
  });
}

function lowerIf(lowering: Lowering, node: Node, fragment: Fragment): void {
  const [yes, no, end] = [lowering.label(), lowering.label(), lowering.label()];
  const alternative = node.childForFieldName('alternative');
  const outer = regionAround(lowering, node, fragment);
  lowerCondition(lowering, node.childForFieldName('condition')!, fragment, yes, no);
  lowering.place(yes);
  lowerBlock(lowering, [node.childForFieldName('consequence')!], fragment, outer);
  if (alternative) lowering.emit(nodePlace(node, fragment), { do: 'jump', to: end });
  lowering.place(no);
  if (alternative) lowerBlock(lowering, alternative.type === 'else_clause' ? codeChildren(alternative) : [alternative], fragment, outer);
  lowering.place(end);
}

function lowerLoop(lowering: Lowering, node: Node, fragment: Fragment): void {
  if (isOpaque(lowering, node, fragment)) {
    lowerOpaqueLoop(lowering, node, fragment);
    return;
  }
  const at = nodePlace(node, fragment);
  const body = node.childForFieldName('body')!;
  const condition = node.childForFieldName('condition');
  const update = node.childForFieldName('update');
  const last = node.type === 'do_statement';
  const [top, enter, next, end] = [lowering.label(), lowering.label(), lowering.label(), lowering.label()];
  lowering.scoped(() => {
    const start = node.childForFieldName('initializer');
    if (start?.type === 'declaration') lowerDeclaration(lowering, start, fragment);
    else if (start) lowerEffect(lowering, start, fragment);
    lowering.place(top);
    if (condition && !last) lowerCondition(lowering, condition, fragment, enter, end);
    lowering.place(enter);
    lowering.withJumps({ onBreak: end, onContinue: next }, () => lowerBody(lowering, body, node, fragment));
    lowering.place(next);
    if (update) lowerEffect(lowering, update, fragment);
    const again = lowering.label();
    if (last) lowerCondition(lowering, condition!, fragment, again, end);
    lowering.place(again);
    lowering.emit(at, { do: 'jump', to: last ? enter : top });
    lowering.place(end);
  });
}

function lowerBody(lowering: Lowering, body: Node, loop: Node, fragment: Fragment): void {
  lowerBlock(lowering, [body], fragment, regionAround(lowering, loop, fragment));
}

/** A loop whose turns nobody can count: one turn stands for all, with everything forgotten before and after it that a turn may change. */
function lowerOpaqueLoop(lowering: Lowering, node: Node, fragment: Fragment): void {
  const at = nodePlace(node, fragment);
  const body = node.childForFieldName('body')!;
  const head = node.childForFieldName('condition')!;
  const [enter, next, end] = [lowering.label(), lowering.label(), lowering.label()];
  const condition: Expression = {
    op: 'unknown',
    text: `a turn of the loop over ${unwrapped(head).text.replace(/\s+/g, ' ').slice(0, 40)}`,
    type: BOOL,
    at,
  };
  const effects = effectsOf(lowering, head, body, fragment);
  lowering.emit(at, { do: 'branch', condition, yes: enter, no: end });
  lowering.place(enter);
  lowering.emit(at, { do: 'forget', ...effects });
  lowering.withJumps({ onBreak: next, onContinue: next }, () => lowerBody(lowering, body, node, fragment));
  lowering.place(next);
  lowering.emit(at, { do: 'forget', ...effects });
  lowering.place(end);
}

/** Locals that the loop assigns or hands out by address, and pointers that it writes through or hands out. */
function effectsOf(lowering: Lowering, head: Node, body: Node, fragment: Fragment): { changed: Lvalue[]; reached: Expression[] } {
  const changed = new Map<number, Lvalue>();
  const reached = new Map<number, Expression>();
  const place = (name: Node): Extract<Lvalue, { place: 'slot' }> | undefined => {
    const index = lowering.findSlot(name.text);
    return index === undefined ? undefined : { place: 'slot', index, at: nodePlace(name, fragment) };
  };
  const touch = (expression: Node | null | undefined) => {
    const root = expression && rootOf(expression);
    const slot = root && place(root.name);
    if (!slot) return;
    if (!root.indirect) changed.set(slot.index, slot);
    if (root.indirect || root.indexed) reached.set(slot.index, { op: 'load', from: slot, at: slot.at });
  };
  for (const effect of body.descendantsOfType(['assignment_expression', 'update_expression', 'pointer_expression'])) {
    touch(effect?.childForFieldName('left') ?? effect?.childForFieldName('argument'));
  }
  for (const call of body.descendantsOfType('argument_list')) {
    for (const name of call?.descendantsOfType('identifier') ?? []) {
      const slot = name && place(name);
      if (slot) reached.set(slot.index, { op: 'load', from: slot, at: slot.at });
    }
  }
  for (const argument of unwrapped(head).type === 'comma_expression' ? commaParts(unwrapped(head)) : [unwrapped(head)]) {
    if (argument.type === 'identifier') touch(argument);
  }
  return { changed: [...changed.values()], reached: [...reached.values()] };
}

function commaParts(node: Node): Node[] {
  return node.type === 'comma_expression' ? codeChildren(node).flatMap(commaParts) : [node];
}

/** The variable that a place starts from, and whether the way from it goes through a pointer. */
function rootOf(node: Node): { name: Node; indirect: boolean; indexed: boolean } | undefined {
  let [inner, indirect, indexed] = [unwrapped(node), false, false];
  for (;;) {
    if (inner.type === 'identifier') return { name: inner, indirect, indexed };
    if (inner.type === 'field_expression') indirect ||= inner.childForFieldName('operator')?.type === '->';
    else if (inner.type === 'subscript_expression') indexed = true;
    else if (inner.type === 'pointer_expression') indirect ||= inner.childForFieldName('operator')?.type === '*';
    else return undefined;
    const next = inner.childForFieldName('argument');
    if (!next) return undefined;
    inner = unwrapped(next);
  }
}

function isOpaque(lowering: Lowering, node: Node, fragment: Fragment): boolean {
  if (fragment.base === undefined) return false;
  return lowering.context.isOpaqueLoop(fragment.file, fragment.base + node.startIndex);
}

function caseBody(node: Node): Node[] {
  const value = node.childForFieldName('value');
  return codeChildren(node).filter((child) => child.id !== value?.id);
}

function lowerSwitch(lowering: Lowering, node: Node, fragment: Fragment): void {
  const at = nodePlace(node, fragment);
  const subject = lowering.hold(lowerExpression(lowering, unwrapped(node.childForFieldName('condition')!), fragment));
  const body = node.childForFieldName('body')!;
  const end = lowering.label();
  const outer = regionAround(lowering, node, fragment);
  const targets = new Map<number, Label>();
  let otherwise: Label = end;
  for (const statement of casesIn(body)) {
    const label = lowering.label();
    targets.set(statement.id, label);
    const value = statement.childForFieldName('value');
    if (value) guarded(lowering, statement, fragment, outer, () => testCase(lowering, subject, value, label, fragment));
    else otherwise = label;
  }
  lowering.emit(at, { do: 'jump', to: otherwise });
  lowering.withJumps({ onBreak: end, cases: targets }, () =>
    lowering.scoped(() => lowerBlock(lowering, codeChildren(body), fragment, outer)),
  );
  lowering.place(end);
}

/** The cases of one switch, in source order, wherever they hide; not those of a switch inside it. */
function casesIn(node: Node): Node[] {
  return codeChildren(node).flatMap((child) => {
    if (child.type === 'switch_statement') return [];
    return child.type === 'case_statement' ? [child, ...casesIn(child)] : casesIn(child);
  });
}

/** `case a:`, and GNU's `case a ... b:`, which masking spells `a <= b`. */
function testCase(lowering: Lowering, subject: Expression, value: Node, label: Label, fragment: Fragment): void {
  const at = nodePlace(value, fragment);
  const next = lowering.label();
  const range = value.type === 'binary_expression' && value.childForFieldName('operator')?.type === '<=';
  const compare = (operator: '==' | '>=' | '<=', wanted: Node): Expression => ({
    op: 'binary',
    operator,
    left: subject,
    right: lowerExpression(lowering, wanted, fragment),
    at,
  });
  if (range) {
    const inside = lowering.label();
    lowering.emit(at, { do: 'branch', condition: compare('>=', value.childForFieldName('left')!), yes: inside, no: next });
    lowering.place(inside);
    lowering.emit(at, { do: 'branch', condition: compare('<=', value.childForFieldName('right')!), yes: label, no: next });
  } else lowering.emit(at, { do: 'branch', condition: compare('==', value), yes: label, no: next });
  lowering.place(next);
}
