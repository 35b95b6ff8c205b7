/** Exporters, importers and mapping types that have nothing wrong, with openings for what a seed puts in. */
import { entries, MATCH, type Side } from './entries.ts';
import { type BuiltList, type Item, type ListWishes, matchList } from './lists.ts';
import { type Context, MARK, type Scene } from './scene.ts';
import { condition, dmabufOf, returning, statement } from './spelling.ts';

export const ARGS = 'struct dma_buf_match_args *';

/** What a seed asks of an exporter; what it leaves out is drawn. */
export interface ExporterWishes {
  items?: (context: Context) => readonly Item[];
  list?: ListWishes;
  /** Changes the list when it is built: its length, what is passed. */
  change?: (list: BuiltList, context: Context) => BuiltList;
  /** Statements in front of everything else. */
  before?: (context: Context) => string[];
  /** Statements of the call and what is done with its result; the call is given as C. */
  ending?: (call: string, context: Context) => string[];
  plainCall?: true;
  /** The rule may report the call. */
  markCall?: true;
  /** C of the whole body. */
  body?: (context: Context) => string[];
  /** Further members of the `dma_buf_ops`. */
  members?: string[];
}

export interface Exporter {
  ops: string;
  callback: string;
}

const ARGS_NAMES = ['args', 'margs', 'match_args', 'ma', 'request'];

/** A `dma_buf_ops` with a `match_mapping`. */
export function exporter(scene: Scene, wishes: ExporterWishes = {}): Exporter {
  const { draw } = scene;
  const context: Context = [{ type: ARGS, name: draw.one(ARGS_NAMES) }];
  const lines = wishes.body?.(context) ?? matchBody(scene, context, wishes);
  const callback = scene.name(draw.one(['match_mapping', 'match', 'negotiate']));
  scene.keepLocal(callback);
  scene.main(`static int ${callback}(${ARGS}${context[0]!.name})`, '{', ...indented(lines), '}', '');
  return {
    ops: dmaBufOps(scene, [
      `.match_mapping = ${draw.one([callback, callback, `&${callback}`, `(${callback})`])}`,
      ...(wishes.members ?? []),
    ]),
    callback,
  };
}

function matchBody(scene: Scene, context: Context, wishes: ExporterWishes): string[] {
  const { draw } = scene;
  const items = wishes.items?.(context) ?? cleanItems(scene, context, 'exporter');
  const built = matchList(scene, context, items, wishes.list);
  const list = wishes.change?.(built, context) ?? built;
  const first = wishes.before?.(context) ?? (draw.chance(30) ? refusal(scene, context) : []);
  const call = wishes.plainCall ? plainCall(context, list) : matchCall(scene, context, list, wishes.markCall ? MARK : '');
  return [...first, ...list.lines, ...(wishes.ending ?? ((text) => returning(scene, context, text)))(call, context)];
}

function plainCall(context: Context, { list, length }: BuiltList): string {
  return `dma_buf_match_mapping(${context[0]!.name}, ${list}, ${length})`;
}

/** The call of the match loop: by its name, a macro, or a function. */
export function matchCall(scene: Scene, context: Context, { list, length }: BuiltList, marks = ''): string {
  const { draw } = scene;
  const args = context[0]!.name;
  const plain = `dma_buf_match_mapping(${args}, ${draw.one([list, list, `&${list}[0]`])}, ${length})`;
  switch (draw.weighted([5, 1, 1])) {
    case 1:
      return `${scene.macro('hand', '(a, l, n)', `${marks}dma_buf_match_mapping(a, l, n)`)}(${args}, ${list}, ${length})`;
    case 2: {
      const given = `${ARGS}args, const ${MATCH} *list, size_t len`;
      const mark = `${list}${length}`.includes(MARK) ? MARK : marks;
      return `${scene.helper('hand', 'int', given, [`${mark}return dma_buf_match_mapping(args, list, len);`])}(${args}, ${list}, ${length})`;
    }
    default:
      return plain;
  }
}

/** Entries that all can be taken, some of them under conditions, the last always there. */
export function cleanItems(scene: Scene, context: Context, side: 'exporter' | 'importer'): Item[] {
  const { draw } = scene;
  const all = entries(scene, context, side);
  return all.map((entry, index) => {
    const when = index === all.length - 1 || !draw.chance(30) ? undefined : draw.one(['code', 'config'] as const);
    return when ? { ...entry, when } : entry;
  });
}

/** A check that turns the importer away on purpose. */
export function refusal(scene: Scene, context: Context): string[] {
  const { draw } = scene;
  const errno = draw.one(['-ENODEV', '-EINVAL', '-EBUSY', '-EOPNOTSUPP', '-EPERM']);
  return statement(scene, context, [`if (${condition(scene, context)})`, `\treturn ${errno};`]);
}

