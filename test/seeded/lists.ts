/** Match lists in every form that drivers give them. */
import { type Entry, MATCH, spelledEntry } from './entries.ts';
import { type Context, MARK, type Scene } from './scene.ts';
import { condition } from './spelling.ts';

/** An entry, under which condition it is there. */
export interface Item extends Entry {
  /** `code`: an `if` around it; `config`: an `#if` around it. */
  when?: 'code' | 'config';
}

export interface BuiltList {
  /** Statements before the call. */
  lines: string[];
  /** C of the list and of its right length. */
  list: string;
  length: string;
  /** C of the array, if the list is one. */
  array?: string;
  /** Entries that the array has room for. */
  room: number;
}

export type Form = 'initializer' | 'designated' | 'counter' | 'indices' | 'pointer' | 'helper' | 'file scope' | 'member' | 'loop';

export const FORMS: readonly Form[] = [
  'initializer',
  'designated',
  'counter',
  'indices',
  'pointer',
  'helper',
  'file scope',
  'member',
  'loop',
];
/** Forms in which the list is filled by statements. */
export const FILLED: readonly Form[] = ['counter', 'pointer', 'helper', 'member'];

const LISTS = ['match', 'm', 'list', 'entries', 'sgt_match', 'offers', 'maps'];
const COUNTERS = ['n', 'count', 'num', 'num_match', 'len', 'i'];
const COUNTER_TYPES = ['unsigned int', 'size_t', 'int', 'u8', 'unsigned'];

export interface ListWishes {
  forms?: readonly Form[];
  /** Elements of the array beyond the entries. */
  slack?: number;
  /** No macro declares the list. */
  plain?: true;
}

/** Builds the list of these entries. */
export function matchList(scene: Scene, context: Context, items: readonly Item[], wishes: ListWishes = {}): BuiltList {
  const { draw } = scene;
  const inCode = items.some(({ when }) => when === 'code');
  const possible = (wishes.forms ?? FORMS).filter((form) => {
    if (inCode) return FILLED.includes(form);
    if (form === 'file scope') return items.every(({ constant }) => constant);
    if (form === 'designated' || form === 'indices' || form === 'loop') return items.every(({ when }) => when === undefined);
    return true;
  });
  const form = draw.one(possible.length > 0 ? possible : FILLED);
  const room = items.length + (wishes.slack ?? 0);
  const name = draw.one(LISTS);
  const lines: string[] = [];
  switch (form) {
    case 'initializer':
    case 'designated': {
      const wide = draw.chance(40) && wishes.slack === undefined && items.every(({ when }) => when === undefined);
      const dimension = wishes.slack ? `${room}` : wide ? `${items.length}` : '';
      lines.push(
        `${draw.one(['', 'const '])}${elementType(scene)} ${name}[${dimension}] = {`,
        ...body(scene, context, items, { form, constant: false }),
        '};',
      );
      return { lines, list: name, length: draw.one(lengths(name, items)), array: name, room };
    }
    case 'file scope': {
      const global = scene.name(name);
      scene.keepLocal(global);
      scene.main(`static const ${elementType(scene)} ${global}[] = {`, ...body(scene, context, items, { form, constant: true }), '};');
      return { lines, list: global, length: draw.one(lengths(global, items)), array: global, room };
    }
    case 'indices': {
      lines.push(declared(scene, name, room, wishes));
      items.forEach((item, index) => {
        lines.push(
          `${draw.one([`${name}[${index}]`, `*(${name} + ${index})`])} = ${spelledEntry(scene, context, item, { constant: false })};`,
        );
      });
      return { lines, list: name, length: wishes.slack ? `${items.length}` : draw.one(lengths(name, items)), array: name, room };
    }
    case 'loop': {
      const source = `${name}_of`;
      lines.push(
        `${MATCH} ${source}[] = {`,
        ...body(scene, context, items, { form: 'initializer', constant: false }),
        '};',
        declared(scene, name, room, wishes),
      );
      lines.push(`for (unsigned int k = 0; k < ${items.length}; k++)`, `\t${name}[k] = ${source}[k];`);
      return { lines, list: name, length: `${items.length}`, array: name, room };
    }
    case 'pointer': {
      const next = draw.one(['p', 'next', 'cur']);
      lines.push(declared(scene, name, room, wishes), `${MATCH} *${next} = ${draw.one([name, `&${name}[0]`])};`);
      for (const item of items) lines.push(...guarded(scene, context, item, (text) => [`*${next}++ = ${text};`]));
      return { lines, list: name, length: `${next} - ${name}`, array: name, room };
    }
    case 'helper': {
      const counter = draw.one(COUNTERS);
      const type = draw.one(COUNTER_TYPES);
      const filled: string[] = [`${type} ${counter} = 0;`, ''];
      for (const item of items) filled.push(...guarded(scene, context, item, (text) => added('to', counter, text, scene)));
      filled.push(`return ${counter};`);
      const words = scene.words(filled.join(' '));
      const used = context.filter((each) => words.has(each.name));
      const parameters = [...used.map((each) => `${each.type}${each.type.endsWith('*') ? '' : ' '}${each.name}`), `${MATCH} *to`].join(
        ', ',
      );
      const helper = scene.helper('fill', type, parameters, filled);
      lines.push(
        declared(scene, name, room, wishes),
        `${type} ${counter}_of = ${helper}(${[...used.map((each) => each.name), name].join(', ')});`,
      );
      return { lines, list: name, length: `${counter}_of`, array: name, room };
    }
    case 'member': {
      const tag = scene.name('lists');
      const counter = draw.one(COUNTERS);
      scene.header(`struct ${tag} {`, `\t${MATCH} list[${room}];`, `\t${draw.one(COUNTER_TYPES)} ${counter};`, '};');
      lines.push(`struct ${tag} ${name};`, `${name}.${counter} = 0;`);
      for (const item of items)
        lines.push(...guarded(scene, context, item, (text) => added(`${name}.list`, `${name}.${counter}`, text, scene)));
      return { lines, list: `${name}.list`, length: `${name}.${counter}`, array: `${name}.list`, room };
    }
    default: {
      const counter = draw.one(COUNTERS);
      lines.push(declared(scene, name, room, wishes), `${draw.one(COUNTER_TYPES)} ${counter} = 0;`);
      for (const item of items) lines.push(...guarded(scene, context, item, (text) => added(name, counter, text, scene)));
      return { lines, list: name, length: counter, array: name, room };
    }
  }
}

