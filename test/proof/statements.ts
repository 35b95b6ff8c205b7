/** Statements over local integers: declarations, assignments, and every kind of control flow, all of it ending. */
import type { Draw } from './draw.ts';
import { concrete, condition, effect, expression } from './expressions.ts';
import { SCALARS, type Scalar, type Scope } from './scope.ts';

/** What a place of the program may do besides computing: return, or fill a list. Nothing: not here. */
export type Special = (draw: Draw, scope: Scope) => string[] | undefined;

export interface Style {
  special: Special;
  /** How deep statements may nest. */
  depth: number;
  /** Whether statements may depend on inputs. */
  free: boolean;
}

export function statements(draw: Draw, scope: Scope, style: Style, most: number): string[] {
  return draw.list(0, most, (part) => statement(part, scope, style)).flat();
}

function blockOf(draw: Draw, scope: Scope, style: Style, change: Parameters<Scope['inner']>[0] = {}): string[] {
  return indented(statements(draw, scope.inner(change), { ...style, depth: style.depth - 1 }, 3));
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line.endsWith(':') && !line.startsWith('case ') && line !== 'default:' ? line : `\t${line}`));
}

function statement(draw: Draw, scope: Scope, style: Style): string[] {
  const nests = style.depth > 0;
  switch (draw.weighted([8, 6, 6, ...(nests ? [6, 4, 4, 2, 2] : [0, 0, 0, 0, 0]), 3, 2])) {
    case 1:
      return declaration(draw, scope, style);
    case 2:
      return style.special(draw, scope) ?? assignment(draw, scope, style);
    case 3:
      return ifStatement(draw, scope, style);
    case 4:
      return switchStatement(draw, scope, style);
    case 5:
      return loop(draw, scope, style);
    case 6:
      return gotoForward(draw, scope, style);
    case 7:
      return gotoBack(draw, scope, style);
    case 8:
      return leave(draw, scope, style) ?? assignment(draw, scope, style);
    case 9:
      return adjust(draw, scope, style) ?? assignment(draw, scope, style);
    default:
      return assignment(draw, scope, style);
  }
}

function assignment(draw: Draw, scope: Scope, style: Style): string[] {
  if (!scope.places.some((place) => place.assignable && (style.free || !place.free))) return declaration(draw, scope, style);
  if (draw.chance(8)) {
    const target = scope.some(draw, (place) => place.assignable && (style.free || !place.free))!;
    const value = expression(draw, scope, { free: target.free && style.free, pure: true, depth: 2 });
    return [`PROOF_SET(${target.text}, ${value});`];
  }
  return [`${effect(draw, scope, { free: style.free, pure: false, depth: 2 })};`];
}

/** A comma expression or an assignment as a whole may have effects; operands may not. */
function whole(draw: Draw, scope: Scope, free: boolean, depth = 2): string {
  return expression(draw, scope, { free, pure: false, depth });
}

function declaration(draw: Draw, scope: Scope, style: Style): string[] {
  switch (draw.weighted([8, 2, 2, 2])) {
    case 1:
      return arrayDeclaration(draw, scope, style);
    case 2:
      return pairDeclaration(draw, scope, style);
    case 3:
      return pointerDeclaration(draw, scope) ?? scalarDeclaration(draw, scope, style);
    default:
      return scalarDeclaration(draw, scope, style);
  }
}

function scalarDeclaration(draw: Draw, scope: Scope, style: Style): string[] {
  const type: Scalar = draw.one(SCALARS);
  const free = draw.chance(60) && style.free;
  const value = whole(draw, scope, free);
  const name = scope.names.next('v');
  scope.add({ text: name, type, free, assignable: true });
  return [`${type} ${name} = ${value};`];
}