/** Defines a `dma_buf_ops` and, often, somebody who exports it. */
export function dmaBufOps(scene: Scene, members: readonly string[]): string {
  const { draw } = scene;
  const name = scene.name('dmabuf_ops');
  const own = [...members];
  if (draw.chance(40)) {
    const release = scene.name('release');
    scene.keepLocal(release);
    scene.main(`static void ${release}(struct dma_buf *dmabuf)`, '{', '}', '');
    own.splice(draw.pick(own.length + 1), 0, `.release = ${release}`);
  } else if (draw.chance(20)) own.push('.release = NULL');
  const text = `{ ${own.join(', ')}, }`;
  let object = name;
  if (draw.chance(15)) {
    const tag = scene.name('driver');
    scene.main(
      `struct ${tag} { int id; struct dma_buf_ops ops; };`,
      `static const struct ${tag} ${name} = { .id = 1, .ops = ${text} };`,
      '',
    );
    scene.keepLocal(name);
    object = `${name}.ops`;
  } else if (draw.chance(70)) {
    scene.main(`static const struct dma_buf_ops ${name} = {`, ...own.map((member) => `\t${member},`), '};', '');
    scene.keepLocal(name);
  } else {
    scene.header(`extern const struct dma_buf_ops ${name};`);
    scene.main(`const struct dma_buf_ops ${name} = ${text};`, '');
  }
  if (object !== name || draw.chance(50)) exportOf(scene, object);
  return object;
}

/** A function that exports these ops. */
export function exportOf(scene: Scene, ops: string): void {
  const function_ = scene.name('export');
  scene.header(`struct dma_buf *${function_}(void *priv);`);
  const info = scene.draw.one(['info', 'exp_info']);
  scene.main(
    `struct dma_buf *${function_}(void *priv)`,
    '{',
    `\tDEFINE_DMA_BUF_EXPORT_INFO(${info});`,
    '',
    `\t${info}.ops = &${ops};`,
    `\t${info}.priv = priv;`,
    `\treturn dma_buf_export(&${info});`,
    '}',
    '',
  );
}

export interface ListWishesOfSide {
  /** For an exporter: statements in front of everything else. */
  before?: (context: Context) => string[];
  /** No helper hands the list on. */
  plainCall?: true;
  ending?: (call: string, context: Context) => string[];
  items?: (context: Context) => readonly Item[];
  list?: ListWishes;
  change?: (list: BuiltList, context: Context) => BuiltList;
}

/** A driver of that side around one list. */
export function driver(scene: Scene, side: Side, wishes: ListWishesOfSide): void {
  if (side === 'exporter') exporter(scene, wishes);
  else importer(scene, wishes);
}

/** What a seed asks of an importer; what it leaves out is drawn. */
export interface ImporterWishes {
  items?: (context: Context) => readonly Item[];
  list?: ListWishes;
  change?: (list: BuiltList, context: Context) => BuiltList;
  /** C of the importer's ops. */
  ops?: string;
  /** C of the attach call, instead of one with a list. */
  call?: (context: Context) => string;
  /** Statements after the call, which is given as C; they leave the function. */
  ending?: (call: string, context: Context) => string[];
  returns?: string;
}

/** A function that attaches; answers its name. */
export function importer(scene: Scene, wishes: ImporterWishes = {}): string {
  const { draw } = scene;
  const context: Context = [
    { type: 'struct dma_buf *', name: draw.one(['dmabuf', 'buf', 'dbuf']) },
    { type: 'struct device *', name: draw.one(['dev', 'device', 'dma_dev']) },
  ];
  const lines: string[] = [];
  let call = wishes.call?.(context);
  if (call === undefined) {
    const items = wishes.items?.(context) ?? cleanItems(scene, context, 'importer');
    const built = matchList(scene, context, items, wishes.list);
    const list = wishes.change?.(built, context) ?? built;
    lines.push(...list.lines);
    call = `dma_buf_mapping_attach(${dmabufOf(context)}, ${list.list}, ${list.length}, ${wishes.ops ?? 'NULL'}, NULL)`;
  }
  const returns = wishes.returns ?? 'struct dma_buf_attachment *';
  lines.push(...(wishes.ending ?? ((text: string) => attachEnding(scene, text)))(call, context));
  const name = scene.name(draw.one(['attach', 'import', 'bind']));
  const parameters = context.map(({ type, name: each }) => `${type}${each}`).join(', ');
  const head = `${returns}${returns.endsWith('*') ? '' : ' '}${name}(${parameters})`;
  scene.header(`${head};`);
  scene.main(head, '{', ...indented(lines), '}', '');
  return name;
}

function attachEnding(scene: Scene, call: string): string[] {
  const name = scene.draw.one(['attach', 'a', 'attachment']);
  switch (scene.draw.pick(3)) {
    case 0:
      return [`return ${call};`];
    case 1:
      return [`struct dma_buf_attachment *${name} = ${call};`, '', `return ${name};`];
    default:
      return [
        `struct dma_buf_attachment *${name};`,
        '',
        `${name} = ${call};`,
        `if (IS_ERR(${name}))`,
        `\treturn ERR_CAST(${name});`,
        `return ${name};`,
      ];
  }
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' || line.startsWith('#') || /^\w+:$/.test(line) ? line : `\t${line}`));
}
