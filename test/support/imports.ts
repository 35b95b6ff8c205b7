import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One way in which a module names another. */
export interface Import {
  /** As written; `<computed>` where it is not a literal. */
  specifier: string;
  typeOnly: boolean;
  /** By `import()`. */
  dynamic?: true;
  /** The names taken, in the other module's spelling; undefined if all of it is taken. */
  names?: string[];
}

/** What a module's syntax says about the modules and globals it uses. */
export interface ModuleUse {
  imports: Import[];
  /** Lines, from 1, that mention `console`. */
  consoleLines: number[];
  /** Names that the module declares and exports itself. */
  exportedNames: string[];
  /** Whether anything of the module is left at run time. */
  hasCode: boolean;
}

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

/**
 * Static, dynamic, type-only and `require` imports and re-exports of a TypeScript or JavaScript module. Throws if it does not parse.
 * @param file only its ending matters
 */
export function moduleUse(file: string, text: string): ModuleUse {
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const use: ModuleUse = { imports: [], consoleLines: [], exportedNames: [], hasCode: (program.body as unknown as Node[]).some(isCode) };
  visit(program as unknown as Node, (node) => {
    const found = importOf(node);
    if (found) use.imports.push(found);
    if (node.type === 'MemberExpression' && name(node.object) === 'console')
      use.consoleLines.push(text.slice(0, node.start).split('\n').length);
    if (node.type === 'ExportNamedDeclaration' && isNode(node.declaration)) {
      const declared = name(node.declaration.id);
      if (declared !== undefined) use.exportedNames.push(declared);
    }
  });
  return use;
}

/**
 * The file that a specifier names, below the root and with `/`; a package name as it is. Workspace packages are their index.ts.
 * @param from file below the root that holds the import
 */
export function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  const own = /^@dmabuf-mapping\/([a-z]+)$/.exec(specifier);
  return own ? `${own[1]}/index.ts` : specifier;
}

function isCode(statement: Node): boolean {
  if (statement.type === 'ExportNamedDeclaration' && isNode(statement.declaration)) return isCode(statement.declaration);
  if (statement.type === 'TSInterfaceDeclaration' || statement.type === 'TSTypeAliasDeclaration') return false;
  return importOf(statement)?.typeOnly !== true;
}

function importOf(node: Node): Import | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      if (!isNode(node.source)) return undefined;
      const specifiers = (node.specifiers ?? []) as Node[];
      const kinds = specifiers.map((specifier) => specifier.importKind ?? specifier.exportKind);
      const typeOnly =
        node.importKind === 'type' || node.exportKind === 'type' || (kinds.length > 0 && kinds.every((kind) => kind === 'type'));
      const names = specifiers.map((specifier) => name(node.type === 'ImportDeclaration' ? specifier.imported : specifier.local));
      const all = names.length === 0 || names.includes(undefined);
      return { specifier: literal(node.source), typeOnly, ...(all ? {} : { names: names as string[] }) };
    }
    case 'ImportExpression':
      return { specifier: literal(node.source), typeOnly: false, dynamic: true };
    case 'TSImportType':
      return { specifier: literal(node.source), typeOnly: true };
    case 'TSExternalModuleReference':
      return { specifier: literal(node.expression), typeOnly: false };
    case 'CallExpression': {
      const isRequire = name(node.callee) === 'require';
      return isRequire ? { specifier: literal((node.arguments as unknown[])[0]), typeOnly: false } : undefined;
    }
    default:
      return undefined;
  }
}

function visit(node: Node, seen: (node: Node) => void): void {
  seen(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, seen);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function name(value: unknown): string | undefined {
  return isNode(value) && typeof value.name === 'string' ? value.name : undefined;
}

function literal(value: unknown): string {
  return isNode(value) && typeof value.value === 'string' ? value.value : '<computed>';
}
