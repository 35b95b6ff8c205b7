/** Match lists: declared, filled, chosen and handed over in the ways of real drivers, and now and then wrongly. */
import type { Draw } from './draw.ts';
import { constantElement, element, entry, FIELDS, type MappingType } from './entries.ts';
import { condition, expression } from './expressions.ts';
import type { Scope } from './scope.ts';
import { indented } from './statements.ts';

/** A list ready to be handed over. */
export interface List {
  /** File-scope C it needs. */
  before: string[];
  /** Statements that make it. */
  lines: string[];
  pointer: string;
  length: string;
}

export interface Makings {
  types: readonly MappingType[];
  /** Set when a length may go past the end, and when entries may be read that nothing has set. */
  flags: { overrun: boolean; unset: boolean };
  configs: readonly string[];
}

const MATCH = 'struct dma_buf_mapping_match';

export function matchList(draw: Draw, scope: Scope, makings: Makings): List {
  return draw.part((part) => {
    const makers = [initialised, counted, indexed, looped, walked, filled, literal, fixed, chosen, tail, offered, copied];
    return makers[part.weighted([6, 6, 4, 3, 3, 4, 2, 3, 2, 2, 3, 3])]!(part, scope, makings);
  });
}

function lengthOf(draw: Draw, name: string, count: number): string {
  return draw.one([`ARRAY_SIZE(${name})`, String(count), `sizeof(${name}) / sizeof(${name}[0])`, `sizeof(${name}) / sizeof(*${name})`]);
}

/** Elements of an initialiser list, some of them under `#if`; with the number there are, where no configuration decides it. */
function elements(draw: Draw, makings: Makings, one: (draw: Draw) => string): { lines: string[]; count: number | undefined } {
  const all = draw.list(1, 3, (part) => ({ text: one(part), config: part.chance(8) }));
  const config = makings.configs.length > 0 && all.some((each) => each.config);
  const indices = draw.chance(20) && !config ? shuffled(draw, all.length) : undefined;
  const lines = all.flatMap(({ text, config }, index) => {
    const line = `\t${indices ? `[${indices[index]}] = ` : ''}${text},`;
    if (!config || makings.configs.length === 0) return [line];
    return [
      draw.one([`#if IS_ENABLED(${makings.configs[0]})`, `#ifdef ${makings.configs[0]}`, `#if !IS_ENABLED(${makings.configs[0]})`]),
      line,
      '#endif',
    ];
  });
  return { lines, count: config ? undefined : all.length };
}

function shuffled(draw: Draw, count: number): number[] {
  const left = Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: count }, () => left.splice(draw.pick(left.length), 1)[0]!);
}

/** Mostly the right length; otherwise one that goes past the end. */
function perhapsTooLong(draw: Draw, makings: Makings, right: string): string {
  if (!draw.chance(4)) return right;
  makings.flags.overrun = true;
  return `${right} + 1`;
}

/** Mostly the number of entries that were filled in; otherwise that of all there are. */
function perhapsUnset(draw: Draw, makings: Makings, name: string, right: string): string {
  if (!draw.chance(8)) return right;
  makings.flags.unset = true;
  return `ARRAY_SIZE(${name})`;
}

function initialised(draw: Draw, scope: Scope, makings: Makings): List {
  const name = scope.names.next('m');
  const { lines, count } = elements(draw, makings, (part) => element(part, scope, makings.types));
  const size = count !== undefined && draw.chance(30) ? String(count) : '';
  const length = count === undefined ? `ARRAY_SIZE(${name})` : perhapsTooLong(draw, makings, lengthOf(draw, name, count));
  return { before: [], lines: [`${draw.one(['', 'const '])}${MATCH} ${name}[${size}] = {`, ...lines, '};'], pointer: name, length };
}

function counted(draw: Draw, scope: Scope, makings: Makings): List {
  const [name, count] = [scope.names.next('m'), scope.names.next('n')];
  const items = draw.list(1, 3, (part) => {
    const line = `${name}[${count}++] = ${entry(part, scope, makings.types)};`;
    if (!part.chance(40)) return [line];
    return [`if (${condition(part, scope, { free: true, pure: true, depth: 2 })})`, `\t${line}`];
  });
  const lines = [
    `${MATCH} ${name}[${items.length}];`,
    `${draw.one(['unsigned int', 'int', 'u8', 'size_t'])} ${count} = 0;`,
    ...items.flat(),
  ];
  return { before: [], lines, pointer: name, length: perhapsUnset(draw, makings, name, count) };
}