function arrayDeclaration(draw: Draw, scope: Scope, style: Style): string[] {
  const type: Scalar = draw.one(SCALARS);
  const free = draw.chance(60) && style.free;
  const name = scope.names.next('a');
  const value = () => expression(draw, scope, { free, pure: true, depth: 1 });
  const form = draw.pick(8);
  if (form === 4) return gridDeclaration(draw, scope, { type, free, name, value });
  if (form === 5) return tableDeclaration(draw, scope, { type, name });
  const text = [
    () => `${type} ${name}[2] = { ${value()}, ${value()} };`,
    () => `${type} ${name}[] = { [1] = ${value()}, [0] = ${value()}, };`,
    () => `${type} ${name}[4] = { ${value()}, [3] = ${value()} };`,
    () => `${type} ${name}[3] = {};`,
    () => '',
    () => '',
    () => `${type} ${name}[5] = { [0 ... 2] = ${value()}, [4] = ${value()} };`,
    () => `${type} ${name}[2] = { ${value()} }, *${name}_at = ${draw.one([name, `&${name}[1]`, `${name} + 1`])};`,
  ][form]!();
  for (const index of ['0', '1', `ARRAY_SIZE(${name}) - 1`]) scope.add({ text: `${name}[${index}]`, type, free, assignable: true });
  const counter = scope.some(draw, (place) => !place.free && place.type === 'unsigned int');
  if (counter) scope.add({ text: `${name}[${counter.text} % 2]`, type, free, assignable: true });
  if (form !== 7) return [text];
  scope.add({ text: `*${name}_at`, type, free, assignable: true });
  scope.add({ text: `(${name}_at - ${name})`, type: 'long', free: false, assignable: false });
  scope.add({ text: `(${name}_at == ${name} + 1)`, type: 'int', free: false, assignable: false });
  return [text];
}

interface Elements {
  type: Scalar;
  free: boolean;
  name: string;
  value: () => string;
}

function gridDeclaration(draw: Draw, scope: Scope, { type, free, name, value }: Elements): string[] {
  const text = draw.one([
    `${type} ${name}[2][2] = { { ${value()}, ${value()} }, { ${value()} } };`,
    `${type} ${name}[][2] = { [1] = { [1] = ${value()} }, [0] = { ${value()} } };`,
    `${type} ${name}[2][2] = { ${value()}, ${value()}, ${value()} };`,
  ]);
  for (const index of ['[0][0]', '[1][1]', '[1][0]', `[ARRAY_SIZE(${name}) - 1][0]`])
    scope.add({ text: name + index, type, free, assignable: true });
  return [text];
}

function tableDeclaration(draw: Draw, scope: Scope, { type, name }: Pick<Elements, 'type' | 'name'>): string[] {
  const numbers = draw.list(2, 4, (part) => part.one(['0', '1', '-1', '7', '300', 'PROOF_FAR']));
  for (const index of ['0', '1', `ARRAY_SIZE(${name}) - 1`]) scope.add({ text: `${name}[${index}]`, type, free: false, assignable: false });
  return [`static const ${type} ${name}[] = { ${numbers.join(', ')} };`];
}

function pairDeclaration(draw: Draw, scope: Scope, style: Style): string[] {
  const free = draw.chance(60) && style.free;
  const name = scope.names.next('pair');
  const value = () => expression(draw, scope, { free, pure: true, depth: 1 });
  const member: [string, Scalar] = draw.one([
    ['c', 'u16'],
    ['d', 's8'],
  ]);
  const lines = draw.one([
    () => [`struct proof_pair ${name} = { .a = ${value()}, .${member[0]} = ${value()} };`],
    () => [`struct proof_pair ${name} = { ${value()}, ${value()}, { .${member[0]} = ${value()} }, { ${value()}, ${value()} } };`],
    () => [`struct proof_pair ${name} = { .in = { .f = ${value()} }, .b = ${value()}, .${member[0]} = ${value()}, .in.e = ${value()} };`],
    () => [`struct proof_pair ${name} = {};`, `${name} = (struct proof_pair){ .${member[0]} = ${value()}, .in.e = ${value()} };`],
  ])();
  if (draw.chance(15)) {
    const other = member[0] === 'c' ? 'd' : 'c';
    lines.push(`${name}.${other} = ${value()};`, `${name}.${member[0]} = ${value()};`);
  }
  const pointer = draw.chance(30) ? scope.names.next('p') : undefined;
  if (pointer) lines.push(`struct proof_pair *${pointer} = &${name};`);
  const base = pointer ? `${pointer}->` : `${name}.`;
  const members: [string, Scalar][] = [['a', 'int'], ['b', 'u8'], member, ['in.e', 'long'], ['in.f', 'bool']];
  for (const [field, type] of members) scope.add({ text: base + field, type, free, assignable: true });
  const bits: [string, Scalar][] = [
    ['g', 'unsigned int'],
    ['h', 'int'],
    ['i', 'bool'],
  ];
  for (const [field, type] of bits) {
    if (!draw.chance(20)) continue;
    lines.push(`${name}.${field} = ${value()};`);
    scope.add({ text: base + field, type, free, assignable: true, bits: true });
  }
  if (pointer) scope.add({ text: `${name}.a`, type: 'int', free, assignable: true });
  if (draw.chance(20)) {
    const copy = scope.names.next('pair');
    lines.push(`struct proof_pair ${copy} = ${pointer ? `*${pointer}` : name};`);
    for (const [field, type] of members) scope.add({ text: `${copy}.${field}`, type, free, assignable: true });
  }
  if (draw.chance(25)) lines.push(...pointerOrNull(draw, scope, style, name));
  return lines;
}

