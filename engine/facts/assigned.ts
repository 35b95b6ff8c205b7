import type { Node } from 'web-tree-sitter';
import { readDeclarator } from './declarators.ts';
import type { FunctionNodes, Sight } from './sight.ts';

/** Names that functions assign to and that are not locals of the assigning function; sorted, each once. */
export function assignedNames(sight: Sight): string[] {
  const names = new Set<string>();
  for (const found of sight.functions) {
    const targets = new Set<string>();
    for (const node of found.assignments) {
      const target = node.childForFieldName(node.type === 'assignment_expression' ? 'left' : 'argument');
      const name = target === null ? undefined : baseName(target);
      if (name !== undefined) targets.add(name);
    }
    if (targets.size === 0) continue;
    const own = localNames(sight, found);
    for (const name of targets) if (!own.has(name)) names.add(name);
  }
  return [...names].sort();
}

const DEEPEST = 200;

/** The object that `x`, `x.y` and `x[i]` change. `x->y` and `*x` change something else. */
function baseName(target: Node): string | undefined {
  let node: Node | null = target;
  for (let depth = 0; node !== null && depth < DEEPEST; depth++) {
    if (node.type === 'identifier') return node.text;
    if (node.type === 'field_expression' && node.childForFieldName('operator')?.type === '.') node = node.childForFieldName('argument');
    else if (node.type === 'subscript_expression') node = node.childForFieldName('argument');
    else if (node.type === 'parenthesized_expression') node = node.firstNamedChild;
    else return undefined;
  }
  return undefined;
}

function localNames(sight: Sight, found: FunctionNodes): Set<string> {
  const names = new Set<string>();
  const add = (node: Node | null): void => {
    const name = node === null ? undefined : readDeclarator(sight, node)?.name;
    if (name !== undefined) names.add(name);
  };
  for (const declaration of found.declarations) {
    const stored = declaration.namedChildren.some(
      (child) => child?.type === 'storage_class_specifier' && /^(?:static|extern)$/.test(child.text),
    );
    if (!stored) declaration.childrenForFieldName('declarator').forEach(add);
  }
  const declarator = found.node.childForFieldName('declarator');
  const parameters = declarator === null ? undefined : readDeclarator(sight, declarator)?.parameters;
  for (const parameter of parameters?.namedChildren ?? []) add(parameter?.childForFieldName('declarator') ?? null);
  return names;
}
