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
  for (const statement of statements) guarded(lowering, statement, fragment, outer, () => lowerStatement(lowering, statement, fragment));
}

function regionAround(lowering: Lowering, node: Node, fragment: Fragment): number | undefined {
  return regionOf(lowering.context.names.facts(fragment.file)?.regions ?? [], fragment, node);
}

export function lowerStatement(lowering: Lowering, node: Node, fragment: Fragment): void {
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
    case 'case_statement':
      lowerBlock(lowering, caseBody(node), fragment, regionAround(lowering, node, fragment));
      return;
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
  function: boolean;
}

function declaratorOf(node: Node): Declared | undefined {
  const result = { pointers: 0, dimensions: [] as string[], function: false };
  let inner: Node | null = node;
  while (inner) {
    if (inner.type === 'identifier') return { ...result, name: inner };
    if (inner.type === 'pointer_declarator') result.pointers += 1;
    if (inner.type === 'array_declarator') result.dimensions.unshift(inner.childForFieldName('size')?.text ?? '');
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
    const slot = lowering.addSlot({ name: declared.name.text, type: ctype, at, static: words.includes('static') });
    const target: Lvalue = { place: 'slot', index: slot, at };
    lowering.emit(at, { do: 'declare', slot });
    const value = initialised ? child.childForFieldName('value') : null;
    if (value) lowerInitializer(lowering, target, ctype, value, fragment);
    else if (words.includes('static')) lowering.emit(at, { do: 'zero', target });
  }
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
  const at = nodePlace(node, fragment);
  const body = node.childForFieldName('body')!;
  const condition = node.childForFieldName('condition');
  const update = node.childForFieldName('update');
  const [top, enter, next, end] = [lowering.label(), lowering.label(), lowering.label(), lowering.label()];
  lowering.scoped(() => {
    const start = node.childForFieldName('initializer');
    if (start?.type === 'declaration') lowerDeclaration(lowering, start, fragment);
    else if (start) lowerEffect(lowering, start, fragment);
    const test = () => {
      if (isOpaque(lowering, node, fragment)) lowering.emit(at, { do: 'branch', condition: anotherTurn(at, node), yes: enter, no: end });
      else if (condition) lowerCondition(lowering, condition, fragment, enter, end);
      else lowering.emit(at, { do: 'jump', to: enter });
    };
    lowering.place(top);
    if (node.type !== 'do_statement') test();
    lowering.place(enter);
    lowering.withJumps({ onBreak: end, onContinue: next }, () =>
      lowerBlock(lowering, [body], fragment, regionAround(lowering, node, fragment)),
    );
    lowering.place(next);
    if (update) lowerEffect(lowering, update, fragment);
    if (node.type === 'do_statement') {
      const again = lowering.label();
      lowerCondition(lowering, condition!, fragment, again, end);
      lowering.place(again);
    }
    lowering.emit(at, { do: 'jump', to: node.type === 'do_statement' ? enter : top });
    lowering.place(end);
  });
}

function isOpaque(lowering: Lowering, node: Node, fragment: Fragment): boolean {
  if (fragment.base === undefined) return false;
  const start = fragment.base + node.startIndex;
  return lowering.context.opaqueLoops(fragment.file).some((loop) => loop.start <= start && start < loop.end);
}

function anotherTurn(at: Lvalue['at'], node: Node): Expression {
  return { op: 'unknown', text: `another turn of the loop at offset ${node.startIndex}`, type: BOOL, at };
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
  const statements = codeChildren(body);
  const targets = new Map<number, Label>();
  let otherwise: Label = end;
  for (const statement of statements) {
    if (statement.type !== 'case_statement') continue;
    const label = lowering.label();
    targets.set(statement.id, label);
    const value = statement.childForFieldName('value');
    if (value) guarded(lowering, statement, fragment, outer, () => testCase(lowering, subject, value, label, fragment));
    else otherwise = label;
  }
  lowering.emit(at, { do: 'jump', to: otherwise });
  lowering.withJumps({ onBreak: end }, () =>
    lowering.scoped(() => {
      for (const statement of statements) {
        const label = targets.get(statement.id);
        if (label !== undefined) lowering.place(label);
        guarded(lowering, statement, fragment, outer, () => lowerStatement(lowering, statement, fragment));
      }
    }),
  );
  lowering.place(end);
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