function indexed(draw: Draw, scope: Scope, makings: Makings): List {
  const name = scope.names.next('m');
  const items = draw.list(1, 3, (part, index) => {
    const at = draw.one([`${name}[${index}]`, `*(${name} + ${index})`]);
    const value = () => entry(part, scope, makings.types);
    switch (part.weighted([5, 3, 2, 1])) {
      case 1:
        return [
          `if (${condition(part, scope, { free: true, pure: true, depth: 2 })})`,
          `\t${at} = ${value()};`,
          'else',
          `\t${at} = ${value()};`,
        ];
      case 2: {
        makings.flags.unset = true;
        const type = part.one(makings.types);
        const sets = FIELDS[type.kind].filter(([, scalar]) => scalar === 'u8' || scalar === 'bool' || scalar === 's8' || part.chance(80));
        const value = () => expression(part, scope, { free: part.chance(40), pure: true, depth: 1 });
        return [`${name}[${index}].type = &${type.name};`, ...sets.map(([field]) => `${name}[${index}].${field} = ${value()};`)];
      }
      case 3:
        return [`memset(&${name}[${index}], 0, sizeof(${name}[${index}]));`, `${name}[${index}].type = &${part.one(makings.types).name};`];
      default:
        return [`${at} = ${value()};`];
    }
  });
  const length = perhapsTooLong(draw, makings, lengthOf(draw, name, items.length));
  return { before: [], lines: [`${MATCH} ${name}[${items.length}];`, ...items.flat()], pointer: name, length };
}

function looped(draw: Draw, scope: Scope, makings: Makings): List {
  const [name, count] = [scope.names.next('m'), scope.names.next('n')];
  const turns = 1 + draw.pick(3);
  const inside = scope.inner({ turns });
  inside.add({ text: count, type: 'unsigned int', free: false, assignable: false });
  const value = () => entry(draw, inside, makings.types);
  const body = draw.one([
    () => [`${name}[${count}] = ${value()};`],
    () => [`${name}[${count}] = ${count} == ${draw.pick(turns)} ? ${value()} : ${value()};`],
    () => [
      `switch (${count}) {`,
      'case 1:',
      `\t${name}[${count}] = ${value()};`,
      '\tcontinue;',
      'default:',
      `\t${name}[${count}] = ${value()};`,
      '\tbreak;',
      '}',
    ],
  ])();
  const loop = [`for (${count} = 0; ${count} < ARRAY_SIZE(${name}); ${count}++) {`, ...indented(body), '}'];
  return { before: [], lines: [`${MATCH} ${name}[${turns}];`, `unsigned int ${count};`, ...loop], pointer: name, length: count };
}

function walked(draw: Draw, scope: Scope, makings: Makings): List {
  const [name, next] = [scope.names.next('m'), scope.names.next('next')];
  const items = draw.list(1, 3, (part) => {
    const value = entry(part, scope, makings.types);
    const lines = part.one([
      [`*${next}++ = ${value};`],
      [`*${next} = ${value};`, `${next}++;`],
      [`${next}[0] = ${value};`, `${next} += 1;`],
    ]);
    return part.chance(30) ? [`if (${condition(part, scope, { free: true, pure: true, depth: 1 })}) {`, ...indented(lines), '}'] : lines;
  });
  const lines = [`${MATCH} ${name}[${items.length}], *${next} = ${draw.one([name, `&${name}[0]`])};`, ...items.flat()];
  return { before: [], lines, pointer: name, length: draw.one([`${next} - ${name}`, `${next} - &${name}[0]`]) };
}

/** A function of the program fills the list. */
function filled(draw: Draw, scope: Scope, makings: Makings): List {
  const [name, count, helper] = [scope.names.next('m'), scope.names.next('n'), scope.names.next('my_fill')];
  const inside = scope.outside();
  inside.add({ text: 'arg', type: 'int', free: true, assignable: true });
  const byPointer = draw.chance(50);
  const at = byPointer ? '(*count)++' : 'count++';
  const items = draw.list(1, 3, (part) => {
    const line = `list[${at}] = ${entry(part, inside, makings.types)};`;
    return part.chance(40) ? [`if (${condition(part, inside, { free: true, pure: true, depth: 1 })})`, `\t${line}`] : [line];
  });
  const arg = expression(draw, scope, { free: true, pure: true, depth: 1 });
  const list = draw.one([`${MATCH} *list`, `${MATCH} list[]`, `${MATCH} list[${items.length}]`]);
  const declared = `${MATCH} ${name}[${items.length}];`;
  if (byPointer) {
    const before = [`static void ${helper}(${list}, unsigned int *count, int arg)`, '{', ...indented(items.flat()), '}', ''];
    return {
      before,
      lines: [declared, `unsigned int ${count} = 0;`, `${helper}(${name}, &${count}, ${arg});`],
      pointer: name,
      length: count,
    };
  }
  const before = [
    `static size_t ${helper}(${list}, int arg)`,
    '{',
    '\tint count = 0;',
    '',
    ...indented(items.flat()),
    '\treturn count;',
    '}',
    '',
  ];
  if (draw.chance(40)) return { before, lines: [declared, `size_t ${count} = ${helper}(${name}, ${arg});`], pointer: name, length: count };
  return { before, lines: [declared, `const int ${count} = ${helper}(&${name}[0], ${arg});`], pointer: name, length: count };
}

function literal(draw: Draw, scope: Scope, makings: Makings): List {
  const all = draw.list(1, 2, (part) => element(part, scope, makings.types));
  const length = perhapsTooLong(draw, makings, String(all.length));
  if (all.length === 1 && draw.chance(40))
    return {
      before: [],
      lines: [],
      pointer: `&(${MATCH})${all[0]!.startsWith('{') ? all[0] : `{ .type = &${makings.types[0]!.name} }`}`,
      length,
    };
  return { before: [], lines: [], pointer: `(${draw.one(['', 'const '])}${MATCH}[]){ ${all.join(', ')} }`, length };
}

