/** Whole programs: mapping types, an exporter, an importer, and what they are built from. */
import type { Draw } from './draw.ts';
import { defineConstructor, FIELDS, type Kind, type MappingType } from './entries.ts';
import { condition, expression } from './expressions.ts';
import { type List, type Makings, matchList } from './lists.ts';
import { type Helper, Names, SCALARS, Scope } from './scope.ts';
import { indented, type Special, statements } from './statements.ts';

export interface Program {
  /** C without the header. Names of file scope begin with `my_` or `MY_`, so that many programs fit into one file. */
  text: string;
  types: { name: string; kind: Kind }[];
  /** A length may go past the end of a list. */
  overrun: boolean;
  /** Something may be read that nothing has set. */
  unset: boolean;
  /** Kconfig symbols that it asks about. */
  configs: string[];
  /** Numbers that it compares with. */
  numbers: number[];
}

const INPUTS = ['in0()', 'in0()', 'in1()', 'in2()', 'in3()'];
const CONFIGS = ['CONFIG_MY_A', 'CONFIG_MY_B'];
const FORKS = 9;

/** Builds a program of these choices. */
export function program(draw: Draw): Program {
  const names = new Names();
  const numbers = new Set<number>();
  const configs = CONFIGS.slice(0, draw.weighted([6, 2, 1]));
  const shared = { names, numbers, budget: { forks: FORKS } };
  const asked = configs.flatMap((config) => [`IS_ENABLED(${config})`, `IS_BUILTIN(${config})`]);
  const scope = (dmabuf: string, helpers: readonly Helper[]) => {
    const holders = ['begin', 'end'].map((member) => `!container_of(${dmabuf}->priv, struct proof_holder, ${member})`);
    return new Scope({ ...shared, helpers, inputs: [...INPUTS, `${dmabuf}->size`, `(${dmabuf}->priv != NULL)`, ...holders, ...asked] });
  };
  const plain = () => new Scope({ ...shared, helpers: [], inputs: [...INPUTS, ...asked] });

  const types: MappingType[] = draw
    .list(1, 3, (part) => part.one<Kind>(['alpha', 'beta', 'word']))
    .map((kind, index) => ({ name: `my_type${index}`, kind, constructors: [] }));
  const declared = types.map(({ name }) => `extern const struct dma_buf_mapping_type ${name};`);
  const helpers: Helper[] = [];
  const helperText = draw.list(0, 2, (part) => defineHelper(part, plain(), helpers)).flat();
  const callbacks = types.flatMap((type) =>
    draw.part((part) => callbacksOf(part, scope('dmabuf', helpers), scope('args->dmabuf', helpers), type)),
  );
  const makers = types.flatMap((type) => draw.list(0, 2, (part) => defineConstructor(part, plain(), type)).flat());
  const flags = { overrun: false, unset: false };
  const makings: Makings = { types, flags, configs };
  const exporter = draw.part((part) => exporterOf(part, scope('args->dmabuf', helpers), makings));
  const importer = draw.part((part) => importerOf(part, scope('dmabuf', helpers), makings));
  const text = [...declared, '', ...helperText, ...callbacks, ...makers, ...exporter, ...importer].join('\n');
  return { text, types: types.map(({ name, kind }) => ({ name, kind })), ...flags, configs, numbers: [...numbers] };
}