/** A pointer to a copy of the pair or NULL, and what can be asked of it without reading what may not be there. */
function pointerOrNull(draw: Draw, scope: Scope, style: Style, pair: string): string[] {
  const asked = condition(draw, scope, { free: style.free, pure: true, depth: 1 });
  const [holder, name] = [scope.names.next('holder'), scope.names.next('q')];
  const member = draw.one(['begin.pair', 'end']);
  const found = `container_of(${name}, struct proof_holder, ${member})`;
  const questions = [
    `!${name}`,
    `${name} ? ${name}->b : 5`,
    `&${name}->a != NULL`,
    `!&${name}->d`,
    `NULL == &${name}->in.e`,
    `&${name}->in ? 3 : 7`,
    `!container_of(&${name}->a, struct proof_pair, a)`,
    `${found} == NULL`,
    `!${found}`,
    // Of NULL, `found` is an address near it where the member is not the first, and what lies around that is not known.
    ...(member === 'end' ? [] : [`!&${found}->begin`]),
    `${name} && ${found} == &${holder}`,
  ];
  for (const question of questions) {
    if (draw.chance(40)) scope.add({ text: `(${question})`, type: 'int', free: style.free, assignable: false });
  }
  return [
    `struct proof_holder ${holder} = { .${member} = ${pair} };`,
    `struct proof_pair *${name} = ${asked} ? &${holder}.${member} : NULL;`,
  ];
}

/** A pointer to a local; it may choose between two of one type. */
function pointerDeclaration(draw: Draw, scope: Scope): string[] | undefined {
  const target = scope.some(draw, (place) => place.assignable && !place.bits && place.type !== 'enum proof_mode');
  if (!target) return undefined;
  const other = scope.some(draw, (place) => place.assignable && !place.bits && place.type === target.type && place.free === target.free);
  const name = scope.names.next('p');
  const asked = other && draw.chance(40) ? condition(draw, scope, { free: true, pure: true, depth: 1 }) : undefined;
  const value = asked === undefined ? `&${target.text}` : `${asked} ? &${target.text} : &${other!.text}`;
  scope.add({ text: `*${name}`, type: target.type, free: target.free, assignable: true });
  return [`${target.type} *${name} = ${value};`];
}

function ifStatement(draw: Draw, scope: Scope, style: Style): string[] {
  const asked = condition(draw, scope, { free: style.free, pure: false, depth: 2 });
  const body = blockOf(draw, scope, style);
  if (!draw.chance(40)) return [`if (${asked}) {`, ...body, '}'];
  return [`if (${asked}) {`, ...body, '} else {', ...blockOf(draw, scope, style), '}'];
}

/** A label cannot stand before a declaration. */
const DECLARES = /^\t(unsigned|int|u8|u16|s8|char|short|long|u64|bool|enum|struct)\b/;

function switchStatement(draw: Draw, scope: Scope, style: Style): string[] {
  const cases = 1 + draw.pick(3);
  const free = style.free && draw.chance(60) && scope.pay(cases + 1);
  const subject = expression(draw, scope, { free, pure: false, depth: 1 });
  const lines = [`switch (${subject}) {`];
  const otherwise = draw.pick(cases + 2);
  const inside = { leaves: { break: true } };
  let value = draw.one([0, -1, 1, 4]);
  for (let index = 0; index <= cases; index++) {
    if (index === otherwise) lines.push('default:');
    if (index < cases) {
      const last = value + draw.one([0, 0, 1, 3]);
      scope.numbers.add(value);
      scope.numbers.add(last);
      lines.push(last === value ? `case ${value}:` : `case ${value} ... ${last}:`);
      value = last + 1 + draw.pick(3);
    } else if (otherwise !== cases) break;
    const body = blockOf(draw, scope, style, inside);
    lines.push(...(DECLARES.test(body[0] ?? '') ? ['\t{', ...body, '\t}'] : body));
    lines.push(draw.chance(30) ? '\tfallthrough;' : '\tbreak;');
  }
  while (lines[lines.length - 1] === '\tfallthrough;') lines[lines.length - 1] = '\tbreak;';
  return [...lines, '}'];
}

