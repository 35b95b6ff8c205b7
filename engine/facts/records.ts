import type { Node } from 'web-tree-sitter';
import { readDeclarator, readSpecifiers, recordTag } from './declarators.ts';
import type { EnumFact, FieldFact, Items, RecordFact } from './facts.ts';
import { type Sight, tidy } from './sight.ts';

/** Structs and unions with members, also anonymous ones (tag `@` and offset), and enums. */
export function collectRecords(sight: Sight, facts: Items): void {
  for (const node of sight.records) {
    const body = node.childForFieldName('body');
    if (body === null) continue;
    const name = node.childForFieldName('name');
    const record: RecordFact = {
      tag: recordTag(sight, node),
      nameSpan: sight.span(name === null || name.text === '' ? node : name),
      span: sight.span(node),
      union: node.type === 'union_specifier',
      fields: fields(sight, body, 0),
    };
    const region = sight.region(node);
    if (region !== undefined) record.region = region;
    facts.records.push(record);
  }
  for (const node of sight.enums) {
    const body = node.childForFieldName('body');
    if (body !== null) facts.enums.push(enumFact(sight, node, body));
  }
}

/** Deeper members are left out: nobody nests like this by hand. */
const DEEPEST = 16;

function fields(sight: Sight, body: Node, depth: number): FieldFact[] {
  const facts: FieldFact[] = [];
  if (depth > DEEPEST) return facts;
  for (const member of body.namedChildren) {
    if (member?.type !== 'field_declaration') continue;
    const specifiers = readSpecifiers(sight, member);
    const base: FieldFact = { type: specifiers.type, pointers: 0, dimensions: [] };
    if (specifiers.tag !== undefined) base.tag = specifiers.tag;
    if (specifiers.body !== undefined && specifiers.body.type !== 'enum_specifier') {
      const inner = specifiers.body.childForFieldName('body');
      if (inner !== null) base.members = fields(sight, inner, depth + 1);
      base.union = specifiers.body.type === 'union_specifier';
    }
    const declarators = member.childrenForFieldName('declarator');
    if (declarators.length === 0) facts.push(base);
    for (const node of declarators) {
      const declarator = node === null ? undefined : readDeclarator(sight, node);
      if (declarator === undefined) continue;
      const fact: FieldFact = {
        ...base,
        name: declarator.name,
        nameSpan: sight.span(declarator.nameNode),
        pointers: declarator.pointers,
        dimensions: declarator.dimensions,
      };
      if (declarator.functionPointer) fact.functionPointer = true;
      const width = node?.nextNamedSibling;
      if (width?.type === 'bitfield_clause') fact.width = tidy(sight, width.startIndex + 1, width.endIndex);
      facts.push(fact);
    }
  }
  return facts;
}

function enumFact(sight: Sight, node: Node, body: Node): EnumFact {
  const fact: EnumFact = { span: sight.span(node), enumerators: [] };
  const tag = node.childForFieldName('name')?.text;
  if (tag) fact.tag = tag;
  for (const child of body.namedChildren) {
    const name = child?.type === 'enumerator' ? child.childForFieldName('name') : null;
    if (child === null || name === null) continue;
    const enumerator: EnumFact['enumerators'][number] = { name: name.text, nameSpan: sight.span(name) };
    const value = child.childForFieldName('value');
    if (value !== null) enumerator.valueSpan = sight.span(value);
    const region = sight.region(name);
    if (region !== undefined) enumerator.region = region;
    fact.enumerators.push(enumerator);
  }
  return fact;
}