function defineHelper(draw: Draw, scope: Scope, helpers: Helper[]): string[] {
  const changes = draw.chance(40);
  const name = scope.names.next('my_help');
  const parameters = draw.list(1, 2, (part) => part.one(SCALARS));
  const free = draw.chance(40);
  const before = scope.budget.forks;
  scope.budget.forks = Math.min(before, 1);
  parameters.forEach((type, index) => {
    const text = changes && index === 0 ? '*x0' : `x${index}`;
    scope.add({ text, type, free, assignable: true });
  });
  const list = parameters.map((type, index) => (changes && index === 0 ? `${type} *x0` : `${type} x${index}`)).join(', ');
  const returns = draw.one(SCALARS);
  const special: Special = (part, inside) =>
    changes ? ['return;'] : [`return ${expression(part, inside, { free, pure: false, depth: 1 })};`];
  const lines = [
    `static ${changes ? 'void' : returns} ${name}(${list})`,
    '{',
    ...indented(statements(draw, scope, { special, depth: 1, free }, 3)),
  ];
  const value = { free, pure: false, depth: 2 };
  if (!changes) lines.push(`\treturn ${expression(draw, scope, value)};`);
  else lines.push(`\t*x0 = ${expression(draw, scope, { ...value, pure: true })};`);
  const forks = Math.min(before, 1) - scope.budget.forks;
  scope.budget.forks = before;
  lines.push('}', '');
  const helper: Helper = { name, parameters, changes, free, forks };
  helpers.push(helper);
  if (changes || !draw.chance(30)) return lines;
  const type = `${returns} (*`;
  const table = `${name}_table`;
  helper.pointer = draw.one([`${table}.call`, `${table}_direct`]);
  const arguments_ = parameters.join(', ');
  if (helper.pointer.endsWith('direct')) return [...lines, `static ${type}const ${table}_direct)(${arguments_}) = ${name};`, ''];
  return [...lines, `static const struct { int id; ${type}call)(${arguments_}); } ${table} = { .call = ${name} };`, ''];
}

const ERRNOS = ['-EOPNOTSUPP', '-EINVAL', '-EIO', '-ENODEV', '-ENOTSUPP', '-EPERM'];

/** A return under a condition, rarely without one. */
function returns(values: readonly string[]): Special {
  return (draw, scope) => {
    const line = `return ${draw.one(values)};`;
    if (draw.chance(10)) return [line];
    return [`if (${condition(draw, scope, { free: true, pure: true, depth: 2 })})`, `\t${line}`];
  };
}

/** `match` and `finish_match` of a type, and the type. */
function callbacksOf(draw: Draw, forMatch: Scope, forFinish: Scope, type: MappingType): string[] {
  const id = type.name.slice('my_'.length);
  const lines: string[] = [];
  const match = draw.chance(55) ? `my_match_${id}` : undefined;
  const finish = draw.chance(3) ? undefined : `my_finish_${id}`;
  const entries = 'const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp';
  if (match) {
    const scope = forMatch.inner({ turns: 2 });
    for (const side of ['exp', 'imp'])
      for (const [field, scalar] of FIELDS[type.kind])
        scope.add({ text: `(RD(${side}->${field}) + 0)`, type: scalar, free: true, assignable: false });
    const special = returns(['0', ...ERRNOS]);
    const body = statements(draw, scope, { special, depth: 2, free: true }, 3);
    const last = answer(draw, scope);
    lines.push(`static int ${match}(struct dma_buf *dmabuf, ${entries})`, '{', ...indented([...body, last]), '}', '');
  }
  if (finish) {
    lines.push(
      `static void ${finish}(struct dma_buf_match_args *args, ${entries})`,
      '{',
      ...indented(finishBody(draw, forFinish, type)),
      '}',
      '',
    );
  }
  const members = [
    `.name = "${id}"`,
    ...(match ? [`.match = ${match}`] : []),
    ...(finish ? [`.finish_match = ${draw.one(['', '&'])}${finish}`] : []),
  ];
  return [...lines, `const struct dma_buf_mapping_type ${type.name} = { ${members.join(', ')} };`, ''];
}

function answer(draw: Draw, scope: Scope): string {
  switch (draw.weighted([4, 6, 2, 1, 1])) {
    case 1:
      return `return ${condition(draw, scope, { free: true, pure: false, depth: 2 })} ? 0 : ${draw.one(ERRNOS)};`;
    case 2:
      return `return ${draw.one(ERRNOS)};`;
    case 3:
      return `return -(${expression(draw, scope, { free: false, pure: true, depth: 1 })} & 7);`;
    case 4:
      return `return ${expression(draw, scope, { free: false, pure: true, depth: 2 })};`;
    default:
      return 'return 0;';
  }
}