function loop(draw: Draw, scope: Scope, style: Style): string[] {
  const turns = 1 + draw.pick(4);
  const counter = scope.names.next('i');
  const around = scope.inner();
  around.add({ text: counter, type: 'unsigned int', free: false, assignable: false });
  const change = { turns, leaves: { break: true, continue: true } };
  const also = draw.chance(25) ? condition(draw, around.inner({ turns }), { free: style.free, pure: true, depth: 1 }) : undefined;
  const more = also === undefined ? '' : ` && ${also}`;
  const body = () => blockOf(draw, around, style, change);
  switch (draw.pick(5)) {
    case 4: {
      const other = scope.names.next('j');
      around.add({ text: other, type: 'int', free: false, assignable: false });
      const head = `for (int ${counter} = 0, ${other} = ${turns}; ${counter} < ${other}${more}; ${counter}++, ${draw.one([`${other}--`, `--${other}`, `${other} += 0`])})`;
      return [`${head} {`, ...body(), '}'];
    }
    case 1:
      return ['{', `\tunsigned int ${counter} = 0;`, `\twhile (${counter}++ < ${turns}${more}) {`, ...indented(body()), '\t}', '}'];
    case 2:
      return ['{', `\tunsigned int ${counter} = ${turns};`, '\tdo {', ...indented(body()), `\t} while (--${counter} > 0${more});`, '}'];
    case 3:
      return ['{', `\tunsigned int ${counter};`, `\tfor (${counter} = ${turns}; ${counter}--${more}; ) {`, ...indented(body()), '\t}', '}'];
    default:
      return [`for (unsigned int ${counter} = 0; ${counter} < ${turns}${more}; ${counter}++) {`, ...body(), '}'];
  }
}

/** What is declared between the jump and its label lives in a block of its own, so that no jump skips a value. */
function gotoForward(draw: Draw, scope: Scope, style: Style): string[] {
  const label = scope.names.next('skip');
  const asked = condition(draw, scope, { free: style.free, pure: true, depth: 2 });
  return [`if (${asked})`, `\tgoto ${label};`, '{', ...blockOf(draw, scope, style), '}', `${label}:`, ';'];
}

function gotoBack(draw: Draw, scope: Scope, style: Style): string[] {
  const turns = 1 + draw.pick(3);
  const [label, counter] = [scope.names.next('again'), scope.names.next('g')];
  const body = blockOf(draw, scope, style, { turns });
  const asked = condition(draw, scope.inner({ turns }), { free: style.free, pure: true, depth: 1 });
  return [`unsigned int ${counter} = 0;`, `${label}:`, '{', ...body, '}', `if (${counter}++ < ${turns} && ${asked})`, `\tgoto ${label};`];
}

function leave(draw: Draw, scope: Scope, style: Style): string[] | undefined {
  const way = scope.leaves.continue && draw.chance(50) ? 'continue' : scope.leaves.break ? 'break' : undefined;
  if (!way) return undefined;
  return draw.chance(70) ? [`if (${condition(draw, scope, { free: style.free, pure: true, depth: 1 })})`, `\t${way};`] : [`${way};`];
}

/** A call of a helper that changes a local through a pointer. */
function adjust(draw: Draw, scope: Scope, style: Style): string[] | undefined {
  const helper = scope.helpers.find((each) => each.changes);
  if (!helper || (helper.forks > 0 && !(style.free && scope.pay(helper.forks)))) return undefined;
  const target = scope.some(
    draw,
    (place) => place.assignable && !place.bits && place.type === helper.parameters[0] && place.free === helper.free,
  );
  if (!target) return undefined;
  const rest = helper.parameters
    .slice(1)
    .map(() => (target.free ? expression(draw, scope, { free: false, pure: true, depth: 1 }) : concrete(draw, scope)));
  return [`${helper.name}(${[`&${target.text}`, ...rest].join(', ')});`];
}