function added(list: string, counter: string, text: string, scene: Scene): string[] {
  switch (scene.draw.pick(4)) {
    case 0:
      return [`${list}[${counter}] = ${text};`, `${counter}++;`];
    case 1:
      return [`${scene.macro('add', '(l, n, ...)', '((l)[(n)++] = __VA_ARGS__)')}(${list}, ${counter}, ${text});`];
    default:
      return [`${list}[${counter}++] = ${text};`];
  }
}

/** The statement that adds the entry, under the entry's condition. */
function guarded(scene: Scene, context: Context, item: Item, add: (text: string) => string[]): string[] {
  const lines = add(spelledEntry(scene, context, item, { constant: false }));
  if (item.when === 'config') return [`#ifdef CONFIG_${scene.stem.toUpperCase()}_${item.kind.toUpperCase()}`, ...lines, '#endif'];
  if (item.when === undefined) return lines;
  return [`if (${condition(scene, context)}) {`, ...lines.map((line) => `\t${line}`), '}'];
}

function body(scene: Scene, context: Context, items: readonly Item[], { form, constant }: { form: Form; constant: boolean }): string[] {
  const { draw } = scene;
  const rows = items.map((item, index) => {
    const text = spelledEntry(scene, context, item, { constant });
    const row = `\t${form === 'designated' ? `[${index}] = ` : ''}${text},`;
    return item.when === 'config' ? [`#ifdef CONFIG_${scene.stem.toUpperCase()}_${item.kind.toUpperCase()}`, row, '#endif'] : [row];
  });
  return (form === 'designated' && draw.chance(50) ? rows.reverse() : rows).flat();
}

/** Right lengths of an array that is just as long as its list. */
function lengths(array: string, items: readonly Item[]): string[] {
  const sizes = [
    `ARRAY_SIZE(${array})`,
    `ARRAY_SIZE(${array})`,
    `sizeof(${array}) / sizeof(${array}[0])`,
    `sizeof(${array}) / sizeof(${MATCH})`,
  ];
  return items.every(({ when }) => when === undefined) ? [...sizes, `${items.length}`] : sizes;
}

function elementType(scene: Scene): string {
  if (!scene.draw.chance(15)) return MATCH;
  const name = scene.name('entry_t');
  scene.header(`typedef ${MATCH} ${name};`);
  return name;
}

function declared(scene: Scene, name: string, room: number, { plain }: ListWishes): string {
  if (!plain && scene.draw.chance(10)) return `${scene.macro('list', '(name, len)', `${MATCH} name[len]`)}(${name}, ${room});`;
  return `${elementType(scene)} ${name}[${room}];`;
}

/** The text with a mark before it. */
export function marked(text: string): string {
  return `${MARK}${text}`;
}