function finishBody(draw: Draw, scope: Scope, type: MappingType): string[] {
  const target = draw.one(['args->attach->map_type', '(*to)']);
  const pointer = target === '(*to)' ? ['struct dma_buf_mapping_match *to = &args->attach->map_type;', ''] : [];
  const member = target === '(*to)' ? 'to->' : `${target}.`;
  const copied = (field: string) => `${draw.one(['exp', 'imp'])}->${field}`;
  const reads = scope.inner();
  for (const side of ['exp', 'imp'])
    for (const [field, scalar] of FIELDS[type.kind])
      reads.add({ text: `(RD(${side}->${field}) + 0)`, type: scalar, free: true, assignable: false });
  const value = (field: string) => (draw.chance(70) ? copied(field) : `(${expression(draw, reads, { free: true, pure: true, depth: 2 })})`);
  const own = draw.one(['exp->type', `&${type.name}`]);
  switch (draw.pick(4)) {
    case 1:
      return [...pointer, `${target} = *imp;`];
    case 2: {
      const fields = FIELDS[type.kind].map(([path]) => `\t.${path} = ${value(path)},`);
      return [
        ...pointer,
        `${target} = (struct dma_buf_mapping_match){`,
        `\t.type = ${own},`,
        '\t.exp_ops = exp->exp_ops,',
        ...fields,
        '};',
      ];
    }
    case 3: {
      const lines = FIELDS[type.kind].map(([path]) => `${member}${path} = ${value(path)};`);
      if (draw.chance(30)) lines.splice(0, 1, `if (${condition(draw, reads, { free: true, pure: true, depth: 2 })})`, `\t${lines[0]}`);
      return [...pointer, `${member}type = ${own};`, ...lines];
    }
    default:
      return [...pointer, `${target} = *exp;`];
  }
}

function exporterOf(draw: Draw, scope: Scope, makings: Makings): string[] {
  if (draw.chance(8)) {
    const [type, field] = [makings.types[0]!, draw.one(FIELDS[makings.types[0]!.kind])[0]];
    const single = `{ .type = &${type.name}, .${field} = ${draw.pick(9)} }`;
    if (draw.chance(50))
      return [
        `static const struct dma_buf_ops my_ops = { .single_exporter_match = &((const struct dma_buf_mapping_match)${single}) };`,
        '',
      ];
    return [
      `static const struct dma_buf_mapping_match my_single = ${single};`,
      'static const struct dma_buf_ops my_ops = { .single_exporter_match = &my_single };',
      '',
    ];
  }
  const before: string[] = [];
  const special = returns([...ERRNOS, '0']);
  const some = () => statements(draw, scope, { special, depth: 2, free: true }, 2);
  const list = (): List => {
    const made = matchList(draw, scope, makings);
    before.push(...made.before);
    return made;
  };
  const call = (made: List) => `dma_buf_match_mapping(args, ${made.pointer}, ${made.length})`;
  const body = some();
  const first = list();
  body.push(
    ...first.lines,
    ...some(),
    ...handOver(draw, scope, makings, call(first), () => {
      const second = list();
      return [...second.lines, `return ${call(second)};`];
    }),
  );
  return [
    ...before,
    'static int my_match_mapping(struct dma_buf_match_args *args)',
    '{',
    ...indented(body),
    '}',
    '',
    'static const struct dma_buf_ops my_ops = { .match_mapping = my_match_mapping };',
    '',
  ];
}

