/** Macro invocations: the body is read in place of the call, in the role that the call has. */

import type { Node } from 'web-tree-sitter';
import { LONGEST_BODY } from '../facts/bodies.ts';
import type { MacroFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { maskFragment } from '../syntax/mask.ts';
import { chosen } from './choice.ts';
import { inPreprocessor } from './conditions.ts';
import { lowerExpression, unknown } from './expressions.ts';
import { cleanBody, expandMacro, type Fragment, type MacroArgument, wrapFragment } from './fragment.ts';
import type { Expression } from './ir.ts';
import { codeChildren, type Lowering, nodePlace } from './lowering.ts';
import { lowerStatement } from './statements.ts';

const DEEPEST_EXPANSION = 32;

/** Macros of macros can double at every level; a function that needs more than this is not read further. */
const MOST_EXPANSIONS = 10_000;

/** Macros that the name in `node` means here, without those being expanded already. */
export function macrosNamed(lowering: Lowering, node: Node, fragment: Fragment, arity: 'object' | 'function'): Found<MacroFact>[] {
  const name = node.text;
  const expanding = fragment.expandingAt?.(node.startIndex, node.endIndex) ?? fragment.expanding;
  if (expanding.includes(name) || fragment.expanding.length > DEEPEST_EXPANSION) return [];
  return lowering.context.names
    .macros(name, fragment.file, placeOfUse(node, fragment))
    .filter((macro) => (macro.fact.parameters === undefined) === (arity === 'object'));
}

/** Where the macro's name, or the invocation whose body has it, stands in the file whose names are in scope. */
function placeOfUse(node: Node, fragment: Fragment): number | undefined {
  // A condition counts at its directive, wherever it is asked.
  if (inPreprocessor(fragment)) return undefined;
  const { file, start } = nodePlace(node, fragment);
  return file === fragment.file ? start : undefined;
}

export function bodyOf(lowering: Lowering, macro: Found<MacroFact>): string {
  const body = cleanBody(lowering.context.names.written(macro.file, macro.fact.bodySpan));
  return maskFragment(body).text;
}

function macroArguments(node: Node, fragment: Fragment): MacroArgument[] {
  const list = node.childForFieldName('arguments');
  if (!list) return [];
  return codeChildren(list).map((argument) => {
    const from = argument.startIndex;
    return {
      text: argument.text,
      at: (start, end) => fragment.at(from + start, from + end),
      expanding: fragment.expandingAt?.(from, argument.endIndex) ?? fragment.expanding,
    };
  });
}

export function expansionOf(lowering: Lowering, macro: Found<MacroFact>, node: Node, fragment: Fragment): Fragment {
  return expandMacro(
    macro,
    bodyOf(lowering, macro),
    macroArguments(node, fragment),
    { start: node.startIndex, end: node.endIndex },
    fragment,
  );
}

/** An object-like macro as a value, or `otherwise` where no branch defines it; nothing if the name is none, or a macro that only renames itself. */
export function expandObjectMacro(lowering: Lowering, node: Node, fragment: Fragment, otherwise: () => Expression): Expression | undefined {
  const macros = macrosNamed(lowering, node, fragment, 'object');
  return macros.length === 0 ? undefined : expandMacros(lowering, macros, node, fragment, otherwise);
}

/** Macros of one name as a value: the one whose `#if` branch is compiled, or `otherwise` where none is. */
export function expandMacros(
  lowering: Lowering,
  macros: Found<MacroFact>[],
  node: Node,
  fragment: Fragment,
  otherwise: () => Expression,
): Expression {
  return chosen(lowering, macros, nodePlace(node, fragment), {
    make: (macro) => macroValue(lowering, macro, node, fragment),
    otherwise: macros.some(({ ambiguous }) => ambiguous) ? () => unknown(node, fragment) : otherwise,
  });
}

function macroValue(lowering: Lowering, macro: Found<MacroFact>, node: Node, fragment: Fragment): Expression {
  const { start, end } = macro.fact.bodySpan;
  if (++lowering.expansions > MOST_EXPANSIONS || end - start > LONGEST_BODY) return unknown(node, fragment);
  const expansion = expansionOf(lowering, macro, node, fragment);
  const wrapped = wrapFragment({ ...expansion, text: expansion.text.replace(/;\s*$/, '') }, 'void _(void) { _ = (', '); }');
  return lowering.parse(wrapped.text, (root) => {
    const value = root.descendantsOfType('assignment_expression')[0]?.childForFieldName('right');
    if (!value || root.hasError) return statementMacro(lowering, expansion, node, fragment);
    return lowerExpression(lowering, value, wrapped);
  });
}

/** `do { … } while (0)` and other bodies that are statements: what they do counts, a value they do not have. */
function statementMacro(lowering: Lowering, expansion: Fragment, node: Node, fragment: Fragment): Expression {
  const wrapped = wrapFragment(expansion, 'void _(void) { ', '; }');
  lowering.parse(wrapped.text, (root) => {
    const block = root.descendantsOfType('compound_statement')[0];
    // What it declares belongs to the block around the invocation, so the braces of our own are left out.
    if (block && !root.hasError) for (const each of codeChildren(block)) lowerStatement(lowering, each, wrapped);
  });
  return unknown(node, fragment);
}
