import type { Node } from 'web-tree-sitter';
import { type Declarator, readDeclarator, readSpecifiers, type Specifiers } from './declarators.ts';
import { variableOf } from './declared.ts';
import type { Items, VariableFact } from './facts.ts';
import { type Sight, tidy } from './sight.ts';

/** Objects and typedefs. Locals count if they are `static` or of a struct of the interface. */
export function collectDeclarations(sight: Sight, facts: Items): void {
  for (const declaration of sight.declarations) variables(sight, declaration, facts.variables);
  for (const { name, declarations } of sight.functions) {
    for (const declaration of declarations) {
      const locals: VariableFact[] = [];
      variables(sight, declaration, locals);
      for (const local of locals) {
        if (!local.static && !local.extern && !isInterface(local.tag)) continue;
        if (name !== '') local.function = name;
        facts.variables.push(local);
      }
    }
  }
  facts.variables.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
  for (const definition of sight.typedefs) typedefs(sight, definition, facts);
}

const INTERFACE = /^dma_buf(?:_ops|_attach_ops|_match_args|_mapping_.*|_export_info)$/;

/** Whether the tag is that of a struct of the interface: objects of these count even where they are local. */
export function isInterface(tag: string | undefined): boolean {
  return tag !== undefined && INTERFACE.test(tag);
}

function variables(sight: Sight, declaration: Node, facts: VariableFact[]): void {
  let specifiers: Specifiers | undefined;
  for (const node of declaration.childrenForFieldName('declarator')) {
    const declarator = node === null ? undefined : readDeclarator(sight, node);
    if (node === null || declarator === undefined || declarator.parameters !== undefined) continue;
    specifiers ??= readSpecifiers(sight, declaration);
    facts.push(variable(sight, { declaration, node, declarator, specifiers }));
  }
}

interface Declared {
  declaration: Node;
  node: Node;
  declarator: Declarator;
  specifiers: Specifiers;
}

function variable(sight: Sight, { declaration, node, declarator, specifiers }: Declared): VariableFact {
  const value = node.type === 'init_declarator' ? node.childForFieldName('value') : null;
  return variableOf(specifiers, declarator, {
    name: sight.span(declarator.nameNode),
    whole: sight.span(declaration),
    value: value === null ? undefined : sight.span(value),
    region: sight.region(declarator.nameNode),
  });
}

function typedefs(sight: Sight, definition: Node, facts: Items): void {
  const specifiers = readSpecifiers(sight, definition);
  for (const node of definition.childrenForFieldName('declarator')) {
    const declarator = node === null ? undefined : readDeclarator(sight, node);
    if (declarator === undefined) continue;
    const shape = declarator.functionPointer || declarator.parameters !== undefined || declarator.dimensions.length > 0;
    const whole =
      tidy(sight, definition.startIndex, declarator.nameNode.startIndex) + tidy(sight, declarator.nameNode.endIndex, definition.endIndex);
    const type = shape
      ? whole.replace(/^typedef\s+/, '').replace(/;$/, '')
      : `${specifiers.type} ${'*'.repeat(declarator.pointers)}`.trim();
    facts.typedefs.push({ name: declarator.name, nameSpan: sight.span(declarator.nameNode), span: sight.span(definition), type });
  }
}