/** What an exporter does with the answer of the match loop. */
function handOver(draw: Draw, scope: Scope, makings: Makings, call: string, again: () => string[]): string[] {
  const patch = () => {
    const type = draw.one(makings.types);
    const field = draw.one(FIELDS[type.kind])[0];
    const place = `args->attach->map_type.${field}`;
    const value = expression(draw, scope, { free: true, pure: true, depth: 2 });
    return [
      `if (args->attach->map_type.type == &${type.name})`,
      `\t${place} = ${draw.one(['', `(RD(${place}) + 0) + `, `(RD(${place}) + 0) | `])}(${value});`,
    ];
  };
  switch (draw.weighted([8, 3, 2, 1, 2, 1])) {
    case 1:
      return [`int ret = ${call};`, '', 'if (ret)', '\treturn ret;', ...patch(), 'return 0;'];
    case 2:
      return [`int ret = ${call};`, '', `if (ret == ${draw.one(['-EINVAL', '-EIO'])}) {`, ...indented(again()), '}', 'return ret;'];
    case 3:
      return [`return ${call} ? ${draw.one(ERRNOS)} : 0;`];
    case 4:
      return [`return ${condition(draw, scope, { free: true, pure: true, depth: 1 })} ? ${call} : ${draw.one(ERRNOS)};`];
    case 5:
      return [
        `int ret = ${call};`,
        '',
        `if (!ret && ${condition(draw, scope, { free: true, pure: true, depth: 1 })}) {`,
        ...indented(patch()),
        '}',
        `return ret ?: ${expression(draw, scope, { free: false, pure: true, depth: 1 })};`,
      ];
    default:
      return [`return ${call};`];
  }
}

function importerOf(draw: Draw, scope: Scope, makings: Makings): string[] {
  const special = returns(['NULL']);
  const some = () => statements(draw, scope, { special, depth: 2, free: true }, 1);
  const wrapper = draw.chance(30) ? draw.part((part) => wrapperOf(part, scope, makings)) : undefined;
  const body = some();
  const how = () => expression(draw, scope, { free: true, pure: true, depth: 1 });
  let call: string;
  let before: string[] = [];
  if (wrapper && !wrapper.takesList) call = `${wrapper.name}(dmabuf, ${how()})`;
  else {
    const made = matchList(draw, scope, makings);
    before = made.before;
    body.push(...made.lines, ...some());
    const list = `dmabuf, ${made.pointer}, ${made.length}`;
    call = wrapper ? `${wrapper.name}(${list}, ${how()})` : `dma_buf_mapping_attach(${list}, NULL, NULL)`;
  }
  if (draw.chance(20)) body.push(`struct dma_buf_attachment *attach = ${call};`, '', 'return attach;');
  else body.push(`return ${call};`);
  const text = ['struct dma_buf_attachment *my_importer(struct dma_buf *dmabuf)', '{', ...indented(body), '}', ''];
  return [...(wrapper?.text ?? []), ...before, ...text];
}

interface Wrapper {
  name: string;
  text: string[];
  /** It is handed a list and its length, and a number; otherwise the number alone. */
  takesList: boolean;
}

/** A function, or one that calls another, between the importer and the attach call. */
function wrapperOf(draw: Draw, scope: Scope, makings: Makings): Wrapper {
  const takesList = draw.chance(60);
  const [inner, around] = [scope.inner(), scope.inner()];
  for (const each of [inner, around]) each.add({ text: 'how', type: 'int', free: true, assignable: true });
  const special = returns(['NULL']);
  const body = statements(draw, inner, { special, depth: 2, free: true }, 1);
  const made = takesList ? undefined : matchList(draw, inner, makings);
  if (made) body.push(...made.lines);
  const length = made ? `(${made.length}) - ((how == ${draw.one(['0', '1', '-1', '3'])}) & ((${made.length}) > 0))` : 'count';
  body.push(`return dma_buf_mapping_attach(dmabuf, ${made?.pointer ?? 'list'}, ${length}, NULL, NULL);`);
  const list = takesList ? ', const struct dma_buf_mapping_match *list, size_t count' : '';
  const head = (name: string) => `static struct dma_buf_attachment *${name}(struct dma_buf *dmabuf${list}, int how)`;
  const text = [...(made?.before ?? []), head('my_attach'), '{', ...indented(body), '}', ''];
  if (!draw.chance(30)) return { name: 'my_attach', text, takesList };
  const handed = takesList ? 'dmabuf, list, count' : 'dmabuf';
  const outer = statements(draw, around, { special, depth: 1, free: true }, 1);
  outer.push(`return my_attach(${handed}, ${draw.one(['how', 'how + 1', '-how', 'how ? how : 3'])});`);
  return { name: 'my_attach_outer', text: [...text, head('my_attach_outer'), '{', ...indented(outer), '}', ''], takesList };
}