function fixed(draw: Draw, scope: Scope, makings: Makings): List {
  const inFunction = draw.chance(40);
  const name = scope.names.next('my_list');
  const { lines, count } = elements(draw, makings, (part) => constantElement(part, makings.types));
  const all = [`static ${draw.one(['const ', 'const ', ''])}${MATCH} ${name}[] = {`, ...lines, '};'];
  const length = count === undefined ? `ARRAY_SIZE(${name})` : perhapsTooLong(draw, makings, lengthOf(draw, name, count));
  return { before: inFunction ? [] : [...all, ''], lines: inFunction ? all : [], pointer: name, length };
}

function chosen(draw: Draw, scope: Scope, makings: Makings): List {
  const [first, second] = [initialised(draw, scope, makings), fixed(draw, scope, makings)];
  const asked = condition(draw, scope, { free: true, pure: true, depth: 1 });
  if (draw.chance(40)) {
    const lines = [...first.lines, ...second.lines];
    const length = `${asked} ? ${first.length} : ${second.length}`;
    return { before: [...first.before, ...second.before], lines, pointer: `${asked} ? ${first.pointer} : ${second.pointer}`, length };
  }
  const [pick, name] = [scope.names.next('c'), scope.names.next('m')];
  const lines = [
    ...first.lines,
    ...second.lines,
    `bool ${pick} = ${asked};`,
    `const ${MATCH} *${name} = ${pick} ? ${first.pointer} : ${second.pointer};`,
  ];
  return { before: [...first.before, ...second.before], lines, pointer: name, length: `${pick} ? ${first.length} : ${second.length}` };
}

function tail(draw: Draw, scope: Scope, makings: Makings): List {
  // Without entries under a configuration: a list without any would have a tail of nearly endless length.
  const list = initialised(draw, scope, { ...makings, configs: [] });
  const pointer = draw.one([`${list.pointer} + 1`, `&${list.pointer}[1]`]);
  return { ...list, pointer, length: `ARRAY_SIZE(${list.pointer}) - 1` };
}

function offered(draw: Draw, scope: Scope, makings: Makings): List {
  const [name, maker] = [scope.names.next('offer'), scope.names.next('my_offer')];
  const inside = scope.outside();
  inside.add({ text: 'arg', type: 'int', free: true, assignable: false });
  const where = draw.chance(50) ? inside : scope;
  const all = draw.list(1, 3, (part) => element(part, where, makings.types));
  // gcc 12 with -ftrivial-auto-var-init loses the first element of an array in a struct whose initialiser calls functions.
  const calls = all.some((part) => /\bmy_\w+\(/.test(part));
  const init = calls ? `{ .n = ${all.length} }` : `{ .list = { ${all.join(', ')} }, .n = ${all.length} }`;
  const stores = (owner: string): string[] => (calls ? all.map((part, index) => `${owner}.list[${index}] = ${asValue(part)};`) : []);
  if (where === scope) {
    const address = scope.names.next('to');
    if (draw.chance(50))
      return {
        before: [],
        lines: [`struct proof_offer ${name} = ${init};`, ...stores(name)],
        pointer: `${name}.list`,
        length: `${name}.n`,
      };
    return {
      before: [],
      lines: [`struct proof_offer ${name} = ${init}, *${address} = &${name};`, ...stores(name)],
      pointer: `${address}->list`,
      length: `${address}->n`,
    };
  }
  const before = [
    `static struct proof_offer ${maker}(int arg)`,
    '{',
    `\tstruct proof_offer made = ${init};`,
    '',
    ...stores('made').map((line) => `\t${line}`),
    ...draw.one([[], ['\tif (arg > 5)', '\t\tmade.n = 1;']]),
    '\treturn made;',
    '}',
    '',
  ];
  const arg = expression(draw, scope, { free: true, pure: true, depth: 1 });
  return { before, lines: [`struct proof_offer ${name} = ${maker}(${arg});`], pointer: `${name}.list`, length: `${name}.n` };
}

/** A list element as an expression. */
function asValue(part: string): string {
  return part.startsWith('{') ? `(struct dma_buf_mapping_match)${part}` : part;
}

function copied(draw: Draw, scope: Scope, makings: Makings): List {
  const [name, one] = [scope.names.next('m'), scope.names.next('one')];
  const type = draw.one(makings.types);
  const field = draw.one(FIELDS[type.kind])[0];
  const change = `${name}[1].${field} = ${expression(draw, scope, { free: draw.chance(50), pure: true, depth: 1 })};`;
  const copy = draw.one([`${name}[1] = ${name}[0];`, `memcpy(&${name}[1], &${one}, sizeof(${one}));`, `*(${name} + 1) = *&${one};`]);
  const lines = [`${MATCH} ${one} = ${entry(draw, scope, [type])}, ${name}[2];`, `${name}[0] = ${one};`, copy, change];
  return { before: [], lines, pointer: name, length: '2' };
}
