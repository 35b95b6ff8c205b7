/** Declarators: the part of a C declaration that nests inside out. All walks are loops with a limit. */
import type { Node } from 'web-tree-sitter';
import type { Declared, Specified } from './declared.ts';
import { type Sight, tidy } from './sight.ts';

export interface Declarator extends Declared {
  nameNode: Node;
  /** The parameter list if the name itself is declared as a function. */
  parameters?: Node;
}

const DEEPEST = 200;

/** Reads a declarator, with or without initialiser; undefined if it declares no name. */
export function readDeclarator(sight: Sight, declarator: Node): Declarator | undefined {
  const result: Declarator = {
    name: '',
    nameNode: declarator,
    pointers: 0,
    constPointer: false,
    dimensions: [],
    functionPointer: false,
  };
  let sawPointer = false;
  let call: Node | undefined;
  let node: Node | null = declarator;
  for (let depth = 0; node !== null && depth < DEEPEST; depth++) {
    switch (node.type) {
      case 'identifier':
      case 'field_identifier':
      case 'type_identifier':
      case 'primitive_type':
        result.name = node.text;
        result.nameNode = node;
        if (call !== undefined && sawPointer) result.functionPointer = true;
        else if (call !== undefined) result.parameters = call.childForFieldName('parameters') ?? call;
        return result.name === '' ? undefined : result;
      case 'pointer_declarator':
        if (call !== undefined) sawPointer = true;
        result.pointers++;
        result.constPointer = node.namedChildren.some((child) => child?.type === 'type_qualifier' && child.text === 'const');
        node = node.childForFieldName('declarator');
        break;
      case 'array_declarator': {
        const size = node.childForFieldName('size');
        result.dimensions.unshift(size === null ? '' : tidy(sight, size.startIndex, size.endIndex));
        node = node.childForFieldName('declarator');
        break;
      }
      case 'function_declarator':
        call = node;
        sawPointer = false;
        node = node.childForFieldName('declarator');
        break;
      case 'init_declarator':
        node = node.childForFieldName('declarator');
        break;
      case 'parenthesized_declarator':
      case 'attributed_declarator':
        node = node.firstNamedChild;
        break;
      default:
        return undefined;
    }
  }
  return undefined;
}

export interface Specifiers extends Specified {
  /** A struct, union or enum specifier with members, if the declaration has one. */
  body?: Node;
}

const STORAGE = /^(?:static|extern|inline|__inline|__inline__|__forceinline|register|thread_local|__thread|auto)$/;

/** Everything before the first declarator of a declaration, parameter, field or function. */
export function readSpecifiers(sight: Sight, declaration: Node): Specifiers {
  const result: Specifiers = { static: false, extern: false, inline: false, const: false, type: '' };
  const pieces: string[] = [];
  const end = declaration.childForFieldName('declarator')?.startIndex ?? declaration.endIndex;
  for (const child of declaration.namedChildren) {
    if (child === null || child.startIndex >= end) break;
    const { type } = child;
    if (type === 'storage_class_specifier' || type === 'type_qualifier') {
      const word = tidy(sight, child.startIndex, child.endIndex);
      if (word === 'static') result.static = true;
      else if (word === 'extern') result.extern = true;
      else if (word === 'const') result.const = true;
      else if (/inline/.test(word)) result.inline = true;
      if (!STORAGE.test(word)) pieces.push(word);
    } else if (type === 'struct_specifier' || type === 'union_specifier' || type === 'enum_specifier') {
      pieces.push(recordType(sight, child));
      if (type !== 'enum_specifier') result.tag = recordTag(sight, child);
      if (child.childForFieldName('body') !== null) result.body = child;
    } else if (isType(type)) {
      pieces.push(tidy(sight, child.startIndex, child.endIndex));
    } else if (type !== 'ERROR' && type !== 'ms_declspec_modifier' && type !== 'attribute_specifier') {
      break;
    }
  }
  result.type = pieces.join(' ');
  return result;
}

/** Tag of a struct or union; one made from its place if it has none, so that its members can be found. */
export function recordTag(sight: Sight, record: Node): string {
  return record.childForFieldName('name')?.text || `@${sight.span(record).start}`;
}

function recordType(sight: Sight, record: Node): string {
  const keyword = record.type.slice(0, record.type.indexOf('_'));
  return `${keyword} ${recordTag(sight, record)}`;
}

function isType(type: string): boolean {
  return (
    type === 'type_identifier' ||
    type === 'primitive_type' ||
    type === 'sized_type_specifier' ||
    type === 'macro_type_specifier' ||
    type === 'typeof_specifier'
  );
}
