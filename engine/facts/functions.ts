import type { Node } from 'web-tree-sitter';
import { type Declarator, readDeclarator, readSpecifiers, type Specifiers } from './declarators.ts';
import type { FunctionFact, ParameterFact } from './facts.ts';
import { type Sight, tidy } from './sight.ts';

/** Definitions and the prototypes at file scope, in source order, without their calls. Sets the names of `sight.functions` on the way. */
export function collectFunctions(sight: Sight): FunctionFact[] {
  const facts: FunctionFact[] = [];
  for (const found of sight.functions) {
    const declarator = found.node.childForFieldName('declarator');
    const read = declarator === null ? undefined : readDeclarator(sight, declarator);
    const body = found.node.childForFieldName('body');
    if (read?.parameters === undefined || body === null) continue;
    found.name = read.name;
    const fact = functionFact(sight, found.node, read, readSpecifiers(sight, found.node));
    fact.bodySpan = sight.span(body);
    facts.push(fact);
  }
  for (const declaration of sight.declarations) {
    for (const declarator of declaration.childrenForFieldName('declarator')) {
      const read = declarator === null ? undefined : readDeclarator(sight, declarator);
      if (read?.parameters !== undefined) facts.push(functionFact(sight, declaration, read, readSpecifiers(sight, declaration)));
    }
  }
  return facts.sort((a, b) => a.span.start - b.span.start);
}

function functionFact(sight: Sight, node: Node, declarator: Declarator, specifiers: Specifiers): FunctionFact {
  const fact: FunctionFact = {
    name: declarator.name,
    nameSpan: sight.span(declarator.nameNode),
    span: sight.span(node),
    static: specifiers.static,
    inline: specifiers.inline,
    parameters: parameters(sight, declarator.parameters),
    returns: `${specifiers.type} ${'*'.repeat(declarator.pointers)}`.trim(),
    calls: '',
  };
  const region = sight.region(declarator.nameNode);
  if (region !== undefined) fact.region = region;
  return fact;
}

function parameters(sight: Sight, list: Node | undefined): ParameterFact[] {
  const facts: ParameterFact[] = [];
  for (const child of list?.namedChildren ?? []) {
    if (child === null || child.type === 'comment' || child.isError) continue;
    const fact: ParameterFact = { text: tidy(sight, child.startIndex, child.endIndex) };
    const declarator = child.childForFieldName('declarator');
    const name = child.type === 'identifier' ? child.text : declarator === null ? undefined : readDeclarator(sight, declarator)?.name;
    if (name !== undefined) fact.name = name;
    facts.push(fact);
  }
  const only = facts.length === 1 ? facts[0] : undefined;
  return only?.text === 'void' ? [] : facts;
}
