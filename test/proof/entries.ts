/** Mapping types, their constructors, and match entries in every spelling. */
import type { Draw } from './draw.ts';
import { expression } from './expressions.ts';
import type { Scalar, Scope } from './scope.ts';

export type Kind = 'alpha' | 'beta' | 'word';

/** Members of an entry that belong to a type of this kind. */
export const FIELDS: Readonly<Record<Kind, readonly (readonly [string, Scalar])[]>> = {
  alpha: [
    ['alpha.level', 'int'],
    ['alpha.flags', 'u8'],
    ['alpha.peer', 'bool'],
    ['alpha.limit', 'long'],
    ['alpha.span[0]', 'u16'],
    ['alpha.span[1]', 'u16'],
  ],
  beta: [
    ['beta.mode', 'enum proof_mode'],
    ['beta.width', 'unsigned int'],
    ['beta.shift', 's8'],
    ['beta.at.x', 'int'],
    ['beta.at.y', 'short'],
  ],
  word: [
    ['word', 'u64'],
    ['half', 'u16'],
  ],
};

export interface Constructor {
  name: string;
  parameters: number;
  /** Usable in the initialiser of a static object. */
  constant: boolean;
}

export interface MappingType {
  name: string;
  kind: Kind;
  constructors: Constructor[];
}

/** Members of a word type may be set one at a time: its two members do not share memory. */
function someFields(draw: Draw, kind: Kind): (readonly [string, Scalar])[] {
  return FIELDS[kind].filter((_, index) => (index === 0 ? !draw.chance(20) : draw.chance(45)));
}

/** Designators `.alpha = { .level = 1 }` or `.alpha.level = 1` for some members. */
export function designated(draw: Draw, kind: Kind, value: (field: string, type: Scalar) => string): string {
  const fields = someFields(draw, kind);
  if (kind === 'word' || draw.chance(25)) return fields.map(([path, type]) => `.${path} = ${value(path, type)}`).join(', ');
  const inner = fields.map(([path, type]) => `.${path.slice(path.indexOf('.') + 1)} = ${value(path, type)}`);
  return `.${kind} = { ${inner.join(', ')} }`;
}

function braces(draw: Draw, type: MappingType, value: (field: string, type: Scalar) => string): string {
  const name = `&${type.name}`;
  if (draw.chance(25)) {
    if (type.kind === 'alpha') {
      const [level, flags] = [value('alpha.level', 'int'), value('alpha.flags', 'u8')];
      return draw.one([`{ ${name}, NULL, { { ${level}, ${flags} } } }`, `{ ${name}, NULL, { .alpha = { ${level}, ${flags} } } }`]);
    }
    return `{ ${name}, NULL, { ${designated(draw, type.kind, value)} } }`;
  }
  const data = designated(draw, type.kind, value);
  return draw.one([`{ .type = ${name}, ${data} }`, `{ ${data}${data === '' ? '' : ', '}.type = ${name} }`]);
}

/** An entry as an element of an initialiser list. */
export function element(draw: Draw, scope: Scope, types: readonly MappingType[]): string {
  const type = draw.one(types);
  return draw.chance(40) ? braces(draw, type, valueIn(draw, scope)) : entryOf(draw, scope, type);
}

/** An entry as an expression. */
export function entry(draw: Draw, scope: Scope, types: readonly MappingType[]): string {
  return draw.part((part) => {
    if (part.chance(10) && scope.pay(1)) {
      const asked = expression(part, scope, { free: true, pure: true, depth: 1 });
      return `(${asked} ? ${entryOf(part, scope, part.one(types))} : ${entryOf(part, scope, part.one(types))})`;
    }
    return entryOf(part, scope, part.one(types));
  });
}

function entryOf(draw: Draw, scope: Scope, type: MappingType): string {
  const value = valueIn(draw, scope);
  if (type.constructors.length === 0 || draw.chance(30)) return `(struct dma_buf_mapping_match)${braces(draw, type, value)}`;
  const made = draw.one(type.constructors);
  return `${made.name}(${Array.from({ length: made.parameters }, () => value('', 'int')).join(', ')})`;
}

function valueIn(draw: Draw, scope: Scope): (field: string, type: Scalar) => string {
  return () => expression(draw, scope, { free: draw.chance(50), pure: true, depth: 1 });
}

const PLAIN = ['0', '1', '2', '3', '-1', '300', '70000', 'PROOF_FAR', '0xff'];

/** An element whose initialiser the compiler can compute. */
export function constantElement(draw: Draw, types: readonly MappingType[]): string {
  const type = draw.one(types);
  const value = () => draw.one(PLAIN);
  const fixed = type.constructors.filter((each) => each.constant);
  if (fixed.length === 0 || draw.chance(50)) return braces(draw, type, value);
  const made = draw.one(fixed);
  return `${made.name}(${Array.from({ length: made.parameters }, value).join(', ')})`;
}

/** Defines a constructor of the type and adds it. `scope` has the inputs it may ask. */
export function defineConstructor(draw: Draw, scope: Scope, type: MappingType): string[] {
  const parameters = draw.pick(3);
  const names = ['a', 'b'].slice(0, parameters);
  const inside = scope.inner();
  const kinds = names.map(() => draw.one<Scalar>(['int', 'unsigned int', 'u8', 'bool', 'u16', 'long']));
  const given = (text: string, index: number) => inside.add({ text, type: kinds[index]!, free: true, assignable: false });
  const form = draw.weighted([4, 4, 2, 2]);
  const plain = (draw: Draw) => (_: string, __: Scalar) => (names.length > 0 && draw.chance(70) ? `(${draw.one(names)})` : draw.one(PLAIN));
  if (form === 0 || form === 3) {
    const name = scope.names.next('MY_MAKE');
    const list = `${name}(${names.join(', ')})`;
    const literal = `((${draw.one(['', 'const '])}struct dma_buf_mapping_match)${braces(draw, type, plain(draw))})`;
    const nested = type.constructors.length > 0 && draw.chance(50) ? draw.one(type.constructors) : undefined;
    const made = nested ? `${nested.name}(${Array.from({ length: nested.parameters }, () => plain(draw)('', 'int')).join(', ')})` : literal;
    const [field, value] = [draw.one(FIELDS[type.kind])[0], plain(draw)('', 'int')];
    const patched = `({ struct dma_buf_mapping_match made_ = ${made}; made_.${field} = ${value}; made_; })`;
    type.constructors.push({ name, parameters, constant: form === 0 && (nested?.constant ?? true) });
    return [`#define ${list} \\`, `\t${form === 3 ? patched : made}`, ''];
  }
  const name = scope.names.next('my_make');
  names.forEach(given);
  const lines = [
    `static inline struct dma_buf_mapping_match ${name}(${names.map((each, index) => `${kinds[index]} ${each}`).join(', ') || 'void'})`,
    '{',
  ];
  const value = () => expression(draw, inside, { free: true, pure: true, depth: 1 });
  if (form === 1) lines.push(`\treturn ${entryOf(draw, inside, type)};`);
  else {
    lines.push(`\tstruct dma_buf_mapping_match made = ${entryOf(draw, inside, type)};`, '');
    for (const [field] of draw.list(1, 2, (part) => part.one(FIELDS[type.kind])))
      lines.push(`\tmade.${field} ${draw.one(['=', '=', '|=', '+='])} ${value()};`);
    lines.push('\treturn made;');
  }
  type.constructors.push({ name, parameters, constant: false });
  return [...lines, '}', ''];
}
